"""What `manage.py doctor` looks at: all the product stands on, with the next step for what is bad."""

import os
import socket
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from engine.core.i18n import t
from engine.readiness import READY, list_parts
from settings import settings

OLDEST_PYTHON = (3, 11)


@dataclass(frozen=True)
class Finding:
    """One part, whether it is well, and what was seen or has to be done."""

    part: str
    ok: bool
    says: str


def examine() -> Iterator[Finding]:
    """Look at the machine, then at every part of the running product."""
    yield _python()
    yield _data_dir()
    yield _port("web", settings().host, settings().port, "CMIS_PORT")
    if settings().demo:
        yield _port("sandbox", "127.0.0.1", settings().sandbox_port, "CMIS_SANDBOX_PORT")
    for part in list_parts():
        says = f"{part.status}: {t(part.step)}" if part.step else part.status
        yield Finding(part.name, part.status == READY, says)


def _python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    ok = sys.version_info >= OLDEST_PYTHON
    return Finding("python", ok, version if ok else f"{version}: install Python 3.11 or newer")


def _data_dir() -> Finding:
    path = settings().data_dir.resolve()
    if not path.exists():
        return Finding("data", True, f"{path} will be made by `make run`")
    ok = os.access(path, os.W_OK | os.X_OK)
    return Finding("data", ok, str(path) if ok else f"{path} is not writable: fix it, or set CMIS_DATA_DIR")


def _port(part: str, host: str, port: int, variable: str) -> Finding:
    """Whether something serves there; whose it is cannot be known, so the setting that moves ours is named."""
    try:
        socket.create_connection((host, port), timeout=1).close()
    except OSError:
        return Finding(part, False, f"nothing listens on {host}:{port}: start it with `make run`")
    return Finding(part, True, f"{host}:{port} answers (if it is another program, set {variable})")
