"""Whose an account is: written with the connection, gone with it, and a real one never two orgs'."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import create_engine, text

from db import migrate
from db.models import AdAccount, Integration, Profile, WebhookRoute
from engine import routes
from engine.connectors import PLATFORMS, connector, http
from engine.connectors.base import AccountRow, Tokens
from engine.connectors.content import ProfileRow
from engine.connectors.notices import Owner
from engine.core.errors import Conflict
from engine.core.work import work
from engine.integrations import connect, disconnect
from engine.listeners import notify_integration_disconnected
from engine.profiles import connect_profiles
from settings import Client, settings
from tests.factories import make_integration, make_org
from tests.rows import rows

pytestmark = pytest.mark.usefixtures("database", "redis")

FOUND = AccountRow("238001", "Riyadh Store", "SAR", "Asia/Riyadh", active=True)
PAGE = ProfileRow("p1", "facebook_page", "Riyadh Store", token="page-token")
TOKENS = Tokens("token")


@pytest.fixture
def real(monkeypatch):
    """The platforms as they are where their clients are configured."""
    clients = {slug: Client(client_id="1", client_secret="s") for slug in PLATFORMS}
    configured = settings().model_copy(update={"platforms": clients})
    for module in ("engine.connectors.http", "engine.connectors.oauth"):
        monkeypatch.setattr(f"{module}.settings", lambda: configured)
    assert not any(http.is_sandbox(slug) for slug in PLATFORMS)


def connected(org_id, found=FOUND, platform="meta"):
    with work(org_id) as unit:
        return connect(unit, platform, TOKENS, found).id


def heard_by(named, org_id=None):
    return [route.org_id for route in routes.find("meta", [named], org_id).get(named, [])]


def test_an_account_is_routed_when_it_is_connected_and_no_longer_when_it_is_not():
    org = make_org()
    integration_id = connected(org.id, AccountRow("r1", "One", "SAR", "Asia/Riyadh", active=True))
    before = heard_by(("account", "r1"))

    with work(org.id) as unit:
        disconnect(unit, integration_id)
    between = heard_by(("account", "r1"))
    connected(org.id, AccountRow("r1", "One", "SAR", "Asia/Riyadh", active=True))

    assert (before, between, heard_by(("account", "r1"))) == ([org.id], [], [org.id])


def test_the_sandboxs_accounts_are_everybodys():
    orgs = [make_org().id for _ in range(3)]
    for org_id in orgs:
        connected(org_id, AccountRow("shared", "Shared", "SAR", "Asia/Riyadh", active=True))

    assert sorted(heard_by(("account", "shared"))) == sorted(orgs)
    assert heard_by(("account", "shared"), orgs[1]) == [orgs[1]]


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_real_account_of_another_org_is_refused_and_nothing_is_kept(real, platform):
    first, second = make_org().id, make_org("Elsewhere").id
    integration_id = connected(first, platform=platform)

    with pytest.raises(Conflict) as refused:
        connected(second, platform=platform)

    name = connector(platform).PLATFORM.name
    assert f"Riyadh Store on {name} is already connected by another organisation" in refused.value.sentence()
    assert [rows(second, model) for model in (Integration, AdAccount, WebhookRoute)] == [[], [], []]
    with work(first) as unit:
        disconnect(unit, integration_id)
    assert connected(second, platform=platform)
    with pytest.raises(Conflict):
        connected(first, platform=platform)


def test_of_two_who_connect_at_once_one_has_it(real):
    found = AccountRow("raced", "Raced", "SAR", "Asia/Riyadh", active=True)
    orgs = [make_org().id for _ in range(6)]

    def attempt(org_id):
        try:
            return bool(connected(org_id, found))
        except Conflict:
            return False

    with ThreadPoolExecutor(6) as pool:
        won = list(pool.map(attempt, orgs))

    assert won.count(True) == 1
    assert [bool(rows(org_id, Integration)) for org_id in orgs] == won


def test_what_is_said_of_a_real_account_is_not_said_of_a_played_one(real):
    make_integration(make_org().id, external_id="both")

    assert heard_by(("account", "both")) == []


def test_a_profile_goes_to_another_account_of_the_person_who_leaves():
    org = make_org().id
    first, second = (
        connected(org, AccountRow(name, name, "SAR", "Asia/Riyadh", active=True)) for name in ("f", "s")
    )
    with work(org) as unit:
        connect_profiles(unit, unit.find(Integration, first), [PAGE])

    for gone, heir in ((first, second), (second, None)):
        with work(org) as unit:
            disconnect(unit, gone)
            notify_integration_disconnected(unit, {"integration_id": str(gone)})
        found = routes.find("meta", [("profile", "p1")], org).get(("profile", "p1"), [])
        assert [route.integration_id for route in found] == ([heir] if heir else [])

    assert [row.is_active for row in rows(org, Profile)] == [False]


def test_a_migration_routes_what_was_connected_before(database):
    org = make_org().id
    integration_id = connected(org, AccountRow("old", "Old", "SAR", "Asia/Riyadh", active=True))
    with work(org) as unit:
        row = unit.find(Integration, integration_id)
        connect_profiles(unit, row, [ProfileRow("oldpage", "facebook_page", "Old")])
    before = {(one.owner, one.external_id, one.integration_id, one.is_real) for one in rows(org, WebhookRoute)}
    owner = create_engine(database.owner_dsn)
    with owner.begin() as connection:
        connection.execute(text("SELECT set_config('app.org_id', :org, true)"), {"org": str(org)})
        connection.execute(text("DELETE FROM webhook_routes"))
        connection.execute(text(_script("20261123_02").module.ROUTES))
    owner.dispose()

    assert len(before) == 2
    after = {(one.owner, one.external_id, one.integration_id, one.is_real) for one in rows(org, WebhookRoute)}
    assert after == before
    assert (Owner.PROFILE, "oldpage", integration_id, False) in after


def _script(revision):
    from alembic.script import ScriptDirectory

    return ScriptDirectory.from_config(migrate.config()).get_revision(revision)
