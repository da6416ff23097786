"""What the product consists of when it runs, beside Postgres and Redis."""

import signal
import socket
import sys

import httpx

from db.embedded import EmbeddedError, Process
from engine.core.queue import EVENTS
from settings import environment, settings

QUIET = ("--no-access-log", "--no-server-header", "--timeout-graceful-shutdown", "1")


def web() -> Process:
    """The screens and the API, on one port."""
    here = settings()
    address = ("--host", here.host, "--port", str(here.port))
    return _python(
        "web",
        *("-m", "uvicorn", "app:app", *address, "--no-proxy-headers", *QUIET),  # we read them ourselves
        probe=f"http://{_reachable(here.host)}:{here.port}/auth/login",
    )


def sandbox() -> Process:
    """The sandbox of ad platforms, on loopback only."""
    here = settings()
    return _python(
        "sandbox",
        *("-m", "uvicorn", "sandbox.app:app", "--host", "127.0.0.1", "--port", str(here.sandbox_port), *QUIET),
        probe=f"{here.sandbox_url}/_control/health",
        SANDBOX_STATE_DIR=str(here.data_dir.resolve() / "sandbox"),
    )


def workers() -> tuple[Process, ...]:
    """The workers of the queues, and one that only hears events, however long the others are busy with syncs."""
    every = [_python(f"worker-{n}", "-m", "jobs.worker") for n in range(1, settings().workers + 1)]
    return (*every, _python("worker-events", "-m", "jobs.worker", EVENTS))


def scheduler() -> Process:
    """The clock that enqueues what is due."""
    return _python("scheduler", "-m", "jobs.scheduler")


def seed() -> Process:
    """Creates the demo organisation and ends."""
    return _python("seed", "manage.py", "seed")


def refuse_taken_ports() -> None:
    """Raise `EmbeddedError` when somebody else listens where we are about to."""
    here = settings()
    wanted = [(here.host, here.port, "the web server", "CMIS_PORT")]
    if here.demo:
        wanted.append(("127.0.0.1", here.sandbox_port, "the sandbox", "CMIS_SANDBOX_PORT"))
    for host, port, who, variable in wanted:
        try:
            socket.create_server((host, port), family=_family(host)).close()
        except OSError as error:
            raise EmbeddedError(
                f"Port {port} of {host} is not free for {who} ({error.strerror}): "
                f"stop what uses it, or set {variable} to another port."
            ) from error


def _python(name: str, *arguments: str, probe: str | None = None, **additions: str) -> Process:
    """One of our own programs; `probe` is the address that answers when it serves."""
    data_dir = str(settings().data_dir.resolve())
    return Process(
        name=name,
        argv=(sys.executable, *arguments),
        is_ready=lambda: probe is None or _answers(probe),
        env=environment(TZ="UTC", PYTHONUNBUFFERED="1", CMIS_DATA_DIR=data_dir, **additions),
        stop_signal=signal.SIGTERM,
    )


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=5, trust_env=False).status_code < 500
    except httpx.TransportError:
        return False


def _reachable(host: str) -> str:
    """Where to reach ourselves: an unspecified address means every one, loopback too."""
    return {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET
