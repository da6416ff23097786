"""Every listener of every event: killed, doubled, late or about what is gone, it takes effect exactly once.

A new line of `HEARD_BY` is tested on arrival: it needs its fields in `about`, and nothing else.
"""

import os
import re
import signal
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import DateTime, Uuid, event, select
from sqlalchemy.orm import Session

from db.base import Base
from db.kinds import AlertStatus, DeliveryStatus, PostStatus, Role, RunStatus, Severity, SyncStatus
from db.models import Alert, Campaign, OutboxDelivery, SocialPost, SyncRun
from db.session import engine, session
from engine import events, members, outbox
from engine.alerts import raise_alert
from engine.core import clock
from engine.core.work import work
from engine.listeners import LISTENERS
from tests.engine.outbox.desk import delivery, emit, why
from tests.factories import PASSWORD, insert, make_ad_campaign, make_integration
from tests.rows import rows

MAPPINGS = [(fact, listener) for fact, listeners in events.HEARD_BY.items() for listener in listeners]
TODAY, NOW = clock.today(), clock.now()
DEATHS = ["after_begin", "before_commit", "after_commit"]  # before the effect, before it is kept, right after
IDS = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\b[0-9a-f]{12}\b")
each_mapping = pytest.mark.parametrize(
    ("fact", "listener"), MAPPINGS, ids=lambda one: one if isinstance(one, str) else one.__name__
)


@dataclass(frozen=True)
class World:
    """An org with one of everything that events are about."""

    org_id: UUID
    integration_id: UUID
    campaign_id: UUID
    ad_campaign_id: UUID
    post_id: UUID
    run_id: UUID


@pytest.fixture(scope="module")
def reader(database: object) -> UUID:
    """Somebody who belongs to every world, and hears what is said in it."""
    return members.create_user(f"{uuid4().hex[:10]}@example.com", "Sara", PASSWORD)


@pytest.fixture
def worlds(reader: UUID, redis: object) -> Callable[[], World]:
    """Makes worlds that are all the same."""
    return lambda: make_world(reader)


def make_world(reader: UUID) -> World:
    org_id = members.create_org("Al Waha", currency="SAR", timezone="Asia/Riyadh", locale="en")
    with work(org_id) as unit:
        members.add_member(unit, reader, Role.OWNER)
    integration_id = make_integration(org_id, sync_status=SyncStatus.FAILED, external_id=uuid4().hex[:12])
    campaign = Campaign(org_id=org_id, id=uuid4(), name="Winter", total_budget_micros=10**9, currency="SAR",
                        start_date=TODAY - timedelta(days=9), end_date=TODAY + timedelta(days=9))  # fmt: skip
    post = SocialPost(org_id=org_id, id=uuid4(), platform="meta", status=PostStatus.SCHEDULED, content="Hello",
                      integration_id=integration_id, scheduled_for=NOW + timedelta(hours=1))  # fmt: skip
    run = SyncRun(org_id=org_id, id=uuid4(), integration_id=integration_id, data_type="all", trigger="manual",
                  status=RunStatus.FAILED, attempt=4, finished_at=NOW)  # fmt: skip
    insert(org_id, campaign, post, run)
    ad_campaign_id = make_ad_campaign(
        org_id, integration_id, external_id="c1", campaign_id=campaign.id, daily_budget_micros=100_000_000
    )
    return World(org_id, integration_id, campaign.id, ad_campaign_id, post.id, run.id)


def about(fact: type[events.Fact], world: World) -> events.Fact:
    """That event, about what is in this world."""
    known: dict[str, Any] = {
        "integration_id": world.integration_id,
        "ad_campaign_id": world.ad_campaign_id,
        "post_id": world.post_id,
        "run_id": world.run_id,
        "attempt": 4,
        "threshold": 90,
        "period": TODAY.isoformat(),
        "spent_micros": 91_000_000,
        "budget_micros": 100_000_000,
        "currency": "SAR",
    }
    return fact(**{name: value for name, value in known.items() if name in fact.__dataclass_fields__})


