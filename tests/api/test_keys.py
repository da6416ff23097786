"""API keys over HTTP: shown once, useful, narrowed, rotated, expired, revocable."""

from datetime import timedelta
from uuid import UUID

import httpx
from sqlalchemy import update

from db.models import ApiKey
from db.session import session
from engine.audits.trail import Sought, search_audit
from engine.core import clock
from tests.factories import OrgFacts
from tests.site import member, visitor


def make(person: httpx.Client, org: OrgFacts, **wanted: object) -> httpx.Response:
    return person.post(f"/api/orgs/{org.id}/keys", json={"name": "BI", **wanted})


def status(web: str, org: OrgFacts, key: str, path: str = "/dashboard", method: str = "GET") -> httpx.Response:
    with visitor(web) as program:
        program.headers.pop("Origin")
        return program.request(method, f"/api/orgs/{org.id}{path}", headers={"X-API-Key": key})


def past(org: OrgFacts, column: str) -> None:
    """Let a moment of the org's keys be over."""
    with session(org.id) as writer:
        a_while_ago = clock.now() - timedelta(seconds=1)
        writer.execute(update(ApiKey).where(ApiKey.org_id == org.id).values({column: a_while_ago}))
        writer.commit()


def test_scopes_narrow_what_the_role_may(web: str, org: OrgFacts) -> None:
    with member(web, org.sign_in()) as person:
        key = make(person, org, role="admin", scopes=["read", "keys.manage"]).json()["key"]
        beyond = make(person, org, role="viewer", scopes=["sync.trigger"])
    refused = status(web, org, key, "/sync/trigger", "POST")
    with visitor(web) as program:
        wider = program.post(
            f"/api/orgs/{org.id}/keys", json={"name": "x", "role": "admin"}, headers={"X-API-Key": key}
        )

    assert status(web, org, key).status_code == 200
    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
    assert "sync.trigger" in refused.json()["message"]
    assert "sync.trigger" in beyond.json()["messages"]["scopes"][0]
    assert wider.status_code == 403


def test_an_ended_key_is_told_so(web: str, org: OrgFacts) -> None:
    until = (clock.now() + timedelta(days=1)).isoformat()
    with member(web, org.sign_in()) as person:
        late = make(person, org, expires_at="2020-01-01T00:00:00Z")
        key = make(person, org, expires_at=until).json()["key"]
        assert status(web, org, key).status_code == 200
        past(org, "expires_at")
        expired = status(web, org, key)
        (shown,) = person.get(f"/api/orgs/{org.id}/keys").json()["keys"]
        rotated = person.post(f"/api/orgs/{org.id}/keys/{shown['id']}/rotate")
        person.delete(f"/api/orgs/{org.id}/keys/{shown['id']}")
    revoked = status(web, org, key)

    assert "expires_at" in late.json()["messages"]
    assert (shown["status"], rotated.status_code) == ("expired", 409)
    assert (expired.status_code, expired.json()["code"]) == (401, "key_expired")
    assert (revoked.status_code, revoked.json()["code"]) == (401, "key_revoked")


def test_a_rotated_key_opens_with_both_secrets_until_the_overlap_is_over(web: str, org: OrgFacts) -> None:
    with member(web, org.sign_in()) as person:
        old = make(person, org).json()["key"]
        (shown,) = person.get(f"/api/orgs/{org.id}/keys").json()["keys"]
        rotated = person.post(f"/api/orgs/{org.id}/keys/{shown['id']}/rotate", json={"overlap_hours": 2})
        long = person.post(f"/api/orgs/{org.id}/keys/{shown['id']}/rotate", json={"overlap_hours": 10_000})
    new = rotated.json()["key"]
    both = [status(web, org, key).status_code for key in (old, new)]
    past(org, "previous_until")

    assert (rotated.status_code, long.status_code, both) == (200, 422, [200, 200])
    assert status(web, org, new).status_code == 200
    assert status(web, org, old).json()["code"] == "key_expired"
    assert {"key_created", "key_rotated"} <= {line["action"] for line in search_audit(org.id, Sought())["entries"]}


def test_a_key_has_a_limit_and_a_count_of_its_own(web: str, org: OrgFacts) -> None:
    with member(web, org.sign_in()) as person:
        slow, other = (make(person, org, name=name, rate_limit=2).json()["key"] for name in ("a", "b"))
        answers = [status(web, org, slow) for _ in range(3)]
        another, ours = status(web, org, other), person.get(f"/api/orgs/{org.id}/keys")

    assert [one.status_code for one in answers] == [200, 200, 429]
    assert [one.headers["x-ratelimit-limit"] for one in answers] == ["2"] * 3
    assert (another.status_code, ours.headers["x-ratelimit-limit"]) == (200, "100")


def test_the_last_use_is_shown_by_time_and_address(web: str, org: OrgFacts) -> None:
    with member(web, org.sign_in()) as person:
        key = make(person, org).json()["key"]
        status(web, org, key)
        (listed,) = person.get(f"/api/orgs/{org.id}/keys").json()["keys"]
        one = person.get(f"/api/orgs/{org.id}/keys/{UUID(listed['id'])}").json()["key"]

    assert (one["last_used_ip"], bool(one["last_used_at"])) == ("127.0.0.1", True)


def test_a_key_opens_its_org_until_it_is_revoked(web: str, org: OrgFacts) -> None:
    with member(web, org.sign_in()) as person, visitor(web) as program:
        made = person.post(f"/api/orgs/{org.id}/keys", json={"name": "BI", "role": "analyst"})
        program.headers["X-API-Key"] = made.json()["key"]
        assert made.status_code == 201
        assert program.get(f"/api/orgs/{org.id}/dashboard").status_code == 200

        (shown,) = person.get(f"/api/orgs/{org.id}/keys").json()["keys"]
        assert made.json()["key"] not in str(shown)
        assert shown["last_used_at"]

        assert person.delete(f"/api/orgs/{org.id}/keys/{shown['id']}").status_code == 200
        assert program.get(f"/api/orgs/{org.id}/dashboard").status_code == 401


def test_nobody_makes_a_key_that_may_do_more_than_they(web: str, org: OrgFacts) -> None:
    with member(web, org.sign_in()) as person, visitor(web) as program:
        key = person.post(f"/api/orgs/{org.id}/keys", json={"name": "ops", "role": "admin"}).json()["key"]
        program.headers["Authorization"] = f"Bearer {key}"

        answer = program.post(f"/api/orgs/{org.id}/keys", json={"name": "more", "role": "owner"})

    assert answer.status_code == 403


def test_a_key_is_not_bound_by_origins(web: str, org: OrgFacts) -> None:
    with member(web, org.sign_in()) as person, visitor(web) as program:
        key = person.post(f"/api/orgs/{org.id}/keys", json={"name": "cron", "role": "marketer"}).json()["key"]
        program.headers.pop("Origin")

        answer = program.post(f"/api/orgs/{org.id}/dashboard/refresh", headers={"X-API-Key": key})

    assert answer.status_code == 200
