"""The database is what the models say, can be built and taken down, and knows when it is behind."""

from datetime import date

import pytest
from alembic import command
from sqlalchemy import UniqueConstraint, create_engine, inspect, text

from db import migrate, partitions
from db.models import Base

INDEXES = {
    "idx_ad_campaigns_org_status": ("ad_campaigns", "(org_id, status, created_at)"),
    "idx_ad_campaigns_integration": ("ad_campaigns", "(integration_id, status)"),
    "idx_ad_metrics_campaign_date": ("ad_metrics", "(campaign_id, created_at)"),
    "idx_ad_metrics_date": ("ad_metrics", "(created_at) WHERE (deleted_at IS NULL)"),
    "idx_social_posts_org_status": ("social_posts", "(org_id, status, scheduled_for)"),
    "idx_social_posts_scheduled": ("social_posts", "(scheduled_for) WHERE (status = 'scheduled'::text)"),
    "idx_integrations_org_active": ("integrations", "(org_id, is_active, last_synced_at)"),
    "idx_campaigns_org_type_status": ("campaigns", "(org_id, type, status, created_at)"),
    "idx_user_orgs_user": ("user_organizations", "(user_id, is_active)"),
    "idx_user_orgs_org": ("user_organizations", "(org_id, is_active)"),
}


@pytest.fixture
def owner(database):
    engine = create_engine(database.owner_dsn)
    yield engine
    engine.dispose()


def test_models_and_migrations_do_not_drift(database):
    command.check(migrate.config())


@pytest.mark.parametrize(("name", "shape"), INDEXES.items())
def test_each_named_index_is_there(owner, name, shape):
    with owner.connect() as connection:
        found = connection.execute(
            text("SELECT tablename, indexdef FROM pg_indexes WHERE indexname = :name"), {"name": name}
        ).one()
    assert found.tablename == shape[0]
    assert found.indexdef.endswith(shape[1])


def test_every_tenant_table_leads_its_key_with_the_org():
    for table in Base.metadata.sorted_tables:
        if "org_id" in table.columns:
            assert next(iter(table.primary_key)).name == "org_id", table.name
            uniques = [one for one in table.constraints if isinstance(one, UniqueConstraint)]
            assert all(next(iter(unique.columns)).name == "org_id" for unique in uniques), table.name


def test_down_and_up_again(owner):
    assert migrate.status() == "ready"
    migrate.downgrade("base")
    try:
        assert migrate.status() == "empty"
        with owner.connect() as connection:
            assert inspect(connection).get_table_names() == ["alembic_version"]
    finally:
        migrate.upgrade()
    assert migrate.status() == "ready"


@pytest.mark.parametrize(("version", "status"), [("20261122_01", "behind"), ("29991231_99", "ahead")])
def test_a_database_behind_or_ahead_is_recognised(owner, version, status):
    with owner.begin() as connection:
        here = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
        connection.execute(text("UPDATE alembic_version SET version_num = :version"), {"version": version})
    try:
        assert migrate.status() == status
    finally:
        with owner.begin() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = :version"), {"version": here})


def test_partitions_are_made_ahead_by_the_application_itself(database, owner):
    app = create_engine(database.app_dsn)
    first, *_, last = partitions.months_around(date(2031, 5, 17))
    with app.begin() as connection:
        made = partitions.ensure(connection, date(2031, 5, 17))
        again = partitions.ensure(connection, date(2031, 5, 17))
        connection.rollback()
    app.dispose()
    assert (first, last) == (date(2029, 4, 1), date(2031, 8, 1))
    assert "ad_metrics_y2031m08" in made
    assert again == []
