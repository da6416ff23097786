"""/metrics: what it tells, and to whom."""

from collections import defaultdict

import httpx
from prometheus_client.parser import text_string_to_metric_families

from engine.core import tallies
from engine.core.queue import QUEUES
from tests.factories import OrgFacts
from tests.site import member, visitor


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
