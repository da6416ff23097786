"""A real worker killed in the middle of a file of campaigns: each of them once, whoever goes on."""

import os
import signal
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import create_engine, text

from db.kinds import ImportStatus
from db.models import BatchCampaign, Campaign, Launch
from engine import batches
from engine.core import clock
from engine.core.exports import csv_table
from engine.core.work import Actor, work
from tests.factories import make_rate
from tests.jobs.proc import alive, descendants
from tests.rows import rows
from tests.studio import PICTURE, open_studio
from tests.waiting import eventually
from tests.working import work_off, worker_process

MANY = 40
HEADS = ["campaign", "start_date", "end_date", "platform", "budget", "headline", "body", "url", "media"]
WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'campaigns'::regclass"


def test_a_worker_killed_in_the_middle_of_a_file_makes_nothing_twice(database, redis, sandbox, tmp_path):
    make_rate(database.owner_dsn, clock.today(), USD=1.08, SAR=4.05)
    desk = open_studio(sandbox, "meta")
    redis.flushall()
    year = clock.today().year + 1
    days, shown = [f"{year}-03-01", f"{year}-03-20"], ["Winter", "Half off.", "https://shop.example/", PICTURE]
    body = csv_table(HEADS, ([f"Campaign {n}", *days, "meta", 2000, *shown] for n in range(MANY)))
    with work(desk.org.id, Actor("test", desk.org.user_id)) as unit:
        batch_id = batches.upload(unit, "many.csv", body)
    with work(desk.org.id, Actor("test", desk.org.user_id)) as unit:
        batches.start(unit, batch_id)

    def through() -> int:
        return int(batches.batch_progress(desk.org.id, batch_id)["through"])

    with create_engine(database.owner_dsn).connect() as other, worker_process(tmp_path / "worker.log") as pid:
        eventually(lambda: through() >= 2, timeout_s=60)
        other.execute(text("LOCK TABLE campaigns IN SHARE MODE"))  # the next campaign stops half written
        eventually(lambda: other.execute(text(WAITING)).scalar_one(), timeout_s=30)
        family = {pid, *descendants(pid)}
        for one in family:
            os.kill(one, signal.SIGKILL)
        eventually(lambda: not any(alive(one) for one in family))
        other.rollback()

    done = through()
    assert 2 <= done < MANY
    assert len(rows(desk.org.id, Campaign)) == len(rows(desk.org.id, BatchCampaign)) == done

    with ThreadPoolExecutor(2) as pool:  # the job again, and once more at the same time
        list(pool.map(lambda _: batches.create(desk.org.id, batch_id), range(2)))
    redis.flushall()
    work_off("priority")

    names = [row.name for row in rows(desk.org.id, Campaign)]
    assert sorted(names) == sorted(f"Campaign {n}" for n in range(MANY))
    assert len(rows(desk.org.id, Launch)) == MANY
    found = batches.batch_progress(desk.org.id, batch_id)
    assert (found["status"], found["created"], found["before"]) == (ImportStatus.DONE, MANY, 0)
