"""Two orgs cannot see each other, and if they could the audit would say so; who did what is written down."""

import ast
import csv
from datetime import timedelta
from io import StringIO

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import ProgrammingError

from db.kinds import Role
from db.models import AuditEntry, Base
from db.rls import SHARED
from db.session import org_ids, session
from engine import identity
from engine.audits import latest_rls_audit, rls_audit
from engine.audits.actions import ACTIONS
from engine.audits.catalog import find_gaps
from engine.audits.headers import WANTED, missing
from engine.audits.trail import Sought, export_audit, search_audit
from engine.core import clock
from engine.core.errors import Denied
from engine.core.exports import Form
from engine.core.work import Actor, work
from engine.permissions import Permission
from settings import HERE
from tests.factories import PASSWORD, insert, make_member, make_org

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


# What the product promises to write down, at the least.
PROMISED = {
    "sign_in",
    "sign_in_refused",
    "refused",
    "integration_connected",
    "campaign_changed",
    "campaign_paused_by_budget",
    "key_created",
}
VERDICTS = {"post_{verdict}": {"post_submitted", "post_approved", "post_rejected"}}


def emitted() -> dict[str, set[str]]:
    """Each action that the code writes down, and the files that do: read from the code itself."""
    found: dict[str, set[str]] = {}
    for path in (file for folder in ("engine", "api", "jobs", "pages") for file in (HERE / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "audit":
                for name in _names(node.args[0], path.read_text()):
                    found.setdefault(name, set()).add(str(path.relative_to(HERE)))
    return found


def _names(node: ast.expr, source: str) -> set[str]:
    match node:
        case ast.Constant(value=str(name)):
            return {name}
        case ast.IfExp(body=ast.Constant(value=one), orelse=ast.Constant(value=other)):
            return {str(one), str(other)}
        case ast.JoinedStr():
            return VERDICTS[ast.unparse(node)[2:-1]]
        case ast.Name(id=word):  # said before, or handed to a helper: `_note(person, "password_changed", …)`
            tree = list(ast.walk(ast.parse(source)))
            calls = (one for one in tree if isinstance(one, ast.Call))
            handed = [one.args[1] for one in calls if ast.unparse(one.func) == "_note"]
            said = [
                one.value for one in tree if isinstance(one, ast.Assign) and ast.unparse(one.targets[0]) == word
            ]
            return {name for one in (*handed, *said) for name in _names(one, "")}
    raise AssertionError(f"{ast.unparse(node)}: name the action where it is written down")


def test_every_action_is_written_down_somewhere_and_has_words():
    found = emitted()
    assert set(found) - set(ACTIONS) == set(), "these have no words in engine/audits/actions.py"
    assert set(ACTIONS) - set(found) == set(), "these are written down nowhere"
    assert set(ACTIONS) >= PROMISED


@pytest.mark.parametrize(
    "attempt",
    [
        "UPDATE audit_log SET actor = 'nobody'",
        "DELETE FROM audit_log",
        "TRUNCATE audit_log",
        "DROP TABLE audit_log",
    ],
)
def test_the_log_is_written_once(database, redis, attempt):
    org = make_org()
    with session(org.id) as writer, pytest.raises(ProgrammingError, match=r"permission denied|must be owner"):
        writer.execute(text(attempt))


def test_the_log_is_narrowed_and_read_page_by_page(database, redis):
    org, other = make_org(), make_org()
    insert(
        org.id,
        *(
            AuditEntry(org_id=org.id, actor=f"p{n}@example.com", action="sync_requested", ip="192.0.2.1",
                       created_at=clock.now() - timedelta(days=n), detail={"name": "50%_off"} if n == 3 else {})
            for n in range(5)
        ),
    )  # fmt: skip
    insert(other.id, AuditEntry(org_id=other.id, actor="p1@example.com", action="sync_requested"))

    def actors(sought: Sought, page: int = 1) -> list[str]:
        return [one["actor"] for one in search_audit(org.id, sought, page=page, per_page=2)["entries"]]

    syncs = Sought(area="accounts")
    assert [actors(syncs, page) for page in (1, 2, 3, 4)] == [
        ["p0@example.com", "p1@example.com"],
        ["p2@example.com", "p3@example.com"],
        ["p4@example.com"],
        [],
    ]
    assert search_audit(org.id, syncs)["total"] == 5
    assert actors(Sought(q="P3@")) == ["p3@example.com"]
    assert actors(Sought(q="50%_")) == ["p3@example.com"]
    assert actors(Sought(q="0%")) == ["p3@example.com"]
    assert actors(Sought(area="accounts", since=clock.now() - timedelta(hours=1))) == ["p0@example.com"]
    assert actors(Sought(area="no such")) == []


def test_taking_the_log_away_is_in_the_log_and_runs_no_formula(database, redis):
    org = make_org()
    with work(org.id, Actor("=cmd|'/C calc'!A0", None, "192.0.2.1")) as unit:
        unit.audit("targets_saved", "2026-11")
    with work(org.id, Actor("sara@example.com")) as unit:
        file = export_audit(unit, Form.CSV, Sought(area="campaigns"))

    head, row = list(csv.reader(StringIO(file.body.decode("utf-8-sig"))))
    assert (len(head), row[1], row[2]) == (6, "'=cmd|'/C calc'!A0", "targets_saved")
    newest = search_audit(org.id, Sought())["entries"][0]
    assert (newest["action"], newest["actor"]) == ("audit_exported", "sara@example.com")


def test_a_refusal_is_in_the_log_once_a_minute(database, redis):
    org = make_org()
    viewer = identity.current(identity.sign_in(make_member(org.id, Role.VIEWER), PASSWORD))
    assert viewer
    for _ in range(3):
        with pytest.raises(Denied):
            identity.admit(viewer, Permission.KEYS_MANAGE, ip="192.0.2.1", to="POST /api/keys")
    [entry] = search_audit(org.id, Sought(action="refused"))["entries"]
    assert (entry["actor"], entry["target"], entry["detail"]) == (
        viewer.email,
        "POST /api/keys",
        {"permission": "keys.manage"},
    )


def test_a_header_that_lacks_or_lies_is_named():
    said = {
        "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
        "x-content-type-options": "nosniff",
        "x-frame-options": "SAMEORIGIN",
    }
    assert missing(said) == [name for name in WANTED if name not in said or name == "x-frame-options"]
