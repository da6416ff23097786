"""The supervisor with real processes: nothing is left behind, everything is repaired, refusals are clear."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from redis import Redis as Client

from db.embedded import Postgres, Process, Redis
from jobs import supervisor as supervision
from jobs.supervisor import Supervisor
from tests.jobs import proc
from tests.launching import launch
from tests.ports import free_port
from tests.waiting import PATIENCE_S, eventually

WORDS = {"postgres": "bin/postgres", "redis": "-server", "web": "http.server", "worker": "house worker"}


@dataclass
class House:
    data_dir: Path
    port: int
    running: subprocess.Popen[str]

    def serves(self, name: str) -> bool:
        if name == "postgres":
            return Postgres(self.data_dir).is_ready()
        if name == "redis":
            return Redis(self.data_dir).is_ready()
        if name == "web":
            return _answers(f"http://127.0.0.1:{self.port}")
        return len(proc.descendants(self.pid_of("worker"))) == 1

    def pid_of(self, name: str) -> int:
        return proc.child(self.running.pid, WORDS[name])

    def kill(self, name: str) -> None:
        """Kill -9, and wait until another one serves and nothing is left of the old one."""
        old = self.pid_of(name)
        below = proc.descendants(old)
        os.kill(old, signal.SIGKILL)
        eventually(lambda: self.pid_of(name) not in (0, old) and self.serves(name))
        eventually(lambda: not any(map(proc.alive, below)))


def up(data_dir: Path) -> House:
    port = free_port()
    house = House(data_dir, port, launch(data_dir, "-m", "tests.jobs.house", port=port))
    said, errors = house.running.stdout, house.running.stderr
    assert said
    assert errors
    assert any("Ctrl-C" in line for line in said), errors.read()
    eventually(lambda: house.serves("web") and house.serves("worker"))
    return house


def down(house: House, signum: signal.Signals = signal.SIGTERM) -> int:
    house.running.send_signal(signum)
    house.running.communicate(timeout=PATIENCE_S)
    return house.running.returncode


@pytest.fixture(scope="module")
def house(data_dirs: Callable[[], Path]) -> Iterator[House]:
    """A house that the tests may damage, for it repairs itself."""
    house = up(data_dirs())
    yield house
    down(house)


def test_kill_9_of_the_parent_leaves_no_orphan(data_dir):
    house = up(data_dir)
    family = proc.descendants(house.running.pid)
    assert len(family) > len(WORDS)

    house.running.kill()
    house.running.communicate()

    eventually(lambda: not [command for pid, command in family.items() if proc.alive(pid)])


def test_it_can_be_started_again_right_after_a_kill_9(data_dir):
    house = up(data_dir)
    house.running.kill()
    house.running.communicate()

    again = up(data_dir)

    assert all(again.serves(name) for name in WORDS)
    down(again)


@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_everything_cleanly_and_soon(data_dir, signum):
    house = up(data_dir)
    family = proc.descendants(house.running.pid)
    began = time.monotonic()

    assert down(house, signum) == 0

    assert time.monotonic() - began < 15  # a second or two, on a machine with time
    assert not [command for pid, command in family.items() if proc.alive(pid)]
    assert "database system is shut down" in (house.data_dir / "logs" / "postgres.log").read_text()


@pytest.mark.parametrize("name", WORDS)
def test_whatever_is_killed_comes_back(house, name):
    before = house.pid_of(name)

    house.kill(name)

    assert house.pid_of(name) != before
    assert all(house.serves(each) for each in WORDS)


def test_a_killed_redis_still_has_what_it_acknowledged_a_second_ago(house):
    with Client(unix_socket_path=str(Redis(house.data_dir).socket)) as client:
        client.set("job", "kept")
        eventually(lambda: client.info("persistence")["aof_pending_bio_fsync"] == 0)
        house.kill("redis")

        assert client.get("job") == b"kept"


def test_data_is_there_after_stopping_and_starting(data_dir):
    house = up(data_dir)
    with Postgres(house.data_dir).connect("cmis") as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS value")
    down(house)

    again = up(data_dir)
    with Postgres(house.data_dir).connect("cmis") as connection:
        assert connection.execute("SELECT value FROM kept").fetchone() == (7,)
    down(again)


def test_a_second_up_on_the_same_data_is_refused_and_the_first_lives_on(house):
    second = launch(house.data_dir, "manage.py", "up")

    _, said = second.communicate(timeout=PATIENCE_S)

    assert second.returncode == 1
    assert f"already runs on {house.data_dir} (process {house.running.pid})" in said
    assert house.serves("postgres")


@pytest.mark.parametrize("variable", ["CMIS_PORT", "CMIS_SANDBOX_PORT"])
def test_a_taken_port_is_named_with_the_setting_that_moves_it(data_dir, variable):
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = other.getsockname()[1]
        ports = {"port": taken} if variable == "CMIS_PORT" else {variable: str(taken)}
        refused = launch(data_dir, "manage.py", "up", **ports)
        _, said = refused.communicate(timeout=PATIENCE_S)

    assert refused.returncode == 1
    assert f"Port {taken} " in said
    assert f"set {variable} to another port" in said


def test_an_unwritable_data_directory_is_one_sentence():
    refused = launch(Path("/proc/cmis"), "manage.py", "up")
    _, said = refused.communicate(timeout=PATIENCE_S)

    assert refused.returncode == 1
    assert said.count("\n") == 1
    assert "set CMIS_DATA_DIR" in said


def test_production_does_not_start_without_keys_of_its_own(data_dir):
    refused = launch(data_dir, "manage.py", "up", CMIS_MODE="production")
    _, said = refused.communicate(timeout=PATIENCE_S)

    assert refused.returncode == 1
    assert "Production needs encryption keys of its own" in said
    assert not data_dir.exists()


def test_an_external_postgres_that_is_down_is_one_sentence(data_dir):
    refused = launch(
        data_dir, "manage.py", "up", DATABASE_URL=f"postgresql://cmis_app@127.0.0.1:{free_port()}/cmis"
    )
    _, said = refused.communicate(timeout=PATIENCE_S)

    assert refused.returncode == 1
    assert said.startswith("Postgres does not answer (")
    assert said.endswith("start it, or correct DATABASE_URL.\n")


def test_an_external_redis_that_is_down_is_one_sentence(data_dir):
    refused = launch(data_dir, "manage.py", "up", REDIS_URL=f"redis://127.0.0.1:{free_port()}/0")
    _, said = refused.communicate(timeout=PATIENCE_S)

    assert refused.returncode == 1
    assert said.startswith("Redis does not answer (")
    assert said.endswith("start it, or correct REDIS_URL.\n")


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def supervisor(tmp_path: Path, said: list[str]) -> Iterator[Supervisor]:
    supervisor = Supervisor(tmp_path, said.append)
    yield supervisor
    supervisor.stop()


def test_a_child_that_keeps_dying_is_started_more_and_more_slowly(supervisor, said):
    supervisor.start(_shell("echo why; exit 3"))

    eventually(lambda: supervisor.repair() or len(said) == 3)

    assert said == [f"shell ended (exit 3, why): starting it again in {delay} s" for delay in (1, 2, 4)]


def test_a_child_that_lived_for_long_starts_again_soon(supervisor, said, monkeypatch):
    monkeypatch.setattr(supervision, "HEALTHY_AFTER_S", 0)
    supervisor.start(_shell("echo why; exit 3"))

    eventually(lambda: supervisor.repair() or len(said) == 3)

    assert all(line.endswith("in 1 s") for line in said)


def test_a_child_that_cannot_even_be_started_does_not_stop_the_others(supervisor, said, tmp_path):
    program = tmp_path / "program"
    program.write_text("#!/bin/sh\nrm $0\n")
    program.chmod(0o755)
    supervisor.start(_shell("sleep 60"), Process("gone", (str(program),), is_ready=lambda: True))

    eventually(lambda: supervisor.repair() or len(said) == 2)

    assert said[1] == "gone could not be started (No such file or directory): trying again"
    assert supervisor.children[0].running.poll() is None


def test_a_child_deaf_to_signals_is_killed(supervisor):
    supervisor.start(_shell("trap '' TERM; echo deaf; while :; do sleep 1; done"))
    child = supervisor.children[0]
    eventually(lambda: "deaf" in child.log.read_text())
    began = time.monotonic()

    supervisor.stop()

    assert child.running.returncode == -signal.SIGKILL
    assert time.monotonic() - began < 5


def test_warnings_of_a_child_reach_the_terminal_with_its_name(supervisor, said):
    supervisor.start(_shell("sleep 0.2; echo fine; echo 'WARNING: low on ideas'; sleep 60"))

    eventually(lambda: supervisor.repair() or said)

    assert said == ["shell | WARNING: low on ideas"]


def test_a_log_does_not_grow_without_end(supervisor, monkeypatch):
    monkeypatch.setattr(supervision, "LOG_LIMIT_BYTES", 1000)
    supervisor.start(_shell("yes | head -c 2000; sleep 0.5; echo more; sleep 60"))
    log = supervisor.children[0].log

    eventually(lambda: supervisor.repair() or log.read_text() == "more\n")

    assert log.with_suffix(".log.1").stat().st_size == 2000


def _shell(script: str) -> Process:
    return Process("shell", ("/bin/sh", "-c", script), is_ready=lambda: True)


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, trust_env=False).is_success
    except httpx.TransportError:
        return False
