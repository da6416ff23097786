"""What `manage.py doctor` looks at: every part the product stands on, each with the next step when it is bad."""

import os
import socket
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import psycopg
from redis.exceptions import RedisError
from rq import Worker

from db import migrate
from engine.core.store import redis
from settings import settings

OLDEST_PYTHON = (3, 11)


@dataclass(frozen=True)
class Finding:
    """One part, whether it is well, and what was seen or has to be done."""

    part: str
    ok: bool
    says: str


def examine() -> Iterator[Finding]:
    """Look at each part in the order in which they build on each other."""
    yield _python()
    yield _data_dir()
    yield _port("web", settings().host, settings().port, "CMIS_PORT")
    if settings().demo:
        yield _port("sandbox", "127.0.0.1", settings().sandbox_port, "CMIS_SANDBOX_PORT")
    database = _postgres()
    yield database
    if database.ok:
        yield _schema()
    store = _redis()
    yield store
    if store.ok:
        yield _workers()


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
    """Ours or nobody's is well; we cannot know whose it is, so say what would help."""
    try:
        socket.create_connection((host, port), timeout=1).close()
    except OSError:
        return Finding(part, True, f"nothing listens on {host}:{port}; `make run` will")
    return Finding(part, True, f"{host}:{port} answers (if that is another program, set {variable})")


def _postgres() -> Finding:
    dsn = settings().app_dsn.replace("+psycopg", "", 1)
    try:
        with psycopg.connect(dsn, connect_timeout=3) as connection:
            return Finding("postgres", True, f"version {connection.info.parameter_status('server_version')}")
    except psycopg.OperationalError as error:
        step = "check DATABASE_URL" if settings().database_url else "start it with `make run`"
        return Finding("postgres", False, f"{step} ({str(error).splitlines()[0]})")


def _schema() -> Finding:
    status = migrate.status()
    step = {
        "empty": ": run `python manage.py migrate up`",
        "behind": ": run `python manage.py migrate up`",
        "ahead": ": the code is older than the database, update it",
    }.get(status, "")
    return Finding("schema", status == "ready", status + step)


def _redis() -> Finding:
    try:
        version = redis().info("server")["redis_version"]
    except RedisError as error:
        step = "check REDIS_URL" if settings().redis_url else "start it with `make run`"
        return Finding("redis", False, f"{step} ({error})")
    return Finding("redis", True, f"version {version}")


def _workers() -> Finding:
    alive = Worker.count(connection=redis())
    return Finding("workers", alive > 0, f"{alive} alive" if alive else "none alive: start them with `make run`")
