"""The lead form as Google's documents show it: whole, with a key that nobody signed."""

from typing import Any
from uuid import UUID

import orjson
import pytest

from engine.connectors import google
from engine.connectors.content import LeadRow, Post, Profile
from engine.connectors.notices import Delivery, Forged, Kind, Owner, Secrets
from engine.core.errors import Refused
from tests.engine.connectors.conftest import NOON

KEYS = Secrets(("next-key", "the-key"))
TOLD: dict[str, Any] = {
    "lead_id": "lead-1", "api_version": "1.0", "form_id": 40000000001, "campaign_id": 20000000002,
    "adgroup_id": 20000000003, "creative_id": 20000000004, "gcl_id": "Cj0KCQ", "google_key": "the-key",
    "is_test": True,
    "user_column_data": [
        {"column_id": "FULL_NAME", "column_name": "Full Name", "string_value": "نورة القحطاني"},
        {"column_id": "EMAIL", "column_name": "User Email", "string_value": "n@example.com"},
        {"column_name": "Which shop?", "string_value": "Jeddah"},
    ],
}  # fmt: skip


def delivery(body: Any) -> Delivery:
    return Delivery({}, {}, body if isinstance(body, bytes) else orjson.dumps(body), NOON)


def reason(body: Any, secrets: Secrets = KEYS) -> str:
    with pytest.raises(Forged) as forged:
        google.verify(delivery(body), secrets)
    return str(forged.value.facts["reason"])


def test_the_lead_of_the_documents_is_read_whole():
    google.verify(delivery(TOLD), KEYS)

    (notice,) = google.read_webhook(TOLD)

    assert (notice.kind, notice.owner, notice.owner_id) == (Kind.LEAD, Owner.CAMPAIGN, "20000000002")
    assert (notice.key, notice.occurred_at) == ("lead-1", None)
    assert notice.facts["lead_id"] == "lead-1"
    assert notice.facts["form_id"] == "40000000001"
    lead = LeadRow(created_at=NOON, **notice.facts["lead"])
    assert (lead.ad_set_id, lead.ad_id, lead.is_test) == ("20000000003", "20000000004", True)
    assert lead.fields == {"FULL_NAME": "نورة القحطاني", "EMAIL": "n@example.com", "Which shop?": "Jeddah"}
    assert orjson.loads(orjson.dumps(notice.facts)) == notice.facts


def test_the_key_is_believed_letter_for_letter():
    for wrong in ("the-ke", "the-key ", "The-Key", "the-keythe-key", "next-keythe-key", "dGhlLWtleQ==", "七"):
        assert reason(TOLD | {"google_key": wrong}) == "wrong"


@pytest.mark.parametrize("secrets", [Secrets(()), Secrets(("",)), Secrets(("other",))])
def test_no_key_of_ours_opens_nothing(secrets):
    assert reason(TOLD, secrets) == "wrong"
    assert reason(TOLD | {"google_key": ""}, secrets) == "missing"


@pytest.mark.parametrize("body", [{"lead_id": "1"}, TOLD | {"google_key": None}, [], 7, None, "text"])
def test_a_body_without_a_key_says_so(body):
    assert reason(body) == "missing"


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{half", b"\xff\xfe", b"[" * 100_000, b'{"google_key": "\\ud800"}',
        orjson.dumps(TOLD | {"google_key": ["the-key"]}), orjson.dumps(TOLD | {"google_key": True}),
        orjson.dumps(TOLD | {"google_key": {"the-key": 1}}),
    ],
)  # fmt: skip
def test_what_is_no_key_is_malformed(body):
    assert reason(body) == "malformed"


@pytest.mark.parametrize(
    "body",
    [
        {"lead_id": "1"}, TOLD | {"user_column_data": "x"}, TOLD | {"lead_id": ["1"]}, TOLD | {"lead_id": ""},
        TOLD | {"lead_id": True},
    ],
)  # fmt: skip
def test_what_is_no_lead_is_something_else(body):
    assert [notice.kind for notice in google.read_webhook(body)] == [Kind.OTHER]


def test_odd_columns_are_left_out_and_the_rest_is_read():
    odd = [None, 7, {"string_value": "no name"}, {"column_id": "CITY"}, {"column_id": "AGE", "string_value": 41}]

    (notice,) = google.read_webhook(TOLD | {"user_column_data": odd, "campaign_id": None})

    assert notice.facts["lead"]["fields"] == {"CITY": "", "AGE": "41"}
    assert notice.owner_id == ""


def test_google_publishes_nothing_and_tells_leads_whole():
    profile = Profile("google", "1", "any", "token")

    assert google.fetch_profiles("token") == []
    assert list(google.fetch_posts(profile, NOON)) == []
    with pytest.raises(Refused):
        google.publish(profile, Post(UUID(int=1), "x"))
    with pytest.raises(Refused):
        google.fetch_lead("token", "lead-1")
