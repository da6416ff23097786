"""LinkedIn's own proof and words: its vectors, a handshake that signs nothing else, and every notification."""

import hashlib
import hmac
from dataclasses import replace
from datetime import UTC, datetime

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.connectors.linkedin.webhooks import greet, read_webhook, verify
from engine.connectors.notices import Delivery, Forged, Kind, Notice, Owner, Secrets

NOW = datetime(2026, 11, 22, 15, tzinfo=UTC)
SECRETS = Secrets(("appsecret",))
SIGNATURE = "027deeb449e5f860e65926b25eed9317064243ba9d77d1dd97f0f719aecc892b"
SIGNED = Delivery({"x-li-signature": SIGNATURE}, {}, b'{"a":1}', NOW)
CODE = "890e4665-4dfe-4ab1-b689-ed553bceeed0"
RESPONSE = "0611e20cc20304213332088b44c3c1934c9d649b1c689f721ea9247d7e36fb46"
LEAD = {
    "type": "LEAD_ACTION",
    "leadGenFormResponse": "urn:li:leadGenFormResponse:5a2c7ef1-5ce9-4b8f-81b8-1ea8c01a5c3e-1",
    "leadGenForm": "urn:li:leadGenForm:3162",
    "owner": {"sponsoredAccount": "urn:li:sponsoredAccount:512000101"},
    "associatedEntity": {"associatedCreative": "urn:li:sponsoredCreative:10"},
    "leadType": "SPONSORED",
    "leadAction": "CREATED",
    "occurredAt": 1672876484617,
}
COMMENTED = {
    "notificationId": 8131002,
    "organizationalEntity": "urn:li:organization:2414183",
    "action": "COMMENT",
    "sourcePost": "urn:li:share:6419582440250150912",
    "lastModifiedAt": 1531438493000,
    "generatedActivity": "urn:li:comment:(urn:li:activity:6419582440250150912,6419582512345)",
    "decoratedGeneratedActivity": {"comment": {"owner": "urn:li:person:a1", "text": "كم السعر؟"}},
}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from([*LEAD, *COMMENTED, "notifications"]), inner, max_size=5)
    ),
)


def social(*items: object) -> dict[str, object]:
    return {"type": "ORGANIZATION_SOCIAL_ACTION_NOTIFICATIONS", "notifications": list(items)}


def one(body: object) -> Notice:
    (notice,) = read_webhook(body)
    return notice


# Proof


def test_linkedins_vector_is_believed_with_and_without_the_schemes_name():
    verify(SIGNED, SECRETS)
    verify(replace(SIGNED, headers={"x-li-signature": f"hmacsha256={SIGNATURE}"}), SECRETS)


@pytest.mark.parametrize(
    ("given_", "reason"),
    [
        (f"hmacsha256=hmacsha256={SIGNATURE}", "malformed"),
        (f"sha256={SIGNATURE}", "malformed"),
        (f"HMACSHA256={SIGNATURE}", "malformed"),
        (SIGNATURE.upper(), "malformed"),
        (f" {SIGNATURE}", "malformed"),
        (f"{SIGNATURE}, {SIGNATURE}", "malformed"),
        ("hmacsha256=", "missing"),
        (hmac.new(b"appsecret", b'{"a":1}', hashlib.sha256).hexdigest(), "wrong"),
    ],
)
def test_any_other_spelling_is_not(given_, reason):
    with pytest.raises(Forged) as refused:
        verify(replace(SIGNED, headers={"x-li-signature": given_}), SECRETS)
    assert refused.value.facts["reason"] == reason


def test_the_handshake_is_linkedins_vector():
    greeting = greet(Delivery({}, {"challengeCode": CODE, "applicationId": "7"}, b"", NOW), SECRETS)

    assert greeting is not None
    assert greeting.body == {"challengeCode": CODE, "challengeResponse": RESPONSE}


def test_the_newest_secret_answers_the_handshake():
    greeting = greet(Delivery({}, {"challengeCode": CODE}, b"", NOW), Secrets(("appsecret", "the-old-one")))

    assert greeting is not None
    assert greeting.body == {"challengeCode": CODE, "challengeResponse": RESPONSE}


