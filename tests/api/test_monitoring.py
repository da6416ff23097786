"""/metrics: what it tells, and to whom."""

import time
from collections import defaultdict
from pathlib import Path

import httpx
from prometheus_client.parser import text_string_to_metric_families

from engine.core import tallies
from engine.core.cache import AREAS
from engine.core.cache.counts import SEND_EVERY_S
from engine.core.queue import QUEUES
from tests.factories import OrgFacts
from tests.site import member, serving, visitor
from tests.waiting import eventually


def read(answer: httpx.Response) -> dict[str, dict[tuple[str, ...], float]]:
    assert answer.status_code == 200
    found: dict[str, dict[tuple[str, ...], float]] = defaultdict(dict)
    for family in text_string_to_metric_families(answer.text):
        for one in family.samples:
            found[one.name][tuple(one.labels[name] for name in sorted(one.labels))] = one.value
    return found


def test_the_house_measures_itself(web: str, org: OrgFacts) -> None:
    tallies.note("syncs", 2.5, platform="meta", outcome="succeeded")
    tallies.note("syncs", 1.5, platform="meta", outcome="succeeded")
    tallies.note("listeners", 0.25, listener="notify_post_scheduled", outcome="done")
    with member(web, org.sign_in()) as person:
        person.get(f"/api/orgs/{org.id}/targets")
        found = read(person.get("/metrics"))

    route = ("GET", "/orgs/{org}/targets", "200")
    assert found["cmis_http_request_seconds_count"][route] >= 1
    assert found["cmis_db_query_seconds_count"][("select",)] > 0
    assert found["cmis_sync_seconds_count"][("succeeded", "meta")] == 2
    assert found["cmis_sync_seconds_sum"][("succeeded", "meta")] == 4
    assert found["cmis_listener_seconds_sum"][("notify_post_scheduled", "done")] == 0.25
    assert set(found["cmis_queue_jobs"]) == {(name,) for name in QUEUES}
    assert (found["cmis_workers"][()], found["cmis_ready"][("workers",)]) == (0, 0)
    assert (found["cmis_ready"][("postgres",)], found["cmis_ready"][("migrations",)]) == (1, 1)


def test_what_a_proxy_passed_on_is_not_from_here(web: str, org: OrgFacts) -> None:
    with visitor(web) as nobody:
        found = [nobody.get("/metrics", headers={name: "127.0.0.1"}) for name in ("X-Forwarded-For", "Forwarded")]
        arabic = nobody.get("/metrics", headers={"X-Real-IP": "127.0.0.1", "Accept-Language": "ar"})

    assert [answer.status_code for answer in found] == [403, 403]
    assert "CMIS_METRICS_TOKEN" in arabic.text
    assert "cmis_" not in arabic.text


def test_reads_of_the_cache_are_counted_by_area(web: str, org: OrgFacts) -> None:
    with member(web, org.sign_in()) as person:

        def counted() -> dict[tuple[str, ...], float]:
            return read(person.get("/metrics"))["cmis_cache_reads_total"]

        def at_rest() -> bool:
            """Whether what other stories read has been counted: a process sends its counts every so often."""
            found = counted()
            time.sleep(SEND_EVERY_S + 1)
            return counted() == found

        eventually(at_rest)
        before = counted()
        for _ in range(3):
            assert person.get(f"/api/orgs/{org.id}/sync/status").status_code == 200
        eventually(lambda: sum(counted().values()) >= sum(before.values()) + 3)
        grown = {one: n - before[one] for one, n in counted().items() if n != before[one]}

    assert set(before) == {(area, outcome) for area in AREAS for outcome in ("hits", "misses", "stale")}
    assert grown == {("sync", "misses"): 1, ("sync", "hits"): 2}


def test_the_token_opens_it_from_anywhere_and_nothing_else_does(
    database: object, redis: object, org: OrgFacts, tmp_path: Path
) -> None:
    with serving(tmp_path / "web.log", CMIS_METRICS_TOKEN="watching-closely") as url, visitor(url) as somebody:
        right = {"Authorization": "Bearer watching-closely"}
        found = [
            somebody.get("/metrics", headers=right | said) for said in ({}, {"X-Forwarded-For": "203.0.113.7"})
        ]
        refused = [
            somebody.get("/metrics", headers={"Authorization": said})
            for said in (
                "", "Bearer", "Bearer watching", "Bearer watching-closely-", "Bearer WATCHING-CLOSELY",
                "Basic watching-closely", "watching-closely", "Bearer watching-closely, Bearer x",
            )
        ]  # fmt: skip
        refused += [somebody.get("/metrics"), somebody.get("/metrics?token=watching-closely")]

    assert all("cmis_workers" in read(answer) for answer in found)
    assert {answer.status_code for answer in refused} == {403}
    assert not any("cmis_" in answer.text for answer in refused)
