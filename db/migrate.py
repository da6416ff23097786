"""Brings a database to the code's version, or says how the two differ."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

from settings import settings

FOLDER = Path(__file__).parent / "migrations"


def upgrade(target: str = "head") -> None:
    """Apply what is missing, as the owner."""
    command.upgrade(config(), target)


def downgrade(target: str) -> None:
    """Go back to that version, as the owner."""
    command.downgrade(config(), target)


def status() -> str:
    """`ready`, `empty`, `behind` (run the migrations) or `ahead` (the code is older than the database)."""
    script = ScriptDirectory.from_config(config())
    engine = create_engine(settings().app_dsn)
    try:
        with engine.connect() as connection:
            current = MigrationContext.configure(connection).get_current_revision()
    finally:
        engine.dispose()
    if current is None:
        return "empty"
    if current == script.get_current_head():
        return "ready"
    return "behind" if current in {revision.revision for revision in script.walk_revisions()} else "ahead"


def config() -> Config:
    """Where Alembic finds the migrations."""
    made = Config()
    made.set_main_option("script_location", str(FOLDER))
    return made
