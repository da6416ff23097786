"""The whole product in this process's own data folder: embedded services, sandbox, web, workers, clock, demo."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from db.embedded import Process, stop
from db.kinds import Role
from engine import cache, keys, members, syncs
from engine.core.work import Actor, work
from engine.identity import orgs_of, sign_in
from jobs import processes, up
from jobs.supervisor import Supervisor
from settings import DEMO_EMAIL, settings
from tests.waiting import eventually

PASSWORD = "a long enough passphrase 26"
PEOPLE = {"marketer": Role.MARKETER, "analyst": Role.ANALYST, "admin": Role.ADMIN}
FIRST_SYNC_S, CALM_S = 900, 20


@dataclass(frozen=True)
class House:
    """A running product: its demo organisation, and what each who takes part shows at the door."""

    org_id: UUID
    url: str
    tokens: dict[str, str]
    supervisor: Supervisor

    def stop_the_clock(self) -> None:
        """From here on nothing is asked for by the timetable."""
        for child in self.supervisor.children:
            if child.process.name == "scheduler":
                stop(child.process, child.running)


@contextmanager
def house(web: Callable[[], Process] = processes.web) -> Iterator[House]:
    """Bring it up, wait until the first sync has come to rest, and let people in."""
    supervisor = Supervisor(settings().data_dir / "logs", say=lambda _: None)
    try:
        up.everything(supervisor, web)
        user_id = members.find_user(DEMO_EMAIL)
        assert user_id
        org_id = UUID(orgs_of(user_id)[0]["id"])
        eventually(lambda: _has_synced(org_id), timeout_s=FIRST_SYNC_S, every_s=1)
        time.sleep(CALM_S)  # what follows from it: sums, alerts
        cache.warm(org_id)  # as the clock has it done before every working day
        yield House(org_id, settings().base_url, _let_in(org_id), supervisor)
    finally:
        supervisor.stop()


def _has_synced(org_id: UUID) -> bool:
    return bool(syncs.last_day(org_id)["runs"]) and not syncs.live(org_id)


def _let_in(org_id: UUID) -> dict[str, str]:
    tokens = {}
    for name, role in PEOPLE.items():
        email = f"{name}@cmis.example"
        user_id = members.create_user(email, name.title(), PASSWORD)
        with work(org_id) as unit:
            members.add_member(unit, user_id, role)
        tokens[name] = sign_in(email, PASSWORD)
    with work(org_id, Actor("bench")) as unit:
        tokens["program"] = keys.create_key(unit, "reports and plans", Role.MARKETER, maker=Role.OWNER)
    return tokens
