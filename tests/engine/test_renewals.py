"""What people look at is made anew after a change, before they ask again."""

import time

import pytest
from redis import Redis
from sqlalchemy import select

from db.models import OutboxDelivery
from db.session import session
from engine import cache, dashboard, performance
from engine.cache.warming import RENEWAL, RENEWED_AFTER_S
from engine.core.cache import counts
from engine.core.clock import today
from engine.core.work import work
from engine.listeners import update_dashboard_cache
from tests.factories import OrgFacts, make_ad_campaign, make_day, make_integration, make_org


@pytest.fixture
def org(database: object, redis: Redis) -> OrgFacts:
    return make_org()


def looked_at(org: OrgFacts) -> bool:
    """Look at the dashboard, and whether it was there."""
    cached: bool = dashboard.dashboard(org.id)["meta"]["cached"]
    counts.send()
    return cached


def changed(org: OrgFacts) -> None:
    """New figures, which two listeners hear of."""
    account = make_integration(org.id)
    make_day(org.id, account, make_ad_campaign(org.id, account), today("Asia/Riyadh"))
    for _ in range(2):
        with work(org.id) as unit:
            update_dashboard_cache(unit, {})


def asked_for(org: OrgFacts) -> list[str]:
    with session(org.id) as reader:
        return list(reader.scalars(select(OutboxDelivery.target).where(OutboxDelivery.target == RENEWAL)))


def test_nothing_is_made_anew_while_nobody_looks(org: OrgFacts) -> None:
    changed(org)

    assert asked_for(org) == []


def test_many_changes_are_made_anew_once_and_the_next_reader_does_not_wait(org: OrgFacts) -> None:
    assert not looked_at(org)
    changed(org)

    assert asked_for(org) == [RENEWAL]
    cache.renew(org.id)
    assert looked_at(org)
    assert performance.performance.stored(org.id).cached
    assert cache.last_warming(org.id) is None  # nobody had warmed it


def test_what_changes_after_a_renewal_was_asked_for_is_in_the_next_one(org: OrgFacts, redis: Redis) -> None:
    looked_at(org)
    changed(org)
    assert 0 < redis.ttl(f"cache-renewal:{org.id}") <= RENEWED_AFTER_S

    redis.delete(f"cache-renewal:{org.id}")  # as when it has run
    changed(org)

    assert asked_for(org) == [RENEWAL, RENEWAL]


def test_who_looked_half_an_hour_ago_looks_no_longer(org: OrgFacts, monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at(org)
    later = time.time() + 3 * counts.WINDOW_S
    monkeypatch.setattr(time, "time", lambda: later)

    assert not counts.asked_lately(org.id, "dashboard")
