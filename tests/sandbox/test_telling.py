"""The control room lets things happen, and has the platforms tell whoever is named of them."""

from collections.abc import Iterator
from typing import Any

import httpx
import orjson
import pytest

from tests.control import Control
from tests.engine.connectors.conftest import NOON
from tests.engine.connectors.receiver import Receiver, receiving
from tests.sandbox.visitors import JAPAN, KSA, meta_person, serving

WITH_LEADS = ("meta", "google", "tiktok", "snapchat", "linkedin")


@pytest.fixture
def door() -> Iterator[Receiver]:
    with receiving(NOON) as found:
        yield found


def tell(control: Control, door: Receiver, **order: object) -> dict[str, Any]:
    told: dict[str, Any] = control.post(
        "/webhooks", **({"platform": "meta", "kind": "lead", "url": door.url} | order)
    )
    return told


def test_it_says_what_happened_and_what_was_answered(control, door):
    told = tell(control, door, times=3)

    assert told["deliveries"] == [{"status": 200, "body": "", "accepted": True}] * 3
    assert len({delivery.body for delivery in door.deliveries}) == 1
    assert told["happened"]["lead_id"] in door.deliveries[0].body.decode()


@pytest.mark.parametrize("platform", WITH_LEADS)
def test_a_lead_has_an_account_of_its_platform(control, door, platform):
    happened = tell(control, door, platform=platform)["happened"]

    assert happened["account_id"]
    assert {"full_name", "email", "phone_number", "city"} == happened["fields"].keys()


def test_the_account_the_entity_and_the_post_may_be_chosen(control, door, meta):
    campaign = meta.get(f"act_{JAPAN}/campaigns", effective_status=["ACTIVE"])["data"][0]["id"]

    lead = tell(control, door, account=JAPAN)["happened"]
    paused = tell(control, door, kind="entity", entity_id=campaign, status="paused")["happened"]
    comment = tell(control, door, kind="comment", profile="105550000000078")["happened"]
    again = tell(control, door, kind="comment", post_id=comment["post_id"])["happened"]

    assert lead["account_id"] == paused["account_id"] == JAPAN
    assert meta.get(campaign, fields="status")["status"] == "PAUSED"
    assert again["profile_id"] == comment["profile_id"] == "105550000000078"


def test_a_comment_is_counted_where_it_was_made(control, door, meta):
    happened = tell(control, door, kind="comment")["happened"]
    post = f"{happened['profile_id']}_{happened['post_id']}"
    before = meta.get(post, fields="comments")["comments"]["summary"]["total_count"]

    tell(control, door, kind="comment")

    assert meta.get(post, fields="comments")["comments"]["summary"]["total_count"] == before + 1


def test_another_secret_signs_otherwise(control, door):
    for order in ({}, {"secret": "another"}):
        tell(control, door, kind="access", **order)

    first, second = door.deliveries
    assert first.body == second.body
    assert first.headers["x-hub-signature-256"] != second.headers["x-hub-signature-256"]


def test_a_handshake_that_is_answered_wrongly_is_not_accepted(control, door):
    told = tell(control, door, kind="handshake", verify_token="mine")

    assert door.deliveries[0].query["hub.verify_token"] == "mine"
    assert told["deliveries"] == [{"status": 200, "body": "", "accepted": False}]


def test_the_address_may_have_a_query_of_its_own(control, door):
    control.post("/webhooks", platform="meta", kind="handshake", url=f"{door.url}?org=7")

    assert door.deliveries[0].query.keys() == {"org", "hub.mode", "hub.challenge", "hub.verify_token"}


@pytest.mark.parametrize(
    "order",
    [
        {"platform": "myspace"},
        {"kind": "gossip"},
        {"kind": "budget"},
        {"platform": "twitter"},
        {"account": "1"},
        {"account": "238001100000105"},
        {"kind": "comment", "profile": "1"},
        {"kind": "comment", "post_id": "1"},
        {"kind": "entity", "entity_id": "1"},
        {"kind": "entity", "status": "asleep"},
        {"times": "twice"},
        {"url": "http://127.0.0.1:1/nobody"},
        {"url": "no address"},
        {"url": ""},
    ],
)
def test_an_order_that_makes_no_sense_is_refused(control, door, order):
    said = {"platform": "meta", "kind": "lead", "url": door.url} | order
    answer = control.http.post("/webhooks", json=said)

    assert answer.status_code == 400
    assert answer.json()["error"]
    assert door.deliveries == []


def test_whoever_comes_from_a_web_page_orders_nothing(control, door):
    with pytest.raises(httpx.HTTPStatusError):
        control.http.post(
            "/webhooks", json={"platform": "meta", "kind": "lead", "url": door.url}, headers={"Origin": "http://x"}
        ).raise_for_status()


def test_what_happened_survives_a_restart_and_chosen_apps_stay_chosen(tmp_path, http, door):
    state = {"SANDBOX_STATE_DIR": str(tmp_path / "state")}
    with serving(tmp_path, **state) as url:
        meta, panel = meta_person(url, http), Control(url)
        lead = tell(panel, door)["happened"]
        comment = tell(panel, door, kind="comment", text="شتاء")["happened"]
        panel.post("/capabilities", platform="snapchat", capability="public_profile", on=True)
        post = f"{comment['profile_id']}_{comment['post_id']}"
        before = meta.get(post, fields="comments,likes")

    with serving(tmp_path, **state) as url:
        meta.url = url
        assert meta.get(lead["lead_id"], fields="form_id")["form_id"] == lead["form_id"]
        assert meta.get(post, fields="comments,likes") == before
        kept = orjson.loads((tmp_path / "state" / "state.json").read_bytes())
        assert kept["capabilities"] == [["snapchat", "public_profile"]]
        off = Control(url).post("/capabilities", platform="snapchat", capability="public_profile", on=False)
        assert off == {"capabilities": []}


def test_a_reset_forgets_what_was_said(control, door, meta):
    lead = tell(control, door, account=KSA)["happened"]["lead_id"]

    control.reset()

    assert meta_person(control.url, meta.http).error(lead)["code"] == 100
