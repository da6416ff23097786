"""What a newcomer does: one command, a dashboard with numbers; and again the next day."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from settings import DEMO_EMAIL, DEMO_PASSWORD
from tests.jobs import proc
from tests.launching import launch
from tests.ports import free_port
from tests.waiting import PATIENCE_S, eventually


class House:
    """`manage.py up` on a data directory, as a person at a terminal and a browser sees it."""

    def __init__(self, data_dir: Path) -> None:
        self.data_dir, self.port = data_dir, free_port()
        self.process = launch(data_dir, "manage.py", "up", port=self.port)
        self.said = "".join(iter(self._line, ""))

    def _line(self) -> str:
        """The next line of the banner; empty after its last."""
        assert self.process.stdout
        assert self.process.stderr
        line = self.process.stdout.readline()
        assert line, self.process.stderr.read()
        return "" if "Ctrl-C" in line else line

    @contextmanager
    def signed_in(self) -> Iterator[httpx.Client]:
        url = f"http://127.0.0.1:{self.port}"
        with httpx.Client(base_url=url, headers={"Origin": url}, timeout=30, trust_env=False) as client:
            form = {"email": DEMO_EMAIL, "password": DEMO_PASSWORD}
            assert client.post("/auth/login", data=form).status_code == 303
            yield client

    def org(self) -> str:
        listed = launch(self.data_dir, "manage.py", "org", "list", port=self.port)
        said, errors = listed.communicate(timeout=PATIENCE_S)
        assert said, errors
        return said.split()[0]

    def stop(self) -> int:
        self.process.send_signal(signal.SIGINT)
        self.process.communicate(timeout=PATIENCE_S)
        return self.process.returncode


def spend(client: httpx.Client, org: str) -> float:
    answer = client.get(f"/api/orgs/{org}/dashboard").raise_for_status().json()
    return float(answer["overview"]["advertising"]["total_spend"] or 0)


@pytest.fixture
def houses() -> Iterator[list[House]]:
    started: list[House] = []
    yield started
    for house in started:
        if house.process.poll() is None:
            house.process.kill()
            house.process.communicate()


def test_from_nothing_to_a_dashboard_with_numbers_and_the_same_again_after_a_restart(data_dir, houses):
    houses.append(first := House(data_dir))
    assert DEMO_EMAIL in first.said
    with first.signed_in() as client:
        org = first.org()
        eventually(lambda: spend(client, org) > 0)
        eventually(lambda: client.get("/api/ready").is_success)
    family = proc.descendants(first.process.pid)
    assert first.stop() == 0
    assert not any(map(proc.alive, family))

    houses.append(second := House(data_dir))
    with second.signed_in() as client:
        assert spend(client, org) > 0
    family = proc.descendants(second.process.pid)
    second.process.kill()
    second.process.communicate()

    eventually(lambda: not any(map(proc.alive, family)))
