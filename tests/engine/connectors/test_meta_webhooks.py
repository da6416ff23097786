"""What only Meta has in telling: its vector, raw bytes in escapes, batches, topics with fields of their own."""

import hmac
from datetime import UTC, datetime
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.kinds import EntityStatus, Level
from engine.connectors import meta
from engine.connectors.notices import Delivery, Forged, Greeting, Kind, Notice, Owner, Secrets
from tests.engine.connectors.conftest import NOON
from tests.engine.connectors.receiver import receiving

VECTOR = "sha256=bad0361b4fbcce21d3bc25f6eceb8f23abce856cd76c29d18d477dbbff237687"
SECRETS = Secrets(("appsecret",), "our-token")
AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
TIME = int(AT.timestamp())


def delivery(body: bytes, **headers: str) -> Delivery:
    return Delivery({name.replace("_", "-"): value for name, value in headers.items()}, {}, body, NOON)


def shake(**query: str) -> Greeting | None:
    return meta.greet(Delivery({}, {f"hub.{name}": value for name, value in query.items()}, b"", NOON), SECRETS)


def told(topic: str, field: str, value: Any, owner: str = "105") -> list[Notice]:
    entry = {"id": owner, "time": TIME, "changes": [{"field": field, "value": value}]}
    return meta.read_webhook({"object": topic, "entry": [entry]})


# Signatures


def test_the_vector_is_believed():
    meta.verify(delivery(b'{"a":1}', x_hub_signature_256=VECTOR), SECRETS)


@pytest.mark.parametrize(
    ("signature", "reason"),
    [
        (VECTOR.upper(), "malformed"),
        (VECTOR.removeprefix("sha256="), "malformed"),
        (VECTOR.replace("sha256=", "sha1="), "malformed"),
        (f"{VECTOR}\n", "malformed"),
        (f" {VECTOR}", "malformed"),
        (VECTOR.replace("b", "c", 1), "wrong"),
        ("sha256=" + "0" * 64, "wrong"),
        ("", "missing"),
    ],
)
def test_anything_else_is_not(signature, reason):
    with pytest.raises(Forged) as forged:
        meta.verify(delivery(b'{"a":1}', x_hub_signature_256=signature), SECRETS)

    assert forged.value.facts["reason"] == reason


def test_the_old_signature_is_none():
    old = "sha1=" + hmac.new(b"appsecret", b'{"a":1}', "sha1").hexdigest()

    with pytest.raises(Forged) as forged:
        meta.verify(delivery(b'{"a":1}', x_hub_signature=old), SECRETS)

    assert forged.value.facts["reason"] == "missing"


def test_the_bytes_are_signed_and_not_what_they_mean(sandbox):
    with receiving(NOON) as door:
        sandbox.post("/webhooks", platform="meta", url=door.url, kind="comment", text="شتاء / winter")
    sent = door.deliveries[0]
    same = orjson.dumps(orjson.loads(sent.body))

    meta.verify(sent, Secrets(("sandbox-secret",)))
    assert b"\\u0634" in sent.body
    assert b"\\/" in sent.body
    with pytest.raises(Forged):
        meta.verify(Delivery(sent.headers, {}, same, NOON), Secrets(("sandbox-secret",)))


# Handshake


def test_the_challenge_goes_back_to_who_knows_our_token():
    assert shake(mode="subscribe", verify_token="our-token", challenge="1158201444") == Greeting("1158201444")


@pytest.mark.parametrize(
    ("token", "reason"), [("another", "wrong"), ("our-toke", "wrong"), ("OUR-TOKEN", "wrong"), ("", "missing")]
)
def test_nobody_else_is_greeted(token, reason):
    with pytest.raises(Forged) as forged:
        shake(mode="subscribe", verify_token=token, challenge="1")

    assert forged.value.facts["reason"] == reason


def test_without_a_token_of_ours_nobody_is_greeted():
    query = {"hub.mode": "subscribe", "hub.verify_token": "x", "hub.challenge": "1"}

    with pytest.raises(Forged):
        meta.greet(Delivery({}, query, b"", NOON), Secrets(("appsecret",)))


def test_another_mode_is_no_handshake():
    assert shake(mode="unsubscribe", verify_token="our-token", challenge="1") is None


# What is told


def test_a_lead_names_page_form_and_lead():
    value = {"leadgen_id": 444, "form_id": "555", "page_id": "105", "ad_id": "1", "created_time": TIME - 5}

    [notice] = told("page", "leadgen", value)

    assert (notice.kind, notice.owner, notice.owner_id, notice.key) == (Kind.LEAD, Owner.PROFILE, "105", "444")
    assert notice.facts == {"lead_id": "444", "form_id": "555"}
    assert notice.occurred_at == datetime.fromtimestamp(TIME - 5, UTC)


