"""Events and their deliveries over the API: found, opened, replayed, counted; jobs beside them."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from db.kinds import DeliveryStatus, Role, RunStatus
from db.models import Import, OutboxDelivery, SyncRun
from engine import outbox
from engine.core.queue import queue
from engine.core.work import job_id, work
from engine.events import CampaignCreated, IntegrationSyncCompleted, IntegrationSyncFailed
from engine.identity import sign_in
from tests.engine.outbox.desk import alter, delivery, emit, fail
from tests.factories import PASSWORD, OrgFacts, insert, make_ad_campaign, make_integration, make_member, make_org
from tests.rows import rows
from tests.site import member
from tests.working import work_off


@pytest.fixture
def story(org: OrgFacts) -> dict[str, UUID]:
    """Events that are done, wait, failed once and are dead: a delivery of each outcome."""
    account = make_integration(org.id)
    campaign = make_ad_campaign(org.id, account, name="Winter sale 100%")
    found = {}
    [found["done"]] = emit(org.id, IntegrationSyncCompleted(integration_id=account, run_id=uuid4()))
    outbox.hear(org.id, found["done"])
    [found["waiting"]] = emit(org.id, IntegrationSyncCompleted(integration_id=account, run_id=uuid4()))
    found["retrying"], other = emit(org.id, CampaignCreated(ad_campaign_id=campaign))
    outbox.hear(org.id, other)
    fail(org.id, found["retrying"], ZeroDivisionError("by zero"))
    [found["dead"]] = emit(org.id, IntegrationSyncFailed(integration_id=uuid4(), run_id=uuid4()))
    fail(org.id, found["dead"], ZeroDivisionError("by zero"), last=True)
    return found


def asked(web: str, org: OrgFacts, path: str, method: str = "GET", **query: str) -> Any:
    with member(web, org.sign_in()) as person:
        answer = person.request(method, f"/api/orgs/{org.id}{path}", params=query)
    assert answer.is_success, answer.text
    return answer.json()


def names(found: Any) -> list[str]:
    return [one["name"] for one in found["events"]]


def test_events_are_listed_newest_first_with_what_became_of_them(web, org, story):
    found = asked(web, org, "/events")

    assert [one["outcome"] for one in found["events"]] == ["dead", "retrying", "waiting", "done"]
    assert found["total"] == 4
    assert [one["listener"] for one in found["events"][1]["deliveries"]] == [
        "update_dashboard_cache",
        "notify_campaign_status_change",
    ]


@pytest.mark.parametrize("outcome", outbox.OUTCOMES)
def test_events_are_found_by_outcome(web, org, story, outcome):
    [one] = asked(web, org, "/events", outcome=outcome)["events"]

    assert one["outcome"] == outcome
    assert str(story[outcome]) in [row["id"] for row in one["deliveries"]]


def test_events_are_found_by_name_entity_and_time(web, org, story):
    assert names(asked(web, org, "/events", name="CampaignCreated")) == ["CampaignCreated"]
    assert names(asked(web, org, "/events", entity="winter SALE 100%")) == ["CampaignCreated"]
    assert names(asked(web, org, "/events", entity="winter sale 100_")) == []
    assert names(asked(web, org, "/events", entity="meta")) == ["IntegrationSyncCompleted"] * 2
    [created] = asked(web, org, "/events", name="CampaignCreated")["events"]
    assert names(asked(web, org, "/events", entity=created["about"][0]["id"])) == ["CampaignCreated"]
    assert asked(web, org, "/events", since="2999-01-01T00:00:00Z")["total"] == 0
    second = asked(web, org, "/events", page="2", per_page="3")
    assert (len(second["events"]), second["total"]) == (1, 4)


def test_one_event_tells_its_story(web, org, story):
    [one] = asked(web, org, "/events", outcome="retrying")["events"]

    told = asked(web, org, f"/events/{one['id']}")

    [failed, done] = told["deliveries"]
    assert (told["version"], told["payload"]["others"]) == (2, 0)
    assert told["about"] == [
        {"id": told["payload"]["ad_campaign_id"], "kind": "ad_campaign", "name": "Winter sale 100%"}
    ]
    assert [(moment["what"], moment["detail"]) for moment in failed["history"]] == [
        ("failed", "ZeroDivisionError: by zero")
    ]
    assert failed["reason"].startswith("A fault of ours")
    assert done["took_ms"] >= done["duration_ms"] >= 0


def test_a_dead_letter_is_replayed(web, org, story):
    asked(web, org, f"/events/deliveries/{story['dead']}/replay", "POST")
    work_off("events", "priority")

    assert delivery(org.id, story["dead"]).status == DeliveryStatus.DONE
    with member(web, org.sign_in()) as person:
        again = person.post(f"/api/orgs/{org.id}/events/deliveries/{story['dead']}/replay")
    assert again.status_code == 409


def test_all_dead_letters_are_replayed(web, org, story):
    assert asked(web, org, "/events/replay", "POST")["count"] == 1
    assert asked(web, org, "/events/statistics")["dead"] == 0


def test_statistics_tell_percentiles_of_each_listener(web, org, story):
    alter(org.id, story["done"], duration_ms=120)

    found = {one["listener"]: one for one in asked(web, org, "/events/statistics")["listeners"]}

    assert found["handle_sync_completion"]["duration_ms"] == {"p50": 120.0, "p95": 120.0, "p99": 120.0}
    assert (found["handle_sync_failure"]["dead"], found["handle_sync_failure"]["took_ms"]["p95"]) == (1, None)


@pytest.fixture
def failed(org: OrgFacts) -> UUID:
    """A job that has no attempt left."""
    with work(org.id) as unit:
        unit.enqueue("jobs.webhooks.apply", uuid4(), queue="webhooks")
    work_off()  # there is no such delivery: nothing would help
    [row] = [one for one in rows(org.id, OutboxDelivery) if one.status == DeliveryStatus.DEAD]
    return row.id


def test_jobs_tell_the_clock_the_queues_the_workers_and_what_failed(web, org, failed, redis):
    from jobs.schedule import TICKS
    from jobs.scheduler import Scheduler

    Scheduler().heartbeat()
    found = asked(web, org, "/jobs")

    assert found["scheduler_seen_at"]
    assert {one["id"]: one["cron"] for one in found["timetable"]} == {tick.id: tick.cron for tick in TICKS}
    assert [one["queue"] for one in found["queues"]] == ["events", "priority", "sync", "default", "webhooks", "ai"]
    [one] = found["failed"]
    assert (one["id"], one["job"], one["attempts"]) == (job_id(org.id, failed), "jobs.webhooks.apply", 1)
    assert one["reason"].startswith("This was not found")


def test_a_tick_that_ran_tells_how_it_went(web, org, redis):
    from jobs.scheduler import Scheduler

    scheduler = Scheduler()
    scheduler.heartbeat()
    scheduler.connection.zadd(Scheduler.scheduled_jobs_key, {"tick-outbox": 1})
    scheduler.enqueue_jobs()
    work_off("events", "priority")

    ran = {one["id"]: one for one in asked(web, org, "/jobs")["timetable"]}["tick-outbox"]

    assert (ran["outcome"], ran["job"]) == ("done", "jobs.events.sweep")
    assert ran["last_at"] < ran["next_at"]

    redis.flushdb()
    scheduler.heartbeat()
    known = {one["id"]: one for one in asked(web, org, "/jobs")["timetable"]}["tick-outbox"]
    assert {name: known[name] for name in ("last_at", "duration_ms", "outcome")} == {
        name: ran[name] for name in ("last_at", "duration_ms", "outcome")
    }


def test_a_failed_job_is_run_again_with_all_its_attempts(web, org, failed):
    asked(web, org, f"/jobs/{job_id(org.id, failed)}/requeue", "POST")

    job = queue("webhooks").fetch_job(job_id(org.id, failed))
    assert job is not None
    assert job.retries_left == 3
    assert asked(web, org, "/jobs")["failed"] == []
    assert queue("webhooks").failed_job_registry.count == 0


def test_a_failed_sync_is_taken_up_where_it_stopped(web, org):
    account = make_integration(org.id)
    run = SyncRun(org_id=org.id, id=uuid4(), integration_id=account, data_type="all", trigger="manual",
                  status=RunStatus.FAILED, plan=[{"kind": "entities"}], attempt=4)  # fmt: skip
    insert(org.id, run)
    with work(org.id) as unit:
        unit.enqueue("jobs.syncs.run", run.id, queue="sync")
    [row] = rows(org.id, OutboxDelivery)
    fail(org.id, row.id, ZeroDivisionError(), last=True)

    assert asked(web, org, "/jobs/requeue", "POST")["count"] == 1

    [again] = rows(org.id, SyncRun)
    assert (again.status, again.attempt) == (RunStatus.QUEUED, 0)
    assert asked(web, org, "/jobs")["failed"] == []


def test_a_file_that_failed_to_load_is_loaded_anew_unless_it_was_since(web, org):
    row = Import(org_id=org.id, id=uuid4(), platform="meta", file_name="f.csv", file_hash="0", status="done")
    insert(org.id, row)
    with work(org.id) as unit:
        unit.enqueue("jobs.imports.load", row.id)
    [job] = rows(org.id, OutboxDelivery)
    fail(org.id, job.id, ZeroDivisionError(), last=True)

    asked(web, org, f"/jobs/{job_id(org.id, job.id)}/requeue", "POST")

    [row] = rows(org.id, Import)
    assert (row.status, asked(web, org, "/jobs")["failed"]) == ("done", [])


@pytest.mark.parametrize("name", ["{other}-{mine}", "{mine}", "{org}-x", "{org}-{mine}x", "..."])
def test_only_an_orgs_own_failed_jobs_can_be_run_again(web, org, failed, name):
    name = name.format(other=make_org().id.hex, mine=failed.hex, org=org.id.hex)
    with member(web, org.sign_in()) as person:
        answer = person.post(f"/api/orgs/{org.id}/jobs/{name}/requeue")

    assert answer.status_code == 404


def test_whoever_may_not_run_jobs_may_see_them(web, org, failed):
    viewer = sign_in(make_member(org.id, Role.VIEWER), PASSWORD)
    with member(web, viewer) as person:
        assert person.get(f"/api/orgs/{org.id}/jobs").status_code == 200
        refused = person.post(f"/api/orgs/{org.id}/jobs/requeue")

    assert refused.status_code == 403
    assert "jobs.manage" in refused.json()["message"]
