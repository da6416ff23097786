"""Cached questions: answered once, forgotten by tag, never shared between orgs."""

import threading
from datetime import date
from uuid import UUID

import pandas as pd
import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from db.models import Org
from db.session import tenant
from engine.core.cache import cached_read, touch
from engine.core.cache.entries import said
from engine.core.periods import Days
from engine.core.store import redis as store
from tests.factories import make_org

pytestmark = pytest.mark.usefixtures("database", "redis")
asked: list[UUID] = []


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


def test_a_question_is_written_as_a_person_would_say_it() -> None:
    days = Days(date(2026, 10, 30), date(2026, 11, 29))
    assert said([days, "previous", date(2026, 11, 28), {"zone": "UTC"}, [], None]) == (
        "2026-10-30…2026-11-28 previous 2026-11-28"
    )
