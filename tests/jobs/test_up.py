"""What `manage.py up` refuses to start on, each in one sentence with the next step."""

from contextlib import contextmanager

import pytest
from sqlalchemy import create_engine, text

from db import migrate
from db.embedded import EmbeddedError
from db.kinds import Role
from engine import identity, members
from engine.core.crypto import new_key
from engine.core.errors import Denied, Invalid
from engine.core.work import work
from jobs import up
from settings import DEMO_EMAIL, DEMO_PASSWORD, Settings, settings

pytestmark = pytest.mark.usefixtures("database", "redis")


@pytest.fixture
def production(monkeypatch):
    """The same installation, in production."""
    elsewhere = settings().model_copy(update={"mode": "production"})
    for module in ("jobs.up", "engine.passwords"):
        monkeypatch.setattr(f"{module}.settings", lambda: elsewhere)


@pytest.fixture
def demo_person():
    user_id = members.find_user(DEMO_EMAIL) or members.create_user(DEMO_EMAIL, "Sara", DEMO_PASSWORD)
    org_id = members.create_org("Demo", currency="SAR")
    with work(org_id) as unit:
        members.add_member(unit, user_id, Role.OWNER)
    return org_id


@contextmanager
def at(database, version):
    """A database that says it is at that version."""
    engine = create_engine(database.owner_dsn)
    with engine.begin() as connection:
        here = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
        connection.execute(text("UPDATE alembic_version SET version_num = :v"), {"v": version})
    try:
        yield
    finally:
        with engine.begin() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = :v"), {"v": here})
        engine.dispose()


def test_a_database_ahead_of_the_code_is_left_alone(database):
    with at(database, "29991231_99"):
        with pytest.raises(EmbeddedError, match="newer than this code: update the code"):
            up.migrate()
        assert migrate.status() == "ahead"


def test_a_database_behind_that_we_may_not_change_says_how_to_migrate(database, monkeypatch):
    lent = settings().model_copy(update={"database_url": "postgresql://x", "database_owner_url": None})
    monkeypatch.setattr(up, "settings", lambda: lent)
    with at(database, "20261122_01"), pytest.raises(EmbeddedError, match=r"manage\.py migrate"):
        up.migrate()


def test_a_database_of_our_own_that_is_behind_is_brought_up(database):
    migrate.downgrade("20261122_02")
    assert migrate.status() == "behind"
    up.migrate()
    assert migrate.status() == "ready"


def test_production_refuses_a_database_with_the_demos_password(demo_person, production):
    with pytest.raises(EmbeddedError, match="demo's password"):
        up.refuse_default_secrets()


def test_the_demos_password_opens_nothing_in_production(demo_person, production):
    with pytest.raises(Denied):
        identity.sign_in(DEMO_EMAIL, DEMO_PASSWORD)


def test_nobody_may_choose_the_demos_password_in_production(production):
    with pytest.raises(Invalid):
        members.create_user("new@example.com", "New", DEMO_PASSWORD)


def test_the_demo_starts_with_it(demo_person):
    up.refuse_default_secrets()
    assert identity.sign_in(DEMO_EMAIL, DEMO_PASSWORD)


def test_production_starts_with_keys_of_its_own():
    with pytest.raises(ValueError, match=r"manage\.py keys new"):
        Settings(mode="production", keys=None, keys_file=None)
    assert not Settings(mode="production", keys=new_key()).demo
