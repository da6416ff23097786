"""Campaigns from a file over HTTP: brought, looked at, created, and its result taken away."""

from uuid import UUID

import httpx
import pytest

from engine import batches
from engine.core import clock
from tests.conftest import Database
from tests.control import Control
from tests.factories import make_rate
from tests.site import member
from tests.studio import open_studio

BULK = "unified-campaigns/bulk"


@pytest.fixture
def planner(web: str, database: Database, redis, sandbox: Control):
    make_rate(database.owner_dsn, clock.today(), USD=1.08, SAR=4.05)
    studio = open_studio(sandbox, "meta", "tiktok")
    with member(web, studio.org.sign_in()) as client:
        client.base_url = httpx.URL(f"{web}/api/orgs/{studio.org.id}/")
        yield client


def bring(planner: httpx.Client, body: bytes, name: str = "plan.csv") -> httpx.Response:
    return planner.post(BULK, files={"file": (name, body)})


def test_a_file_goes_all_the_way(planner):
    sample = planner.get(f"{BULK}/samples/xlsx")
    brought = bring(planner, sample.content, "plan.xlsx")
    assert (sample.status_code, brought.status_code) == (200, 201)
    found = brought.json()
    place = f"{BULK}/{found['id']}"
    assert (found["status"], found["creatable"], found["errors"]) == ("preview", 1, [])
    assert planner.get("unified-campaigns").json()["total"] == 0
    assert planner.get(f"{place}/result").status_code == 409

    started = planner.post(f"{place}/create")
    assert (started.status_code, started.json()["status"]) == (202, "running")
    assert planner.post(f"{place}/create").status_code == 409
    org_id = str(planner.base_url).rstrip("/").rpartition("/")[2]
    batches.create(UUID(org_id), UUID(found["id"]))

    done = planner.get(place).json()
    assert (done["status"], done["created"], done["through"]) == ("done", 1, 1)
    csv_, xlsx = (planner.get(f"{place}/result", params={"form": form}) for form in ("csv", "xlsx"))
    assert csv_.headers["content-disposition"] == 'attachment; filename="campaigns-result.csv"'
    (made,) = planner.get("unified-campaigns").json()["data"]
    assert csv_.text.count(made["id"]) == 2
    assert xlsx.content.startswith(b"PK")
    assert [one["id"] for one in planner.get(BULK).json()["data"]] == [found["id"]]


def test_what_is_no_file_of_campaigns_is_refused_and_a_waiting_one_dropped(planner):
    odd = bring(planner, b"a,b\n1,2\n")
    huge = bring(planner, b"Campaign,Platform\n" + b"x" * (batches.MAX_BYTES + 1))
    kept = bring(planner, b"Campaign,Platform,Budget\nA,meta,x\n").json()

    assert (odd.status_code, huge.status_code) == (422, 422)
    assert {(one["line"], one["column"]) for one in kept["errors"]} >= {(2, "Headline"), (2, "First day")}
    assert planner.delete(f"{BULK}/{kept['id']}").status_code == 200
    assert planner.get(f"{BULK}/{kept['id']}").status_code == 404
