"""Leads that Snapchat tells: signed with the time in front, or by a relay in a header of ours."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import orjson
import pytest

from engine.connectors import snapchat
from engine.connectors.notices import Delivery, Forged, Kind, Owner, Secrets
from engine.core.errors import Refused
from tests.engine.connectors.receiver import receiving

# printf '1795348800.{"lead_id":"l1"}' | openssl dgst -sha256 -hmac sandbox-secret, and the same without the time
BODY = b'{"lead_id":"l1"}'
WITH_TIME = "cca4548d98f760cb1927c03f53f7893dd03294f53f65d0d71838564e63a289e0"
IN_MS = "d395de491ad4070381ee36b505c1abe20c2ddfcc0c1e4ce72688f1fd6099aea8"
BARE = "ff5a1eb76faba46de4fc9770b6ccc0534555ed5f8e6a2681ef2f12cf2cd4f3bd"
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
SECRETS = Secrets(("another", "sandbox-secret"))
LEAD = {
    "form_id": "f1", "form_name": "Winter", "ad_account_id": "a1", "campaign_id": "c1", "campaign_name": "C",
    "ad_squad_id": "s1", "ad_squad_name": "S", "ad_id": "ad1", "ad_name": "A", "lead_id": "l1",
    "create_time": "1795348800123", "first_name": "نورة", "last_name": "القحطاني", "email": "n@example.com",
    "What is your favorite color?": "أخضر", "birthday": "", "consent": None,
}  # fmt: skip


def delivery(**headers: str) -> Delivery:
    return Delivery({name.replace("_", "-"): value for name, value in headers.items()}, {}, BODY, NOW)


def reason(told: Delivery) -> str:
    with pytest.raises(Forged) as refused:
        snapchat.verify(told, SECRETS)
    return str(refused.value.facts["reason"])


@pytest.mark.parametrize(
    "headers",
    [
        {"t": "1795348800", "signature": WITH_TIME},
        {"t": "1795348800000", "signature": IN_MS},
        {"x_snap_signature": BARE},
    ],
)
def test_the_vectors_are_believed(headers):
    snapchat.verify(delivery(**headers), SECRETS)


@pytest.mark.parametrize(
    ("headers", "why"),
    [
        ({}, "missing"),
        ({"x_snap_signature": ""}, "missing"),
        ({"x_snap_signature": f"sha256={BARE}"}, "malformed"),
        ({"x_snap_signature": BARE.upper()}, "malformed"),
        ({"x_snap_signature": WITH_TIME}, "wrong"),
        ({"t": "1795348800"}, "missing"),
        ({"signature": WITH_TIME}, "missing"),
        ({"t": "", "signature": WITH_TIME}, "missing"),
        ({"t": "soon", "signature": WITH_TIME}, "malformed"),
        ({"t": "-1795348800", "signature": WITH_TIME}, "malformed"),
        ({"t": "١٧٩٥٣٤٨٨٠٠", "signature": WITH_TIME}, "malformed"),
        ({"t": "17953488001795348800", "signature": WITH_TIME}, "malformed"),
        ({"t": "1795348800", "signature": WITH_TIME[:-1]}, "malformed"),
        ({"t": "1795348800", "signature": BARE}, "wrong"),
        ({"t": "1795348801", "signature": WITH_TIME}, "wrong"),
        ({"t": "01795348800", "signature": WITH_TIME}, "wrong"),
        # The weaker header does not help where the stronger ones are there.
        ({"t": "1795348801", "signature": WITH_TIME, "x_snap_signature": BARE}, "wrong"),
    ],
)
def test_everything_else_is_not(headers, why):
    assert reason(delivery(**headers)) == why


@pytest.mark.parametrize("minutes", [-10, -6, 6, 10])
def test_an_old_delivery_is_stale_and_so_is_one_from_the_future(minutes):
    told = delivery(t="1795348800", signature=WITH_TIME)

    assert reason(replace(told, received_at=NOW + timedelta(minutes=minutes))) == "stale"
    snapchat.verify(replace(told, received_at=NOW + timedelta(minutes=minutes / 2.5)), SECRETS)


def test_a_lead_is_read_whole():
    (notice,) = snapchat.read_webhook(LEAD)

    assert (notice.kind, notice.owner, notice.owner_id, notice.key) == (Kind.LEAD, Owner.ACCOUNT, "a1", "l1")
    assert notice.occurred_at == datetime(2026, 11, 22, 12, 0, 0, 123000, tzinfo=UTC)
    assert (notice.facts["lead_id"], notice.facts["form_id"]) == ("l1", "f1")
    lead = notice.facts["lead"]
    assert lead["created_at"] == "2026-11-22T12:00:00.123000+00:00"
    assert lead["fields"] == {
        "full_name": "نورة القحطاني", "first_name": "نورة", "last_name": "القحطاني", "email": "n@example.com",
        "What is your favorite color?": "أخضر",
    }  # fmt: skip
    assert (lead["campaign_id"], lead["ad_set_id"], lead["ad_id"], lead["form_name"]) == (
        "c1",
        "s1",
        "ad1",
        "Winter",
    )


def test_a_list_of_leads_is_read_to_its_end():
    notices = snapchat.read_webhook([LEAD, {"odd": 1}, LEAD | {"lead_id": "l2"}])

    assert [notice.kind for notice in notices] == [Kind.LEAD, Kind.OTHER, Kind.LEAD]
    assert [notice.key for notice in notices] == ["l1", "", "l2"]


def test_a_lead_without_a_time_tells_none():
    (notice,) = snapchat.read_webhook(LEAD | {"create_time": "soon"})

    assert notice.occurred_at is None
    assert "created_at" not in notice.facts["lead"]


@pytest.mark.parametrize("lacking", ["lead_id", "ad_account_id"])
def test_what_cannot_be_placed_is_kept_without_what_people_entered(lacking):
    (notice,) = snapchat.read_webhook({name: value for name, value in LEAD.items() if name != lacking})

    assert notice.kind is Kind.OTHER
    assert "example.com" not in repr(notice.facts)


def test_snapchat_sends_one_flat_object_of_texts(sandbox):
    sandbox.post("/clock", now=NOW.isoformat())

    with receiving(NOW) as door:
        happened = sandbox.post("/webhooks", platform="snapchat", url=door.url, kind="lead")["happened"]
    body, headers = orjson.loads(door.deliveries[0].body), door.deliveries[0].headers

    assert body.keys() >= LEAD.keys() - {"What is your favorite color?", "birthday", "consent"}
    assert all(isinstance(value, str) for value in body.values())
    assert (body["lead_id"], body["create_time"]) == (happened["lead_id"], "1795348800000")
    assert (headers["t"], headers["content-type"]) == ("1795348800", "application/json")


def test_no_lead_can_be_fetched_by_its_id():
    with pytest.raises(Refused) as refused:
        snapchat.fetch_lead("token", str(uuid4()))

    assert "Snapchat" in refused.value.sentence()
