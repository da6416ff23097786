"""Redis and Postgres hang, go away, come back empty, while everybody goes on asking: no bug, no wait, no loss.

What is asked meanwhile is answered, or refused with a sentence that says so. When the part is back everything
works again by itself, and whatever was accepted is there, with what follows from it, once.
"""

import json
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from api.limits import RATES, Tier
from tests.api.crowd import Crowd, crowd
from tests.api.house import House
from tests.waiting import eventually

pytestmark = pytest.mark.timeout(400)
HANGS_S, AWAY_S, WHOLE_S, SETTLED_S = 15, 6, 60, 150
WAITS_S = 5  # for an answer, beyond what it takes here when nothing is amiss
REFUSALS = {400, 401, 403, 404}  # some of them ask for what they may not have
OPEN = "SELECT target FROM outbox_deliveries WHERE status IN ('pending', 'sent') AND run_at <= now()"
DEAD = "SELECT target, history FROM outbox_deliveries WHERE status = 'dead'"
FOLLOWED = {  # where each thing that was accepted is found, once
    "change": "SELECT detail->>'name' FROM audit_log WHERE action = 'org_changed'",
    "campaign": "SELECT payload->>'campaign_id' FROM outbox_events WHERE name = 'CampaignCreated'",
    "post": "SELECT split_part(key, ':', 2) FROM notifications WHERE kind = 'post_scheduled'",
    "sync": "SELECT id::text FROM sync_runs WHERE status = 'succeeded'",
    "lead": "SELECT external_id FROM leads",
}


@pytest.fixture(scope="module")
def house(data_dirs: Callable[[], Path], sandbox_server: str) -> Iterator[House]:
    with ExitStack() as open_until:
        made = House(data_dirs(), open_until)
        settle(made)
        with crowd(made, "ready") as everybody:  # nobody has to wait for what is made ready once
            everybody.go_round()
        with crowd(made, "calm") as everybody:
            everybody.go_round()
        made.usual_s = everybody.slowest_s()
        yield made


def healed(house: House, everybody: Crowd) -> float:
    """Wait until every part says that it is there, and everybody has asked again; since when nobody is refused."""
    eventually(house.is_ready, timeout_s=WHOLE_S, every_s=0.2)
    return everybody.go_round()


def settle(house: House) -> None:
    """Wait until nothing is left to follow, the clock striking often."""

    def is_done() -> bool:
        house.strike("tick-outbox")
        return not house.rows(OPEN)

    eventually(is_done, timeout_s=SETTLED_S, every_s=2)


def nothing_was_lost(house: House, everybody: Crowd, since: float, *, stay_in: bool = True) -> None:
    """Only answers and refusals, since that moment only answers; what was accepted is there, once."""
    assert everybody.faults() == []
    assert everybody.slowest_s() < house.usual_s + WAITS_S
    assert house.bugs() == []
    assert set(everybody.statuses("person", since)) == ({200} if stay_in else {401})
    assert set(everybody.statuses("program", since)) == {200, 403}
    assert set(everybody.statuses("anybody sign-in", since)) == {200, 303}
    assert {status for status in everybody.statuses("", since) if status >= 400} <= REFUSALS
    assert "web ended" not in house.said.read_text()

    everybody.insist()
    settle(house)

    assert house.rows(DEAD) == []
    for name, query in FOLLOWED.items():
        made, found = everybody.made[name], [each for (each,) in house.rows(query)]
        assert made, name
        assert {each: found.count(each) for each in made} == dict.fromkeys(made, 1), name
    there = json.loads(house.run("there", house.facts["org"], house.facts["meta"], everybody.word))
    assert sorted(name.split()[0] for name in there) == sorted(everybody.orders)


def test_redis_hangs(house: House) -> None:
    with crowd(house, "hang") as everybody:
        time.sleep(1)
        with house.redis.hanging():
            time.sleep(HANGS_S)
        since = healed(house, everybody)

    nothing_was_lost(house, everybody, since)


def test_redis_is_away(house: House) -> None:
    with crowd(house, "away") as everybody:
        time.sleep(1)
        house.redis.stop()
        time.sleep(AWAY_S)
        house.redis.start()
        since = healed(house, everybody)

    nothing_was_lost(house, everybody, since)


def test_redis_comes_back_empty(house: House) -> None:
    with crowd(house, "empty") as everybody:
        time.sleep(3)
        house.empty_redis()
        since = healed(house, everybody)

    nothing_was_lost(house, everybody, since, stay_in=False)


def test_redis_is_full(house: House) -> None:
    with crowd(house, "full") as everybody:
        time.sleep(1)
        house.store.config_set("maxmemory", 1)
        time.sleep(AWAY_S)
        house.store.config_set("maxmemory", 0)
        since = healed(house, everybody)

    nothing_was_lost(house, everybody, since)


def test_postgres_restarts(house: House) -> None:
    with crowd(house, "restart") as everybody:
        for _ in range(3):
            time.sleep(1)
            house.postgres.stop()
            time.sleep(1)
            house.postgres.start()
        since = healed(house, everybody)

    nothing_was_lost(house, everybody, since)


def test_nobody_is_told_to_wait_for_their_neighbours_while_postgres_is_away(house: House) -> None:
    place, key = f"{house.url}/api/orgs/{house.facts['org']}/keys", {"X-API-Key": house.facts["key"]}
    house.postgres.stop()
    with httpx.Client(headers=key, timeout=30, trust_env=False) as program, ThreadPoolExecutor(8) as pool:
        more_than_allowed = range(RATES[Tier.API][0].amount + 5)
        codes = list(pool.map(lambda _: program.get(place).status_code, more_than_allowed))
        house.postgres.start()
        eventually(house.is_ready, timeout_s=WHOLE_S, every_s=0.2)
        back = program.get(place)

    assert set(codes) == {503}
    assert back.status_code == 200


def test_connections_to_postgres_are_cut(house: House) -> None:
    with crowd(house, "cut") as everybody, house.database.connect() as superuser:
        until = time.monotonic() + AWAY_S
        while time.monotonic() < until:
            superuser.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'cmis_app'")
            time.sleep(0.05)
        since = healed(house, everybody)

    nothing_was_lost(house, everybody, since)
