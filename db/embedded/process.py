"""One program that never outlives us: how it is started, known to be ready, and stopped.

On Linux the kernel itself signals a child when its parent dies, so that even `kill -9` of the parent
leaves no orphan. The signal belongs to the *thread* that started the child: start from the main one.
"""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from db.embedded.errors import EmbeddedError
from db.embedded.places import Account
from settings import HERE

PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class Process:
    """What to run, as whom, and how to tell that it serves."""

    name: str
    argv: tuple[str, ...]
    is_ready: Callable[[], bool]
    env: Mapping[str, str] | None = None  # the whole environment; None passes ours on
    account: Account | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    orphan_signal: signal.Signals = signal.SIGKILL  # what the kernel sends when we die


def die_with_parent(signum: int = signal.SIGKILL) -> Callable[[], None]:
    """A function for the child side of a fork: after it, the child gets `signum` when its parent dies."""
    if sys.platform != "linux":
        return lambda: None
    prctl = ctypes.CDLL(None).prctl  # looked up before the fork: nothing may be imported after it
    parent = os.getpid()

    def adopt() -> None:
        nonlocal parent
        prctl(PR_SET_PDEATHSIG, int(signum))
        if os.getppid() != parent:  # it died in between
            os.kill(os.getpid(), signal.SIGKILL)
        parent = os.getpid()  # of the forks that the child makes in turn

    return adopt


def start(process: Process, log: Path) -> subprocess.Popen[bytes]:
    """Start it in a session of its own, so that Ctrl-C reaches only us; its output is appended to `log`."""
    account = process.account
    with log.open("ab") as output:
        return subprocess.Popen(  # noqa: S603 - the command lines are our own
            process.argv,
            cwd="/" if account else HERE,  # the account may not be able to enter ours
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=process.env,
            start_new_session=True,
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=[] if account else None,
            # After the change of account, which would clear the signal.
            preexec_fn=die_with_parent(process.orphan_signal),  # noqa: PLW1509 - no other thread runs here
        )


def wait_until_ready(process: Process, child: subprocess.Popen[bytes], log: Path, timeout_s: float) -> None:
    """Return once it serves; `EmbeddedError` with the end of its log when it exits or takes too long."""
    deadline = time.monotonic() + timeout_s
    while not process.is_ready():
        if child.poll() is not None:
            raise EmbeddedError(
                f"{process.name} stopped while starting ({last_line(log)}): see {log} for the reason."
            )
        if time.monotonic() > deadline:
            raise EmbeddedError(f"{process.name} did not answer within {timeout_s:.0f} s: see {log}.")
        time.sleep(0.02)


def stop(process: Process, child: subprocess.Popen[bytes], timeout_s: float = 3) -> None:
    """Ask it to stop, and kill it when it has not within the deadline."""
    if child.poll() is None:
        child.send_signal(process.stop_signal)
    try:
        child.wait(timeout_s)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


@contextmanager
def running(process: Process, log: Path, timeout_s: float = 30) -> Iterator[subprocess.Popen[bytes]]:
    """Start it, wait until it serves, and stop it at the end of the block."""
    child = start(process, log)
    try:
        wait_until_ready(process, child, log, timeout_s)
        yield child
    finally:
        stop(process, child)


def last_line(log: Path) -> str:
    """The end of what it said."""
    lines = log.read_text(errors="replace").strip().splitlines()
    return lines[-1] if lines else "it said nothing"
