"""A load that dies leaves nothing behind, and the next one does it all."""

import signal
import subprocess
import sys
from uuid import UUID

import pytest
from rq import SimpleWorker
from rq.serializers import JSONSerializer
from sqlalchemy import create_engine, text

from db.kinds import ImportStatus
from db.models import AdCampaign, AdMetric, Import, Integration
from engine import imports
from engine.core.errors import Conflict, Invalid
from engine.core.queue import QUEUES, queue
from engine.core.work import work
from settings import HERE, environment
from tests.engine.imports.desk import HEADS, ago, csv_of, week
from tests.waiting import eventually

WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'metric_rollups'::regclass"
LOAD = "import sys; from uuid import UUID; from engine import imports; imports.load(*map(UUID, sys.argv[1:]))"


def work_off() -> None:
    """Do every job that is due now, here."""
    queues = [queue(name) for name in QUEUES]
    SimpleWorker(queues, connection=queues[0].connection, serializer=JSONSerializer).work(burst=True)


def test_a_load_killed_in_the_middle_writes_nothing_and_is_done_again(desk, database):
    import_id = desk.bring(week())
    desk.start(import_id)
    with create_engine(database.owner_dsn).connect() as other:
        other.execute(text("LOCK TABLE metric_rollups IN SHARE MODE"))  # the load stops before its figures
        argv = (sys.executable, "-c", LOAD, str(desk.org_id), str(import_id))
        with subprocess.Popen(argv, env=environment(PYTHONPATH=str(HERE)), cwd=HERE) as loading:
            eventually(lambda: other.execute(text(WAITING)).scalar_one(), timeout_s=30)
            loading.send_signal(signal.SIGKILL)
        other.rollback()

    assert (desk.rows(Integration), desk.rows(AdCampaign), desk.rows(AdMetric)) == ([], [], [])
    assert desk.look(import_id)["status"] == ImportStatus.RUNNING

    imports.load(desk.org_id, import_id)

    done = desk.look(import_id)
    assert (done["status"], done["created"], len(desk.rows(AdMetric))) == (ImportStatus.DONE, 14, 14)


def test_a_load_that_comes_twice_is_done_once(desk):
    import_id = desk.bring(week())
    desk.start(import_id)

    for _ in range(2):
        imports.load(desk.org_id, import_id)

    assert (desk.look(import_id)["created"], len(desk.rows(Integration))) == (14, 1)


def test_the_worker_loads_what_somebody_started(desk):
    import_id = desk.bring(week())
    desk.start(import_id)

    work_off()

    assert desk.look(import_id)["status"] == ImportStatus.DONE


def test_a_load_that_cannot_be_done_says_why_and_can_be_started_again(desk):
    import_id = desk.bring(week())
    desk.start(import_id)
    imports.give_up(desk.org_id, import_id, Invalid("The file is empty. Export it again with at least one row."))

    failed = desk.look(import_id)
    assert (failed["status"], failed["error"]["code"]) == (ImportStatus.FAILED, "validation_failed")

    desk.start(import_id)
    imports.load(desk.org_id, import_id)
    assert desk.look(import_id)["status"] == ImportStatus.DONE


def test_what_is_being_loaded_cannot_be_changed_or_dropped(desk):
    import_id = desk.bring(week())
    desk.start(import_id)

    with pytest.raises(Conflict), work(desk.org_id) as unit:
        imports.discard(unit, import_id)
    with pytest.raises(Conflict), work(desk.org_id) as unit:
        imports.adjust(unit, import_id, {"platform": "google"})
    with pytest.raises(Conflict):
        desk.start(import_id)


def test_a_file_that_is_dropped_is_gone(desk):
    import_id: UUID = desk.bring(csv_of(("C", 1, ago(1), 1, 2, 3), heads=HEADS))

    with work(desk.org_id) as unit:
        imports.discard(unit, import_id)

    assert desk.rows(Import) == []
