"""At 100 percent the campaign stands still on its platform, or somebody hears that it does not."""

import os
import signal
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from redis import Redis
from sqlalchemy import select

from db.kinds import AlertStatus, DeliveryStatus, EntityStatus, Level, PauseStatus, Severity
from db.models import (
    AdCampaign,
    AdMetric,
    Alert,
    AuditEntry,
    BudgetPause,
    Integration,
    MetricRollup,
    OutboxDelivery,
)
from db.session import engine, session
from engine import budgets
from engine.budgets import pauses
from engine.core import clock
from engine.core.errors import Conflict, Missing, PlatformBusy
from engine.core.work import Actor, work
from engine.events import CampaignMetricsUpdated
from tests.accounts import Connected
from tests.control import Control
from tests.rows import rows
from tests.spending import BUSIEST, listed, on_platform, stored, used
from tests.working import work_off

MILLION = 1_000_000


@pytest.fixture
def meta(database: object, redis: Redis, sandbox: Control) -> Connected:
    return listed(sandbox, "meta")


def figures_arrive(connected: Connected) -> None:
    """The fact that a sync states, and all that follows from it."""
    with work(connected.org_id) as unit:
        unit.emit(CampaignMetricsUpdated(integration_id=connected.integration_id))
    work_off("events", "priority")


def alerts(connected: Connected, kind: str = "budget_pause_failed") -> list[Alert]:
    return [row for row in rows(connected.org_id, Alert) if row.kind == kind]


def the_pause(connected: Connected) -> BudgetPause:
    [row] = rows(connected.org_id, BudgetPause)
    return row


def audited(connected: Connected) -> int:
    """How often it was written down that a campaign was paused."""
    return [row.action for row in rows(connected.org_id, AuditEntry)].count("campaign_paused_by_budget")


def double_budget(connected: Connected, campaign_id: UUID) -> None:
    budget = stored(connected, campaign_id).lifetime_budget_micros
    assert budget
    connected.update(AdCampaign, campaign_id, lifetime_budget_micros=2 * budget)


@pytest.mark.parametrize("platform", BUSIEST)
def test_a_used_up_budget_pauses_its_campaign_there(database, redis, sandbox, platform):
    connected = listed(sandbox, platform)
    campaign_id = used(connected, 1.0)
    assert on_platform(connected, campaign_id) is EntityStatus.ACTIVE

    figures_arrive(connected)

    assert on_platform(connected, campaign_id) is EntityStatus.PAUSED
    assert stored(connected, campaign_id).status == EntityStatus.PAUSED
    assert the_pause(connected).status == PauseStatus.PAUSED
    assert alerts(connected) == []
    assert [
        row.target for row in rows(connected.org_id, AuditEntry) if row.action == "campaign_paused_by_budget"
    ] == [str(campaign_id)]


def test_an_answer_that_never_came_is_looked_up(meta):
    campaign_id = used(meta, 1.0)
    meta.sandbox.fault("meta", "500_after_effect", path=stored(meta, campaign_id).external_id)

    figures_arrive(meta)

    assert on_platform(meta, campaign_id) is EntityStatus.PAUSED
    assert the_pause(meta).status == PauseStatus.PAUSED


@pytest.mark.parametrize(
    ("fault", "words"), [("permission", "refused"), ("throttle", "does not answer"), ("revoke", "reconnect")]
)
def test_a_pause_that_does_not_take_is_told_and_done_later(meta, fault, words):
    campaign_id = used(meta, 1.0)
    if fault == "revoke":
        meta.sandbox.post("/tokens", platform="meta", action="revoke")
    else:
        meta.sandbox.fault("meta", fault, path=stored(meta, campaign_id).external_id)
    figures_arrive(meta)

    [alert] = alerts(meta)
    assert (alert.severity, alert.status) == (Severity.CRITICAL, AlertStatus.OPEN)
    assert words in alert.message
    assert the_pause(meta).status == PauseStatus.FAILED
    assert stored(meta, campaign_id).status == EntityStatus.ACTIVE
    if fault != "permission":
        return

    figures_arrive(meta)  # too soon to ask again
    assert on_platform(meta, campaign_id) is EntityStatus.ACTIVE
    long_ago = (datetime.now(UTC) - timedelta(minutes=20)).isoformat()
    meta.update(BudgetPause, the_pause(meta).id, error=(the_pause(meta).error or {}) | {"tried_at": long_ago})
    figures_arrive(meta)
    assert on_platform(meta, campaign_id) is EntityStatus.PAUSED
    [alert] = alerts(meta)
    assert alert.status == AlertStatus.RESOLVED


