"""A plan once more: a campaign as a new request, and templates, which outlive dates and accounts."""

from collections.abc import Iterator
from datetime import date, timedelta

import httpx
import pytest
from sqlalchemy import select

from db.models import AuditEntry, Campaign
from db.session import session
from engine.core import clock
from engine.core.work import work
from engine.integrations import disconnect
from tests.conftest import Database
from tests.control import Control
from tests.factories import OrgFacts, make_rate
from tests.site import member
from tests.studio import Studio, open_studio

PATH, TEMPLATES = "/unified-campaigns", "/unified-campaigns/templates"


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
def made(planner: httpx.Client, studio: Studio) -> str:
    posts = [
        {"content": "وصل الشتاء", "platforms": ["meta"], "scheduled_for": studio.later(9 * 86400).isoformat()}
    ]
    answer = planner.post(PATH, json=studio.order(description="للشتاء", content={"posts": posts}))
    return str(answer.json()["data"]["campaign"]["id"])


def test_a_copy_is_a_request_that_can_be_sent_and_nothing_before(planner, studio, made):
    before = planner.get(PATH).json()["total"]
    asked = studio.order()

    found = planner.get(f"{PATH}/{made}/copy", headers={"Accept-Language": "en"}).json()["data"]

    order = found["order"]
    assert (order["name"], order["description"], found["notes"]) == (f"{asked['name']} (copy)", "للشتاء", [])
    assert (order["start_date"], order["end_date"]) == (asked["start_date"], asked["end_date"])
    for ad, was in zip(order["ads"], asked["ads"], strict=True):
        assert (ad["platform"], float(ad["budget"])) == (was["platform"], was["budget"])
        assert {name: ad["creative"][name] for name in was["creative"]} == was["creative"]
    assert [(post["content"], "scheduled_for" in post) for post in order["content"]["posts"]] == [
        ("وصل الشتاء", False)
    ]
    assert planner.get(PATH).json()["total"] == before
    assert planner.post(PATH, json=order).status_code == 201


def test_a_copy_of_what_is_over_begins_tomorrow_and_lasts_as_long(planner, studio, made):
    with session(studio.org.id) as writer:
        row = writer.get_one(Campaign, (studio.org.id, made))
        row.start_date, row.end_date = date(2026, 1, 1), date(2026, 1, 31)
        writer.commit()

    order = planner.get(f"{PATH}/{made}/copy?lang=ar").json()["data"]["order"]

    tomorrow = clock.today("Asia/Riyadh") + timedelta(days=1)
    assert (order["start_date"], order["end_date"]) == (
        tomorrow.isoformat(),
        (tomorrow + timedelta(days=30)).isoformat(),
    )
    assert order["name"].endswith("(نسخة)")


def test_a_template_is_saved_used_renamed_and_deleted(planner, studio, made):
    body = {"name": "Seasonal", "description": "Every winter", "campaign": made}
    saved = planner.post(TEMPLATES, json=body)
    assert (saved.status_code, saved.json()["data"]["days"]) == (201, 14)
    place = f"{TEMPLATES}/{saved.json()['data']['id']}"

    with clock.stopped_at(clock.now()):
        used = planner.get(place).json()["data"]
    assert used["order"]["start_date"] == (clock.today("Asia/Riyadh") + timedelta(days=1)).isoformat()
    assert planner.post(PATH, json=used["order"]).status_code == 201

    assert planner.post(TEMPLATES, json=body).status_code == 409
    assert planner.patch(place, json={"name": "موسمي"}).json()["data"]["description"] == "Every winter"
    listed = planner.get(TEMPLATES).json()["data"]
    assert [(row["name"], row["platforms"]) for row in listed] == [("موسمي", list(studio.accounts))]
    assert planner.delete(place).status_code == 200
    assert planner.get(place).status_code == 404
    with session(studio.org.id) as reader:
        noted = reader.scalars(select(AuditEntry.action).where(AuditEntry.action.startswith("template")))
        assert {"template_saved", "template_changed", "template_deleted"} <= set(noted)


def test_an_unfinished_plan_may_be_a_template_nonsense_may_not(planner):
    bare = planner.post(TEMPLATES, json={"name": "Bare", "order": {"name": "", "ads": [{"platform": "meta"}]}})
    odd = planner.post(TEMPLATES, json={"name": "", "order": {"ads": "x", "luck": 1, "total_budget": -1}})

    assert bare.status_code == 201
    assert bare.json()["data"]["order"]["ads"] == [{"platform": "meta"}]
    assert set(odd.json()["messages"]) == {"name", "order.ads", "order.luck", "order.total_budget"}
    assert planner.post(TEMPLATES, json={"name": "None"}).status_code == 422
    assert planner.post(TEMPLATES, json={"name": "None", "campaign": "x"}).status_code == 422


def test_an_account_that_is_gone_is_told_when_a_template_is_used(planner, studio):
    asked = studio.order("meta", "tiktok")
    asked["ads"] = [ad | {"integration_id": str(studio.accounts[ad["platform"]])} for ad in asked["ads"]]
    place = f"{TEMPLATES}/{planner.post(TEMPLATES, json={'name': 'Two', 'order': asked}).json()['data']['id']}"
    assert planner.get(place).json()["data"]["notes"] == []

    with work(studio.org.id) as unit:
        disconnect(unit, studio.accounts["tiktok"])
    found = planner.get(place).json()["data"]

    assert [ad["integration_id"] for ad in found["order"]["ads"]] == [str(studio.accounts["meta"]), None]
    assert len(found["notes"]) == 1
    assert "TikTok" in found["notes"][0]


def test_templates_are_their_orgs_own(web: str, planner, studio, stranger: OrgFacts):
    kept = planner.post(TEMPLATES, json={"name": "Ours", "order": {}}).json()["data"]["id"]

    with member(web, stranger.sign_in()) as other:
        theirs = other.get(f"/api/orgs/{stranger.id}{TEMPLATES}")
        one = other.get(f"/api/orgs/{stranger.id}{TEMPLATES}/{kept}")
        gone = other.delete(f"/api/orgs/{stranger.id}{TEMPLATES}/{kept}")

    assert (theirs.json(), one.status_code, gone.status_code) == ({"data": []}, 404, 404)