def the_one(world: World, fact: type[events.Fact], listener: str) -> UUID:
    """Emit it; this listener's delivery."""
    ids = emit(world.org_id, about(fact, world))
    return next(one for one in ids if delivery(world.org_id, one).target == listener)


def state(world: World) -> dict[str, list[str]]:
    """All that the org has, without ids and times; what went out is counted by whom it is for."""
    found = {}
    for table in Base.metadata.sorted_tables:
        if "org_id" in table.columns and table.name not in {"orgs", "outbox_events", "integrations"}:
            told = [column for column in table.columns if not isinstance(column.type, Uuid | DateTime)]
            if table.name == "outbox_deliveries":
                told = [table.c.target, table.c.queue]
            with session(world.org_id) as reader:
                query = select(*told).where(table.c.org_id == world.org_id)
                found[table.name] = sorted(IDS.sub("id", repr(row)) for row in reader.execute(query))
    return found


def killed_at(moment: str, org_id: UUID, delivery_id: UUID) -> None:
    """Hear it in a process that dies with SIGKILL at that moment of its transaction."""
    if (pid := os.fork()) == 0:
        engine().dispose(close=False)

        def die(opened: Session, *_: object) -> None:
            if not opened.in_nested_transaction():
                os.kill(os.getpid(), signal.SIGKILL)

        event.listen(Session, moment, die)
        outbox.hear(org_id, delivery_id)
        os._exit(0)
    _, status = os.waitpid(pid, 0)
    assert os.WTERMSIG(status) == signal.SIGKILL


@each_mapping
def test_heard_once_it_is_done(worlds, fact, listener):
    world = worlds()
    one = the_one(world, fact, listener)

    outbox.hear(world.org_id, one)

    row = delivery(world.org_id, one)
    assert (row.status, row.attempts, row.reason) == (DeliveryStatus.DONE, 1, None)


@each_mapping
def test_doubled_it_takes_effect_once(worlds, fact, listener):
    once, twice = worlds(), worlds()
    outbox.hear(once.org_id, the_one(once, fact, listener))

    one = the_one(twice, fact, listener)
    outbox.hear(twice.org_id, one)
    outbox.hear(twice.org_id, one)

    assert state(twice) == state(once)


@pytest.mark.parametrize("moment", DEATHS)
@each_mapping
def test_killed_it_takes_effect_once(worlds, fact, listener, moment):
    once, killed = worlds(), worlds()
    one = the_one(killed, fact, listener)
    the_one(once, fact, listener)
    untouched = state(once)
    outbox.hear(once.org_id, next(row.id for row in rows(once.org_id, OutboxDelivery) if row.target == listener))

    killed_at(moment, killed.org_id, one)

    assert state(killed) == (state(once) if moment == "after_commit" else untouched)
    outbox.hear(killed.org_id, one, 2)
    outbox.sweep(killed.org_id)
    assert state(killed) == state(once)
    assert delivery(killed.org_id, one).status == DeliveryStatus.DONE


@each_mapping
def test_the_fact_told_twice_takes_effect_once_where_it_stands_for_one_thing(worlds, fact, listener):
    """Two deliveries of the same cause (a retry of the emitter): alerts and runs are not doubled."""
    once, twice = worlds(), worlds()
    outbox.hear(once.org_id, the_one(once, fact, listener))
    before = {name: len(found) for name, found in state(once).items()}

    for _ in range(2):
        outbox.hear(twice.org_id, the_one(twice, fact, listener))

    after = state(twice)
    assert {name: len(after[name]) for name in ("alerts", "sync_runs")} == {
        name: before[name] for name in ("alerts", "sync_runs")
    }