def test_a_pause_that_dies_after_its_effect_is_done_once(meta):
    campaign_id = used(meta, 1.0)
    external_id = stored(meta, campaign_id).external_id
    meta.sandbox.fault("meta", "500_after_effect", path=external_id)
    meta.sandbox.fault("meta", "permission", path=external_id)  # nor can it be read back
    figures_arrive(meta)
    assert the_pause(meta).status == PauseStatus.FAILED
    assert stored(meta, campaign_id).status == EntityStatus.ACTIVE

    for _ in range(2):
        budgets.pause(meta.org_id, the_pause(meta).id)

    assert on_platform(meta, campaign_id) is EntityStatus.PAUSED
    assert audited(meta) == 1


def killed(connected: Connected, moment: str, do: Callable[[], object]) -> None:
    """Work it off in a worker that dies with SIGKILL at that moment of the job."""
    if (pid := os.fork()) == 0:
        engine().dispose(close=False)

        def die(*_: object) -> None:
            os.kill(os.getpid(), signal.SIGKILL)

        monkeypatch = pytest.MonkeyPatch()  # of the process that dies
        monkeypatch.setattr(pauses, "_state" if moment == "the platform was told" else "_keep", die)
        do()
        os._exit(0)
    _, status = os.waitpid(pid, 0)
    assert os.WTERMSIG(status) == signal.SIGKILL


def forsake(connected: Connected) -> None:
    """No attempt is left: each worker of that job was killed."""
    with session(connected.org_id) as writer:
        for row in writer.scalars(select(OutboxDelivery).where(OutboxDelivery.target.like("jobs.budgets.%"))):
            row.status = DeliveryStatus.DEAD
        writer.commit()


@pytest.mark.parametrize("moment", ["the platform was told", "it was read back"])
def test_a_worker_killed_between_the_platform_and_our_note_of_it_leaves_one_pause(meta, moment):
    campaign_id = used(meta, 1.0)
    killed(meta, moment, lambda: figures_arrive(meta))
    assert on_platform(meta, campaign_id) is EntityStatus.PAUSED
    assert (the_pause(meta).status, stored(meta, campaign_id).status) == ("pausing", "active")

    for _ in range(2):  # the job's next attempt, and that of a worker who was taken for dead
        budgets.pause(meta.org_id, the_pause(meta).id)

    assert (the_pause(meta).status, stored(meta, campaign_id).status) == ("paused", "paused")
    assert audited(meta) == 1
    assert alerts(meta) == []


@pytest.mark.parametrize("learned", [False, True], ids=["before a sync", "after a sync told of it"])
def test_what_no_job_comes_for_any_more_is_taken_up_by_the_next_figures(meta, learned):
    campaign_id = used(meta, 1.0)
    killed(meta, "the platform was told", lambda: figures_arrive(meta))
    forsake(meta)
    if learned:
        meta.update(AdCampaign, campaign_id, status=EntityStatus.PAUSED)

    figures_arrive(meta)
    assert (the_pause(meta).status, audited(meta)) == ("paused", 1)

    double_budget(meta, campaign_id)
    figures_arrive(meta)
    with work(meta.org_id) as unit:
        budgets.resume_now(unit, campaign_id)
    killed(meta, "the platform was told", lambda: work_off("events"))
    forsake(meta)

    figures_arrive(meta)
    assert (the_pause(meta).status, stored(meta, campaign_id).status) == ("ended", "active")
    assert on_platform(meta, campaign_id) is EntityStatus.ACTIVE


