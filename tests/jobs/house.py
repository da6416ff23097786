"""A small house for the supervisor's tests: real Postgres and Redis, a web server, a worker with a horse.

`python -m tests.jobs.house` lives it, by the settings in its environment.
"""

import os
import signal
import sys

from db.embedded import EmbeddedError, Postgres, Process, Redis
from db.embedded.process import die_with_parent
from jobs.supervisor import Supervisor
from jobs.up import up
from settings import environment, settings


def start(supervisor: Supervisor) -> None:
    postgres, redis = Postgres(settings().data_dir), Redis(settings().data_dir)
    for service in (postgres, redis):
        service.prepare()
        supervisor.start(service.process)
    postgres.bootstrap()
    supervisor.start(
        _program("web", "-m", "http.server", str(settings().port), "--bind", settings().host),
        _program("worker", "-m", "tests.jobs.house", "worker"),
    )


def work() -> None:
    """Fork a horse, as RQ does for each job, and wait."""
    os.register_at_fork(after_in_child=die_with_parent())
    os.fork()
    signal.pause()


def _program(name: str, *arguments: str) -> Process:
    return Process(name, (sys.executable, *arguments), is_ready=lambda: True, env=environment())


if __name__ == "__main__":
    if sys.argv[1:] == ["worker"]:
        work()
    try:
        up(lambda line: print(line, flush=True), start)  # noqa: T201 - read by the tests
    except EmbeddedError as error:
        sys.exit(str(error))
