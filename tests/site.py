"""The web process, started for tests as an operator starts it, and ways to talk to it."""

import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from db.embedded import Process, running
from settings import HERE, environment, settings
from tests.ports import free_port

UVICORN = ("-m", "uvicorn", "app:app", "--port", "{port}", "--no-server-header", "--no-proxy-headers")


@contextmanager
def serving(log: Path, launcher: Sequence[str] = UVICORN, scheme: str = "http", **env: str) -> Iterator[str]:
    """A web process with that environment on a free port; its address."""
    port = free_port()
    url = f"{scheme}://127.0.0.1:{port}"
    process = Process(
        name="web",
        argv=(sys.executable, *(word.format(port=port) for word in launcher)),
        is_ready=lambda: _answers(f"{url}/_stcore/health"),
        env=environment(PYTHONPATH=str(HERE), CMIS_PORT=str(port), **env),
        stop_signal=signal.SIGTERM,
    )
    with running(process, log, timeout_s=120):  # on a busy machine it takes its time
        yield url


@pytest.fixture(scope="session")
def web_server(database: object, redis_server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The web process of this test process. It makes nothing ahead: tests look at what a change leaves kept."""
    with serving(tmp_path_factory.mktemp("web") / "web.log", CMIS_CACHE_AHEAD="false") as url:
        yield url


@pytest.fixture
def web(web_server: str, redis: object) -> str:
    """Its address, with no session and no counted attempt in Redis."""
    return web_server


def visitor(url: str, **cookies: str) -> httpx.Client:
    """Somebody with a browser's manners: an Origin on every request, cookies kept, redirects not followed."""
    return httpx.Client(
        base_url=url, headers={"Origin": url}, cookies=cookies, timeout=20, trust_env=False, verify=False
    )


def member(url: str, token: str, **cookies: str) -> httpx.Client:
    """The same, signed in."""
    return visitor(url, **{settings().session_cookie: token}, **cookies)


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=5, trust_env=False, verify=False).is_success
    except httpx.TransportError:
        return False
