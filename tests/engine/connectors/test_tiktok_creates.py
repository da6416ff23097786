"""What only TikTok has in creating: names measured in widths, three kinds of budgets, files that it downloads."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import orjson
import pytest

from db.kinds import Level, Objective
from engine.connectors import tiktok
from engine.connectors.base import Account, AccountRow
from engine.connectors.launches import Creative, Launch
from engine.connectors.tiktok import creates
from engine.connectors.tiktok.texts import check_ad_text, check_caption
from engine.core import clock
from engine.core.errors import PlatformBusy, PlatformError, Refused
from tests.engine.connectors.conftest import NOON, Person
from tests.engine.connectors.server import answer

ACCOUNT = Account("tiktok", "7301", "SAR", "Asia/Riyadh", "token")
TOMORROW = NOON.date() + timedelta(days=1)
FILM, PICTURE = "https://media.example/a.mp4?x=1", "https://media.example/a.jpg"


def launch(**details: Any) -> Launch:
    usual: dict[str, Any] = {
        "key": UUID(int=7), "name": "Winter", "objective": Objective.SALES, "starts_on": TOMORROW, "ends_on": None,
        "creative": Creative("Winter sale", "Half price", "https://shop.example/", (FILM,)),
        "daily_budget_micros": 750_000_000,
    }  # fmt: skip
    return Launch(**(usual | details))


def home(person: Person) -> AccountRow:
    return next(row for row in person.busy() if row.currency == "SAR")


def data(found: Any, code: int = 0) -> bytes:
    return orjson.dumps({"code": code, "message": "OK", "request_id": "1", "data": found})


def field_of(account: Account, plan: Launch, level: Level) -> str:
    with pytest.raises(Refused) as refused:
        tiktok.create(account, plan, level, "1")
    return str(refused.value.facts["field"])


# Texts


@pytest.mark.parametrize("text", ["x" * 512, "中" * 256, "ا" * 512, "é" * 512])
def test_a_name_is_measured_in_widths(text):
    assert check_ad_text("name", text, 512) == text


@pytest.mark.parametrize("text", ["x" * 513, "中" * 257, "", " \n", "Winter ❄", "Winter 🚚", "ｗ" * 257])
def test_a_name_that_tiktok_refuses_is_refused_here(text):
    with pytest.raises(Refused) as refused:
        check_ad_text("name", text, 512)
    assert refused.value.facts["field"] == "name"


def test_a_caption_is_counted_in_utf_16():
    assert check_caption("😀" * 1_100, 2_200)
    with pytest.raises(Refused):
        check_caption("😀" * 1_100 + "x", 2_200)


# What is sent


@pytest.mark.parametrize(
    ("objective", "mode"),
    [(Objective.AWARENESS, "BUDGET_MODE_DAY"), (Objective.SALES, "BUDGET_MODE_DYNAMIC_DAILY_BUDGET")],
)
def test_a_daily_budget_has_the_kind_that_its_objective_allows(tiktok_person, objective, mode):
    account = home(tiktok_person)
    made = tiktok.create(
        tiktok_person.account(account), launch(key=uuid4(), objective=objective), Level.CAMPAIGN, None
    )
    row = next(each for each in tiktok_person.entities(account) if each.external_id == made.external_id)

    assert made.extra == row.extra == {"budget_mode": mode}
    tiktok_person.change(account, row, daily_budget_micros=800_000_000)
    assert tiktok_person.read_back(account, row).daily_budget_micros == 800_000_000


@pytest.mark.parametrize(
    ("bid", "objective", "extra"),
    [
        (None, Objective.SALES, {}),
        (2_500_000, Objective.SALES, {"bid": "conversion_bid_price"}),
        (2_500_000, Objective.TRAFFIC, {"bid": "bid_price"}),
    ],
)
def test_a_bid_has_the_field_of_its_billing_event(tiktok_person, bid, objective, extra):
    account = home(tiktok_person)
    plan = launch(key=uuid4(), objective=objective, bid_micros=bid)
    campaign = tiktok.create(tiktok_person.account(account), plan, Level.CAMPAIGN, None).external_id
    made = tiktok.create(tiktok_person.account(account), plan, Level.AD_SET, campaign)
    row = next(each for each in tiktok_person.entities(account) if each.external_id == made.external_id)

    assert made.extra == row.extra == {"budget_mode": "BUDGET_MODE_INFINITE", **extra}
    assert row.bid_micros == bid


def test_dates_are_the_accounts_own_midnights(tiktok_person):
    account = home(tiktok_person)
    ends = TOMORROW + timedelta(days=6)
    plan = launch(key=uuid4(), objective=Objective.TRAFFIC, ends_on=ends)
    parent = None
    for level in (Level.CAMPAIGN, Level.AD_SET):
        parent = tiktok.create(tiktok_person.account(account), plan, level, parent).external_id
    row = next(each for each in tiktok_person.entities(account) if each.external_id == parent)

    midnight = datetime(TOMORROW.year, TOMORROW.month, TOMORROW.day, tzinfo=UTC) - timedelta(hours=3)
    assert (row.starts_at, row.ends_at) == (midnight, midnight + timedelta(days=7))


def test_a_start_in_the_past_is_now(tiktok_person):
    account = home(tiktok_person)
    plan = launch(key=uuid4(), objective=Objective.TRAFFIC, starts_on=NOON.date() - timedelta(days=9))
    with clock.stopped_at(NOON):
        campaign = tiktok.create(tiktok_person.account(account), plan, Level.CAMPAIGN, None).external_id
        made = tiktok.create(tiktok_person.account(account), plan, Level.AD_SET, campaign).external_id
        row = next(each for each in tiktok_person.entities(account) if each.external_id == made)

    assert row.starts_at == datetime(NOON.year, NOON.month, NOON.day, tzinfo=UTC) - timedelta(hours=3)


@pytest.mark.parametrize("media", [(FILM,), (PICTURE,), (PICTURE, "https://media.example/b.png")])
def test_an_ad_is_made_with_what_tiktok_downloaded(tiktok_person, media):
    account = tiktok_person.account(home(tiktok_person))
    plan = launch(
        key=uuid4(), objective=Objective.TRAFFIC, creative=Creative("A", "B", "https://shop.example/", media)
    )
    parent = None
    for level in Level:
        parent = tiktok.create(account, plan, level, parent).external_id

    assert parent in {row.external_id for row in tiktok.fetch_entities(account)}
    uploads = [call["path"] for call in tiktok_person.calls() if "/file/" in call["path"]]
    assert len(uploads) == (2 if media == (FILM,) else len(media))  # a film brings its cover


# What is refused before it is sent


@pytest.mark.parametrize(
    ("plan", "level", "field"),
    [
        ({"name": "Winter ❄"}, Level.CAMPAIGN, "name"),
        ({"daily_budget_micros": 750_005_000}, Level.CAMPAIGN, "daily_budget_micros"),
        ({"daily_budget_micros": None}, Level.CAMPAIGN, "daily_budget_micros"),
        ({"lifetime_budget_micros": 5_000_000}, Level.CAMPAIGN, "lifetime_budget_micros"),
        ({"daily_budget_micros": None, "lifetime_budget_micros": 0}, Level.CAMPAIGN, "lifetime_budget_micros"),
        ({"daily_budget_micros": None, "lifetime_budget_micros": 9_000_000}, Level.AD_SET, "ends_on"),
        ({"ends_on": TOMORROW - timedelta(days=1)}, Level.AD_SET, "ends_on"),
        ({"bid_micros": 0}, Level.AD_SET, "bid_micros"),
        ({"creative": Creative("A", "x" * 101, "https://shop.example/", (FILM,))}, Level.AD, "body"),
        ({"creative": Creative("A", "🚚", "https://shop.example/", (FILM,))}, Level.AD, "body"),
    ],
)
def test_what_tiktok_would_refuse_is_not_sent(server, plan, level, field):
    assert field_of(ACCOUNT, launch(**plan), level) == field
    assert server.asked == []


@pytest.mark.parametrize(
    "media", [(), ("https://media.example/a.gif",), (FILM, PICTURE), (FILM, FILM), (PICTURE,) * 36]
)
def test_an_ad_takes_one_film_or_some_pictures(server, media):
    server.acts = [
        answer(data({"identity_list": [{"identity_id": "9", "identity_type": "CUSTOMIZED_USER"}],
                     "page_info": {"total_page": 1}}))
    ]  # fmt: skip
    plan = launch(creative=Creative("A", "B", "https://shop.example/", media))

    assert field_of(ACCOUNT, plan, Level.AD) == "media"
    assert all("identity" in path for path in server.asked)


def test_yen_have_no_hundredths(server):
    account = Account("tiktok", "7301", "JPY", "Asia/Tokyo", "token")

    assert field_of(account, launch(daily_budget_micros=30_000_500_000), Level.CAMPAIGN) == "daily_budget_micros"


def test_what_the_account_lacks_is_named_by_the_field_that_asks_for_it(server):
    regions = {"region_info": [{"location_id": "1", "region_code": "SA", "level": "COUNTRY"}]}
    nobody = {"identity_list": [], "page_info": {"total_page": 0}}
    for plan, level, replies, field in (
        ({"countries": ("SA", "XX")}, Level.AD_SET, [regions], "countries"),
        ({}, Level.AD_SET, [regions, {"pixels": []}], "objective"),
        ({"objective": Objective.APP}, Level.AD_SET, [regions, {"apps": []}], "url"),
        ({"objective": Objective.APP}, Level.AD_SET, [regions, {"apps": [{"app_id": "1"}] * 2}], "url"),
        ({"profile_id": "77"}, Level.AD, [nobody], "profile_id"),
    ):
        server.acts, server.asked = [answer(data(each)) for each in replies], []
        assert field_of(ACCOUNT, launch(**plan), level) == field
        assert len(server.asked) == len(replies)


# Once and no more


def test_the_same_launch_is_the_same_request_at_each_level():
    ids = {creates.request_id(launch(), level) for level in Level}

    assert ids == {creates.request_id(launch(name="Renamed"), level) for level in Level}
    assert len(ids) == 3
    assert all(each.isdigit() and int(each) < 2**63 for each in ids)
    assert creates.request_id(launch(key=uuid4()), Level.CAMPAIGN) not in ids


@pytest.mark.parametrize("level", [Level.CAMPAIGN, Level.AD_SET])
def test_a_repeated_launch_is_what_was_created_before(tiktok_person, level):
    account = tiktok_person.account(home(tiktok_person))
    plan = launch(key=uuid4(), objective=Objective.TRAFFIC)
    campaign = tiktok.create(account, plan, Level.CAMPAIGN, None)
    parent = campaign.external_id if level is Level.AD_SET else None

    first, second = (tiktok.create(account, plan, level, parent) for _ in range(2))

    assert first == second
    assert level is Level.AD_SET or second == campaign


def test_an_effect_before_the_500_is_found_again(tiktok_person):
    account = tiktok_person.account(home(tiktok_person))
    tiktok_person.sandbox.fault("tiktok", "500_after_effect", path="campaign/create")

    made = tiktok.create(account, launch(key=uuid4(), name="Only once"), Level.CAMPAIGN, None)

    assert [row.external_id for row in tiktok.fetch_entities(account) if row.name == "Only once"] == [
        made.external_id
    ]


@pytest.mark.parametrize("known", [[], [{"campaign_id": "1", "campaign_name": "Winter"}] * 2])
def test_nobody_guesses_which_of_several_was_meant(server, known):
    found = {"list": known, "page_info": {"total_page": 1}}
    server.acts = [answer(data({}, 40050)), answer(data(found))]

    with pytest.raises(PlatformBusy) as doubt:
        tiktok.create(ACCOUNT, launch(), Level.CAMPAIGN, None)
    assert doubt.value.facts["unconfirmed"] is True


def test_an_ad_is_sent_once_whatever_the_answer(tiktok_person):
    account = tiktok_person.account(home(tiktok_person))
    plan, parent = launch(key=uuid4(), objective=Objective.TRAFFIC, name="One ad"), None
    for level in (Level.CAMPAIGN, Level.AD_SET):
        parent = tiktok.create(account, plan, level, parent).external_id
    tiktok_person.sandbox.fault("tiktok", "500_after_effect", path="ad/create")

    with pytest.raises(PlatformBusy) as doubt:
        tiktok.create(account, plan, Level.AD, parent)

    assert doubt.value.facts["unconfirmed"] is True
    assert [row.parent_id for row in tiktok.fetch_entities(account) if row.level is Level.AD].count(parent) == 1


@pytest.mark.parametrize("reply", [{}, {"campaign_id": ""}])
def test_an_answer_without_an_id_confirms_nothing(server, reply):
    server.acts = [answer(data(reply))]

    with pytest.raises(PlatformBusy) as doubt:
        tiktok.create(ACCOUNT, launch(), Level.CAMPAIGN, None)
    assert doubt.value.facts["unconfirmed"] is True


@pytest.mark.parametrize("reply", [{"region_info": "x"}, {"region_info": [1]}, {}])
def test_a_list_that_is_none_is_unreadable(server, reply):
    server.acts = [answer(data(reply))]

    with pytest.raises(PlatformError):
        tiktok.create(ACCOUNT, launch(), Level.AD_SET, "1")
