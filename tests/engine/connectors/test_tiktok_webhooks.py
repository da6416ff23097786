"""TikTok's signature with its published vector, and each body that it tells in."""

import hmac
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.kinds import Level
from engine.connectors import tiktok
from engine.connectors.notices import Delivery, Forged, Kind, Notice, Owner, Secrets

AT = datetime.fromtimestamp(1_700_000_000, UTC)
BODY, SECRET = b'{"a":1}', "appsecret"
VECTOR = "t=1700000000,s=11abb4c60559358cf3f71fad99b92f95f02393201effe3718ddc81e210543d41"
OURS = Secrets(("another", SECRET), "address-token")


def delivery(signature: str | None = VECTOR, body: bytes = BODY, at: datetime = AT, **query: str) -> Delivery:
    headers = {} if signature is None else {"tiktok-signature": signature}
    return Delivery(headers, query, body, at)


def reason(told: Delivery, secrets: Secrets = OURS) -> str:
    with pytest.raises(Forged) as refused:
        tiktok.verify(told, secrets)
    return str(refused.value.facts["reason"])


def one(body: Any) -> Notice:
    (notice,) = tiktok.read_webhook(body)
    return notice


def event(name: str, content: Any) -> dict[str, Any]:
    text = content if isinstance(content, str) else orjson.dumps(content).decode()
    return {
        "client_key": "k",
        "event": name,
        "create_time": 1_700_000_000,
        "user_openid": "-000x",
        "content": text,
    }


def subscription(kind: Any, *entries: Any) -> dict[str, Any]:
    return {"object": kind, "request_id": "r1", "time": 1_700_000_000, "entry": list(entries)}


# The signature


def test_the_published_vector_is_believed():
    tiktok.verify(delivery(), OURS)


@pytest.mark.parametrize("skew_s", [-300, -299, 299, 300])
def test_five_minutes_of_skew_are_forgiven(skew_s):
    tiktok.verify(delivery(at=AT + timedelta(seconds=skew_s)), OURS)


@pytest.mark.parametrize("skew_s", [-86_400, -301, 301, 600, 86_400])
def test_an_old_or_a_future_delivery_is_stale(skew_s):
    assert reason(delivery(at=AT + timedelta(seconds=skew_s))) == "stale"


@pytest.mark.parametrize(
    "signature",
    [
        VECTOR.upper(), VECTOR.removeprefix("t=1700000000,"), VECTOR.partition(",")[0], f"{VECTOR},v=1",
        f" {VECTOR}", VECTOR.replace(",", ", "), f"{VECTOR[:-2]}\u0664\u0661", "t=,s=", "t=-1,s=" + "0" * 64,
        "t=1e9,s=" + "0" * 64, ",".join(reversed(VECTOR.split(","))), VECTOR.replace("t=1", "t=\u0661"),
        f"{VECTOR}, {VECTOR}",
    ],
)  # fmt: skip
def test_another_form_is_malformed(signature):
    assert reason(delivery(signature)) == "malformed"


@pytest.mark.parametrize(
    "told",
    [
        delivery(body=b'{"a":2}'), delivery(body=b'{"a": 1}'), delivery(body=b""),
        delivery(VECTOR.replace("1700000000", "1700000001")), delivery(VECTOR.replace("s=1", "s=2")),
        delivery("t=01700000000" + VECTOR.removeprefix("t=1700000000")),
    ],
)  # fmt: skip
def test_another_body_time_or_digest_is_wrong(told):
    assert reason(told) == "wrong"


def test_no_secret_believes_nothing():
    assert reason(delivery(), Secrets(())) == "wrong"


@given(st.binary(max_size=200), st.integers(0, 10**11), st.text(min_size=1, max_size=20))
def test_whatever_is_signed_rightly_is_believed(body, second, secret):
    digest = hmac.new(secret.encode("utf-8", "replace"), f"{second}.".encode() + body, "sha256").hexdigest()
    at = datetime.fromtimestamp(second, UTC)

    tiktok.verify(delivery(f"t={second},s={digest}", body, at), Secrets((secret,)))


def test_what_is_not_signed_is_believed_at_our_own_address_only():
    tiktok.verify(delivery(None, token="address-token"), OURS)

    for token in ("", "address-toke", "ADDRESS-TOKEN", "عنوان"):
        assert reason(delivery(None, token=token)) == "missing"
    assert reason(delivery(None)) == "missing"
    assert reason(delivery(None, token=""), Secrets((SECRET,), "")) == "missing"
    # A signature that is there has to be right, whatever the address.
    assert reason(delivery("t=1,s=x", token="address-token")) == "malformed"


def test_tiktok_shakes_no_hands():
    assert tiktok.greet(delivery(), OURS) is None


# Bodies of advertisers


