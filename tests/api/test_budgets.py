"""Budgets over HTTP: shown, chosen for, resumed; figures and odd days beside them."""

from datetime import timedelta
from uuid import UUID

import pytest

from db.kinds import PauseStatus, Role
from db.models import AuditEntry, BudgetCrossing, BudgetPause
from engine.core import clock
from engine.core.work import work
from engine.identity import sign_in
from engine.performance import refresh
from tests.factories import PASSWORD, OrgFacts, insert, make_ad_campaign, make_day, make_integration, make_member
from tests.rows import rows
from tests.site import member


@pytest.fixture
def campaign(org: OrgFacts) -> UUID:
    """A campaign of a thousand riyals, nine hundred and fifty of them spent, that we paused."""
    now, today = clock.now(), clock.today("Asia/Riyadh")
    integration_id = make_integration(org.id, last_synced_at=now - timedelta(minutes=10))
    campaign_id = make_ad_campaign(
        org.id, integration_id, lifetime_budget_micros=10**9, status="paused", starts_at=now - timedelta(days=3)
    )
    make_day(org.id, integration_id, campaign_id, today, spend_micros=950_000_000)
    with work(org.id) as unit:
        refresh(unit, integration_id, always=True)
    crossing = BudgetCrossing(org_id=org.id, ad_campaign_id=campaign_id, period=today, threshold=100,
                              spent_micros=10**9, budget_micros=9 * 10**8, currency="SAR")  # fmt: skip
    insert(org.id, crossing)
    insert(
        org.id, BudgetPause(org_id=org.id, ad_campaign_id=campaign_id, crossing_id=crossing.id, status="paused")
    )
    return campaign_id


def test_budgets_figures_and_odd_days_are_shown(web: str, org: OrgFacts, campaign: UUID) -> None:
    with member(web, org.sign_in()) as person:
        shown = person.get(f"/api/orgs/{org.id}/budgets").json()
        figures = person.get(f"/api/orgs/{org.id}/performance").json()
        odd = person.get(f"/api/orgs/{org.id}/anomalies", params={"days": 7}).json()

    [row] = shown["campaigns"]
    assert (row["id"], row["spent"], row["budget"], row["used_pct"]) == (str(campaign), 950, 1000, 95)
    assert row["pause"]["is_resumable"]
    assert (shown["auto_pause"], row["is_guarded"]) == (True, True)
    assert figures["campaigns"][0]["spend"] == 950
    assert odd == {"anomalies": []}


def test_the_choice_is_the_orgs_and_the_campaigns(web: str, org: OrgFacts, campaign: UUID) -> None:
    with member(web, org.sign_in()) as person:
        guarded = []
        for whole, own in ((False, None), (False, True), (True, False)):
            person.put(f"/api/orgs/{org.id}/budgets/settings", json={"auto_pause": whole}).raise_for_status()
            chosen = person.patch(f"/api/orgs/{org.id}/budgets/{campaign}", json={"auto_pause": own})
            assert chosen.status_code == 200
            guarded.append(person.get(f"/api/orgs/{org.id}/budgets").json()["campaigns"][0]["is_guarded"])
        nobody = person.patch(f"/api/orgs/{org.id}/budgets/{org.id}", json={"auto_pause": True})

    assert guarded == [False, True, False]
    assert nobody.status_code == 404
    assert "auto_pause_chosen" in {row.action for row in rows(org.id, AuditEntry)}


def test_what_we_paused_is_resumed_by_whoever_may(web: str, org: OrgFacts, campaign: UUID) -> None:
    address = f"/api/orgs/{org.id}/budgets/{campaign}/resume"
    with member(web, sign_in(make_member(org.id, Role.ANALYST), PASSWORD)) as analyst:
        assert analyst.post(address).status_code == 403
    with member(web, sign_in(make_member(org.id, Role.MARKETER), PASSWORD)) as marketer:
        assert marketer.post(address).status_code == 202
        assert marketer.post(address).status_code == 404

    [row] = rows(org.id, BudgetPause)
    assert row.status == PauseStatus.RESUMING
