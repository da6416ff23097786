"""Alerts over HTTP: listed, filtered, handled by those who may, and every deed in their history."""

from datetime import timedelta

import pytest

from db.kinds import Role, Severity
from engine import alerts
from engine.core.clock import now
from engine.core.i18n import N_
from engine.core.work import work
from engine.identity import sign_in
from tests.factories import PASSWORD, OrgFacts, make_integration, make_member
from tests.site import member

SAID = N_("{platform} is busy. We will ask again shortly.")


@pytest.fixture
def alert(org: OrgFacts) -> str:
    """The id of one about a Meta account; another of another kind is there too."""
    with work(org.id) as unit:
        alerts.raise_alert(
            unit,
            "sync_failed",
            "a",
            Severity.ERROR,
            SAID,
            integration_id=make_integration(org.id),
            platform="Meta",
        )
        alerts.raise_alert(unit, "token_ends", "b", Severity.INFO, SAID, platform="X")
    return str(alerts.list_open_alerts(org.id)[0]["id"])


def test_they_are_listed_filtered_and_paged(web: str, org: OrgFacts, alert: str) -> None:
    with member(web, org.sign_in()) as person:
        everything = person.get(f"/api/orgs/{org.id}/alerts").json()
        errors = person.get(f"/api/orgs/{org.id}/alerts?severity=error&status=live&platform=meta").json()
        second = person.get(f"/api/orgs/{org.id}/alerts?per_page=1&page=2").json()
        wrong = person.get(f"/api/orgs/{org.id}/alerts?status=burning")

    assert (everything["total"], everything["counts"]["open"]) == (2, 2)
    assert [one["id"] for one in errors["alerts"]] == [alert]
    assert [one["kind"] for one in second["alerts"]] == ["token_ends"]
    assert wrong.status_code == 422


def test_it_is_handled_and_says_by_whom(web: str, org: OrgFacts, alert: str) -> None:
    later = (now() + timedelta(hours=2)).isoformat()
    with member(web, org.sign_in()) as person:
        home = f"/api/orgs/{org.id}/alerts/{alert}"
        for deed, body in (
            ("acknowledge", None),
            ("snooze", {"until": later}),
            ("reopen", None),
            ("resolve", None),
        ):
            done = person.post(f"{home}/{deed}", json=body)
            assert done.status_code == 200
        again = person.post(f"{home}/acknowledge")
        history = person.get(home).json()["history"]

    assert again.status_code == 409
    assert [line["action"] for line in history] == ["opened", "acknowledged", "snoozed", "reopened", "resolved"]
    assert {line["actor"] for line in history[1:]} == {org.email}


@pytest.mark.parametrize("until", ["2001-01-01T00:00:00Z", "2999-01-01T00:00:00Z", "2026-12-01", "soon", None])
def test_a_snooze_that_makes_no_sense_is_refused(web: str, org: OrgFacts, alert: str, until: str | None) -> None:
    with member(web, org.sign_in()) as person:
        answer = person.post(f"/api/orgs/{org.id}/alerts/{alert}/snooze", json={"until": until} if until else {})

    assert answer.status_code == 422


def test_who_only_reads_sees_them_and_handles_none(web: str, org: OrgFacts, alert: str) -> None:
    with member(web, sign_in(make_member(org.id, Role.ANALYST), PASSWORD)) as person:
        seen = person.get(f"/api/orgs/{org.id}/alerts")
        refused = person.post(f"/api/orgs/{org.id}/alerts/{alert}/resolve")

    assert (seen.status_code, refused.status_code) == (200, 403)
