"""`manage.py up`: from nothing to the running product, and back on Ctrl-C."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from redis.exceptions import RedisError
from sqlalchemy.exc import OperationalError

from db import migrate as migrations
from db.embedded import EmbeddedError, Postgres, Process, Redis, claim
from engine.core.store import redis as redis_store
from engine.members import demo_password_in_use
from jobs import processes
from jobs.supervisor import Supervisor
from settings import DEMO_EMAIL, DEMO_PASSWORD, settings

STOPPING = (signal.SIGINT, signal.SIGTERM)


def everything(supervisor: Supervisor, web: Callable[[], Process] = processes.web) -> None:
    """Bring up every part in order: services, schema, programs, demo data. `web` is what serves."""
    here = settings()
    if not here.database_url:
        postgres = Postgres(here.data_dir)
        postgres.prepare()
        supervisor.start(postgres.process)
        postgres.bootstrap()
    with answering("Postgres", "DATABASE_URL"):
        migrate()
    refuse_default_secrets()
    if here.redis_url:
        with answering("Redis", "REDIS_URL"):
            redis_store().ping()
    else:
        redis = Redis(here.data_dir)
        redis.prepare()
        supervisor.start(redis.process)
    demo = (processes.sandbox(),) if here.demo else ()
    supervisor.start(*demo, web(), *processes.workers(), processes.scheduler())
    if here.demo:
        supervisor.run(processes.seed())


@contextmanager
def answering(service: str, variable: str) -> Iterator[None]:
    """Turn the silence of an external service into an `EmbeddedError` that names its setting."""
    try:
        yield
    except (OperationalError, RedisError) as error:
        reason = str(error).splitlines()[0]
        raise EmbeddedError(f"{service} does not answer ({reason}): start it, or correct {variable}.") from error


def migrate() -> None:
    """Bring the schema to the code's version, where we may; refuse a database we cannot serve."""
    here = settings()
    status = migrations.status()
    if status == "ahead":
        raise EmbeddedError("The database is newer than this code: update the code, or restore a backup.")
    if status == "ready":
        return
    if here.database_url and not here.database_owner_url:
        raise EmbeddedError(
            f"The database is {status}: set DATABASE_OWNER_URL and run `python manage.py migrate up`."
        )
    migrations.upgrade()


def refuse_default_secrets() -> None:
    """In production nobody may enter with a password that stands in the code."""
    if not settings().demo and demo_password_in_use():
        raise EmbeddedError(
            f"{DEMO_EMAIL} still has the demo's password: set another one with "
            f"`CMIS_MODE=demo python manage.py user password {DEMO_EMAIL}`, or use another database."
        )


def up(say: Callable[[str], None], start: Callable[[Supervisor], None] = everything) -> None:
    """Run the product until a signal; `EmbeddedError` when something outside keeps it from starting."""
    for name in STOPPING:
        signal.signal(name, signal.default_int_handler)  # a shell's background job begins with SIGINT ignored
    here = settings()
    with claim(here.data_dir):
        processes.refuse_taken_ports()
        supervisor = Supervisor(here.data_dir / "logs", say)
        try:
            start(supervisor)
            say(banner())
            supervisor.keep()
        except KeyboardInterrupt:
            say("Stopping …")
        finally:
            for name in STOPPING:
                signal.signal(name, signal.SIG_IGN)  # asking once is enough
            supervisor.stop()


def banner() -> str:
    """What runs, where, and how to get in."""
    here = settings()
    data_dir = here.data_dir.resolve()
    rows = [
        ("Open", here.base_url),
        ("Sign in", f"{DEMO_EMAIL} / {DEMO_PASSWORD}" if here.demo else "python manage.py user create …"),
        ("Postgres", "external (DATABASE_URL)" if here.database_url else f"embedded, {data_dir}/postgres"),
        ("Redis", "external (REDIS_URL)" if here.redis_url else f"embedded, {data_dir}/redis"),
        ("Ad platforms", f"sandbox, {here.sandbox_url}" if here.demo else "real ones only (production)"),
        ("Workers", f"{here.workers}, one for events, and the scheduler"),
        ("Data, logs", f"{data_dir}, {data_dir}/logs"),
        ("Stop", "Ctrl-C"),
    ]
    return "\n".join(["", *(f"  {name:<14}{value}" for name, value in rows), ""])
