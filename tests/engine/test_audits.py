"""Two orgs cannot see each other; and when they could, the audit says so."""

import pytest
from sqlalchemy import create_engine, text

from db.models import Base
from db.rls import SHARED
from db.session import org_ids
from engine.audits import latest_rls_audit, rls_audit
from engine.audits.catalog import find_gaps

LEAKS = {
    "ALTER TABLE campaigns NO FORCE ROW LEVEL SECURITY": "not enabled and forced",
    "ALTER TABLE alerts DISABLE ROW LEVEL SECURITY": "not enabled and forced",
    "DROP POLICY org_isolation ON ads": "no policy decides",
    "GRANT SELECT ON ad_metrics_default TO cmis_app": "partition granted",
    "GRANT SELECT ON orgs TO PUBLIC": "granted to PUBLIC",
    "CREATE TABLE diary (org_id uuid, id uuid PRIMARY KEY)": "not in the models",
    "CREATE VIEW peek AS SELECT * FROM orgs": "owner's eyes",
    "CREATE FUNCTION peek() RETURNS int SECURITY DEFINER LANGUAGE sql AS 'SELECT 1'": "lent to",
}


@pytest.fixture
def owner(database):
    engine = create_engine(database.owner_dsn)
    yield engine
    engine.dispose()


def test_every_table_holds_against_every_attempt(database, redis):
    report = rls_audit()
    assert report.gaps == []
    assert [probe for probe in report.probes if not probe.ok] == []
    tried = {probe.table for probe in report.probes}
    assert tried == set(Base.metadata.tables) - set(SHARED)
    assert len(report.probes) == len(tried) * 4 * 4


def test_the_audit_leaves_nothing_behind(database, redis):
    before = org_ids()
    rls_audit()
    assert org_ids() == before


@pytest.mark.parametrize(("leak", "words"), LEAKS.items())
def test_a_leak_is_named(owner, leak, words):
    with owner.connect() as connection:
        connection.execute(text(leak))
        gaps = find_gaps(connection)
        connection.rollback()
    assert any(words in gap for gap in gaps), gaps


def test_the_last_finding_is_remembered(database, redis):
    assert latest_rls_audit() is None
    rls_audit()
    found = latest_rls_audit()
    assert found is not None
    assert (found["ok"], found["leaks"], found["gaps"]) == (True, [], [])
