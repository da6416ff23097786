"""Alembic's entry: runs as the owner, waits for no lock longer than it should, ignores partitions."""

import re
from typing import Any

from alembic import context
from sqlalchemy import create_engine

from db.models import Base
from settings import settings

_PARTITION = re.compile(r"^(ad_metrics|social_posts)_(y\d{4}m\d{2}|default)$")


def _ours(_object: Any, name: str | None, kind: str, *_: Any) -> bool:
    return not (kind == "table" and name and _PARTITION.match(name))


def run() -> None:
    """Apply migrations in one transaction."""
    engine = create_engine(settings().owner_dsn)
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            include_object=_ours,
            compare_type=True,
            compare_server_default=False,
        )
        with context.begin_transaction():
            connection.exec_driver_sql("SET LOCAL lock_timeout = '10s'; SET LOCAL statement_timeout = '15min'")
            context.run_migrations()
        connection.commit()
    engine.dispose()


run()
