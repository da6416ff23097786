"""All six platforms, end to end: something happens on the sandbox, it tells our door, a worker makes it so."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from db.models import (
    AdAccount,
    AdCampaign,
    Alert,
    Comment,
    Integration,
    Lead,
    Profile,
    SyncRun,
    WebhookDelivery,
)
from db.session import session
from engine import webhooks
from engine.connectors import PLATFORMS, connector
from engine.connectors.content import ProfileRow
from engine.core.work import work
from engine.integrations import connect
from engine.profiles import connect_profiles
from tests.accounts import REDIRECT
from tests.control import Control
from tests.factories import make_ad_campaign, make_org
from tests.rows import rows
from tests.working import work_off

OF_A_FORM = ("google", "snapchat")
TELL = {
    "lead": ("meta", "google", "tiktok", "snapchat", "linkedin"),
    "comment": ("meta", "tiktok", "linkedin", "twitter"),
    "message": ("meta", "twitter"),
    "figures": ("meta", "tiktok", "linkedin", "twitter"),
    "access": ("meta", "tiktok", "twitter"),
    "other": ("meta", "linkedin", "twitter"),
}
EVERY = [(slug, kind) for kind, slugs in TELL.items() for slug in slugs]


@dataclass(frozen=True)
class Told:
    """An org with everything of one platform connected, and the address that the platform delivers to."""

    org_id: UUID
    platform: str
    address: str
    secret: str
    sandbox: Control

    def tell(self, kind: str, **order: Any) -> tuple[list[dict[str, Any]], dict[str, Any]]:
        """Let it happen: what our door answered to each delivery, and what really happened."""
        self.sandbox.post("/clock", now=datetime.now(UTC).isoformat())
        secret = {"secret": self.secret} if self.secret else {}
        order = {"platform": self.platform, "url": self.address, "kind": kind} | secret | order
        answer = self.sandbox.post("/webhooks", **order)
        return answer["deliveries"], answer["happened"]


def everything_of(platform: str, web: str, sandbox: Control) -> Told:
    """Consent, accounts and profiles connected, and, for forms, an address of the org's own."""
    speaker, org_id = connector(platform), make_org().id
    code = sandbox.post("/grants", platform=platform, redirect_uri=REDIRECT)["code"]
    tokens = speaker.exchange_code(code, REDIRECT, "")
    profiles = speaker.fetch_profiles(tokens.access)
    with work(org_id) as unit:
        connected = [connect(unit, platform, tokens, row) for row in speaker.fetch_accounts(tokens.access)]
        connect_profiles(unit, connected[0], profiles)
        made = webhooks.create_endpoint(unit, platform) if platform in OF_A_FORM else None
    place = f"{web}/api/webhooks/{platform}" + (f"/{made['id']}" if made else "")
    return Told(org_id, platform, place, made["secret"] if made else "", sandbox)


@pytest.fixture
def told(web, database, sandbox, request) -> Told:
    return everything_of(request.param, web, sandbox)


def speak_for_the_account(told: Told) -> None:
    """A TikTok account's own consent, which the one for its ads does not hold."""
    _, happened = told.tell("comment")
    with work(told.org_id) as unit:
        account = unit.find(Integration, rows(told.org_id, Integration)[0].id)
        connect_profiles(
            unit, account, [ProfileRow(happened["profile_id"], "tiktok_account", "Store", token="own")]
        )


def integration_of(told: Told, account_id: str) -> UUID:
    with session(told.org_id) as reader:
        query = select(AdAccount.integration_id).where(AdAccount.org_id == told.org_id)
        return reader.scalars(query.where(AdAccount.external_id == account_id)).one()


def sync_the_campaign_of_a_lead(told: Told, kind: str) -> None:
    """What a sync would have brought: Google names a lead's campaign and no account."""
    if (told.platform, kind) == ("google", "lead"):
        [kept] = rows(told.org_id, WebhookDelivery)
        [notice] = webhooks.read_delivery(told.org_id, kept.id, personal=True)["notices"]
        first = rows(told.org_id, Integration)[0].id
        make_ad_campaign(told.org_id, first, external_id=notice["owner_id"], platform="google")


def a_lead(told: Told, happened: dict[str, Any]) -> bool:
    [lead] = rows(told.org_id, Lead)
    return happened["fields"]["email"] in lead.fields.values() and bool(lead.form_id == happened["form_id"])


def a_remark(told: Told, happened: dict[str, Any]) -> bool:
    [said] = rows(told.org_id, Comment)
    return bool(said.text == happened["text"])


def a_sync(told: Told, _: dict[str, Any]) -> bool:
    [run] = rows(told.org_id, SyncRun)
    return run.trigger == "webhook"


def a_withdrawal(told: Told, _: dict[str, Any]) -> bool:
    ended = [row.token_dead for row in rows(told.org_id, Integration)]
    silenced = [row for row in rows(told.org_id, Profile) if not row.is_active]
    return bool(rows(told.org_id, Alert)) and ("revoked" in ended or bool(silenced))


def nothing(told: Told, _: dict[str, Any]) -> bool:
    return not rows(told.org_id, SyncRun)


EFFECT = {
    "lead": a_lead, "comment": a_remark, "message": a_remark, "figures": a_sync, "access": a_withdrawal,
    "other": nothing,
}  # fmt: skip


@pytest.mark.parametrize(("told", "kind"), EVERY, indirect=["told"])
def test_what_happens_there_is_kept_once_here_and_applied(told, kind):
    if told.platform == "tiktok":
        speak_for_the_account(told)
    answers, happened = told.tell(kind, times=3)
    sync_the_campaign_of_a_lead(told, kind)
    work_off("webhooks")

    assert [answer["status"] for answer in answers] == [200] * 3
    [kept] = rows(told.org_id, WebhookDelivery)
    assert (kept.status, kept.error) == ("ignored" if kind == "other" else "done", None)
    assert EFFECT[kind](told, happened)


@pytest.mark.parametrize("told", ["tiktok"], indirect=True)
@pytest.mark.parametrize("kind", ["comment", "other"])
def test_what_is_about_nobody_we_know_is_answered_and_not_kept(told, kind):
    answers, _ = told.tell(kind)

    assert [answer["status"] for answer in answers] == [200]
    assert rows(told.org_id, WebhookDelivery) == []


@pytest.mark.parametrize("told", ["meta"], indirect=True)
def test_a_status_is_taken_over(told):
    _, reviewed = told.tell("entity")
    account = integration_of(told, reviewed["account_id"])
    make_ad_campaign(told.org_id, account, external_id=reviewed["entity_id"])

    told.tell("entity", status="paused")
    work_off("webhooks")

    assert [row.status for row in rows(told.org_id, AdCampaign)] == ["paused"]


@pytest.mark.parametrize("told", ["meta", "linkedin", "twitter"], indirect=True)
def test_a_handshake_ends_in_an_agreement(told):
    [answer], _ = told.tell("handshake")

    assert answer["accepted"], answer


@pytest.mark.parametrize("told", PLATFORMS, indirect=True)
def test_another_secret_is_refused_in_our_words(told):
    kind = next(kind for kind, slugs in TELL.items() if told.platform in slugs)

    [answer], _ = told.tell(kind, secret="somebody-elses-secret")

    assert answer["status"] == 401
    assert '"error":"Invalid signature"' in answer["body"]
    assert rows(told.org_id, WebhookDelivery) == []
