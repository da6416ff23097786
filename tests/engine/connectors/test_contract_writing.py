"""What every connector must do with a launch: create it paused, exactly as planned, and switch it on."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from db.kinds import EntityStatus, Level, Objective
from engine.connectors import PLATFORMS, flights
from engine.connectors.base import AccountRow, EntityRow
from engine.connectors.launches import Created, Creative, Launch
from engine.core.errors import AppError, Missing, Refused, SignedOut
from tests.engine.connectors.conftest import NOON, Person, with_token
from tests.engine.connectors.test_contract_content import busy

PICTURE = "https://media.example/winter.jpg"
CREATIVE = Creative("Winter sale", "حتى ٥٠٪ هذا الأسبوع", "https://shop.example/winter", (PICTURE,))
STORE = "https://play.google.com/store/apps/details?id=example.alwaha"
LEVELS = (Level.CAMPAIGN, Level.AD_SET, Level.AD)
# Whose name an ad speaks in, where the platform wants one.
SPEAKS_FOR = {
    "meta": "105550000000077", "linkedin": "77000077", "twitter": "756201191646691328",
    "tiktok": "7397104564535023757", "snapchat": "5f1c2a77-0d3e-4b6a-9c11-7e0000000077",
}  # fmt: skip
# Which level keeps the budget, where it is not the campaign.
BUDGETS = {"linkedin": Level.AD_SET, "snapchat": Level.AD_SET}
WITHOUT_PAUSE = {("twitter", Level.AD)}  # X can only take a Tweet off its line item
KNOWS_KEYS = {"tiktok", "google"}  # recognises a repeated request; Google by the campaign's name
# Objectives that a platform does not tell apart, or does not have at all (None).
READ_AS: dict[str, dict[Objective, Objective | None]] = {
    "meta": {Objective.VIDEO_VIEWS: Objective.ENGAGEMENT},
    "google": dict.fromkeys((Objective.AWARENESS, Objective.ENGAGEMENT, Objective.VIDEO_VIEWS, Objective.APP)),
    "tiktok": {},
    "snapchat": {Objective.APP: None},
    "linkedin": {Objective.APP: None},
    "twitter": {},
}
OBJECTIVES = [each for each in Objective if each is not Objective.UNKNOWN]


def a_launch(person: Person, **details: Any) -> Launch:
    """A plan that every platform accepts."""
    usual: dict[str, Any] = {
        "key": uuid4(), "name": "تخفيضات الشتاء | Winter", "objective": Objective.TRAFFIC,
        "starts_on": NOON.date() + timedelta(days=1), "ends_on": None, "creative": CREATIVE,
        "daily_budget_micros": 750_000_000, "profile_id": SPEAKS_FOR.get(person.slug, ""),
    }  # fmt: skip
    return Launch(**(usual | details))


def home(person: Person) -> AccountRow:
    return next(row for row in person.busy() if row.currency == "SAR")


def create(person: Person, launch: Launch) -> dict[Level, Created]:
    """All three levels, one after the other."""
    account, parent, made = person.account(home(person)), None, {}
    for level in LEVELS:
        made[level] = person.connector.create(account, launch, level, parent)
        parent = made[level].external_id
    return made


def read(person: Person, made: dict[Level, Created]) -> dict[Level, EntityRow]:
    """What was made, as the platform lists it now."""
    rows = {(row.level, row.external_id): row for row in person.entities(home(person))}
    return {level: rows[level, each.external_id] for level, each in made.items()}


def named(person: Person, name: str) -> list[EntityRow]:
    return [row for row in person.entities(home(person)) if row.level is Level.CAMPAIGN and row.name == name]


def test_what_is_created_is_listed_paused_as_it_was_planned(person):
    launch = a_launch(person)

    rows = read(person, create(person, launch))

    assert all(
        row.status is (EntityStatus.ACTIVE if (person.slug, level) in WITHOUT_PAUSE else EntityStatus.PAUSED)
        for level, row in rows.items()
    )
    assert rows[Level.CAMPAIGN].name == launch.name
    assert rows[Level.AD_SET].parent_id == rows[Level.CAMPAIGN].external_id
    assert rows[Level.AD].parent_id == rows[Level.AD_SET].external_id
    budgets = {level: row.daily_budget_micros for level, row in rows.items() if row.daily_budget_micros}
    assert budgets == {BUDGETS.get(person.slug, Level.CAMPAIGN): 750_000_000}


@pytest.mark.parametrize("objective", OBJECTIVES)
def test_an_objective_is_read_back_or_refused(person, objective):
    shown = replace(CREATIVE, url=STORE) if objective is Objective.APP else CREATIVE
    launch, account = a_launch(person, objective=objective, creative=shown), person.account(home(person))
    expected = READ_AS[person.slug].get(objective, objective)

    if expected is None:
        with pytest.raises(Refused) as refused:
            person.connector.create(account, launch, Level.CAMPAIGN, None)
        assert refused.value.facts["field"] == "objective"
        return
    made = create(person, launch)
    assert read(person, made)[Level.CAMPAIGN].objective is expected


def test_a_lifetime_budget_has_an_end(person):
    ends = NOON.date() + timedelta(days=30)
    launch = a_launch(person, daily_budget_micros=None, lifetime_budget_micros=9_000_000_000, ends_on=ends)

    rows = read(person, create(person, launch))

    row = rows[BUDGETS.get(person.slug, Level.CAMPAIGN)]
    assert (row.daily_budget_micros, row.lifetime_budget_micros) == (None, 9_000_000_000)


def test_nothing_is_spent_before_it_is_switched_on_and_something_after(person):
    made = create(person, a_launch(person))
    account = home(person)

    person.sandbox.post("/clock", now=(NOON + timedelta(days=3)).isoformat())
    person.tokens = person.sign_in()
    days = person.last_days(1, account)
    days = replace(days, until=days.until + timedelta(days=3))
    idle = [row for row in person.metrics(account, days) if row.campaign_id == made[Level.CAMPAIGN].external_id]
    for level, row in read(person, made).items():
        if (person.slug, level) not in WITHOUT_PAUSE:
            person.change(account, row, status=EntityStatus.ACTIVE)
    person.sandbox.post("/clock", now=(NOON + timedelta(days=5)).isoformat())
    person.tokens = person.sign_in()
    days = replace(days, since=days.until, until=days.until + timedelta(days=2))
    rows = [row for row in person.metrics(account, days) if row.campaign_id == made[Level.CAMPAIGN].external_id]

    assert sum(row.spend_micros for row in idle) == 0
    assert sum(row.spend_micros for row in rows) > 0
    assert {row.status for row in read(person, made).values()} == {EntityStatus.ACTIVE}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "ا" * 5_000),
        ("name", " "),
        ("daily_budget_micros", -5_000_000),
        ("daily_budget_micros", 0),
        ("daily_budget_micros", 1),
        ("objective", Objective.UNKNOWN),
    ],
)
def test_a_plan_that_cannot_be_is_refused_by_its_field_before_any_call(person, field, value):
    account, launch, before = person.account(home(person)), a_launch(person, **{field: value}), person.calls()
    level = BUDGETS.get(person.slug, Level.CAMPAIGN) if field == "daily_budget_micros" else Level.CAMPAIGN

    with pytest.raises(Refused) as refused:
        person.connector.create(account, launch, level, None if level is Level.CAMPAIGN else "1")

    assert refused.value.facts["field"] == field
    assert person.calls() == before


@pytest.mark.parametrize("slug", PLATFORMS)
def test_every_platform_has_its_words_for_objectives(slug):
    assert READ_AS.keys() == set(PLATFORMS)
    assert not {objective for objective, read in READ_AS[slug].items() if read is objective}


def test_a_parent_that_is_not_there_is_refused(person):
    account = person.account(home(person))

    for level in (Level.AD_SET, Level.AD):
        with pytest.raises((Refused, Missing)):
            person.connector.create(account, a_launch(person), level, "999999999")


def test_a_dead_token_creates_nothing(person):
    launch = a_launch(person)

    with pytest.raises(SignedOut):
        person.connector.create(with_token(person.account(home(person)), "invented"), launch, Level.CAMPAIGN, None)

    assert named(person, launch.name) == []


@pytest.mark.parametrize("fault", ["500", "500_after_effect", "garbage"])
def test_an_unclear_answer_never_creates_twice(person, fault):
    launch, account = a_launch(person), person.account(home(person))

    person.sandbox.fault(person.slug, fault)
    error = busy(lambda: person.connector.create(account, launch, Level.CAMPAIGN, None))
    person.sandbox.http.delete("/faults")

    assert error is None or error.facts["unconfirmed"] is True
    assert len(named(person, launch.name)) <= 1


def test_a_repeated_key_is_recognised_where_the_platform_can(person):
    launch, account = a_launch(person), person.account(home(person))

    person.connector.create(account, launch, Level.CAMPAIGN, None)
    try:
        person.connector.create(account, launch, Level.CAMPAIGN, None)
    except AppError:
        assert person.slug in KNOWS_KEYS

    assert len(named(person, launch.name)) == (1 if person.slug in KNOWS_KEYS else 2)


def test_a_campaign_is_renamed(person):
    row = read(person, create(person, a_launch(person)))[Level.CAMPAIGN]

    person.change(home(person), row, name="عيد مبارك | Eid")

    again = person.read_back(home(person), row)
    assert (again.name, again.status, again.lifetime_budget_micros) == (
        "عيد مبارك | Eid", row.status, row.lifetime_budget_micros,
    )  # fmt: skip


def a_flight(person: Person) -> dict[Level, Created]:
    """What runs on one budget from tomorrow for thirty days."""
    ends = NOON.date() + timedelta(days=30)
    money = {"daily_budget_micros": None, "lifetime_budget_micros": 9_000_000_000}
    return create(person, a_launch(person, ends_on=ends, **money))


def days_of(person: Person, rows: dict[Level, EntityRow]) -> set[tuple[date | None, date | None]]:
    """First and last day, at every level that keeps them."""
    zone = ZoneInfo(home(person).timezone)
    kept = [rows[level] for level in person.connector.LIMITS.dates_at]
    return {(flights.first_day(row.starts_at, zone), flights.last_day(row.ends_at, zone)) for row in kept}


def test_other_dates_are_read_back_wherever_they_are_kept(person, noon):
    made, today = a_flight(person), noon
    rows = read(person, made)
    assert days_of(person, rows) == {(today + timedelta(days=1), today + timedelta(days=30))}

    for level in person.connector.LIMITS.dates_at:
        person.change(home(person), rows[level], ends_on=today + timedelta(days=45))
    longer = read(person, made)
    for level in person.connector.LIMITS.dates_at:
        dates = {"starts_on": today + timedelta(days=4), "ends_on": today + timedelta(days=12)}
        person.change(home(person), longer[level], **dates)

    assert days_of(person, longer) == {(today + timedelta(days=1), today + timedelta(days=45))}
    assert days_of(person, read(person, made)) == {(today + timedelta(days=4), today + timedelta(days=12))}


def test_a_level_without_dates_refuses_them_before_any_call(person):
    rows, before = read(person, a_flight(person)), person.calls()

    for level in set(LEVELS) - set(person.connector.LIMITS.dates_at):
        with pytest.raises(Refused):
            person.change(home(person), rows[level], ends_on=NOON.date() + timedelta(days=9))

    assert person.calls() == before


def test_what_has_begun_keeps_its_first_day_and_no_last_day_is_past(person):
    made = a_flight(person)
    person.sandbox.post("/clock", now=(NOON + timedelta(days=5)).isoformat())
    person.tokens = person.sign_in()
    rows, today = read(person, made), NOON.date() + timedelta(days=5)

    for level in person.connector.LIMITS.dates_at:
        for days in ({"starts_on": today + timedelta(days=2)}, {"ends_on": today - timedelta(days=1)}):
            with pytest.raises(Refused):
                person.change(home(person), rows[level], **days)

    assert days_of(person, read(person, made)) == days_of(person, rows)
