"""Syncs over HTTP: the shapes that programs rely on, and a clear answer to what cannot be done."""

from collections.abc import Iterator
from uuid import uuid4

import httpx
import pytest

from db.kinds import DataType, RunStatus, Trigger
from db.models import SyncRun
from engine import syncs
from engine.core.work import work
from tests.factories import OrgFacts, make_integration
from tests.site import member

ONE = {
    "integration_id",
    "provider",
    "platform",
    "last_synced_at",
    "sync_status",
    "sync_errors",
    "next_sync_at",
    "next_sync_state",
    "is_syncing",
    "token_status",
}


@pytest.fixture
def person(web: str, org: OrgFacts) -> Iterator[httpx.Client]:
    with member(web, org.sign_in()) as person:
        person.base_url = httpx.URL(f"{web}/api/orgs/{org.id}/sync")
        yield person


def test_status_lists_every_account(person, org):
    account = make_integration(org.id)

    answer = person.get("/status")

    body = answer.json()
    assert answer.status_code == 200
    assert set(body) == {"org_id", "total_integrations", "active_syncs", "failed_syncs", "integrations"}
    assert (body["org_id"], body["total_integrations"]) == (str(org.id), 1)
    [one] = body["integrations"]
    assert set(one) == ONE
    assert (one["integration_id"], one["provider"], one["sync_status"]) == (str(account), "meta", "pending")
    assert (one["next_sync_state"], one["is_syncing"]) == ("scheduled", False)
    assert set(one["token_status"]) >= {"status", "message"}


def test_one_accounts_status_tells_its_last_run(person, org):
    account = make_integration(org.id)
    run = person.post(f"/integrations/{account}/trigger").json()["run_id"]

    body = person.get(f"/integrations/{account}/status").json()

    assert set(body) == ONE | {"sync_retry_count", "is_active", "last_run"}
    assert (body["is_active"], body["last_run"]["run_id"]) == (True, run)
    assert body["next_sync_state"] == "queued"


def test_a_trigger_for_all_is_accepted(person, org):
    accounts = {str(make_integration(org.id)) for _ in range(2)}

    answer = person.post("/trigger", json={"data_type": "metrics"})

    body = answer.json()
    assert answer.status_code == 202
    assert set(body) == {"message", "integrations_count", "data_type", "status", "runs"}
    assert (body["integrations_count"], body["data_type"], body["status"]) == (2, "metrics", "queued")
    assert {run["integration_id"] for run in body["runs"]} == accounts


@pytest.mark.parametrize("body", [None, {}, {"data_type": None}])
def test_a_trigger_that_names_nothing_syncs_all(person, org, body):
    account = make_integration(org.id)

    answer = person.post(f"/integrations/{account}/trigger", json=body)

    assert answer.status_code == 202
    assert set(answer.json()) == {"message", "integration_id", "provider", "data_type", "status", "run_id"}
    assert answer.json()["data_type"] == "all"


def test_a_second_trigger_names_the_same_run(person, org):
    account = make_integration(org.id)

    first, second = (person.post(f"/integrations/{account}/trigger").json() for _ in range(2))

    assert first["run_id"] == second["run_id"]


def test_nothing_to_sync_is_not_found(person):
    answer = person.post("/trigger")

    assert answer.status_code == 404
    assert "Connect one" in answer.json()["message"]


@pytest.mark.parametrize("path", ["/trigger", "/integrations/{account}/trigger"])
def test_an_unknown_data_type_is_refused_in_the_callers_language(person, org, path):
    account = make_integration(org.id)

    answer = person.post(path.format(account=account), json={"data_type": "everything"})

    assert answer.status_code == 422
    [sentence] = answer.json()["messages"]["data_type"]
    assert "everything" in sentence
    assert "campaigns" in sentence


@pytest.mark.parametrize("path", ["/integrations/{}/trigger", "/runs/{}/cancel", "/runs/{}/requeue"])
def test_what_is_not_there_is_not_found(person, path):
    assert person.post(path.format(uuid4())).status_code == 404


def test_somebody_elses_account_is_not_found(person, stranger):
    account = make_integration(stranger.id)

    assert person.get(f"/integrations/{account}/status").status_code == 404
    assert person.post(f"/integrations/{account}/trigger").status_code == 404
    assert person.get("/history", params={"integration": str(account)}).json()["runs"] == []


@pytest.mark.parametrize("columns", [{"is_active": False}, {"token_dead": "expired"}])
def test_an_account_that_cannot_be_synced_conflicts(person, org, columns):
    account = make_integration(org.id, **columns)

    assert person.post(f"/integrations/{account}/trigger").status_code == 409


def test_statistics_count_what_there_is(person, org):
    make_integration(org.id)
    make_integration(org.id, "google", sync_status="failed")

    body = person.get("/statistics").json()

    assert set(body) == {
        "total_integrations",
        "by_provider",
        "sync_status",
        "last_24h",
        "oldest_sync",
        "newest_sync",
        "freshness",
    }
    assert body["by_provider"] == {"google": 1, "meta": 1}
    assert body["sync_status"] == {"pending": 1, "syncing": 0, "success": 0, "failed": 1}
    assert body["last_24h"] == {"synced": 0, "failed": 0}
    assert body["freshness"]["share"] == 0


def test_a_run_is_cancelled_requeued_and_remembered(person, org):
    with work(org.id) as unit:
        run = syncs.request(unit, make_integration(org.id), DataType.ALL, Trigger.MANUAL).id

    assert person.get("/live").json()["runs"][0]["run_id"] == str(run)
    assert person.post(f"/runs/{run}/cancel").json()["status"] == RunStatus.CANCELLED
    assert person.post(f"/runs/{run}/cancel").status_code == 409
    assert person.post(f"/runs/{run}/requeue").json()["status"] == RunStatus.QUEUED
    [remembered] = person.get("/history").json()["runs"]
    assert (remembered["run_id"], remembered["status"]) == (str(run), RunStatus.QUEUED)


def test_an_error_is_said_in_the_readers_language(person, org):
    with work(org.id) as unit:
        run = syncs.request(unit, make_integration(org.id), DataType.ALL, Trigger.MANUAL)
        row = unit.find(SyncRun, run.id)
        row.status = RunStatus.FAILED
        message = "{platform} is busy. We will ask again shortly."
        row.error = {"code": "platform_busy", "message": message, "facts": {"platform": "Meta Ads"}, "detail": ""}

    said = [person.get("/history", params={"lang": lang}).json()["runs"][0]["error"] for lang in ("en", "ar")]

    assert said[0]["message"] == "Meta Ads is busy. We will ask again shortly."
    assert "Meta Ads" in said[1]["message"]
    assert said[0] != said[1]
