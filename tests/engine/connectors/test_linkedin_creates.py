"""What exactly LinkedIn is told of a launch, and what it is spared."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from db.kinds import Level, Objective
from engine.connectors import connector
from engine.connectors.base import Account
from engine.connectors.launches import Creative, Launch
from engine.connectors.linkedin import calls, creates, geos
from engine.core import clock
from engine.core.errors import PlatformBusy, Refused
from tests.engine.connectors.conftest import NOON, Person
from tests.engine.connectors.server import answer

LINKEDIN = connector("linkedin")
CREATIVE = Creative("Winter sale", "Up to 50% (this week) #winter", "https://shop.example/w", ())
PICTURE, FILM = "https://media.example/winter.jpg", "https://media.example/winter.mp4"
LEVELS = (Level.CAMPAIGN, Level.AD_SET, Level.AD)
PATHS = {Level.CAMPAIGN: "adCampaignGroups", Level.AD_SET: "adCampaigns", Level.AD: "creatives"}
DAY_MS = 86_400_000


def a_launch(**details: Any) -> Launch:
    usual: dict[str, Any] = {
        "key": uuid4(), "name": "Winter", "objective": Objective.TRAFFIC,
        "starts_on": NOON.date() + timedelta(days=1), "ends_on": None, "creative": CREATIVE,
        "daily_budget_micros": 750_000_000, "profile_id": "77000077",
    }  # fmt: skip
    return Launch(**(usual | details))


def home(person: Person) -> Account:
    return person.account(next(row for row in person.busy() if row.currency == "SAR"))


def launched(person: Person, **details: Any) -> dict[Level, dict[str, Any]]:
    """All three levels as LinkedIn has them."""
    account, launch, parent, found = home(person), a_launch(**details), None, {}
    for level in LEVELS:
        parent = LINKEDIN.create(account, launch, level, parent).external_id
        key = parent if level is not Level.AD else f"urn%3Ali%3AsponsoredCreative%3A{parent}"
        found[level] = calls.read(account.token, f"adAccounts/{account.external_id}/{PATHS[level]}/{key}")
    return found


def post_of(person: Person, creative: dict[str, Any]) -> dict[str, Any]:
    name = creative["content"]["reference"].replace(":", "%3A")
    return calls.read(person.tokens.access, f"posts/{name}")


def millis(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp() * 1000)


def test_a_campaign_is_told_exactly(linkedin_person):
    launch = {"bid_micros": 12_500_000, "countries": ("SA", "AE"), "ends_on": NOON.date() + timedelta(days=8)}

    found = launched(linkedin_person, **launch)

    start = millis(NOON.date()) + DAY_MS
    schedule = {"start": start, "end": start + 8 * DAY_MS - 1000}
    told = {
        "name": "Winter", "status": "PAUSED", "type": "SPONSORED_UPDATES", "objectiveType": "WEBSITE_VISIT",
        "costType": "CPC", "optimizationTargetType": "NONE", "runSchedule": schedule,
        "unitCost": {"amount": "12.50", "currencyCode": "SAR"},
        "dailyBudget": {"amount": "750.00", "currencyCode": "SAR"},
        "locale": {"country": "US", "language": "en"}, "associatedEntity": "urn:li:organization:77000077",
        "creativeSelection": "OPTIMIZED", "offsiteDeliveryEnabled": False, "audienceExpansionEnabled": False,
        "politicalIntent": "NOT_POLITICAL",
        "targetingCriteria": {"include": {"and": [{"or": {
            "urn:li:adTargetingFacet:locations": ["urn:li:geo:100459316", "urn:li:geo:104305776"],
        }}]}},
    }  # fmt: skip
    campaign = found[Level.AD_SET]
    assert {name: campaign[name] for name in told} == told
    group = found[Level.CAMPAIGN]
    assert (group["status"], group["runSchedule"]) == ("PAUSED", schedule)


def test_without_a_bid_linkedin_makes_its_own(linkedin_person):
    campaign = launched(linkedin_person)[Level.AD_SET]

    assert (campaign["optimizationTargetType"], campaign["costType"]) == ("MAX_CLICK", "CPM")
    row = next(
        row for row in LINKEDIN.fetch_entities(home(linkedin_person)) if row.external_id == str(campaign["id"])
    )
    assert row.bid_micros is None


def test_a_launch_of_today_begins_now(linkedin_person):
    with clock.stopped_at(NOON):
        found = launched(linkedin_person, starts_on=NOON.date() - timedelta(days=3))

    assert found[Level.CAMPAIGN]["runSchedule"] == {"start": int(NOON.timestamp() * 1000)}


def test_an_ad_shows_a_post_that_is_in_nobodys_feed(linkedin_person):
    creative = launched(linkedin_person, creative=Creative("Winter", CREATIVE.body, CREATIVE.url, (PICTURE,)))[
        Level.AD
    ]
    post = post_of(linkedin_person, creative)

    assert (creative["intendedStatus"], creative["name"]) == ("PAUSED", "Winter")
    assert post["commentary"] == r"Up to 50% \(this week\) #winter"
    assert post["distribution"]["feedDistribution"] == "NONE"
    assert post["adContext"] == {"dscAdAccount": "urn:li:sponsoredAccount:512000101", "dscStatus": "ACTIVE"}
    article = post["content"]["article"]
    assert (article["source"], article["title"]) == ("https://shop.example/w", "Winter")
    assert article["thumbnail"].startswith("urn:li:image:")


def test_a_film_leads_somewhere_by_a_button(linkedin_person, monkeypatch):
    monkeypatch.setattr("engine.connectors.linkedin.uploads.PAUSE_S", 0)
    shown = Creative("Winter", "Watch", "https://shop.example/w", (FILM,))

    post = post_of(linkedin_person, launched(linkedin_person, creative=shown)[Level.AD])

    assert post["id"].startswith("urn:li:ugcPost:")
    assert post["content"]["media"]["title"] == "Winter"
    assert (post["contentLandingPage"], post["contentCallToActionLabel"]) == (shown.url, "LEARN_MORE")


def test_an_ad_for_leads_leads_to_the_accounts_form(linkedin_person):
    creative = launched(linkedin_person, objective=Objective.LEADS)[Level.AD]

    destination = creative["leadgenCallToAction"]["destination"]
    form = calls.read(linkedin_person.tokens.access, f"leadForms/{destination.rpartition(':')[2]}")
    assert form["owner"] == {"sponsoredAccount": "urn:li:sponsoredAccount:512000101"}


def test_leads_without_a_form_are_refused(linkedin_person):
    account = linkedin_person.account(linkedin_person.empty())

    with pytest.raises(Refused) as refused:
        LINKEDIN.create(account, a_launch(objective=Objective.LEADS), Level.AD, "1")
    assert refused.value.facts["field"] == "objective"


@pytest.mark.parametrize(
    ("field", "changed"),
    [
        ("name", {"name": "x" * 256}),
        ("name", {"name": ""}),
        ("objective", {"objective": Objective.APP}),
        ("daily_budget_micros", {"daily_budget_micros": 10_005_000}),
        ("daily_budget_micros", {"daily_budget_micros": None}),
        ("daily_budget_micros", {"lifetime_budget_micros": 10**9, "ends_on": NOON.date() + timedelta(days=9)}),
        ("lifetime_budget_micros", {"daily_budget_micros": None, "lifetime_budget_micros": -1}),
        ("ends_on", {"daily_budget_micros": None, "lifetime_budget_micros": 10**9}),
        ("ends_on", {"ends_on": NOON.date() - timedelta(days=9)}),
        ("bid_micros", {"bid_micros": 0}),
        ("countries", {"countries": ()}),
        ("countries", {"countries": ("SA", "XX")}),
        ("profile_id", {"profile_id": ""}),
        ("profile_id", {"profile_id": "urn:li:organization:7"}),
        ("headline", {"creative": Creative(" ", "b", "https://a.example")}),
        ("headline", {"creative": Creative("x" * 201, "b", "https://a.example")}),
        ("body", {"creative": Creative("h", "x" * 601, "https://a.example")}),
        ("url", {"creative": Creative("h", "b", "javascript:alert(1)")}),
        ("url", {"creative": Creative("h", "b", "https://[half")}),
        ("media", {"creative": Creative("h", "b", "https://a.example", (PICTURE, PICTURE))}),
    ],
)
def test_what_linkedin_would_not_accept_is_said_by_its_field_before_anything_is_made(server, field, changed):
    account = Account("linkedin", "1", "SAR", "UTC", "token")

    with pytest.raises(Refused) as refused:
        LINKEDIN.create(account, a_launch(**changed), Level.CAMPAIGN, None)

    assert refused.value.facts["field"] == field
    assert server.asked == []


def test_a_yen_has_no_smaller_coin(server):
    account = Account("linkedin", "1", "JPY", "UTC", "token")

    with pytest.raises(Refused) as refused:
        LINKEDIN.create(account, a_launch(daily_budget_micros=1_500_500_000), Level.CAMPAIGN, None)
    assert refused.value.facts["field"] == "daily_budget_micros"


def test_a_creation_that_names_nothing_is_not_confirmed(server):
    server.acts = [answer(b"", 201)]
    account = Account("linkedin", "1", "SAR", "UTC", "token")

    with pytest.raises(PlatformBusy) as unclear:
        LINKEDIN.create(account, a_launch(), Level.CAMPAIGN, None)

    assert unclear.value.facts["unconfirmed"] is True
    assert len(server.asked) == 1


def test_every_objective_has_a_goal_and_every_country_one_number():
    assert creates.GOALS.keys() == set(Objective) - {Objective.APP, Objective.UNKNOWN}
    assert len(set(geos.GEOS.values())) == len(geos.GEOS)
