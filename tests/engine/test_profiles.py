"""Profiles that consent by themselves: connected, renewed, spoken for, warned of, given up and given back."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from uuid import UUID, uuid4

import httpx
import orjson
import pytest
from sqlalchemy import select

from db.kinds import DataType, Role, RunStatus
from db.models import Alert, Integration, Profile, SocialPost, SyncRun, WebhookRoute
from db.session import session
from engine import connections, profiles, renewals, webhooks
from engine.connectors import connector
from engine.connectors.content import Post
from engine.connectors.content import Profile as Speaker
from engine.core import clock
from engine.core.crypto import unseal
from engine.core.errors import Conflict, Invalid, SignedOut
from engine.core.work import Actor, work
from engine.identity import Identity
from engine.integrations import account, connect, disconnect
from tests.accounts import Connected, connect_account
from tests.control import Control
from tests.deliveries import delivery, tiktok
from tests.factories import make_org
from tests.working import work_off

ADS = "7301000000000000101"
FILM = "https://media.example/new.mp4"
ME = Actor("test")

pytestmark = pytest.mark.usefixtures("database", "redis")


@dataclass
class Home:
    """An org with a TikTok ad account, and somebody in it who owns a TikTok account."""

    ads: Connected
    person: Identity

    @property
    def org_id(self) -> UUID:
        return self.ads.org_id

    def consent(self) -> UUID:
        """Go to TikTok's page, say yes, and come back."""
        back = self.allow(connections.start_profile(self.person, "tiktok"))
        return UUID(connections.finish_profile(self.person, "tiktok", back, ME))

    def allow(self, address: str) -> dict[str, str]:
        """What comes back with the person."""
        answer = httpx.post(address, data={"answer": "allow"}, trust_env=False)
        return dict(parse_qsl(urlsplit(answer.headers["location"]).query))

    def row(self, profile_id: UUID) -> Profile:
        with session(self.org_id) as reader:
            return reader.get_one(Profile, (self.org_id, profile_id))

    def rows(self, model: Any) -> list[Any]:
        with session(self.org_id) as reader:
            return list(reader.scalars(select(model).where(model.org_id == self.org_id)))

    def speaker(self, profile_id: UUID) -> Speaker:
        """The profile as a connector is called with it."""
        return profiles.speaking(self.row(profile_id), account(self.org_id, self.ads.integration_id))

    def alerts(self, kind: str) -> list[Alert]:
        return [row for row in self.rows(Alert) if row.kind == kind]

    def status(self) -> str:
        [shown] = profiles.list_profiles(self.org_id)
        return str(shown["token_status"]["status"])


def person_of(org_id: UUID) -> Identity:
    return Identity(
        user_id=uuid4(), email="sara@example.com", name="Sara", org_id=org_id, org_name="Al Waha",
        role=Role.MARKETER, locale="en", timezone="UTC", currency="SAR", via="session",
    )  # fmt: skip


@pytest.fixture
def home(sandbox: Control) -> Home:
    ads = connect_account(sandbox, ADS, "tiktok")
    return Home(ads, person_of(ads.org_id))


# Connecting


def test_an_account_that_consents_is_kept_with_tokens_of_its_own(home):
    profile_id = home.consent()

    row, ads = home.row(profile_id), home.ads.integration()
    opened = {
        name: unseal(getattr(row, name), row.org_id, row.id, name) for name in ("access_token", "refresh_token")
    }
    assert len({*opened.values(), unseal(ads.access_token, ads.org_id, ads.id, "access_token")}) == 3
    assert row.token_expires_at < clock.now() + timedelta(hours=25) < row.consent_ends_at
    assert set(row.scopes) == set(connector("tiktok").PLATFORM.profile_scopes)
    [shown] = profiles.list_profiles(home.org_id)
    assert (shown["own_consent"], shown["token_status"]["status"], shown["account"]) == (True, "valid", ads.name)
    assert not {*opened.values()} & {str(value) for value in shown.values()}


def test_connecting_again_changes_the_tokens_and_nothing_else(home):
    first = home.consent()
    before = home.row(first).access_token

    assert home.consent() == first
    assert home.row(first).access_token != before
    assert len(home.rows(Profile)) == 1


