"""A Redis that hangs costs whoever finds out a moment, and the others nothing."""

import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import pytest
from redis import Redis as RedisClient
from redis.exceptions import RedisError

from db.embedded import Redis, running, start, stop, wait_until_ready
from engine import jobs
from engine.core import store
from settings import settings

CALLERS = 20


class Own:
    """A Redis of this test, and the client that the product would have for it."""

    def __init__(self, data_dir: Path, log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        here = settings().model_copy(update={"data_dir": data_dir})
        monkeypatch.setattr(store, "settings", lambda: here)
        self.server, self.log = Redis(data_dir), log
        self.server.prepare()
        self.client: RedisClient = store.redis.__wrapped__()

    def ask(self) -> float:
        """Ask it something that it cannot answer; the seconds until that was clear."""
        begun = time.monotonic()
        with pytest.raises(RedisError):
            self.client.get("anything")
        return time.monotonic() - begun

    @contextmanager
    def silent(self, pid: int) -> Iterator[None]:
        os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(pid, signal.SIGCONT)


@pytest.fixture
def own(data_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Own:
    return Own(data_dir, tmp_path / "redis.log", monkeypatch)


def test_one_waits_for_a_silent_redis_and_then_one_now_and_then(own: Own) -> None:
    with running(own.server.process, own.log) as process:
        own.client.set("a", 1)
        with own.silent(process.pid):
            first = own.ask()
            with ThreadPoolExecutor(CALLERS) as pool:
                others = sorted(pool.map(lambda _: own.ask(), range(CALLERS)))
            time.sleep(store.SPARED_S)
            with ThreadPoolExecutor(CALLERS) as pool:
                later = sorted(pool.map(lambda _: own.ask(), range(CALLERS)))
        begun = time.monotonic()
        while time.monotonic() - begun < 2 * store.SPARED_S:
            try:
                assert own.client.get("a") == b"1"
                break
            except RedisError:
                time.sleep(0.05)

        assert own.client.get("a") == b"1"
        assert store.USUAL_S <= first < store.USUAL_S + 1
        assert others[-1] < 1
        assert later[-2] < 1  # all but the one who tried
        assert later[-1] < store.USUAL_S + 1


def test_a_redis_that_was_restarted_is_asked_again_at_once(own: Own) -> None:
    child = start(own.server.process, own.log)
    try:
        wait_until_ready(own.server.process, child, own.log, 30)
        own.client.set("a", 1)
        stop(own.server.process, child)
        child = start(own.server.process, own.log)
        wait_until_ready(own.server.process, child, own.log, 30)

        assert own.client.get("a") == b"1"
    finally:
        stop(own.server.process, child)


def test_looking_at_the_workers_makes_nobody_more_patient(database: object, redis: object) -> None:
    store.redis.cache_clear()  # a worker of an earlier test has made this process's own more patient
    before = dict(store.redis().connection_pool.connection_kwargs)

    jobs.list_workers(UUID(int=1))

    assert store.redis().connection_pool.connection_kwargs == before
    assert before["socket_timeout"] == store.USUAL_S
