"""Subscriptions over HTTP: made, changed, rotated, tried, removed; their delivery log, and sending again."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import orjson
import pytest
from standardwebhooks.webhooks import Webhook

from db.kinds import Role
from db.models import WebhookSubscription
from engine import subscriptions
from engine.core import clock
from engine.core.work import work
from engine.identity import sign_in
from tests.engine.connectors.server import Server, answer
from tests.engine.subscriptions.conftest import allowed, receiver
from tests.factories import PASSWORD, OrgFacts, make_member
from tests.rows import rows
from tests.site import member
from tests.subscribing import subscribe, tell
from tests.working import work_off

__all__ = ["allowed", "receiver"]

URL = "https://hooks.example.invalid/cmis"


@pytest.fixture
def person(web: str, org: OrgFacts) -> Iterator[httpx.Client]:
    with member(web, org.sign_in()) as person:
        person.base_url = httpx.URL(f"{web}/api/orgs/{org.id}")
        yield person


def made(person: httpx.Client, **given: Any) -> dict[str, Any]:
    answer = person.post("/subscriptions", json={"url": URL, "events": ["PostPublished"], **given})
    assert answer.status_code == 201, answer.text
    subscription: dict[str, Any] = answer.json()["subscription"]
    return subscription


def test_a_subscription_is_made_read_changed_and_removed(person, org):
    one = made(person, description=" our CRM ")

    [listed] = person.get("/subscriptions").json()["subscriptions"]
    read = person.get(f"/subscriptions/{one['id']}").json()["subscription"]
    assert listed == read
    assert (read["url"], read["description"], read["status"]) == (URL, "our CRM", "active")
    assert read["counts"] == {"waiting": 0, "delivered": 0, "failed": 0}

    events = ["PostFailed", "CampaignCreated", "PostFailed"]
    changed = person.patch(f"/subscriptions/{one['id']}", json={"events": events, "active": False}).json()[
        "subscription"
    ]
    assert (changed["status"], changed["events"]) == ("paused", ["CampaignCreated", "PostFailed"])
    assert (
        person.patch(f"/subscriptions/{one['id']}", json={"active": True}).json()["subscription"]["status"]
        == "active"
    )
    assert person.delete(f"/subscriptions/{one['id']}").status_code == 200
    assert person.get("/subscriptions").json()["subscriptions"] == []


def test_a_secret_is_shown_once_and_sealed(person, org):
    one = made(person)
    two = person.post(f"/subscriptions/{one['id']}/rotate").json()["subscription"]

    [row] = rows(org.id, WebhookSubscription)
    seen = (
        person.get("/subscriptions").text
        + person.get(f"/subscriptions/{one['id']}").text
        + orjson.dumps(row.secrets).decode()
    )
    for secret in (one["secret"], two["secret"]):
        assert secret.startswith("whsec_")
        assert secret not in seen
    assert two["secrets"] == 2
    assert [person.post(f"/subscriptions/{one['id']}/rotate").status_code for _ in range(4)] == [
        200,
        200,
        200,
        409,
    ]


@pytest.mark.parametrize(
    "given",
    [
        {"url": "http://hooks.example.invalid"},
        {"url": "ftp://hooks.example.invalid"},
        {"url": "hooks.example.invalid"},
        {"url": "https://"},
        {"url": "https://user:word@hooks.example.invalid"},
        {"url": "https://hooks.example.invalid/#part"},
        {"url": "https://127.0.0.1/"},
        {"url": "https://localhost/"},
        {"url": "https://2130706433/"},
        {"url": "https://0177.0.0.1/"},
        {"url": "https://0x7f.1/"},
        {"url": "https://10.1.2.3/"},
        {"url": "https://169.254.169.254/latest/meta-data"},
        {"url": "https://[::1]/"},
        {"url": "https://[::ffff:10.0.0.1]/"},
        {"url": "https://[64:ff9b::7f00:1]/"},
        {"url": "https://[2002:7f00:1::]/"},
        {"url": "https://[fd00::1]/"},
        {"events": []},
        {"events": ["PostPublished", "Everything"]},
        {"events": ["Ping"]},
        {"secret": "mine"},
    ],
    ids=str,
)
def test_what_cannot_be_told_is_not_subscribed(person, org, given):
    answer = person.post("/subscriptions", json={"url": URL, "events": ["PostPublished"]} | given)

    assert answer.status_code == 422
    assert answer.json()["message"]
    assert rows(org.id, WebhookSubscription) == []


def test_an_address_inside_is_refused_in_the_readers_language(person):
    answer = person.post(
        "/subscriptions", json={"url": "https://10.1.2.3/", "events": ["PostFailed"]}, params={"lang": "ar"}
    )

    assert "10.1.2.3" in answer.json()["message"]
    assert "شبكة" in answer.json()["message"]


def test_there_are_twenty_at_most(person, org):
    for _ in range(20):
        subscribe(org.id, URL)

    assert person.post("/subscriptions", json={"url": URL, "events": ["PostFailed"]}).status_code == 409


def test_what_can_be_subscribed_is_told_with_an_example(person):
    events = person.get("/subscriptions/events").json()["events"]

    assert len(events) == 10
    assert all(one["says"] and one["example"]["type"] == one["event"] for one in events)
    assert all(set(one["example"]) == {"type", "timestamp", "data"} for one in events)


def test_a_test_message_is_in_the_log(person, org, receiver):
    receiver.acts = [answer(b"thanks")]
    one = subscribe(org.id, receiver)

    sent = person.post(f"/subscriptions/{one['id']}/ping")
    work_off("webhooks")

    assert sent.status_code == 202
    [listed] = person.get(f"/subscriptions/{one['id']}/deliveries").json()["deliveries"]
    assert (listed["id"], listed["event"], listed["status"]) == (sent.json()["id"], "Ping", "delivered")
    assert (listed["response_status"], listed["error"], listed["attempts"]) == (200, None, 1)
    read = person.get(f"/subscriptions/{one['id']}/deliveries/{listed['id']}").json()["delivery"]
    assert read["body"]["type"] == "Ping"
    assert [(one["status"], one["response"]) for one in read["tries"]] == [(200, "thanks")]
    Webhook(one["secret"]).verify(receiver.sent[0], dict(receiver.headers[0]))


def test_what_failed_is_sent_again_one_or_all(person, org, receiver):
    one = refused(org, receiver, times=3)
    [last, *_] = listed(person, one, status="failed")
    assert "410" in last["error"]
    assert person.post(f"/subscriptions/{one['id']}/deliveries/{last['id']}/redeliver").status_code == 409
    person.patch(f"/subscriptions/{one['id']}", json={"active": True})
    receiver.acts = [answer()]

    again = person.post(f"/subscriptions/{one['id']}/deliveries/{last['id']}/redeliver")
    work_off("webhooks")
    assert again.status_code == 202
    assert [row["status"] for row in listed(person, one)] == ["delivered", "failed", "failed"]
    since = (clock.now() - timedelta(hours=1)).isoformat()
    rest = person.post(f"/subscriptions/{one['id']}/deliveries/redeliver", json={"since": since})
    work_off("webhooks")

    assert (rest.status_code, rest.json()["count"]) == (202, 2)
    assert [row["status"] for row in listed(person, one)] == ["delivered"] * 3
    ids = [headers["webhook-id"] for headers in receiver.headers]
    assert sorted(ids[-3:]) == sorted({row["webhook_id"] for row in listed(person, one)})


def test_only_what_failed_since_then_is_sent_again(person, org, receiver):
    one = refused(org, receiver, times=2)
    person.patch(f"/subscriptions/{one['id']}", json={"active": True})

    later = person.post(
        f"/subscriptions/{one['id']}/deliveries/redeliver", json={"since": clock.now().isoformat()}
    )
    nonsense = person.post(f"/subscriptions/{one['id']}/deliveries/redeliver", json={"since": "yesterday"})

    assert (later.json()["count"], nonsense.status_code) == (0, 422)


def test_the_log_is_paged_and_filtered(person, org, receiver):
    one = subscribe(org.id, receiver)
    for _ in range(3):
        tell(org.id)

    page = person.get(f"/subscriptions/{one['id']}/deliveries", params={"per_page": 2}).json()
    rest = person.get(f"/subscriptions/{one['id']}/deliveries", params={"per_page": 2, "page": 2}).json()
    none = person.get(f"/subscriptions/{one['id']}/deliveries", params={"status": "failed"}).json()

    assert (page["total"], len(page["deliveries"]), len(rest["deliveries"]), none["total"]) == (3, 2, 1, 0)
    assert person.get(f"/subscriptions/{one['id']}").json()["subscription"]["counts"]["delivered"] == 3


def test_anothers_subscription_is_not_there(person, org, stranger, receiver):
    theirs = subscribe(stranger.id, receiver)
    mine = subscribe(org.id, receiver)
    tell(stranger.id)
    [message] = subscriptions.list_messages(stranger.id, UUID(theirs["id"]))["deliveries"]

    for path in (f"/{theirs['id']}", f"/{theirs['id']}/deliveries", f"/{mine['id']}/deliveries/{message['id']}"):
        assert person.get(f"/subscriptions{path}").status_code == 404
    for path in ("rotate", "ping", f"deliveries/{message['id']}/redeliver"):
        assert person.post(f"/subscriptions/{theirs['id']}/{path}").status_code == 404
    assert person.post(f"/subscriptions/{mine['id']}/deliveries/{message['id']}/redeliver").status_code == 404
    assert person.delete(f"/subscriptions/{theirs['id']}").status_code == 404
    assert person.patch(f"/subscriptions/{theirs['id']}", json={"active": False}).status_code == 404


@pytest.mark.parametrize("role", [Role.MARKETER, Role.ANALYST, Role.VIEWER])
def test_whoever_may_not_connect_may_not_subscribe(web, org, role):
    with member(web, sign_in(make_member(org.id, role), PASSWORD)) as reader:
        answer = reader.get(f"{web}/api/orgs/{org.id}/subscriptions")

    assert answer.status_code == 403


def refused(org: OrgFacts, receiver: Server, times: int) -> dict[str, Any]:
    """A subscription whose messages, so many, ended with 410."""
    receiver.acts = [answer(status=410)]
    one = subscribe(org.id, receiver)
    for _ in range(times):
        tell(org.id)
        with work(org.id) as unit:
            subscriptions.change(unit, UUID(one["id"]), active=True)
    with work(org.id) as unit:
        subscriptions.change(unit, UUID(one["id"]), active=False)
    return one


def listed(person: httpx.Client, one: dict[str, Any], **query: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = person.get(f"/subscriptions/{one['id']}/deliveries", params=query).json()[
        "deliveries"
    ]
    return found
