"""API keys over HTTP: shown once, useful, revocable."""

from tests.factories import OrgFacts
from tests.site import member, visitor


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