@each_mapping
def test_about_what_is_gone_it_ends_quietly(worlds, fact, listener):
    world = worlds()
    gone = World(world.org_id, *(uuid4() for _ in range(5)))
    before = state(world)
    ids = emit(world.org_id, about(fact, gone))
    one = next(one for one in ids if delivery(world.org_id, one).target == listener)

    outbox.hear(world.org_id, one)

    assert delivery(world.org_id, one).status == DeliveryStatus.DONE
    assert state(world)["alerts"] == before["alerts"]


def test_every_listener_that_is_named_exists_and_none_is_idle():
    assert {listener for _, listener in MAPPINGS} == set(LISTENERS)
    assert (len(events.HEARD_BY), len(LISTENERS), len(MAPPINGS)) == (10, 10, 12)


def ended(world: World, status: RunStatus, minutes: int) -> UUID:
    run = SyncRun(org_id=world.org_id, id=uuid4(), integration_id=world.integration_id, data_type="all",
                  trigger="manual", status=status, attempt=1,
                  finished_at=clock.now() + timedelta(minutes=minutes))  # fmt: skip
    insert(world.org_id, run)
    return run.id


@pytest.mark.parametrize("order", [(0, 1), (1, 0)], ids=["in order", "reversed"])
@pytest.mark.parametrize("last", [RunStatus.SUCCEEDED, RunStatus.FAILED])
def test_a_failed_and_a_good_sync_heard_in_any_order_leave_what_the_later_one_says(worlds, order, last):
    world = worlds()
    first = RunStatus.FAILED if last is RunStatus.SUCCEEDED else RunStatus.SUCCEEDED
    kinds = {
        RunStatus.SUCCEEDED: events.IntegrationSyncCompleted,
        RunStatus.FAILED: events.IntegrationSyncFailed,
    }
    ids = []
    for minutes, status in enumerate((first, last), start=1):
        run_id = ended(world, status, minutes)
        ids += emit(world.org_id, kinds[status](integration_id=world.integration_id, run_id=run_id))

    for place in order:
        outbox.hear(world.org_id, ids[place])

    open_alerts = [row for row in rows(world.org_id, Alert) if row.status != AlertStatus.RESOLVED]
    assert len(open_alerts) == (1 if last is RunStatus.FAILED else 0)


def test_a_listener_that_fails_after_its_effect_has_had_none(worlds, monkeypatch):
    world = worlds()

    def too_late(unit, fact):
        raise_alert(unit, "test", "test", Severity.INFO, "never kept")
        unit.enqueue("jobs.syncs.run", world.run_id)
        raise ZeroDivisionError

    monkeypatch.setitem(LISTENERS, "handle_sync_completion", too_late)
    one = the_one(world, events.IntegrationSyncCompleted, "handle_sync_completion")
    before = state(world)

    with pytest.raises(ZeroDivisionError):
        outbox.hear(world.org_id, one)

    assert state(world) == before
    assert delivery(world.org_id, one).status == DeliveryStatus.SENT


def test_what_a_listener_wrote_before_it_found_its_subject_gone_is_undone(worlds, monkeypatch):
    world = worlds()

    def surprised(unit, fact):
        raise_alert(unit, "test", "test", Severity.INFO, "never kept")
        unit.enqueue("jobs.syncs.run", world.run_id)
        unit.find(SyncRun, uuid4())

    monkeypatch.setitem(LISTENERS, "handle_sync_completion", surprised)
    one = the_one(world, events.IntegrationSyncCompleted, "handle_sync_completion")
    before = state(world)

    outbox.hear(world.org_id, one)

    assert state(world) == before
    assert why(world.org_id, one)["code"] == "not_found"


def test_events_in_one_unit_are_all_or_nothing(worlds):
    world = worlds()
    with pytest.raises(ZeroDivisionError), work(world.org_id) as unit:
        unit.emit(about(events.CampaignCreated, world))
        raise ZeroDivisionError

    assert rows(world.org_id, OutboxDelivery) == []
