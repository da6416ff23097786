"""The worker that does its jobs in its own process."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Thread
from uuid import UUID, uuid4

import pytest
from rq.job import Job
from rq.serializers import JSONSerializer
from rq.timeouts import TimerDeathPenalty

from engine.core.queue import FairQueue, queue, wake
from engine.jobs import list_workers
from jobs.steady import SteadyWorker
from settings import HERE, environment
from tests.jobs.proc import alive
from tests.waiting import eventually
from tests.working import worker_process

RUNAWAY = """
from jobs import steady
from tests.jobs.test_steady import worker
steady.GRACE_S = 0
worker().work(burst=True)
"""


@pytest.fixture
def waiting(database, redis) -> FairQueue:
    return queue("default")


def worker(kind: type[SteadyWorker] = SteadyWorker) -> SteadyWorker:
    waiting = queue("default")
    return kind(
        [waiting], connection=waiting.connection, serializer=JSONSerializer, queue_class=FairQueue,
        job_monitoring_interval=1,
    )  # fmt: skip


def put(waiting: FairQueue, name: str, argument: str, timeout_s: int = 60) -> Job:
    return waiting.enqueue(
        f"tests.jobs.chores.{name}", argument, job_id=uuid4().hex, job_timeout=timeout_s, result_ttl=60
    )


def test_a_job_leaves_nothing_behind_for_the_next(waiting, redis):
    for language in ("ar", "ar", "ar"):
        put(waiting, "say_in", language)

    here = worker()
    here.work(burst=True)

    assert len(set(redis.lrange("found", 0, -1))) == 1
    assert redis.llen("found") == here.jobs_done == 3


def test_silence_means_death_after_a_minute_and_a_job_at_work_is_not_silent(waiting):
    begun = time.time()
    job = put(waiting, "last", "3", timeout_s=3600)
    thread = Thread(target=lambda: worker(Beside).work(burst=True))
    thread.start()
    registry = waiting.started_job_registry

    def expires() -> float:
        rows = registry.connection.zrange(registry.key, 0, -1, withscores=True)
        return max((score for _, score in rows), default=0)

    first = eventually(expires)
    later = eventually(lambda: expires() if expires() > first else 0)
    thread.join()

    assert later - first < 60
    assert first - begun < 120  # not the hour that the job may take
    assert job.get_status() == "finished"


def test_what_nothing_interrupts_ends_with_its_process(waiting):
    put(waiting, "last", "600", timeout_s=1)

    ended = subprocess.run(
        [sys.executable, "-c", RUNAWAY], env=environment(PYTHONPATH=str(HERE)) | {"PATH": os.environ["PATH"]},
        cwd=HERE, check=False, timeout=120,
    )  # fmt: skip

    assert ended.returncode == 1


def test_a_worker_tells_a_redis_that_lost_its_memory_that_it_is_there(waiting, tmp_path):
    with worker_process(tmp_path / "worker.log"):
        [before] = eventually(lambda: waiting.connection.smembers("rq:workers"))
        waiting.connection.flushall()
        job = waiting.enqueue("tests.jobs.chores.last", "0", result_ttl=60)

        eventually(lambda: job.get_status() == "finished")
        assert eventually(lambda: waiting.connection.smembers("rq:workers")) == {before}
        [worker] = list_workers(UUID(int=1))
        assert worker["since"]


def test_a_delayed_job_comes_once_and_in_time_though_who_woke_the_others_was_killed(waiting, tmp_path):
    with worker_process(tmp_path / "killed.log") as pid:
        os.kill(pid, signal.SIGKILL)
        eventually(lambda: not alive(pid))
    job = waiting.enqueue_in(timedelta(seconds=2), "tests.jobs.chores.last", "0", result_ttl=60)
    due = time.time() + 2

    with worker_process(tmp_path / "next.log"):
        eventually(lambda: job.get_status() == "finished", timeout_s=60)

    job.refresh()
    began = job.started_at
    assert began is not None
    assert began.timestamp() - due < 20  # RQ's lock lasts for 61 s


def test_many_who_wake_at_once_wake_each_job_once(waiting):
    due, later = (
        [waiting.enqueue_in(timedelta(seconds=wait), "tests.jobs.chores.last", "0").id for _ in range(50)]
        for wait in (-1, 60)
    )
    Job.fetch(due[0], waiting.connection, serializer=JSONSerializer).delete(remove_from_queue=False)
    waiting.connection.zadd(waiting.scheduled_job_registry.key, {due[0]: 1})  # forgotten, but still listed

    with ThreadPoolExecutor(8) as pool:
        for one in [pool.submit(wake) for _ in range(8)]:
            one.result()

    assert sorted(waiting.job_ids) == sorted(due[1:])
    assert sorted(waiting.scheduled_job_registry.get_job_ids()) == sorted(later)
    assert Job.fetch(due[1], waiting.connection, serializer=JSONSerializer).get_status() == "queued"


class Beside(SteadyWorker):
    """In a thread: signals, and with them RQ's usual time limits, belong to a process's first one."""

    death_penalty_class = TimerDeathPenalty

    def _install_signal_handlers(self) -> None:
        pass
