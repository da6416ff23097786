"""The clock: registered once whoever starts, fired once however many run, caught up once after a pause."""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from rq.job import Job
from rq.serializers import JSONSerializer

from db.embedded import Process, running
from engine.core import clock
from engine.core.queue import queue
from jobs.schedule import TICKS, Tick
from jobs.scheduler import Scheduler
from settings import HERE, environment
from tests.waiting import eventually

METRICS = next(tick for tick in TICKS if tick.id == "tick-metrics")


@pytest.fixture
def scheduler(redis) -> Scheduler:
    return Scheduler()


def entries(scheduler) -> dict[str, float]:
    found = scheduler.connection.zrange(Scheduler.scheduled_jobs_key, 0, -1, withscores=True)
    return {name.decode(): due for name, due in found}


def queued() -> list[str]:
    return queue("priority").job_ids


def miss(scheduler, tick_id: str, **ago: int) -> None:
    late = (clock.now() - timedelta(**ago)).timestamp()
    scheduler.connection.zadd(Scheduler.scheduled_jobs_key, {tick_id: late})


def test_starting_registers_the_timetable(scheduler):
    scheduler.register()

    assert set(entries(scheduler)) == {tick.id for tick in TICKS}
    for tick in TICKS:
        job = Job.fetch(tick.id, connection=scheduler.connection, serializer=JSONSerializer)
        assert (job.func_name, job.origin, list(job.args)) == (tick.job, "priority", [])


def test_starting_again_moves_nothing_even_what_is_overdue(scheduler):
    scheduler.register()
    miss(scheduler, "tick-metrics", hours=3)
    before = entries(scheduler)

    Scheduler().register()

    assert entries(scheduler) == before


def test_a_line_that_changes_is_replaced_and_one_that_goes_is_removed(scheduler):
    scheduler.register()
    changed = Tick(METRICS.id, "*/5 * * * *", METRICS.job)
    before = entries(scheduler)

    scheduler.register((changed,))

    after = entries(scheduler)
    assert set(after) == {METRICS.id}
    assert after[METRICS.id] <= before[METRICS.id]
    assert after[METRICS.id] - clock.now().timestamp() <= 300


def test_hours_that_were_missed_are_caught_up_once(scheduler):
    scheduler.register()
    miss(scheduler, "tick-metrics", hours=3)

    for _ in range(3):
        scheduler.enqueue_jobs()

    assert queued() == ["tick-metrics"]
    assert entries(scheduler)["tick-metrics"] > clock.now().timestamp()


def test_two_schedulers_fire_once(scheduler):
    other = Scheduler()
    scheduler.register()
    other.register()
    miss(scheduler, "tick-all", minutes=1)

    for one in (scheduler, other):
        if one.acquire_lock():
            one.enqueue_jobs()
            one.remove_lock()

    assert queued() == ["tick-all"]


def test_the_next_time_is_the_schedules_own_clocks(scheduler):
    scheduler.register()

    due = entries(scheduler)

    assert due["tick-metrics"] % 3600 == 0
    assert due["tick-all"] % 86400 == 2 * 3600


def test_a_heartbeat_gives_a_sign_of_life_and_brings_lost_entries_back(scheduler, redis):
    scheduler.register()
    redis.flushall()

    scheduler.heartbeat()

    assert 0 < redis.ttl("cmis:scheduler") <= 30
    assert set(entries(scheduler)) == {tick.id for tick in TICKS}


def test_every_line_of_the_timetable_names_a_job_that_exists():
    from importlib import import_module

    for tick in TICKS:
        module, name = tick.job.rsplit(".", 1)
        assert callable(getattr(import_module(module), name))


def test_a_tick_that_nobody_took_is_not_queued_beside_itself(scheduler):
    scheduler.register()

    for _ in range(60):  # an hour without workers
        miss(scheduler, "tick-outbox", seconds=1)
        scheduler.enqueue_jobs()

    assert queued() == ["tick-outbox"]
    assert entries(scheduler)["tick-outbox"] > clock.now().timestamp()


def test_a_restart_between_two_ticks_fires_nothing(scheduler):
    scheduler.register()
    scheduler.enqueue_jobs()

    Scheduler().register()
    scheduler.enqueue_jobs()

    assert queued() == []


def test_the_timetable_holds_every_line_that_was_promised():
    promised = {
        "jobs.syncs.tick_metrics": "0 * * * *",
        "jobs.syncs.tick_campaigns": "0 */4 * * *",
        "jobs.syncs.tick_all": "0 2 * * *",
        "jobs.posts.tick": "* * * * *",
        "jobs.tokens.tick": "*/5 * * * *",
        "jobs.partitions.ensure": "30 1 * * *",
        "jobs.events.sweep": "* * * * *",
        "jobs.events.trim": "40 1 * * *",
    }

    assert promised.items() <= {tick.job: tick.cron for tick in TICKS}.items()


@contextmanager
def running_scheduler(log: Path) -> Iterator[int]:
    """A scheduler process that has started; its pid."""
    process = Process(
        name="scheduler",
        argv=(sys.executable, "-m", "jobs.scheduler"),
        is_ready=lambda: b"scheduler.started" in log.read_bytes(),
        env=environment(PYTHONPATH=str(HERE), TZ="UTC"),
        stop_signal=signal.SIGTERM,
    )
    with running(process, log) as started:
        yield started.pid


def test_two_processes_and_one_that_is_killed_fire_each_tick_once(scheduler, redis, tmp_path):
    scheduler.register()
    with running_scheduler(tmp_path / "first.log") as first, running_scheduler(tmp_path / "second.log"):
        miss(scheduler, "tick-metrics", hours=3)
        eventually(lambda: queued().count("tick-metrics") == 1, timeout_s=30)
        os.kill(first, signal.SIGKILL)
        miss(scheduler, "tick-all", minutes=5)
        # a lock that the dead one held ends after 12 s; the entry is written again right after the job was queued
        eventually(lambda: "tick-all" in queued() and "tick-all" in entries(scheduler), timeout_s=60)

    assert [queued().count(name) for name in ("tick-metrics", "tick-all")] == [1, 1]
    assert min(entries(scheduler)[name] for name in ("tick-metrics", "tick-all")) > clock.now().timestamp()
