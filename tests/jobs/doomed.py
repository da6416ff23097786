"""Workers that are killed at the first of the given points that they reach.

`python -m tests.jobs.doomed POINT…`; the next worker follows at once, and the last lives on. A point is a function
as it is called, and words that are to be among its arguments: `engine.campaigns.steps.record google ad_set`.
"""

import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

from db.embedded import Process, running
from db.embedded.process import die_with_parent
from jobs import worker
from settings import HERE, environment

KILLED = b"killed at "
FACTS = ("platform", "level", "verb")


@contextmanager
def doomed(log: Path, points: Sequence[str]) -> Iterator[Callable[[], int]]:
    """Such workers at work; how many of them are dead by now."""
    process = Process(
        name="doomed",
        argv=(sys.executable, "-m", "tests.jobs.doomed", *points),
        is_ready=lambda: b"worker.started" in log.read_bytes(),
        env=environment(PYTHONPATH=str(HERE)),
        stop_signal=signal.SIGTERM,
    )
    with running(process, log):
        yield lambda: log.read_bytes().count(KILLED)


def main(points: Sequence[str]) -> None:
    """Let one worker follow the other."""
    left = list(points)
    os.register_at_fork(after_in_child=die_with_parent())
    while True:
        reader, writer = os.pipe()
        if os.fork() == 0:
            for point in left:
                _arm(point, writer)
            worker.main()
        os.close(writer)
        told = os.read(reader, 1000)  # empty once everybody who could write is dead
        while os.read(reader, 1000):
            pass
        os.close(reader)
        os.wait()
        if not told:
            sys.exit("a worker ended that was not killed")
        left.remove(told.decode())
        os.write(1, KILLED + told + b"\n")


def _arm(point: str, writer: int) -> None:
    place, *words = point.split()
    module_name, name = place.rsplit(".", 1)
    module = import_module(module_name)
    function = getattr(module, name)

    def armed(*args: Any, **kwargs: Any) -> Any:
        if set(words) <= _words(args):
            os.write(writer, point.encode())
            os.kill(os.getpid(), signal.SIGKILL)
        return function(*args, **kwargs)

    setattr(module, name, armed)


def _words(args: Sequence[Any]) -> set[str]:
    return {str(each) for arg in args for each in (arg, *(getattr(arg, fact, "") for fact in FACTS))}


if __name__ == "__main__":
    main(sys.argv[1:])