def test_a_comment_on_a_page_and_one_on_instagram():
    page = {
        "item": "comment", "verb": "add", "comment_id": "2_3", "post_id": "105_2", "message": "كم؟",
        "from": {"id": "9", "name": "Lena"}, "created_time": TIME,
    }  # fmt: skip
    instagram = {"id": "3", "from": {"id": "9", "username": "lena"}, "media": {"id": "2"}, "text": "كم؟"}

    [on_page], [on_instagram] = told("page", "feed", page), told("instagram", "comments", instagram, "1784")

    expected = {"comment_id": "2_3", "post_id": "105_2", "author": "Lena", "text": "كم؟"}
    assert (on_page.kind, on_page.owner_id, on_page.facts) == (Kind.COMMENT, "105", expected)
    expected = {"comment_id": "3", "post_id": "2", "author": "lena", "text": "كم؟"}
    assert (on_instagram.kind, on_instagram.owner_id, on_instagram.facts) == (Kind.COMMENT, "1784", expected)


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ({"item": "comment", "verb": "edited", "comment_id": "1"}, Kind.OTHER),
        ({"item": "comment", "verb": "remove", "comment_id": "1"}, Kind.OTHER),
        ({"item": "reaction", "verb": "add"}, Kind.FIGURES),
        ({"item": "like", "verb": "remove"}, Kind.FIGURES),
        ({"item": "share", "verb": "add"}, Kind.FIGURES),
        ({"item": "status", "verb": "add"}, Kind.OTHER),
    ],
)
def test_the_feed_tells_of_more_than_comments(value, kind):
    assert [notice.kind for notice in told("page", "feed", value)] == [kind]


def test_a_message_is_dated_in_milliseconds_and_an_echo_is_our_own():
    message = {"sender": {"id": "9"}, "recipient": {"id": "105"}, "timestamp": TIME * 1000 + 250}
    entry = {"id": "105", "time": TIME * 1000, "messaging": [
        message | {"message": {"mid": "m_1", "text": "مرحبا"}},
        message | {"message": {"mid": "m_2", "text": "hello", "is_echo": True}},
        message | {"read": {"watermark": 1}},
    ]}  # fmt: skip

    first, echo, read = meta.read_webhook({"object": "page", "entry": [entry]})

    assert first.facts == {"message_id": "m_1", "author": "9", "text": "مرحبا"}
    assert first.occurred_at == datetime.fromtimestamp(TIME + 0.25, UTC)
    assert [echo.kind, read.kind] == [Kind.OTHER] * 2


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"id": "1", "level": "CAMPAIGN", "status_name": "Paused"},
         {"level": Level.CAMPAIGN, "external_id": "1", "delivery": "PAUSED", "status": EntityStatus.PAUSED}),
        ({"id": "1", "level": "ADSET", "status_name": "Pending Review"},
         {"level": Level.AD_SET, "external_id": "1", "delivery": "PENDING_REVIEW"}),
        ({"id": 1, "level": "ad", "error_summary": "Rejected"},
         {"level": Level.AD, "external_id": "1", "delivery": "Rejected"}),
        ({"id": "1", "level": "AD"}, {"level": Level.AD, "external_id": "1", "delivery": "WITH_ISSUES"}),
    ],
)  # fmt: skip
def test_an_ad_object_says_what_it_came_to(value, expected):
    [notice] = told("ad_account", "in_process_ad_objects", value, "act_238")

    assert (notice.kind, notice.owner, notice.owner_id) == (Kind.ENTITY, Owner.ACCOUNT, "238")
    assert notice.facts == expected


def test_a_permission_taken_back_is_told_for_each_account_or_page():
    accounts = told("permissions", "ads_read", {"verb": "revoke", "target_ids": ["act_1", 2]}, "77")
    pages = told("permissions", "pages_manage_posts", {"verb": "REVOKED", "target_ids": ["105"]}, "77")
    granted = told("permissions", "ads_read", {"verb": "granted", "target_ids": ["1"]}, "77")
    nobody = told("permissions", "ads_read", {"verb": "revoke"}, "77")

    assert [(each.kind, each.owner, each.owner_id) for each in accounts] == [
        (Kind.ACCESS, Owner.ACCOUNT, "1"), (Kind.ACCESS, Owner.ACCOUNT, "2"),
    ]  # fmt: skip
    assert [(each.kind, each.owner, each.owner_id) for each in pages] == [(Kind.ACCESS, Owner.PROFILE, "105")]
    assert [each.kind for each in granted + nobody] == [Kind.OTHER, Kind.OTHER]


def test_every_change_of_every_entry_is_read():
    changes = [{"field": "leadgen", "value": {"leadgen_id": str(n)}} for n in range(100)]
    entries = [{"id": str(page), "time": TIME, "changes": changes} for page in range(10)]

    notices = meta.read_webhook({"object": "page", "entry": entries})

    assert len(notices) == 1_000
    assert {notice.owner_id for notice in notices} == {str(page) for page in range(10)}


json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([
        "object", "entry", "id", "time", "changes", "messaging", "field", "value", "verb", "target_ids", "item",
        "comment_id", "media", "from", "level", "message", "mid", "sender", "leadgen_id", "created_time",
    ]), inner, max_size=5),
    max_leaves=20,
)  # fmt: skip
TOPICS = ["page", "instagram", "ad_account", "permissions", "user"]
FIELDS = ["leadgen", "feed", "comments", "in_process_ad_objects", "with_issues_ad_objects", "ads_read"]


@given(json)
def test_no_body_is_an_error(body):
    assert meta.read_webhook(body)


@given(st.sampled_from(TOPICS), st.sampled_from(FIELDS), json)
def test_no_value_is_an_error(topic, field, value):
    assert all(isinstance(notice.owner_id, str) for notice in told(topic, field, value))


@pytest.mark.parametrize("moment", [-1, 10**20, "soon", "١٢", "9" * 14, True, None, 1.5, [], {}])
def test_a_time_that_is_none_is_unknown(moment):
    body = {"object": "page", "entry": [{"id": "1", "time": moment, "changes": [{"field": "new"}]}]}

    assert meta.read_webhook(body)[0].occurred_at is None
