"""Cached questions: answered once, forgotten by tag, never shared between orgs."""

import threading
import time
from collections.abc import Iterator
from datetime import date
from uuid import UUID

import pandas as pd
import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from db.models import Org
from db.session import tenant
from engine.cache import clear
from engine.core.cache import ahead, cached_read, touch
from engine.core.cache.entries import look, said, versions_of
from engine.core.periods import Days
from engine.core.store import redis as store
from engine.core.tallies import read_tallies
from engine.core.work import work
from tests.factories import make_org
from tests.waiting import eventually

pytestmark = pytest.mark.usefixtures("database", "redis")
asked: list[UUID] = []
moods: list[str] = []


@cached_read("metrics", "campaigns")
def org_name(session: Session, suffix: str = "") -> dict[str, str]:
    asked.append(tenant(session))
    return {"name": session.scalars(select(Org.name).where(Org.id == tenant(session))).one() + suffix}


@cached_read("metrics")
def a_frame(session: Session, days: Days) -> pd.DataFrame:
    return pd.DataFrame({"date": list(days), "spend_micros": range(len(days))})


@cached_read("metrics")
def slow_answer(session: Session) -> int:
    asked.append(tenant(session))
    session.execute(text("SELECT pg_sleep(0.3)"))
    return 42


@cached_read("metrics")
def moody(session: Session) -> str:
    asked.append(tenant(session))
    if moods:
        raise RuntimeError(moods.pop())
    return "well"


@pytest.fixture(autouse=True)
def _nothing_asked_yet():
    asked.clear()


def test_the_second_reader_is_answered_from_the_cache():
    org = make_org("Al Waha")
    first, second = org_name.stored(org.id), org_name.stored(org.id)
    assert (first.value, first.cached) == ({"name": "Al Waha"}, False)
    assert (second.value, second.cached) == ({"name": "Al Waha"}, True)
    assert len(asked) == 1


@pytest.mark.parametrize("tag", ["metrics", "campaigns"])
def test_touching_any_tag_forgets(tag):
    org = make_org()
    org_name(org.id)
    touch(org.id, tag)
    assert not org_name.stored(org.id).cached


def test_touching_another_org_or_tag_forgets_nothing():
    org, other = make_org(), make_org()
    org_name(org.id)
    touch(other.id, "metrics", "campaigns")
    touch(org.id, "posts")
    assert org_name.stored(org.id).cached


def test_two_orgs_never_share_an_answer():
    one, two = make_org("One"), make_org("Two")
    assert (org_name(one.id), org_name(two.id)) == ({"name": "One"}, {"name": "Two"})


def test_other_arguments_are_another_question():
    org = make_org("A")
    assert (org_name(org.id, "!"), org_name(org.id, suffix="?")) == ({"name": "A!"}, {"name": "A?"})


def test_a_frame_comes_back_as_it_went():
    org, days = make_org(), Days(date(2026, 1, 1), date(2026, 3, 1))
    pd.testing.assert_frame_equal(a_frame(org.id, days), a_frame(org.id, days))
    assert a_frame.stored(org.id, days).cached


