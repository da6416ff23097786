"""Keeps processes alive: starts them in ranks, repairs what dies, stops them in reverse.

A rank starts together, is waited for, and is stopped together; the next one builds on it. Each child
writes straight to its own log, so a busy supervisor never blocks one; warnings are repeated here.
"""

import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from db.embedded import EmbeddedError, Process, last_line, start, stop, wait_until_ready

FIRST_DELAY_S, LONGEST_DELAY_S = 1.0, 30.0
HEALTHY_AFTER_S = 60  # a child that lived this long starts again without a longer wait
LOG_LIMIT_BYTES = 10 * 2**20
WORTH_SAYING = re.compile(r"\b(warning|error|critical|fatal|panic|traceback)\b", re.IGNORECASE)


@dataclass
class Child:
    """A process and what became of it."""

    process: Process
    log: Path
    running: subprocess.Popen[bytes]
    started_at: float
    said: int = 0  # how much of the log has been looked through
    delay_s: float = FIRST_DELAY_S
    due_at: float | None = None  # when a dead one starts again


class Supervisor:
    """The processes of one instance; `say` tells the terminal."""

    def __init__(self, logs: Path, say: Callable[[str], None]) -> None:
        self.logs = logs
        self.say = say
        self.ranks: list[list[Child]] = []

    def start(self, *processes: Process, timeout_s: float = 60) -> None:
        """Start a rank and wait until all of it serves; `EmbeddedError` when one does not."""
        rank: list[Child] = []
        self.ranks.append(rank)
        for process in processes:
            log = self.logs / f"{process.name}.log"
            rank.append(Child(process, log, start(process, log), time.monotonic()))
        for child in rank:
            wait_until_ready(child.process, child.running, child.log, timeout_s)
            child.said = child.log.stat().st_size

    def run(self, process: Process) -> None:
        """Run a process to its end; `EmbeddedError` when it fails."""
        log = self.logs / f"{process.name}.log"
        child = start(process, log)
        try:
            status = child.wait()
        finally:
            stop(process, child)
        if status:
            raise EmbeddedError(f"{process.name} failed ({ending(status, log)}): see {log} for the reason.")

    def keep(self) -> None:
        """Repair what dies, until interrupted."""
        while True:
            self.repair()
            time.sleep(0.1)

    def repair(self) -> None:
        """Look once after every child."""
        for child in self.children:
            self._repeat_warnings(child)
            if child.due_at is None and child.running.poll() is not None:
                self._schedule(child)
            elif child.due_at is not None and time.monotonic() >= child.due_at:
                self._restart(child)

    def stop(self) -> None:
        """Stop the ranks in reverse; each has a few seconds, then it is killed."""
        for rank in reversed(self.ranks):
            for child in reversed(rank):
                if child.running.poll() is None:
                    child.running.send_signal(child.process.stop_signal)
            deadline = time.monotonic() + 3
            for child in reversed(rank):
                stop(child.process, child.running, max(0, deadline - time.monotonic()))

    @property
    def children(self) -> list[Child]:
        """Every child, in the order of starting."""
        return [child for rank in self.ranks for child in rank]

    def _schedule(self, child: Child) -> None:
        if time.monotonic() - child.started_at > HEALTHY_AFTER_S:
            child.delay_s = FIRST_DELAY_S
        child.due_at = time.monotonic() + child.delay_s
        self.say(
            f"{child.process.name} ended ({ending(child.running.returncode, child.log)}): "
            f"starting it again in {child.delay_s:.0f} s"
        )
        child.delay_s = min(2 * child.delay_s, LONGEST_DELAY_S)

    def _restart(self, child: Child) -> None:
        child.started_at, child.due_at = time.monotonic(), None
        try:
            child.running = start(child.process, child.log)
        except OSError as error:  # no memory, no file handle: the others must go on
            self.say(f"{child.process.name} could not be started ({error.strerror}): trying again")
            child.due_at = time.monotonic() + LONGEST_DELAY_S

    def _repeat_warnings(self, child: Child) -> None:
        size = child.log.stat().st_size
        if size == child.said:
            return
        with child.log.open(errors="replace") as log:
            log.seek(min(child.said, size))
            for line in log:
                if WORTH_SAYING.search(line):
                    self.say(f"{child.process.name} | {line.rstrip()}")
            child.said = log.tell()
        if size > LOG_LIMIT_BYTES:
            shutil.copyfile(child.log, child.log.with_suffix(".log.1"))
            os.truncate(child.log, 0)  # the child appends, so it goes on at the new end
            child.said = 0


def ending(status: int, log: Path) -> str:
    """How a process ended, in words: `SIGKILL`, or `exit 1, ` and the last it said."""
    return signal.Signals(-status).name if status < 0 else f"exit {status}, {last_line(log)}"