def test_it_is_resumed_when_somebody_asks_and_something_is_left(meta):
    campaign_id = used(meta, 1.0)
    figures_arrive(meta)
    person = Actor("sara@example.com")
    with pytest.raises(Conflict), work(meta.org_id, person) as unit:
        budgets.resume_now(unit, campaign_id)

    double_budget(meta, campaign_id)
    figures_arrive(meta)
    [shown] = [row for row in budgets.list_budgets(meta.org_id)["campaigns"] if row["id"] == str(campaign_id)]
    assert shown["pause"]["is_resumable"]
    assert on_platform(meta, campaign_id) is EntityStatus.PAUSED  # never by itself

    with work(meta.org_id, person) as unit:
        budgets.resume_now(unit, campaign_id)
    work_off("events", "priority")
    assert on_platform(meta, campaign_id) is EntityStatus.ACTIVE
    assert the_pause(meta).status == PauseStatus.ENDED
    with pytest.raises(Missing), work(meta.org_id, person) as unit:
        budgets.resume_now(unit, campaign_id)


def test_a_resume_that_fails_stays_offered_and_is_told(meta):
    campaign_id = used(meta, 1.0)
    figures_arrive(meta)
    double_budget(meta, campaign_id)
    figures_arrive(meta)
    meta.sandbox.fault("meta", "permission", path=stored(meta, campaign_id).external_id)
    with work(meta.org_id) as unit:
        budgets.resume_now(unit, campaign_id)
    work_off("events", "priority")

    assert the_pause(meta).status == PauseStatus.PAUSED
    assert the_pause(meta).error
    [alert] = alerts(meta, "budget_resume_failed")
    assert alert.severity == Severity.ERROR


def test_what_somebody_resumed_on_the_platform_is_left_running(meta):
    campaign_id = used(meta, 1.0)
    figures_arrive(meta)
    meta.sandbox.post(
        "/changes", platform="meta", entity_id=stored(meta, campaign_id).external_id, status="active"
    )
    meta.update(AdCampaign, campaign_id, status=EntityStatus.ACTIVE)
    figures_arrive(meta)

    assert the_pause(meta).status == PauseStatus.ENDED
    assert on_platform(meta, campaign_id) is EntityStatus.ACTIVE


@pytest.fixture
def noon() -> Iterator[datetime]:
    """The middle of the day, also on the platform connected then: after midnight today has no figures yet."""
    moment = datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0)
    with clock.stopped_at(moment):
        yield moment


def test_a_look_brings_todays_figures_between_two_syncs_and_only_where_little_is_left(noon, meta):
    campaign_id = used(meta, 0.85)
    stale = noon - timedelta(minutes=30)
    meta.update(Integration, meta.integration_id, last_synced_at=stale)
    assert looks(meta) == 0
    used(meta, 0.95)
    restate(meta, campaign_id)
    assert looks(meta) == 1
    before = meta.calls()
    budgets.look(meta.org_id, meta.integration_id)

    assert meta.calls() - before <= 3
    looked_at = meta.integration().looked_at
    assert looked_at
    assert looked_at > stale
    assert meta.rolled_up()[meta.today()] == meta.truth(meta.today())[meta.today()]
    assert looks(meta) == 0  # it was just looked at


def looks(connected: Connected) -> int:
    """How many looks one more tick plans for this org."""
    before = [row.target for row in rows(connected.org_id, OutboxDelivery)].count("jobs.budgets.look")
    budgets.plan_looks()
    return [row.target for row in rows(connected.org_id, OutboxDelivery)].count("jobs.budgets.look") - before


def restate(connected: Connected, campaign_id: UUID) -> None:
    """As if the platform had told less of today until now."""
    with session(connected.org_id) as writer:
        row = writer.get_one(MetricRollup, (connected.org_id, campaign_id, connected.today()))
        raw = writer.get_one(AdMetric, (connected.org_id, Level.CAMPAIGN, campaign_id, connected.today()))
        row.spend_micros, raw.spend_micros = row.spend_micros - MILLION, raw.spend_micros - MILLION
        writer.commit()


def test_what_a_busy_platform_did_not_do_is_for_the_workers_to_repeat(meta):
    campaign_id = used(meta, 1.0)
    meta.sandbox.fault("meta", "throttle", path=stored(meta, campaign_id).external_id)
    figures_arrive(meta)

    with pytest.raises(PlatformBusy):
        budgets.pause(meta.org_id, the_pause(meta).id)
