"""What an organisation is, wants and allows: settings, targets, limits, members and its audit log, over HTTP."""

import csv
from io import StringIO
from uuid import UUID, uuid4

import httpx
import pytest

from db.kinds import Role
from engine.identity import sign_in
from tests.factories import PASSWORD, OrgFacts, make_ad_campaign, make_integration, make_member
from tests.site import member, visitor


@pytest.fixture
def owner(web: str, org: OrgFacts):
    with member(web, org.sign_in()) as person:
        person.base_url = f"{web}/api/orgs/{org.id}"
        yield person


def messages(answer: httpx.Response) -> set[str]:
    assert answer.status_code == 422, answer.text
    return set(answer.json()["messages"])


def test_settings_are_changed_where_they_make_sense(web: str, owner: httpx.Client, org: OrgFacts) -> None:
    url = f"{web}/api/orgs/{org.id}"
    usual = owner.get(url).json()
    changed = owner.patch(
        url, json={"name": "الواحة", "autonomy": "approve", "auto_pause": False, "currency": "EUR"}
    )
    wrong = owner.patch(
        url, json={"timezone": "Mars/Olympus", "currency": "XXZ", "value_per_conversion_micros": -1}
    )

    assert (usual["autonomy"], usual["auto_pause"], usual["timezone"]) == ("suggest", True, "Asia/Riyadh")
    assert (changed.json()["name"], changed.json()["autonomy"], changed.json()["currency"]) == (
        "الواحة",
        "approve",
        "EUR",
    )
    assert messages(wrong) == {"timezone", "currency", "value_per_conversion_micros"}
    assert owner.get("budgets").json()["auto_pause"] is False
    assert owner.get("dashboard").json()["org_name"] == "الواحة"


def test_targets_of_a_month_are_set_and_taken_away(owner: httpx.Client) -> None:
    kept = owner.put("targets?month=2026-11", json={"targets": {"spend": 1000.5, "roas": 3}})
    later = owner.put("targets?month=2026-11", json={"targets": {"roas": None}})

    assert kept.json()["targets"] == {"spend": 1000.5, "roas": 3}
    assert later.json()["targets"] == {"spend": 1000.5}
    assert owner.get("targets?month=2026-12").json()["targets"] == {}
    assert messages(owner.put("targets", json={"targets": {"luck": 1}})) == {"targets.luck"}
    assert messages(owner.get("targets?month=2026-13")) == {"month"}


def test_limits_are_seen_and_chosen_within_bounds(web: str, owner: httpx.Client, org: OrgFacts) -> None:
    before = owner.get("limits").json()["tiers"]
    chosen = owner.put("limits", json={"api": 200, "heavy": 5})
    wrong = [owner.put("limits", json=body) for body in ({"api": 5000}, {"heavy": 1}, {"auth": 100})]
    with member(web, sign_in(make_member(org.id, Role.VIEWER), PASSWORD)) as viewer:
        theirs = viewer.get(f"/api/orgs/{org.id}/limits")
        refused = viewer.put(f"/api/orgs/{org.id}/limits", json={"api": 300})

    assert (before["api"]["limit"], before["api"]["used"] > 0, before["auth"]["adjustable"]) == (100, True, False)
    assert chosen.json()["chosen"] == {"api": 200, "heavy": 5}
    assert [messages(one) for one in wrong] == [{"api"}, {"heavy"}, {"auth"}]
    assert theirs.headers["x-ratelimit-limit"] == "200"
    assert (theirs.json()["tiers"]["heavy"]["limit"], "keys" in theirs.json()) == (5, False)
    assert refused.status_code == 403
    assert "limits_chosen" in owner.get("audit").json()["actions"]


def test_somebody_is_invited_and_chooses_a_password_once(web: str, owner: httpx.Client, org: OrgFacts) -> None:
    email = f"{uuid4().hex[:8]}@example.com"
    made = owner.post("members", json={"email": email, "name": "Lena", "role": "marketer"})
    link = made.json()["link"].partition("/auth/")[2]
    with visitor(web) as guest:
        form = guest.get(f"/auth/{link}")
        token = link.partition("token=")[2]
        fields = {"token": token, "new": "violet kettle 42 orbit", "again": "violet kettle 42 orbit"}
        weak = guest.post("/auth/invitation", data=fields | {"new": "password1234", "again": "password1234"})
        kept = guest.post("/auth/invitation", data=fields)
        again = guest.post("/auth/invitation", data=fields)

    assert (made.status_code, form.status_code, email in form.text) == (201, 200, True)
    assert (weak.status_code, kept.status_code, again.status_code) == (422, 303, 404)
    assert sign_in(email, fields["new"])
    assert owner.post("members", json={"email": email}).status_code == 409
    assert messages(owner.post("members", json={"email": "nobody"})) == {"email"}


