"""What is measured of webhooks: a storm of repeats, then the time to the answer in a house in trouble.

Run by `bench.webhooks` in a process whose settings point at the benchmark's own Postgres and Redis; the figures
leave as one line of JSON.
"""

import json
import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from statistics import median, quantiles
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import func, select

from db import migrate
from db.base import Base
from db.kinds import WebhookStatus
from db.models import Comment, OutboxDelivery, WebhookDelivery
from db.session import session
from engine import outbox
from settings import settings
from tests.deliveries import commented, meta, meta_changes
from tests.factories import make_integration, make_org, make_profile
from tests.flood import Sent, Signed, flood, share
from tests.site import UVICORN, serving
from tests.waiting import eventually
from tests.working import worker_process

CALM, SENDERS, WORKERS, PAGE = 2000, 8, 2, "page-1"


def comments(name: str, count: int) -> list[Signed]:
    """So many deliveries of a comment each, signed as Meta does."""
    bodies = [
        orjson.dumps(meta_changes((PAGE, "feed", commented(f"{name}-{n}")), topic="page")) for n in range(count)
    ]
    return [(body, meta(body)) for body in bodies]


def storm(org_id: UUID, url: str, deliveries: int, copies: int) -> dict[str, Any]:
    """Everything many times over, with the workers at work; then what came of it."""
    signed = comments("storm", deliveries)
    with workers():
        begun = time.perf_counter()
        sent = flood(url, signed, copies=copies)
        took_s = time.perf_counter() - begun
        swept = settle(org_id)
    assert {one.status for one in sent} == {200}
    return {
        "deliveries": deliveries,
        "copies": copies,
        "sent": len(sent),
        "s": took_s,
        "effects": counted(org_id, Comment),
        "rows": counted(org_id, WebhookDelivery),
        "jobs": counted(org_id, OutboxDelivery),
        "swept": swept,
        "ack": spread(sent),
    }


def calm(url: str, name: str) -> dict[str, float]:
    """The time to the answer of deliveries that are all new."""
    share(url, comments(f"warm-{name}", SENDERS * 5), senders=SENDERS)
    sent = share(url, comments(name, CALM), senders=SENDERS)
    assert {one.status for one in sent} == {200}
    return spread(sent)


def recovered(org_id: UUID) -> int:
    """How much is applied once Redis answers again and the workers are back."""
    with workers():
        settle(org_id)
    return counted(org_id, Comment)


def settle(org_id: UUID) -> int:
    """Wait until every delivery is applied, with the sweeper at its own patience; how many jobs it had to send."""
    swept = 0

    def done() -> bool:
        nonlocal swept
        swept += outbox.sweep(org_id)
        return applied(org_id) == counted(org_id, WebhookDelivery)

    eventually(done, timeout_s=900)
    return swept


def applied(org_id: UUID) -> int:
    """How many deliveries are done."""
    query = select(func.count()).where(WebhookDelivery.org_id == org_id)
    with session(org_id) as reader:
        return reader.scalar(query.where(WebhookDelivery.status == WebhookStatus.DONE)) or 0


def counted(org_id: UUID, model: type[Base]) -> int:
    """How many rows the org has of it."""
    table = model.__table__
    with session(org_id) as reader:
        return reader.scalar(select(func.count()).select_from(table).where(table.c.org_id == org_id)) or 0


def spread(sent: list[Sent]) -> dict[str, float]:
    """Median, 99th percentile and the longest, in milliseconds."""
    times = [one.took_s * 1000 for one in sent]
    return {"p50": median(times), "p99": quantiles(times, n=100)[-1], "max": max(times), "n": len(times)}


@contextmanager
def workers() -> Iterator[None]:
    """Two workers at work inside."""
    with ExitStack() as stack:
        for number in range(WORKERS):
            stack.enter_context(worker_process(settings().data_dir / f"worker-{number}.log"))
        yield


def main() -> None:
    """Flood, measure, print."""
    deliveries, copies, redis_pid = map(int, sys.argv[1:])
    migrate.upgrade()
    org = make_org()
    make_profile(org.id, make_integration(org.id), external_id=PAGE)
    found: dict[str, Any] = {"senders": SENDERS}
    with serving(settings().data_dir / "web.log", (*UVICORN, "--no-access-log")) as home:
        url = f"{home}/api/webhooks/meta"
        found["storm"] = storm(org.id, url, deliveries, copies)
        found["stopped"] = calm(url, "stopped")
        os.kill(redis_pid, signal.SIGSTOP)
        try:
            found["hanging"] = calm(url, "hanging")
        finally:
            os.kill(redis_pid, signal.SIGCONT)
        found["expected"] = counted(org.id, WebhookDelivery)
        found["applied"] = recovered(org.id)
    print(json.dumps(found))


if __name__ == "__main__":
    main()