def test_a_consent_is_bound_to_who_began_it_and_good_once(home):
    address = connections.start_profile(home.person, "tiktok")
    back = home.allow(address)

    with pytest.raises(Conflict):
        connections.finish_profile(person_of(home.org_id), "tiktok", back, ME)
    assert connections.finish_profile(home.person, "tiktok", back, ME)
    with pytest.raises(Conflict):
        connections.finish_profile(home.person, "tiktok", back, ME)


def test_the_two_ways_of_connecting_do_not_cross(home):
    as_ads = home.allow(connections.start(home.person, "tiktok"))
    as_profile = home.allow(connections.start_profile(home.person, "tiktok"))

    with pytest.raises(Conflict):
        connections.finish_profile(home.person, "tiktok", as_ads, ME)
    with pytest.raises(Conflict):
        connections.finish(home.person, "tiktok", as_profile | {"auth_code": "x"})
    assert connections.finish_profile(home.person, "tiktok", {"error": "access_denied"}, ME) is None
    assert home.rows(Profile) == []


def test_a_profile_needs_an_ad_account_whose_syncs_bring_its_posts(sandbox):
    person = person_of(make_org().id)

    with pytest.raises(Conflict, match="ad account"):
        connections.start_profile(person, "tiktok")
    with pytest.raises(Invalid):
        connections.start_profile(person, "meta")


# Speaking


def test_posts_are_published_and_fetched_by_its_own_consent(home):
    profile_id = home.consent()
    [run] = [row for row in home.rows(SyncRun) if row.data_type == DataType.POSTS]

    made = connector("tiktok").publish(home.speaker(profile_id), Post(uuid4(), "شتاء ❄", (FILM,)))
    work_off("events", "sync", "priority", "default")

    assert home.ads.run(run.id).status == RunStatus.SUCCEEDED
    posts = home.rows(SocialPost)
    assert made.external_id in {post.external_id for post in posts}
    assert {post.profile_id for post in posts} == {profile_id}


def test_a_call_renews_what_the_clock_missed(home):
    profile_id = home.consent()
    before = home.row(profile_id).access_token

    with clock.stopped_at(clock.now() + timedelta(days=2)):
        home.ads.sandbox.post("/clock", now=clock.now().isoformat())
        assert list(connector("tiktok").fetch_posts(home.speaker(profile_id), clock.now())) == []

    assert home.row(profile_id).access_token != before


def test_a_consent_taken_back_silences_the_profile_and_leaves_the_account_alone(home):
    profile_id = home.consent()
    token = home.speaker(profile_id).token
    home.ads.sandbox.post("/tokens", platform="tiktok", action="revoke", token=token)

    run = home.ads.sync(DataType.POSTS)

    assert (run.status, home.ads.integration().token_dead) == (RunStatus.SUCCEEDED, None)
    assert (home.row(profile_id).token_dead, home.status()) == ("revoked", "expired")
    assert len(home.alerts("profile_withdrawn")) == 1
    with pytest.raises(SignedOut):
        home.speaker(profile_id)
    home.consent()
    assert (home.row(profile_id).token_dead, home.alerts("profile_withdrawn")[0].status) == (None, "resolved")


def test_a_notice_of_withdrawal_counts_unless_the_consent_is_younger(home):
    profile_id = home.consent()

    tell(home, profile_id, datetime.now(UTC) - timedelta(hours=1))
    assert home.row(profile_id).token_dead is None
    tell(home, profile_id, datetime.now(UTC) + timedelta(seconds=2))
    assert home.row(profile_id).token_dead == "revoked"
    assert home.ads.integration().token_dead is None


def tell(home: Home, profile_id: UUID, at: datetime) -> None:
    """TikTok says that the account took its consent back."""
    told = {
        "client_key": "sandbox-client",
        "event": "authorization.removed",
        "create_time": int(at.timestamp()),
        "user_openid": home.row(profile_id).external_id,
        "content": '{"reason":1}',
    }
    body = orjson.dumps(told)
    webhooks.receive("tiktok", delivery(body, tiktok(body)), sender="127.0.0.1")
    work_off("webhooks")


