"""The cache over HTTP: its figures, forgetting and warming."""

from collections.abc import Iterator

import httpx
import pytest
from redis import Redis

from db.kinds import Role
from engine import cache
from engine.audits.trail import Sought, search_audit
from engine.core.cache import counts
from engine.identity import sign_in
from tests.factories import PASSWORD, OrgFacts, make_ad_campaign, make_integration, make_member
from tests.site import member
from tests.waiting import eventually


@pytest.fixture
def person(web: str, org: OrgFacts) -> Iterator[httpx.Client]:
    with member(web, org.sign_in()) as client:
        yield client


def area(person: httpx.Client, name: str) -> dict[str, float]:
    found: dict[str, float] = person.get("/api/cache/stats").json()["areas"][name]
    return found


def test_the_figures_follow_what_is_read(person: httpx.Client, org: OrgFacts, stranger: OrgFacts) -> None:
    for _ in range(10):
        person.get(f"/api/orgs/{org.id}/performance")
    eventually(lambda: area(person, "metrics")["hits"] >= 9)

    found = person.get("/api/cache/stats").json()
    metrics = found["areas"]["metrics"]
    assert set(found["areas"]) == {"dashboard", "metrics", "campaigns", "analytics", "sync"}
    assert {"hits", "misses", "hit_rate", "keys", "bytes"} <= set(metrics)
    assert (metrics["hits"], metrics["misses"], metrics["keys"]) == (9, 2, 2)  # the reply, and the read behind it
    assert metrics["hit_rate"] == pytest.approx(9 / 11)
    assert metrics["bytes"] > 0
    assert found["redis"]["memory_bytes"] > 0
    assert cache.read_stats(stranger.id)["metrics"]["hits"] == 0


@pytest.mark.parametrize(("word", "gone"), [("clear", 4), ("dashboard", 0), ("campaigns", 2)])
def test_what_is_forgotten_is_computed_again(person: httpx.Client, org: OrgFacts, word: str, gone: int) -> None:
    lists, sums = f"/api/orgs/{org.id}/unified-campaigns", f"/api/orgs/{org.id}/sync/statistics"
    for path in (lists, sums):
        assert [person.get(path).headers["x-cache"] for _ in range(2)] == ["MISS", "HIT"]

    answer = person.delete(f"/api/orgs/{org.id}/cache/{word}")

    assert (answer.status_code, answer.json()["keys"]) == (200, gone)
    assert answer.headers["x-ratelimit-limit"] == "20"
    assert person.get(lists).headers["x-cache"] == ("HIT" if word == "dashboard" else "MISS")
    assert person.get(sums).headers["x-cache"] == ("MISS" if word == "clear" else "HIT")
    assert search_audit(org.id, Sought(action="cache_cleared"))["total"] == 1


def test_what_was_warmed_answers_the_first_reader(person: httpx.Client, org: OrgFacts) -> None:
    make_ad_campaign(org.id, make_integration(org.id))
    found = person.post(f"/api/orgs/{org.id}/cache/warm", json={"services": ["dashboard", "sync"]}).json()

    assert set(found) == {"dashboard", "sync"}
    assert {(one["status"], one["keys"] > 0, one["ms"] > 0) for one in found.values()} == {("warmed", True, True)}
    assert person.get(f"/api/orgs/{org.id}/dashboard").json()["meta"]["cached"] is True
    assert area(person, "dashboard")["keys"] >= found["dashboard"]["keys"]
    everything = person.post(f"/api/orgs/{org.id}/cache/warm").json()
    assert set(everything) == {"dashboard", "metrics", "campaigns", "sync", "analytics"}


def test_an_unknown_service_is_named(person: httpx.Client, org: OrgFacts) -> None:
    answer = person.post(f"/api/orgs/{org.id}/cache/warm", json={"services": ["dashboard", "moon"]})
    assert (answer.status_code, list(answer.json()["messages"])) == (422, ["services"])


def test_the_time_of_warming_is_chosen(person: httpx.Client, org: OrgFacts) -> None:
    path = f"/api/orgs/{org.id}/cache/schedule"
    assert person.put(path, json={"hour": 6, "weekdays": [6, 0]}).json()["next"]
    assert cache.read_schedule(org.id) == cache.Schedule(hour=6, weekdays=(0, 6))
    wrong = person.put(path, json={"hour": 24, "weekdays": []})
    assert (wrong.status_code, set(wrong.json()["messages"])) == (422, {"hour", "weekdays"})


def test_only_who_manages_the_cache_sees_it(web: str, org: OrgFacts) -> None:
    with member(web, sign_in(make_member(org.id, Role.MARKETER), PASSWORD)) as marketer:
        assert marketer.get("/api/cache/stats").status_code == 403
        assert marketer.delete(f"/api/orgs/{org.id}/cache/clear").status_code == 403


def test_counts_outlive_redis(person: httpx.Client, org: OrgFacts, redis: Redis) -> None:
    person.get(f"/api/orgs/{org.id}/performance")
    eventually(lambda: area(person, "metrics")["misses"] == 2)
    cache.carry(org.id)
    cache.carry(org.id)  # twice is once
    redis.delete(counts.counts_key(org.id, counts.window()))

    assert cache.read_stats(org.id)["metrics"]["misses"] == 2
