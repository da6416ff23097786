"""What is kept grows old, is made anew behind the reader, and is never given once it is out of date."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import cast
from uuid import UUID

import orjson
import pytest
from redis import Redis
from redis.exceptions import ConnectionError as RedisDown
from sqlalchemy.orm import Session

from db.models import AdCampaign, KpiTarget
from db.session import session, tenant
from engine.core.cache import areas, asking, cached_read, counts, tags, touch
from engine.core.cache.areas import AREAS
from engine.core.cache.entries import Made, look
from engine.core.cache.tables import wrote
from engine.core.clock import today
from engine.core.errors import Missing
from engine.core.work import work
from tests.factories import OrgFacts, insert, make_ad_campaign, make_integration, make_org
from tests.waiting import eventually

pytestmark = pytest.mark.usefixtures("database", "redis")
asked: list[UUID] = []
world = {"n": 0}


@cached_read("sync", "targets", "entities")
def a_number(session: Session) -> int:
    asked.append(tenant(session))
    return world["n"]


@cached_read("sync", "targets")
def nothing_there(session: Session, name: str) -> str:
    asked.append(tenant(session))
    raise Missing("“{name}” is not here.", name=name)


@pytest.fixture
def org() -> OrgFacts:
    asked.clear()
    world["n"] = 1
    return make_org()


def test_what_is_stale_is_given_once_more_while_one_reader_has_it_made_anew(
    org: OrgFacts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(AREAS, "sync", replace(AREAS["sync"], fresh_s=0))
    monkeypatch.setattr(areas.Area, "stale_s", 60)
    a_number(org.id)
    world["n"] = 2

    given = [a_number.stored(org.id) for _ in range(3)]

    assert all(answer.cached for answer in given)
    assert given[0].value == 1
    eventually(lambda: a_number(org.id) == 2)


def test_nobody_is_given_a_stale_answer_after_a_change(org: OrgFacts, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(AREAS, "sync", replace(AREAS["sync"], fresh_s=0))
    monkeypatch.setattr(areas.Area, "stale_s", 60)
    a_number(org.id)
    world["n"] = 2
    touch(org.id, "targets")

    assert a_number.stored(org.id).value == 2


def test_what_is_not_there_is_remembered_and_told_in_the_same_words(org: OrgFacts) -> None:
    for _ in range(3):
        with pytest.raises(Missing) as told:
            nothing_there(org.id, "x")
        assert told.value.sentence() == "“x” is not here."
    assert len(asked) == 1

    touch(org.id, "targets")
    with pytest.raises(Missing):
        nothing_there(org.id, "x")
    assert len(asked) == 2


def test_a_commit_is_seen_by_the_next_read_whoever_wrote_it(org: OrgFacts) -> None:
    a_number(org.id)
    insert(org.id, KpiTarget(org_id=org.id, month=today().replace(day=1), metric="revenue", target=1))
    assert not a_number.stored(org.id).cached

    campaign = make_ad_campaign(org.id, make_integration(org.id))
    a_number(org.id)
    with session(org.id) as writer:
        writer.get_one(AdCampaign, (org.id, campaign)).name = "Another"
        writer.commit()
    assert not a_number.stored(org.id).cached


def test_what_is_undone_forgets_nothing_and_holds_nobody(org: OrgFacts, redis: Redis) -> None:
    a_number(org.id)
    with session(org.id) as writer:
        wrote(writer, "kpi_targets")
        writer.rollback()
    with work(org.id) as unit, unit.session.begin_nested():
        wrote(unit.session, "kpi_targets")
        assert redis.get(tags.held_key(org.id)) is None

    assert redis.get(tags.held_key(org.id)) is None
    assert not a_number.stored(org.id).cached  # the second one was committed, by its outer unit


def test_while_somebody_commits_nothing_is_kept_or_given(org: OrgFacts) -> None:
    a_number(org.id)
    tags.hold(org.id, ["targets"])
    assert not a_number.stored(org.id).cached
    assert not a_number.stored(org.id).cached
    tags.release(org.id, ["targets"])
    a_number(org.id)
    assert a_number.stored(org.id).cached


def test_a_slow_question_does_not_bring_back_what_changed_meanwhile(org: OrgFacts) -> None:
    entered, go_on = threading.Event(), threading.Event()

    @cached_read("sync", "targets")
    def slow(_session: Session) -> int:
        seen = world["n"]
        entered.set()
        go_on.wait(20)
        return seen

    first = threading.Thread(target=lambda: slow(org.id))
    first.start()
    entered.wait(20)
    world["n"] = 2
    touch(org.id, "targets")
    go_on.set()
    first.join()

    assert slow(org.id) == 2


@contextmanager
def away(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Redis cannot be reached inside."""
    with monkeypatch.context() as patch:
        dead = Redis.from_url("unix:///nowhere/redis.sock")
        for module in ("entries", "tags", "asking", "counts"):
            patch.setattr(f"engine.core.cache.{module}.brisk_redis", lambda: dead)
        yield
    tags.outage.avoided_until = 0.0