# Keeping it alive


def test_its_token_is_renewed_by_the_clock_once(home):
    profile_id = home.consent()
    with clock.stopped_at(clock.now() + timedelta(hours=20)):
        assert renewals.plan_renewals(home.org_id) == 1
        renewals.renew(home.org_id, profile_id, Profile)
        first = home.row(profile_id)
        renewals.renew(home.org_id, profile_id, Profile)
        assert renewals.plan_renewals(home.org_id) == 0

    assert home.row(profile_id).access_token == first.access_token
    assert home.speaker(profile_id).token == unseal(first.access_token, first.org_id, first.id, "access_token")


def test_a_refused_renewal_gives_the_profile_up_and_alerts_once(home):
    profile_id = home.consent()
    home.ads.sandbox.post("/tokens", platform="tiktok", action="revoke", token=home.speaker(profile_id).token)

    with clock.stopped_at(clock.now() + timedelta(hours=20)):
        for _ in range(2):
            renewals.renew(home.org_id, profile_id, Profile)

    assert home.row(profile_id).token_dead == "revoked"
    assert len(home.alerts("profile_withdrawn")) == 1


def test_the_end_of_the_consents_year_is_announced_at_7_3_and_1_days(home):
    profile_id = home.consent()
    ends = home.row(profile_id).consent_ends_at

    for days_left, known in ((8, 0), (6.5, 1), (6, 1), (2.5, 2), (0.5, 3)):
        with clock.stopped_at(ends - timedelta(days=days_left)):
            home.ads.update(Profile, profile_id, token_expires_at=clock.now() + timedelta(hours=20))
            renewals.plan_renewals(home.org_id)
            assert len(home.alerts("token_ends")) == known
            assert home.status() == ("valid" if days_left > 7 else "expiring_soon")
    home.consent()
    assert {alert.status for alert in home.alerts("token_ends")} == {"resolved"}


# Leaving


def test_disconnecting_gives_the_consent_back_and_keeps_the_posts(home):
    profile_id = home.consent()
    speaker = home.speaker(profile_id)
    work_off("events", "sync", "priority", "default")
    kept = len(home.rows(SocialPost))

    with work(home.org_id) as unit:
        profiles.disconnect_profile(unit, profile_id)
        profiles.disconnect_profile(unit, profile_id)
    work_off("default")

    row = home.row(profile_id)
    assert (row.is_active, row.access_token, row.refresh_token) == (False, None, None)
    assert profiles.list_profiles(home.org_id) == []
    assert [route.external_id for route in home.rows(WebhookRoute) if route.owner == "profile"] == []
    assert len(home.rows(SocialPost)) == kept > 0
    with pytest.raises(SignedOut):
        list(connector("tiktok").fetch_posts(speaker, datetime.now(UTC)))


def test_it_outlives_its_account_while_there_is_another(home):
    profile_id = home.consent()
    second = another(home)

    leave(home, home.ads.integration_id)
    assert (home.row(profile_id).is_active, home.row(profile_id).integration_id) == (True, second)
    speaker = profiles.speaking(home.row(profile_id), account(home.org_id, second))
    leave(home, second)

    assert home.row(profile_id).is_active is False
    with pytest.raises(SignedOut):
        list(connector("tiktok").fetch_posts(speaker, datetime.now(UTC)))


def another(home: Home) -> UUID:
    """One more TikTok ad account of the org, connected by somebody else."""
    code = home.ads.sandbox.post("/grants", platform="tiktok", redirect_uri="http://x/")["code"]
    tokens = connector("tiktok").exchange_code(code, "http://x/", "")
    found = next(row for row in connector("tiktok").fetch_accounts(tokens.access) if row.external_id != ADS)
    with work(home.org_id, Actor("other", uuid4())) as unit:
        return connect(unit, "tiktok", tokens, found).id


def leave(home: Home, integration_id: UUID) -> None:
    with work(home.org_id) as unit:
        disconnect(unit, integration_id)
    work_off("events", "priority", "default")
    with session(home.org_id) as reader:
        assert reader.get_one(Integration, (home.org_id, integration_id)).access_token == ""
