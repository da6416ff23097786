"""Unified campaigns over HTTP: the contract's answers, its refusals, and lists that cost the same at any size."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from sqlalchemy import event, func, select
from uuid_utils.compat import uuid7

from db.kinds import CampaignStatus
from db.models import AdCampaign, AdMetric, Campaign, Launch, OutboxDelivery, OutboxEvent, Repeat, SocialPost
from db.session import engine, session
from engine import campaigns, dashboard
from engine.campaigns import repeats
from engine.campaigns.words import plain
from engine.core import clock
from engine.core.work import work
from engine.tokens import mark_dead
from tests.conftest import Database
from tests.control import Control
from tests.factories import OrgFacts, insert, make_ad, make_ad_campaign, make_integration, make_rate
from tests.site import member
from tests.studio import Studio, open_studio

PATH = "/unified-campaigns"


@pytest.fixture(scope="module")
def studio(database: Database, redis_server: str, sandbox_server: str) -> Studio:
    """Plans only: nobody carries them out."""
    make_rate(database.owner_dsn, clock.today(), USD=1.08, SAR=4.05)
    return open_studio(Control(sandbox_server))


@pytest.fixture
def planner(web: str, studio: Studio) -> Iterator[httpx.Client]:
    with member(web, studio.org.sign_in()) as client:
        client.base_url = httpx.URL(f"{web}/api/orgs/{studio.org.id}/")
        yield client


@pytest.fixture
def reader(web: str, org: OrgFacts) -> Iterator[httpx.Client]:
    with member(web, org.sign_in()) as client:
        client.base_url = httpx.URL(f"{web}/api/orgs/{org.id}/")
        yield client


def make_campaign(org_id: UUID, name: str = "Winter", **columns: Any) -> UUID:
    row = Campaign(
        org_id=org_id, id=uuid7(), name=name, total_budget_micros=10**9, currency="SAR",
        start_date=date(2026, 12, 1), end_date=date(2026, 12, 31), search=plain(name),
    )  # fmt: skip
    for column, value in columns.items():
        setattr(row, column, value)
    insert(org_id, row)
    return row.id


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements that leave this process meanwhile."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        seen.append(statement)

    event.listen(engine(), "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine(), "before_cursor_execute", note)


def test_a_campaign_is_answered_at_once_with_all_its_parts(planner, studio):
    answer = planner.post(PATH, json=studio.order(description="للشتاء"))

    assert answer.status_code == 201
    body = answer.json()
    assert set(body) == {"message", "data"}
    assert set(body["data"]) == {"campaign", "ad_campaigns", "social_posts", "metrics"}
    made = body["data"]["campaign"]
    assert (made["status"], made["phase"], made["version"]) == ("draft", "creating", 1)
    assert (made["total_budget"], made["total_budget_micros"], made["currency"]) == (12000.0, 12 * 10**9, "SAR")
    assert [part["platform"] for part in body["data"]["ad_campaigns"]] == list(studio.accounts)

    shown = planner.get(f"{PATH}/{made['id']}")
    assert shown.headers["etag"] == '"1"'
    assert shown.json()["data"]["campaign"]["description"] == "للشتاء"
    assert made["id"] in {row["id"] for row in planner.get(PATH, params={"q": "لِلشّتـاء"}).json()["data"]}
    progress = planner.get(f"{PATH}/{made['id']}/progress").json()["data"]
    assert (progress["percent"], progress["finished"], len(progress["platforms"])) == (0, False, 6)


def test_a_refusal_names_every_field_and_writes_nothing(planner, studio):
    before = planner.get(PATH).json()["total"]
    order = studio.order(name="", total_budget=-1, end_date="2020-01-01", ads=[{"platform": "meta"}])

    answer = planner.post(PATH, json=order)

    assert (answer.status_code, answer.json()["error"]) == (422, "Validation failed")
    assert {"name", "total_budget", "end_date", "ads.0.budget", "ads.0.creative.headline"} <= answer.json()[
        "messages"
    ].keys()
    assert planner.get(PATH).json()["total"] == before


def rows(org_id: UUID) -> dict[str, int]:
    """How much there is of everything that a creation writes."""
    tables: list[Any] = [Campaign, AdCampaign, Launch, SocialPost, OutboxEvent, OutboxDelivery, Repeat]
    with session(org_id) as opened:
        return {
            each.__tablename__: opened.scalars(
                select(func.count()).select_from(each).where(each.org_id == org_id)
            ).one()
            for each in tables
        }


def on(days: int) -> str:
    return (clock.today("Asia/Riyadh") + timedelta(days=days)).isoformat()


BAD: dict[str, tuple[dict[str, Any], set[str]]] = {
    "sum above the total": ({"total_budget": 1999.99}, {"ads"}),
    "end before start": ({"start_date": on(9), "end_date": on(8)}, {"end_date"}),
    "end on the start": ({"start_date": on(9), "end_date": on(9)}, {"end_date"}),
    "past dates": ({"start_date": on(-9), "end_date": on(-1)}, {"start_date", "end_date"}),
    "no dates": ({"start_date": "tomorrow", "end_date": 20261231}, {"start_date", "end_date"}),
    "unknown objective": ({"objective": "fame", "ads": [{"objective": "fame"}]}, {"objective", "ads.0.objective"}),
    "name of 256": ({"name": "س" * 256, "ads": [{"name": "x" * 256}]}, {"name", "ads.0.name"}),
    "name with NUL": ({"name": "a\0b", "ads": [{"name": "a\0"}]}, {"name", "ads.0.name"}),
    "nothing": ({"total_budget": 0, "ads": [{"budget": 0}]}, {"total_budget", "ads.0.budget"}),
    "negative": ({"total_budget": -1, "ads": [{"budget": "-0.01"}]}, {"total_budget", "ads.0.budget"}),
    "huge": ({"total_budget": 10**13, "ads": [{"budget": "1e300"}]}, {"total_budget", "ads.0.budget"}),
    "another currency": ({"currency": "EUR"}, {"ads.0.budget"}),
    "no currency": ({"currency": "SAUDI"}, {"currency"}),
    "too little a day": ({"start_date": on(1), "end_date": on(9999)}, {"ads.0.budget"}),
    "post with no platform": ({"content": {"posts": [{"content": "x", "platforms": []}]}},
                              {"content.posts.0.platforms"}),
    "everything": ({"name": "", "total_budget": 1, "start_date": on(-1), "end_date": on(-2), "colour": "red"},
                   {"name", "start_date", "end_date", "ads", "colour"}),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_bad_input_names_exactly_its_fields_and_writes_nothing(planner, studio, case):
    changed, fields = BAD[case]
    ads = [studio.ad("meta", **ad) for ad in changed.get("ads", [{}])]
    before = rows(studio.org.id)

    answer = planner.post(
        PATH, json=studio.order("meta") | changed | {"ads": ads}, headers={"Idempotency-Key": uuid4().hex}
    )

    assert (answer.status_code, set(answer.json()["messages"])) == (422, fields)
    assert rows(studio.org.id) == before


def test_a_platform_that_is_not_connected_or_lets_us_in_no_more_is_named(web, sandbox_server, database):
    alone = open_studio(Control(sandbox_server), "meta")
    with work(alone.org.id) as unit:
        mark_dead(unit, alone.accounts["meta"], "revoked")
    before = rows(alone.org.id)

    with member(web, alone.org.sign_in()) as client:
        answer = client.post(f"{web}/api/orgs/{alone.org.id}{PATH}", json=alone.order("meta", "google"))

    assert (answer.status_code, set(answer.json()["messages"])) == (
        422, {"ads.0.integration_id", "ads.1.platform"},
    )  # fmt: skip
    assert rows(alone.org.id) == before


def test_a_check_writes_nothing(planner, studio):
    before = planner.get(PATH).json()["total"]

    good = planner.post(f"{PATH}/check", json=studio.order()).json()
    bad = planner.post(f"{PATH}/check", json={}).json()

    assert (good["ok"], good["messages"]) == (True, {})
    assert set(good["warnings"]) == {"ads.1.creative.media", "ads.1.targeting.keywords"}
    assert set(bad["messages"]) == {"name", "total_budget", "start_date", "end_date"}
    assert planner.get(PATH).json()["total"] == before


@pytest.mark.parametrize("body", ["[]", "7", "{", '"text"', ""])
def test_a_body_that_is_no_object_is_refused(planner, body):
    answer = planner.post(PATH, content=body, headers={"Content-Type": "application/json"})

    assert answer.status_code == 422


def test_the_same_key_gets_the_same_answer_and_makes_nothing_more(planner, studio):
    order, key = studio.order("meta"), {"Idempotency-Key": uuid4().hex}
    first = planner.post(PATH, json=order, headers=key)
    total = planner.get(PATH).json()["total"]

    again = planner.post(PATH, json=dict(reversed(order.items())), headers=key)

    assert (again.status_code, again.json()) == (201, first.json())
    assert again.headers["idempotent-replayed"] == "true"
    assert planner.get(PATH).json()["total"] == total


def test_the_same_key_with_another_body_is_a_conflict(planner, studio):
    key = {"Idempotency-Key": uuid4().hex}
    planner.post(PATH, json=studio.order("meta"), headers=key)
    before = rows(studio.org.id)

    answer = planner.post(PATH, json=studio.order("meta", name="Other"), headers=key)

    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
    assert rows(studio.org.id) == before


def test_a_refused_key_may_be_used_again(planner, studio):
    key = {"Idempotency-Key": uuid4().hex}

    assert planner.post(PATH, json={}, headers=key).status_code == 422
    assert planner.post(PATH, json=studio.order("meta"), headers=key).status_code == 201


def test_ten_at_once_with_one_key_make_one_campaign(studio, redis):
    order, key = studio.order("meta"), uuid4().hex

    def ask(_: int) -> tuple[dict[str, Any], bool]:
        with work(studio.org.id) as unit:
            return campaigns.once(unit, key, order, lambda: {"id": str(campaigns.create_campaign(unit, order))})

    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(ask, range(10)))

    assert len({answer["id"] for answer, _ in answers}) == 1
    assert sum(not repeated for _, repeated in answers) == 1


def test_a_key_is_free_after_a_day(studio, redis):
    key = uuid4().hex
    with work(studio.org.id) as unit:
        campaigns.once(unit, key, {"a": 1}, lambda: {"made": 1})

    with clock.stopped_at(clock.now() + repeats.KEPT + timedelta(minutes=1)), work(studio.org.id) as unit:
        assert campaigns.once(unit, key, {"a": 2}, lambda: {"made": 2}) == ({"made": 2}, False)
    with session(studio.org.id) as opened:
        assert opened.scalar(select(func.count()).where(Repeat.org_id == studio.org.id, Repeat.key == key)) == 1


@pytest.mark.parametrize("per_page", [1, 10, 100])
def test_a_page_costs_the_same_whatever_its_size(org, per_page):
    for n in range(30):
        make_campaign(org.id, f"Campaign {n}")

    with counted() as seen:
        found = campaigns.list_campaigns(org.id, per_page=per_page)

    assert len(seen) <= 3
    assert len(found["data"]) == min(per_page, 30)


def test_a_campaign_is_a_tree_that_costs_the_same_whatever_its_size(reader, org):
    def grow(parts: int, ads: int) -> UUID:
        campaign = make_campaign(org.id, start_date=clock.today() - timedelta(days=9))
        for place in range(parts):
            account = make_integration(org.id)
            part = make_ad_campaign(org.id, account, campaign_id=campaign)
            _, [first, *_] = make_ad(org.id, account, part, ads=ads)
            facts = {"org_id": org.id, "campaign_id": part, "integration_id": account, "platform": "meta"}
            day = AdMetric(
                **facts, entity_level="ad", entity_id=first, date=clock.today(), currency="SAR",
                impressions=500, clicks=5, spend_micros=20 * 10**6, conversion_value_micros=50 * 10**6,
            )  # fmt: skip
            plan = {"lifetime_budget_micros": 10**9}
            launch = Launch(
                org_id=org.id, id=uuid7(), campaign_id=campaign, ad_campaign_id=part, integration_id=account,
                platform="meta", position=place, marker=uuid4().hex[:10], plan=plan, wanted={}, phase="done",
                met=True, due_at=clock.now(),
            )  # fmt: skip
            insert(org.id, day, launch)
        return campaign

    dashboard.campaign_tree(org.id, grow(1, 1))  # what the org is, is kept from now on
    costs = []
    for parts, ads in ((1, 1), (3, 20)):
        campaign = grow(parts, ads)
        with counted() as seen:
            dashboard.campaign_tree(org.id, campaign)
        costs.append(len(seen))

    assert costs[0] == costs[1] <= 9
    shown = reader.get(f"{PATH}/{campaign}").json()["data"]["ad_campaigns"]
    assert [len(part["ad_sets"][0]["ads"]) for part in shown] == [20] * 3
    (ad_set,) = shown[0]["ad_sets"]
    assert (ad_set["spend"], ad_set["impressions"], ad_set["roas"], ad_set["measured"]) == (20, 500, 2.5, True)
    assert [ad["measured"] for ad in ad_set["ads"]].count(True) == 1
    assert all(ad["external_id"] for ad in ad_set["ads"])


def test_pages_are_stable_and_whole(reader, org):
    ids = {str(make_campaign(org.id, "Same", created_at=clock.now())) for _ in range(7)}

    pages = [
        reader.get(PATH, params={"page": page, "per_page": 3, "sort": "name"}).json() for page in (1, 2, 3, 4)
    ]

    seen = [row["id"] for page in pages for row in page["data"]]
    assert (len(seen), set(seen)) == (7, ids)
    assert pages[3]["data"] == []
    assert {page["total"] for page in pages} == {7}


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("احمد", ["حملة أَحْمَد"]),
        ("مدرسه", ["عروض المدرسة"]),
        ("الهدي", ["الهدى"]),
        ("مُؤسَّسة الإعلان", ["موسسه الاعلان"]),
        ("آلاعلان", ["موسسه الاعلان"]),
        ("cafe", ["Café 100%"]),
        ("100%", ["Café 100%"]),
        ("_", []),
        ("  ", ["Café 100%", "الهدى", "حملة أَحْمَد", "عروض المدرسة", "موسسه الاعلان"]),
    ],
)
def test_letters_that_people_use_for_one_another_are_found(reader, org, asked, found):
    for name in ("حملة أَحْمَد", "عروض المدرسة", "الهدى", "موسسه الاعلان", "Café 100%"):
        make_campaign(org.id, name)

    rows = reader.get(PATH, params={"q": asked, "sort": "name"}).json()["data"]

    assert sorted(row["name"] for row in rows) == sorted(found)


def test_filters_and_order(reader, org):
    make_campaign(org.id, "A", status=CampaignStatus.ACTIVE, total_budget_micros=3 * 10**6)
    make_campaign(org.id, "B", status=CampaignStatus.PAUSED, total_budget_micros=9 * 10**6)
    make_campaign(org.id, "C", status=CampaignStatus.ACTIVE, total_budget_micros=5 * 10**6, type="other")

    def names(**asked: Any) -> list[str]:
        return [row["name"] for row in reader.get(PATH, params=asked).json()["data"]]

    assert names(status="active", sort="name") == ["A", "C"]
    assert names(type="unified", sort="-name") == ["B", "A"]
    assert names(sort="-total_budget") == ["B", "C", "A"]


@pytest.mark.parametrize("asked", [{"status": "asleep"}, {"sort": "luck"}, {"per_page": 101}, {"page": 0}])
def test_a_question_that_makes_no_sense_is_refused_by_its_field(reader, asked):
    answer = reader.get(PATH, params=asked)

    assert (answer.status_code, set(answer.json()["messages"])) == (422, set(asked))


def test_nobody_sees_anothers(reader, studio, planner):
    made = planner.post(PATH, json=studio.order("meta")).json()["data"]["campaign"]["id"]

    assert reader.get(f"{PATH}/{made}").status_code == 404
    assert reader.get(f"{PATH}/{made}/progress").status_code == 404
    assert reader.get(f"{PATH}/orphans").json() == {"data": []}


def test_a_change_says_which_version_it_saw(planner, studio):
    made = planner.post(PATH, json=studio.order(ads=[])).json()["data"]["campaign"]
    place = f"{PATH}/{made['id']}"

    first = planner.patch(place, json={"name": "First", "status": "active"}, headers={"If-Match": '"1"'})
    late = planner.patch(place, json={"name": "Second", "version": 1})
    odd = planner.patch(place, json={"name": "Third", "version": "x"})

    assert (first.status_code, first.headers["etag"]) == (200, '"2"')
    assert first.json()["data"]["campaign"]["status"] == "active"
    assert (late.status_code, late.json()["code"]) == (409, "conflict")
    retried = planner.post(f"{place}/retry", json={})
    assert (retried.status_code, retried.json()["code"]) == (409, "conflict")  # nothing of it was taken back
    assert (odd.status_code, set(odd.json()["messages"])) == (422, {"version"})
    assert planner.get(place).json()["data"]["campaign"]["name"] == "First"