def test_a_member_is_changed_and_let_go_by_those_who_may_as_much(
    web: str, owner: httpx.Client, org: OrgFacts
) -> None:
    marketer = make_member(org.id, Role.MARKETER)
    admin = make_member(org.id, Role.ADMIN)
    ids = {row["email"]: row["user_id"] for row in owner.get("members").json()["members"]}
    session = sign_in(marketer, PASSWORD)
    with member(web, sign_in(admin, PASSWORD)) as person, member(web, session) as going:
        url = f"/api/orgs/{org.id}/members"
        upward = person.patch(f"{url}/{ids[marketer]}", json={"role": "owner"})
        owners = person.patch(f"{url}/{org.user_id}", json={"role": "viewer"})
        changed = person.patch(f"{url}/{ids[marketer]}", json={"role": "analyst"})
        before = going.get(f"/api/orgs/{org.id}/dashboard")
        gone = person.delete(f"{url}/{ids[marketer]}")
        after = going.get(f"/api/orgs/{org.id}/dashboard")

    assert [one.status_code for one in (upward, owners, changed, gone)] == [403, 403, 200, 200]
    assert (changed.json()["member"]["role"], before.status_code, after.status_code) == ("analyst", 200, 401)
    assert owner.get("members?active=false").json()["members"][0]["user_id"] == ids[marketer]
    assert owner.patch(f"members/{org.user_id}", json={"role": "admin"}).status_code == 409  # the last owner
    assert owner.delete(f"members/{uuid4()}").status_code == 404


def test_the_audit_log_is_searched_and_taken_away(owner: httpx.Client, org: OrgFacts) -> None:
    owner.post("keys", json={"name": "=cmd|' /C calc'!A0"})
    found = owner.get("audit", params={"action": "key_created", "q": "calc", "actor": org.email[:6]}).json()
    none = owner.get("audit", params={"until": "2020-01-01T00:00:00Z"}).json()
    file = owner.get("audit/export", params={"action": "key_created"})
    rows = list(csv.reader(StringIO(file.content.decode("utf-8-sig"))))

    assert (found["total"], found["entries"][0]["ip"]) == (1, "127.0.0.1")
    assert (none["total"], none["entries"]) == (0, [])
    assert ("attachment" in file.headers["content-disposition"], len(rows)) == (True, 2)
    assert owner.get("audit").json()["entries"][0]["action"] == "audit_exported"
    assert owner.get("audit/export", params={"format": "xlsx"}).content[:2] == b"PK"


def test_campaigns_of_platforms_are_listed_and_opened(web: str, owner: httpx.Client, org: OrgFacts) -> None:
    account = make_integration(org.id)
    for name in ("Summer sale", "Winter"):
        make_ad_campaign(org.id, account, name=name)
    found = owner.get("ad-campaigns", params={"q": "SUMMER", "status": "active", "account": str(account)}).json()
    one = found["ad_campaigns"][0]["id"]

    assert (found["total"], found["ad_campaigns"][0]["name"]) == (1, "Summer sale")
    assert owner.get(f"ad-campaigns/{one}").json()["ad_campaign"]["account"]["id"] == str(account)
    assert owner.get(f"ad-campaigns/{UUID(one)}/ad-sets").json()["ad_sets"] == []
    assert owner.get(f"{web}/api/rates", params={"currency": "SAR"}).json()["base"] == "EUR"


def test_an_address_with_its_version_is_the_same_and_another_version_is_not_there(
    web: str, owner: httpx.Client, org: OrgFacts
) -> None:
    with_version = owner.get(f"{web}/api/v1/orgs/{org.id}")
    newer = owner.get(f"{web}/api/v2/orgs/{org.id}")

    assert with_version.json() == owner.get(f"{web}/api/orgs/{org.id}").json()
    assert with_version.headers["x-api-version"] == "1"
    assert (newer.status_code, newer.json()["code"]) == (404, "not_found")
