"""The dashboard over HTTP."""

from datetime import date, timedelta

import pytest

from db.kinds import Role
from engine.core.clock import today
from engine.core.work import work
from engine.identity import sign_in
from engine.members import add_member
from tests.factories import PASSWORD, OrgFacts, make_ad_campaign, make_day, make_integration, make_member
from tests.site import member


def test_a_viewer_reads_the_dashboard(web: str, org: OrgFacts) -> None:
    account = make_integration(org.id)
    make_day(org.id, account, make_ad_campaign(org.id, account), today("Asia/Riyadh") - timedelta(days=1))

    with member(web, sign_in(make_member(org.id, Role.VIEWER), PASSWORD)) as viewer:
        first = viewer.get(f"/api/orgs/{org.id}/dashboard").json()
        again = viewer.get(f"/api/orgs/{org.id}/dashboard").json()

    assert first["overview"]["advertising"]["total_spend"] == 50
    assert (first["meta"]["cached"], again["meta"]["cached"]) == (False, True)


def test_a_refresh_is_computed_now_and_counts_as_heavy(web: str, org: OrgFacts) -> None:
    with member(web, org.sign_in()) as person:
        person.get(f"/api/orgs/{org.id}/dashboard")
        answer = person.post(f"/api/orgs/{org.id}/dashboard/refresh")

    assert set(answer.json()) == {"message", "data"}
    assert answer.json()["data"]["meta"]["cached"] is False
    assert answer.headers["x-ratelimit-limit"] == "20"


def test_the_twenty_first_refresh_of_a_minute_waits(web: str, org: OrgFacts) -> None:
    with member(web, org.sign_in()) as person:
        answers = [person.post(f"/api/orgs/{org.id}/dashboard/refresh") for _ in range(21)]

    last = answers[-1]
    assert [answer.status_code for answer in answers] == [200] * 20 + [429]
    assert set(last.json()) == {"error", "code", "message", "retry_after", "request_id"}
    assert last.headers["retry-after"] == str(last.json()["retry_after"])
    assert last.headers["x-ratelimit-remaining"] == "0"


def test_a_person_reads_each_of_their_orgs_with_the_role_they_have_there(
    web: str, org: OrgFacts, stranger: OrgFacts
) -> None:
    with work(stranger.id) as unit:
        add_member(unit, org.user_id, Role.VIEWER)

    with member(web, org.sign_in()) as person:
        assert person.get(f"/api/orgs/{org.id}/keys").status_code == 200
        assert person.get(f"/api/orgs/{stranger.id}/dashboard").json()["org_name"] == "Elsewhere"
        assert person.get(f"/api/orgs/{stranger.id}/keys").status_code == 403


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("since=2026-10-10&until=2026-10-01", "Swap the two dates"),
        ("since=2026-10-10&until=2099-01-01", "reaches into the future"),
        ("since=2020-01-01&until=2026-01-01", "longer than"),
        ("since=2026-01-01", "Give both"),
    ],
)
def test_a_range_that_makes_no_sense_is_explained(web: str, org: OrgFacts, query: str, message: str) -> None:
    with member(web, org.sign_in()) as person:
        answer = person.get(f"/api/orgs/{org.id}/dashboard?{query}")

    assert answer.status_code == 422
    assert message in answer.json()["message"]


def test_the_days_asked_for_are_the_days_answered(web: str, org: OrgFacts) -> None:
    since, until = date(2026, 10, 1), date(2026, 10, 7)
    with member(web, org.sign_in()) as person:
        found = person.get(f"/api/orgs/{org.id}/dashboard?since={since}&until={until}&compare=none").json()

    assert found["overview"]["period"] == {"since": str(since), "until": str(until), "days": 7, "partial": False}
    assert found["overview"]["comparison"] is None
