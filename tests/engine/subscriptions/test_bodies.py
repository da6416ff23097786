"""What each event tells has the documented shape, with names and money as they are, and null for what is gone."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import orjson
import pytest
from uuid_utils.compat import uuid7

from db.models import Campaign, SocialPost, SyncRun
from db.session import session
from engine import events
from engine.events import HEARD_BY, Fact
from engine.subscriptions import bodies, list_events
from engine.subscriptions.examples import EXAMPLES, SAYS
from tests.factories import OrgFacts, insert, make_ad_campaign, make_integration, make_profile

NOW = datetime(2026, 11, 27, 6, 30, tzinfo=UTC)
WORDS = {
    "platform_busy": {"code": "platform_busy", "message": "{platform} is busy.", "facts": {"platform": "Meta Ads"}}
}


def shape(value: Any) -> Any:
    """The names in a payload, all the way down; things that may be null count as what they are when they are."""
    return {name: shape(inner) for name, inner in value.items()} if isinstance(value, dict) else None


@pytest.fixture
def world(org: OrgFacts) -> dict[str, UUID]:
    """One of everything that events are about."""
    integration_id = make_integration(org.id)
    ids = {"campaign": uuid7(), "run": uuid7(), "post": uuid7(), "integration": integration_id}
    ids["profile"] = make_profile(org.id, integration_id)
    common: dict[str, Any] = {"org_id": org.id}
    insert(
        org.id,
        Campaign(**common, id=ids["campaign"], name="Ramadan", total_budget_micros=5_000_000, currency="SAR",
                 start_date=date(2027, 2, 8), end_date=date(2027, 3, 9)),
        SyncRun(**common, id=ids["run"], integration_id=integration_id, data_type="all", trigger="manual",
                status="failed", attempt=4, error=WORDS["platform_busy"]),
        SocialPost(**common, id=ids["post"], platform="meta", content="Hi", error=WORDS["platform_busy"],
                   campaign_id=ids["campaign"], integration_id=integration_id, profile_id=ids["profile"]),
    )  # fmt: skip
    ids["ad_campaign"] = make_ad_campaign(org.id, integration_id, name="Winter", daily_budget_micros=7_000_000)
    return ids


def happened(ids: dict[str, UUID]) -> list[Fact]:
    """Each event once."""
    return [
        events.CampaignCreated(ad_campaign_id=ids["ad_campaign"]),
        events.CampaignMetricsUpdated(integration_id=ids["integration"]),
        events.PostScheduled(post_id=ids["post"]),
        events.PostPublished(post_id=ids["post"]),
        events.PostFailed(post_id=ids["post"], attempt=2),
        events.IntegrationConnected(integration_id=ids["integration"]),
        events.IntegrationDisconnected(integration_id=ids["integration"]),
        events.IntegrationSyncCompleted(integration_id=ids["integration"], run_id=ids["run"]),
        events.IntegrationSyncFailed(integration_id=ids["integration"], run_id=ids["run"]),
        events.BudgetThresholdReached(
            ad_campaign_id=ids["ad_campaign"], threshold=90, period="2026-11-27", spent_micros=6_300_000,
            budget_micros=7_000_000, currency="SAR",
        ),
    ]  # fmt: skip


def told(org_id: UUID, fact: Fact) -> dict[str, Any]:
    with session(org_id) as reader:
        return bodies.data(reader, type(fact).__name__, orjson.loads(orjson.dumps(fact.payload())))


def test_every_event_can_be_subscribed_and_is_documented():
    names = [fact.__name__ for fact in HEARD_BY]
    assert set(names) == set(bodies.TELLS) == set(EXAMPLES) == set(SAYS)
    assert [one["event"] for one in list_events()] == list(bodies.TELLS)


def test_each_event_has_its_documented_shape(org, world):
    facts = happened(world)
    assert {type(one).__name__ for one in facts} == set(EXAMPLES)
    for fact in facts:
        assert shape(told(org.id, fact)) == shape(EXAMPLES[type(fact).__name__]), fact


def test_ids_come_with_names_and_money_with_its_currency(org, world):
    budget = told(org.id, happened(world)[-1])
    assert budget["ad_campaign"]["name"] == "Winter"
    assert budget["ad_campaign"]["integration"]["name"].startswith("meta ")
    assert (budget["spent_micros"], budget["budget_micros"], budget["currency"]) == (6_300_000, 7_000_000, "SAR")
    created = told(org.id, events.CampaignCreated(campaign_id=world["campaign"]))
    assert (created["campaign"]["name"], created["campaign"]["start_date"]) == ("Ramadan", "2027-02-08")
    assert created["ad_campaign"] is None
    failed = told(org.id, events.IntegrationSyncFailed(integration_id=world["integration"], run_id=world["run"]))
    assert failed["error"] == {"code": "platform_busy", "message": "Meta Ads is busy."}
    assert failed["run"]["id"] == str(world["run"])


def test_no_token_is_told(org, world):
    for fact in happened(world):
        assert "token" not in orjson.dumps(told(org.id, fact)).decode()


def test_what_is_gone_keeps_its_id_and_nothing_else(org):
    gone = {name: uuid4() for name in ("integration", "run", "post", "ad_campaign")}
    for fact in happened(gone):
        payload = told(org.id, fact)
        about = payload.get("integration") or payload.get("post") or payload.get("ad_campaign")
        assert about is not None
        assert about["id"] in {str(one) for one in gone.values()}
        assert about.get("name") is None


def test_anothers_rows_are_as_good_as_gone(stranger, world):
    payload = told(stranger.id, events.IntegrationConnected(integration_id=world["integration"]))

    assert payload["integration"]["name"] is None


def test_a_payload_of_an_older_version_is_told_as_far_as_it_goes(org):
    with session(org.id) as reader:
        for name in bodies.TELLS:
            assert set(bodies.data(reader, name, {})) == set(EXAMPLES[name])


def test_the_body_is_the_schemes():
    body = orjson.loads(bodies.body("PostPublished", NOW, {"post": None}))

    assert body == {"type": "PostPublished", "timestamp": "2026-11-27T06:30:00+00:00", "data": {"post": None}}