@pytest.mark.parametrize(
    "code", ["", "hmacsha256=" + orjson.dumps(LEAD).decode(), f"{CODE}\n", CODE + CODE, "١" * 36]
)
def test_the_handshake_signs_no_delivery_for_a_stranger(code):
    with pytest.raises(Forged):
        greet(Delivery({}, {"challengeCode": code}, b"", NOW), SECRETS)


def test_without_a_secret_nobody_is_greeted():
    with pytest.raises(Forged):
        greet(Delivery({}, {"challengeCode": CODE}, b"", NOW), Secrets(()))


def test_a_delivery_is_no_handshake_whatever_its_address_says():
    assert greet(replace(SIGNED, query={"challengeCode": CODE}), SECRETS) is None


# Words


def test_a_lead_is_named_with_its_form_and_account():
    notice = one(LEAD)

    assert (notice.kind, notice.owner, notice.owner_id) == (Kind.LEAD, Owner.ACCOUNT, "512000101")
    assert notice.facts == {"lead_id": "5a2c7ef1-5ce9-4b8f-81b8-1ea8c01a5c3e-1", "form_id": "3162"}
    assert notice.key == "5a2c7ef1-5ce9-4b8f-81b8-1ea8c01a5c3e-1:CREATED"
    assert notice.occurred_at == datetime(2023, 1, 4, 23, 54, 44, 617000, UTC)


@pytest.mark.parametrize(
    ("owner", "expected"),
    [
        ({"organization": "urn:li:organization:55"}, (Owner.PROFILE, "55")),
        ("urn:li:organization:55", (Owner.PROFILE, "55")),
        ("urn:li:sponsoredAccount:7", (Owner.ACCOUNT, "7")),
        (None, (Owner.ACCOUNT, "")),
    ],
)
def test_a_lead_belongs_to_an_account_or_a_page(owner, expected):
    notice = one(LEAD | {"owner": owner})

    assert (notice.owner, notice.owner_id) == expected


def test_a_lead_that_was_deleted_is_not_read_as_a_new_one():
    notice = one(LEAD | {"leadAction": "DELETED"})

    assert (notice.kind, notice.facts) == (Kind.OTHER, {"what": "LEAD_ACTION DELETED"})
    assert notice.key.endswith(":DELETED")


def test_a_comment_says_who_said_what_where():
    notice = one(social(COMMENTED))

    assert (notice.kind, notice.owner, notice.owner_id) == (Kind.COMMENT, Owner.PROFILE, "2414183")
    assert notice.facts == {
        "comment_id": "urn:li:comment:(urn:li:activity:6419582440250150912,6419582512345)",
        "post_id": "urn:li:share:6419582440250150912", "author": "urn:li:person:a1", "text": "كم السعر؟",
    }  # fmt: skip
    assert (notice.key, notice.occurred_at) == ("8131002", datetime(2018, 7, 12, 23, 34, 53, tzinfo=UTC))


@pytest.mark.parametrize(
    ("action", "kind"),
    [
        ("COMMENT", Kind.COMMENT),
        ("ADMIN_COMMENT", Kind.COMMENT),
        ("COMMENT_EDIT", Kind.COMMENT),
        ("COMMENT_DELETE", Kind.FIGURES),
        ("LIKE", Kind.FIGURES),
        ("SHARE", Kind.FIGURES),
        ("SHARE_MENTION", Kind.OTHER),
        ("SOMETHING_NEW", Kind.OTHER),
    ],
)
def test_each_action_is_known(action, kind):
    assert one(social(COMMENTED | {"action": action})).kind is kind


def test_every_notification_of_a_batch_is_read():
    batch = [COMMENTED | {"notificationId": number} for number in range(10)]

    assert [notice.key for notice in read_webhook(social(*batch, None, 7))] == [*map(str, range(10)), "", ""]


@given(JSON | JSON.map(social) | JSON.map(lambda value: LEAD | {"owner": value, "occurredAt": value}))
def test_odd_json_is_read_without_an_error(body):
    assert all(isinstance(notice, Notice) for notice in read_webhook(body))