def test_a_lead_comes_whole():
    entry = {
        "id": "9", "lead_source": "INSTANT_FORM", "page_id": "5", "page_name": "Form", "advertiser_id": "7301",
        "campaign_id": "1", "adgroup_id": "2", "ad_id": "3", "create_time": 1_700_000_100,
        "changes": [{"field": "name", "value": "نورة"}, {"field": "email", "value": "n@example.com"}, {"x": 1}],
    }  # fmt: skip
    notice = one(subscription(1, entry))

    assert (notice.kind, notice.owner, notice.owner_id, notice.key) == (Kind.LEAD, Owner.ACCOUNT, "7301", "9")
    assert notice.facts["lead"] == {
        "external_id": "9", "form_id": "5", "form_name": "Form", "created_at": AT + timedelta(seconds=100),
        "fields": {"name": "نورة", "email": "n@example.com"}, "campaign_id": "1", "ad_set_id": "2", "ad_id": "3",
    }  # fmt: skip
    assert "lead" not in one(subscription(1, entry | {"changes": []})).facts
    timeless = one({"object": 1, "entry": [entry | {"create_time": None}]})
    assert (timeless.occurred_at, "created_at" in timeless.facts["lead"]) == (None, False)


@pytest.mark.parametrize(
    ("kind", "level", "prefix"), [(2, Level.AD_SET, "ADGROUP"), (3, Level.AD, "AD")], ids=["ad group", "ad"]
)
def test_a_review_says_what_it_came_to(kind, level, prefix):
    entry = {"adv_id": 7301000000000000101, "adgroup_id": "2", "ad_id": "3", "reject_reason": "Broken page"}
    notice = one(subscription(kind, entry))

    assert (notice.kind, notice.owner_id) == (Kind.ENTITY, "7301000000000000101")
    own = "2" if level is Level.AD_SET else "3"
    assert notice.facts == {"level": level, "external_id": own, "delivery": f"{prefix}_STATUS_AUDIT_DENY"}
    assert "delivery" not in one(subscription(kind, entry | {"reject_reason": ""})).facts


def test_changed_figures_name_every_account():
    changed = {"7301": {"spend": 1.5}, "7302": {"clicks": 9}}
    notices = tiktok.read_webhook(
        subscription(
            11, {"data_level": "AUCTION_ADVERTISER", "changed_metrics_values": changed}, {"message": "gone"}
        )
    )

    assert [(each.kind, each.owner_id) for each in notices] == [
        (Kind.FIGURES, "7301"), (Kind.FIGURES, "7302"), (Kind.OTHER, ""),
    ]  # fmt: skip
    assert {each.key for each in notices} == {"r1:0", "r1:1"}
    assert all(each.occurred_at == AT for each in notices)


def test_a_suspension_is_kept_for_whoever_looks():
    body = {"subscription_id": "1", "advertiser_id": "7301", "status": "STATUS_LIMIT"}

    assert one(body) == Notice(Kind.OTHER, Owner.ACCOUNT, "7301", {"what": "AD_ACCOUNT_SUSPENSION"})


# Bodies of TikTok accounts


def test_a_comment_keeps_ids_that_are_numbers():
    content = {
        "comment_id": 7247303576418566913, "video_id": 7203946942097902849, "comment_type": "comment",
        "comment_action": "insert", "unique_identifier": "u", "text": "كم السعر؟", "timestamp": 1687394416109,
    }  # fmt: skip
    notice = one(event("comment.update", content))

    assert (notice.kind, notice.owner, notice.owner_id) == (Kind.COMMENT, Owner.PROFILE, "-000x")
    assert notice.facts == {
        "comment_id": "7247303576418566913", "post_id": "7203946942097902849", "author": "u", "text": "كم السعر؟",
    }  # fmt: skip
    for action in ("delete", "set_to_hidden", "set_to_public"):
        assert one(event("comment.update", content | {"comment_action": action})).kind is Kind.OTHER


def test_a_message_and_one_from_europe_which_says_nothing():
    content = {"message_id": "m1", "from": "lena", "type": "text", "text": {"body": "مرحبا"}}
    notice = one(event("im_receive_msg", content))

    assert (notice.kind, notice.key) == (Kind.MESSAGE, "m1")
    assert notice.facts == {"message_id": "m1", "author": "lena", "text": "مرحبا"}
    assert one(event("im_receive_msg_eu", {"to": "us"})).kind is Kind.OTHER
    assert one(event("im_receive_msg", content | {"type": "image", "text": None})).facts["text"] == ""


def test_withdrawn_consent_names_the_account():
    notice = one(event("authorization.removed", {"reason": 1}))

    assert (notice.kind, notice.owner, notice.owner_id) == (Kind.ACCESS, Owner.PROFILE, "-000x")


@pytest.mark.parametrize("content", ["", "{half", "[1]", "7", '"text"', '{"comment_id": {}}', "null"])
@pytest.mark.parametrize("name", ["comment.update", "im_receive_msg", "post.publish.complete"])
def test_odd_content_is_something_else(name, content):
    assert one(event(name, content)).kind is Kind.OTHER


json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(["entry", "object", "event", "content", "id", "ad_id", "adgroup_id", "changes", "time",
                         "create_time", "changed_metrics_values", "field", "value", "user_openid", "text"]),
        inner, max_size=5,
    ),
    max_leaves=12,
)  # fmt: skip


@given(json)
def test_every_json_is_read_as_some_notices(body):
    notices = tiktok.read_webhook(body)

    assert all(isinstance(each, Notice) and isinstance(each.owner_id, str) for each in notices)
    assert len(notices) >= 1