def test_a_crowd_of_readers_computes_once():
    org = make_org()
    answers: list[int] = []
    readers = [threading.Thread(target=lambda: answers.append(slow_answer(org.id))) for _ in range(8)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    assert answers == [42] * 8
    assert len(asked) == 1


def test_without_redis_the_answer_comes_from_postgres(monkeypatch):
    org = make_org("Al Waha")
    dead = store().from_url("unix:///nowhere/redis.sock")
    monkeypatch.setattr("engine.core.cache.entries.brisk_redis", lambda: dead)
    assert org_name(org.id) == {"name": "Al Waha"}
    touch(org.id, "metrics")


@pytest.fixture
def making_ahead() -> Iterator[None]:
    with ahead.at_work():
        yield


@pytest.mark.usefixtures("making_ahead")
def test_what_changed_is_made_anew_before_somebody_asks():
    org = make_org("Al Waha")
    org_name(org.id)
    with work(org.id) as unit:
        unit.session.get_one(Org, org.id).name = "Al Nakheel"
        unit.touch("campaigns")
    eventually(lambda: len(asked) == 2)
    eventually(lambda: look(org_name.slot(org.id)).kept)
    answer = org_name.stored(org.id)
    assert (answer.value, answer.cached) == ({"name": "Al Nakheel"}, True)


@pytest.mark.usefixtures("making_ahead")
def test_what_did_not_change_or_was_never_asked_is_left_alone(monkeypatch):
    looks: list[int] = []

    def noted(slots):
        looks.append(len(slots))
        return versions_of(slots)

    monkeypatch.setattr(ahead, "versions_of", noted)
    org, other = make_org(), make_org()
    org_name(org.id)
    touch(other.id, "metrics", "campaigns")
    eventually(lambda: sum(looks) >= 2)
    assert asked == [org.id]


@pytest.mark.usefixtures("making_ahead")
def test_whoever_makes_ahead_outlives_a_bug(monkeypatch):
    bugs = [ZeroDivisionError("by zero")] * 3

    def stumbling(slots):
        if bugs:
            raise bugs.pop()
        return versions_of(slots)

    monkeypatch.setattr(ahead, "LOOK_EVERY_S", 0.01)
    monkeypatch.setattr(ahead, "versions_of", stumbling)
    org = make_org()
    org_name(org.id)
    touch(org.id, "metrics")
    eventually(lambda: len(asked) == 2)
    assert bugs == []


@pytest.mark.usefixtures("making_ahead")
def test_what_somebody_had_forgotten_stays_forgotten():
    org, other = make_org(), make_org()
    org_name(org.id)
    with work(org.id) as unit:
        clear(unit)
    org_name(other.id)
    touch(other.id, "metrics")
    eventually(lambda: asked.count(other.id) == 2)
    assert (asked.count(org.id), look(org_name.slot(org.id)).kept) == (1, None)


@pytest.mark.usefixtures("making_ahead")
def test_an_answer_made_ahead_is_nobodys_read(monkeypatch):
    noted: list[str] = []
    monkeypatch.setattr("engine.core.cache.counts.note", lambda _slot, outcome, _size=0: noted.append(outcome))
    org = make_org()
    org_name(org.id)
    touch(org.id, "metrics")
    eventually(lambda: [tally for tally in read_tallies("ahead") if tally.labels == {"area": "metrics"}])
    assert (noted, len(asked)) == (["misses"], 2)


def test_whoever_reads_after_a_commit_sees_it_however_eagerly_answers_are_made_ahead(request, monkeypatch):
    monkeypatch.setattr(ahead, "LOOK_EVERY_S", 0.001)
    monkeypatch.setattr(ahead, "SOONEST_S", 0.0)
    monkeypatch.setattr(ahead._Asked, "is_due", lambda _one, _now: True)
    request.getfixturevalue("making_ahead")
    org = make_org()
    org_name(org.id)
    for number in range(150):
        with work(org.id) as unit:
            unit.session.get_one(Org, org.id).name = f"{number}"
            unit.touch("campaigns")
        time.sleep((number % 5) / 200)
        assert org_name(org.id) == {"name": f"{number}"}
    [made] = read_tallies("ahead")
    assert made.count > 30


@pytest.mark.usefixtures("making_ahead")
def test_a_question_that_fails_is_not_asked_again_and_others_are():
    org, other = make_org(), make_org()
    moody(org.id)
    org_name(other.id)
    moods.append("broken")
    touch(org.id, "metrics")
    touch(other.id, "metrics")
    eventually(lambda: asked.count(other.id) == 2)
    failed = len(asked) - 2
    touch(org.id, "metrics")
    touch(other.id, "metrics")
    eventually(lambda: asked.count(other.id) == 3)
    assert (failed, asked.count(org.id)) == (2, 2)


@pytest.mark.parametrize(
    ("times", "ago_s", "made_s", "due"),
    [
        (1, 1, 1.9, False),
        (1, 1, 2, True),
        (1, 60, 29, False),
        (1, 60, 30, True),
        (5, 60, 5, False),
        (5, 60, 6, True),
        (500, 60, 6, True),
    ],
)
def test_the_longer_and_the_more_seldom_somebody_asks_the_less_often_it_is_made(times, ago_s, made_s, due):
    slot = org_name.slot(UUID(int=1))
    one = ahead._Asked(slot, "0", lambda: None, asked_at=100 - ago_s, made_at=100 - made_s, times=times)
    assert one.is_due(100) is due


def test_a_question_is_written_as_a_person_would_say_it() -> None:
    days = Days(date(2026, 10, 30), date(2026, 11, 29))
    assert said([days, "previous", date(2026, 11, 28), {"zone": "UTC"}, [], None]) == (
        "2026-10-30…2026-11-28 previous 2026-11-28"
    )