def test_a_change_while_redis_was_away_is_seen_when_it_is_back(
    org: OrgFacts, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_number(org.id)
    with away(monkeypatch):
        world["n"] = 2
        insert(org.id, KpiTarget(org_id=org.id, month=today().replace(day=1), metric="revenue", target=1))
        assert a_number(org.id) == 2

    assert a_number.stored(org.id).value == 2


def test_what_is_owed_anew_while_it_is_being_paid_stays_owed_and_nobody_waits(
    org: OrgFacts, redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = tags.version_key(org.id, "sync")
    monkeypatch.setattr(tags._Debts, "_pay_soon", lambda _self: None)  # only readers pay here
    paying, go_on = threading.Event(), threading.Event()

    class Slow:
        def pipeline(self, **_options: object) -> object:
            paying.set()
            go_on.wait(10)
            return redis.pipeline(transaction=False)

    tags._debts.owe([(org.id, "sync")])
    with monkeypatch.context() as patch:
        patch.setattr(tags, "brisk_redis", Slow)
        payer = threading.Thread(target=tags.pay)
        payer.start()
        paying.wait(10)
        begun = time.monotonic()
        tags._debts.owe([(org.id, "sync")])
        waited_s = time.monotonic() - begun
        go_on.set()
        payer.join()

    assert waited_s < 1
    assert tags.is_owing()
    tags.pay()
    assert not tags.is_owing()
    assert redis.get(version) == b"2"


def test_a_redis_that_hangs_holds_a_reader_once(org: OrgFacts, monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[int] = []

    class Hanging:
        def __getattr__(self, _name: str) -> Callable[..., object]:
            tried.append(1)
            raise RedisDown("timed out")

    monkeypatch.setattr("engine.core.cache.entries.brisk_redis", Hanging)
    assert [a_number(org.id) for _ in range(5)] == [1] * 5
    assert len(tried) == 1
    tags.outage.avoided_until = 0.0


def test_what_is_kept_is_no_pickle_and_says_what_it_is(org: OrgFacts, redis: Redis) -> None:
    a_number(org.id)
    key = a_number.slot(org.id).key
    line, _, body = cast("bytes", redis.get(key)).partition(b"\n")
    assert line.split()[0] == b"J"
    assert orjson.loads(body) == 1
    assert 0 < redis.ttl(key) <= AREAS["sync"].fresh_s + AREAS["sync"].stale_s


def test_reads_are_counted_by_area_and_outcome(org: OrgFacts, redis: Redis) -> None:
    counts.send()
    for _ in range(3):
        a_number(org.id)
    counts.send()

    found = redis.hgetall(counts.counts_key(org.id, counts.window()))
    assert (found[b"sync:hits"], found[b"sync:misses"], found[b"sync:bytes"]) == (b"2", b"1", b"2")


def test_an_answer_that_is_not_to_be_kept_keeps_nobody_waiting(org: OrgFacts) -> None:
    slot = a_number.slot(org.id)
    made = Made(asking.LIVE, b"")
    assert [asking.ask(slot, lambda: made).cached for _ in range(2)] == [False, False]
    known = look(slot).kept
    assert known
    assert known.kind == asking.LIVE
