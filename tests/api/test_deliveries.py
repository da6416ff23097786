"""What platforms told, read and replayed over HTTP; an org's own addresses, whose secrets say whose they are."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import httpx
import orjson
import pytest

from db.kinds import WebhookStatus
from db.models import Lead, WebhookDelivery, WebhookEndpoint
from engine.webhooks import refusals
from tests.deliveries import hmac_hex, meta, meta_changes, post, relayed, reviewed, tiktok_lead
from tests.factories import OrgFacts, make_ad_campaign, make_integration
from tests.rows import rows
from tests.site import member
from tests.working import work_off

LEAD = {
    "lead_id": "g1", "campaign_id": 7, "form_id": 5, "is_test": False,
    "user_column_data": [{"column_id": "EMAIL", "string_value": "sara@example.com"}],
}  # fmt: skip
SNAP = {
    "lead_id": "s1",
    "ad_account_id": "snap1",
    "form_id": "f",
    "create_time": "1763800000000",
    "email": "a@b.c",
}


@pytest.fixture
def person(web: str, org: OrgFacts) -> Iterator[httpx.Client]:
    with member(web, org.sign_in()) as person:
        person.base_url = httpx.URL(f"{web}/api/orgs/{org.id}")
        yield person


def endpoint(person: httpx.Client, platform: str, **given: str) -> dict[str, Any]:
    answer = person.post("/webhooks/endpoints", json={"platform": platform, **given})
    assert answer.status_code == 201
    made: dict[str, Any] = answer.json()["endpoint"]
    return made


def google(web: str, key: str, **changes: Any) -> httpx.Response:
    return post(web, "google", LEAD | {"google_key": key} | changes, {})


def statuses(org_id: UUID) -> list[str]:
    return [row.status for row in rows(org_id, WebhookDelivery)]


def test_deliveries_are_listed_filtered_and_paged(web, org, person):
    account = make_integration(org.id, external_id="a1")
    make_integration(org.id, "tiktok", external_id="t1")
    for n in range(3):
        post(web, "meta", meta_changes(("a1", "in_process_ad_objects", reviewed(f"c{n}"))))
    post(web, "tiktok", tiktok_lead("t1", "l1"))
    work_off("webhooks")

    page = person.get("/webhooks/deliveries", params={"platform": "meta", "per_page": 2}).json()
    rest = person.get("/webhooks/deliveries", params={"platform": "meta", "per_page": 2, "page": 2}).json()
    none = person.get("/webhooks/deliveries", params={"status": "failed"}).json()

    assert (page["total"], len(page["deliveries"]), len(rest["deliveries"])) == (3, 2, 1)
    assert none["total"] == 0
    one = page["deliveries"][0]
    assert set(one) == {
        *("id", "platform", "kind", "account", "status", "attempts", "received_at", "processed_at", "error")
    }
    assert (one["kind"], one["account"], one["status"]) == ("entity", "meta a1", WebhookStatus.DONE)
    [notice] = person.get(f"/webhooks/deliveries/{one['id']}").json()["notices"]
    assert (notice["kind"], notice["owner"], notice["owner_id"]) == ("entity", "account", "a1")
    counts = person.get("/webhooks/addresses").json()["counts"]
    assert counts["meta"] == {"received": 0, "done": 3, "ignored": 0, "failed": 0}
    assert account


def test_a_failed_delivery_is_replayed_once_its_cause_is_gone(web, org, person):
    made = endpoint(person, "google")
    google(web, made["secret"])
    work_off("webhooks")
    [failed] = person.get("/webhooks/deliveries").json()["deliveries"]
    make_ad_campaign(org.id, make_integration(org.id, "google"), external_id="7", platform="google")

    answer = person.post(f"/webhooks/deliveries/{failed['id']}/replay")
    work_off("webhooks")

    assert failed["status"] == WebhookStatus.FAILED
    assert "campaign 7" in failed["error"]
    assert answer.status_code == 202
    assert statuses(org.id) == [WebhookStatus.DONE]
    assert len(rows(org.id, Lead)) == 1


def test_anothers_delivery_is_not_there(web, org, person, stranger):
    make_integration(stranger.id, external_id="a1")
    post(web, "meta", meta_changes(("a1", "in_process_ad_objects", reviewed("c1"))))
    [row] = rows(stranger.id, WebhookDelivery)

    assert person.get(f"/webhooks/deliveries/{row.id}").status_code == 404
    assert person.post(f"/webhooks/deliveries/{row.id}/replay").status_code == 404
    assert person.get("/webhooks/deliveries").json()["total"] == 0


def test_googles_key_says_whose_a_lead_is(web, org, person, stranger):
    for one in (org, stranger):
        make_ad_campaign(one.id, make_integration(one.id, "google"), external_id="7", platform="google")

    answer = google(web, endpoint(person, "google")["secret"])
    work_off("webhooks")

    assert answer.status_code == 200
    [lead] = rows(org.id, Lead)
    assert (lead.external_id, lead.campaign_id, lead.fields) == ("g1", "7", {"EMAIL": "sara@example.com"})
    assert rows(stranger.id, WebhookDelivery) == []


def test_a_test_lead_of_google_names_no_campaign_of_ours(web, org, person):
    make_integration(org.id, "google")
    make_integration(org.id, "google")

    google(web, endpoint(person, "google")["secret"], is_test=True)
    work_off("webhooks")

    assert [lead.is_test for lead in rows(org.id, Lead)] == [True]


def test_a_key_that_nobody_has_is_refused_and_without_any_there_is_no_secret(web, org, person):
    made = endpoint(person, "google")

    assert google(web, "guessed").status_code == 401
    assert google(web, "").status_code == 401
    assert google(web, made["secret"].swapcase()).status_code == 401
    assert person.delete(f"/webhooks/endpoints/{made['id']}").status_code == 200
    assert google(web, made["secret"]).status_code in {401, 503}  # another org of this database may have one


def test_a_rotated_secret_is_valid_beside_the_old_one_until_that_is_dropped(web, org, person):
    make_integration(org.id, "google")
    first = endpoint(person, "google")
    place = f"/webhooks/endpoints/{first['id']}"

    second = person.post(f"{place}/rotate").json()["endpoint"]
    both = [google(web, one["secret"], lead_id=one["secret"]).status_code for one in (first, second)]
    dropped = person.post(f"{place}/drop").json()["endpoint"]
    after = [google(web, one["secret"], lead_id=one["secret"]).status_code for one in (first, second)]

    assert (second["secrets"], dropped["secrets"]) == (2, 1)
    assert (both, after) == ([200, 200], [401, 200])
    assert "secret" not in dropped


def test_secrets_are_sealed_and_shown_once(web, org, person):
    made = endpoint(person, "google")

    [row] = rows(org.id, WebhookEndpoint)
    assert made["secret"].startswith("whsec_")
    assert made["secret"] not in orjson.dumps([row.secrets, row.key_hashes]).decode()
    assert made["secret"] not in person.get("/webhooks/endpoints").text
    assert made["address"].endswith(f"/api/webhooks/google/{made['id']}")


def test_there_is_one_address_a_platform_and_five_secrets_at_most(web, org, person):
    made = endpoint(person, "snapchat")
    place = f"/webhooks/endpoints/{made['id']}/rotate"

    assert person.post("/webhooks/endpoints", json={"platform": "snapchat"}).status_code == 409
    assert [person.post(place).status_code for _ in range(5)] == [200] * 4 + [409]
    assert person.post(place.replace(made["id"], str(uuid4()))).status_code == 404
    for platform, secret in (("meta", "short"), ("linkedin", "ساعة" * 10), ("google", "chosen-by-a-person")):
        given = {"platform": platform, "secret": secret}
        assert person.post("/webhooks/endpoints", json=given).status_code == 422


def test_snapchats_own_secret_opens_the_orgs_own_address_only(web, org, person):
    make_integration(org.id, "snapchat", external_id="snap1")
    made = endpoint(person, "snapchat", secret="chosen-by-snapchat")
    body = orjson.dumps(SNAP)
    signed = {"X-Snap-Signature": hmac_hex("chosen-by-snapchat", body)}

    shared = post(web, "snapchat", body, signed)
    own = post(web, "snapchat", body, signed, endpoint=made["id"])
    forged = post(web, "snapchat", body, {"X-Snap-Signature": hmac_hex("guessed", body)}, endpoint=made["id"])
    work_off("webhooks")

    assert [shared.status_code, own.status_code, forged.status_code] == [503, 200, 401]
    assert "Webhooks screen" in shared.json()["message"]
    assert [lead.fields["email"] for lead in rows(org.id, Lead)] == ["a@b.c"]
    assert {one["platform"]: one["reason"] for one in person.get("/webhooks/refusals").json()["refusals"]}[
        "snapchat"
    ] == "wrong"


def test_a_relay_signs_with_the_addresss_own_secret_and_speaks_for_that_org_alone(web, org, person, stranger):
    make_integration(org.id, external_id="mine")
    make_integration(stranger.id, external_id="theirs")
    made = endpoint(person, "meta")
    body = orjson.dumps(meta_changes(*((one, "x", {}) for one in ("mine", "theirs"))))

    signed = relayed(body, made["secret"], id="msg_7")
    answers = [post(web, "meta", body, signed, endpoint=made["id"]) for _ in range(2)]
    stale = post(web, "meta", body, relayed(body, made["secret"], late_s=600), endpoint=made["id"])

    assert [answer.status_code for answer in answers] == [200, 200]
    [kept] = rows(org.id, WebhookDelivery)
    assert kept.delivery_key == "relay:msg_7"
    assert b"theirs" not in kept.body
    assert rows(stranger.id, WebhookDelivery) == []
    assert (stale.status_code, stale.json()["message"]) == (401, refusals.SENTENCES["stale"])


def test_the_apps_secret_does_not_open_an_orgs_own_address(web, org, person):
    made = endpoint(person, "meta")
    body = b"{}"

    assert post(web, "meta", body, meta(body), endpoint=made["id"]).status_code == 401


def test_an_unsigned_subscription_of_tiktok_is_believed_by_its_address(web, org, person):
    make_integration(org.id, "tiktok", external_id="t1")
    made = endpoint(person, "tiktok")
    place = f"{web}/api/webhooks/tiktok/{made['id']}"
    body = orjson.dumps(tiktok_lead("t1", "l1"))

    old = made["secret"]
    new = person.post(f"/webhooks/endpoints/{made['id']}/rotate").json()["endpoint"]["secret"]
    codes = [
        httpx.post(place, params={"token": token}, content=body, trust_env=False).status_code
        for token in (old, new, "guessed", "")
    ]

    assert codes == [200, 200, 401, 401]
