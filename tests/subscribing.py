"""Customers' systems for tests: an org that tells a receiver of the test's own, and what happened to tell."""

from typing import Any
from uuid import UUID

import orjson

from db.models import WebhookMessage, WebhookSubscription
from engine import subscriptions
from engine.core.work import Actor, work
from engine.events import CampaignMetricsUpdated, Fact
from tests.engine.connectors.server import Server
from tests.rows import rows
from tests.working import work_off

EVENT = "CampaignMetricsUpdated"
HERE = Actor("test")


def subscribe(org_id: UUID, to: Server | str, *events: str) -> dict[str, Any]:
    """A subscription of the receiver, with its secret."""
    url = to if isinstance(to, str) else f"http://127.0.0.1:{to.port}/hooks"
    with work(org_id, HERE) as unit:
        return subscriptions.subscribe(unit, url, events or [EVENT])


def happen(org_id: UUID, *facts: Fact) -> None:
    """Have these happen, or new figures of some account."""
    with work(org_id) as unit:
        for fact in facts or (CampaignMetricsUpdated(integration_id=org_id),):
            unit.emit(fact)


def tell(org_id: UUID, *facts: Fact) -> None:
    """Have these happen, and the workers tell of it."""
    happen(org_id, *facts)
    work_off("webhooks")


def messages(org_id: UUID) -> list[WebhookMessage]:
    return rows(org_id, WebhookMessage)


def statuses(org_id: UUID) -> list[str]:
    return [row.status for row in messages(org_id)]


def subscription(org_id: UUID) -> WebhookSubscription:
    """The org's only one."""
    [row] = rows(org_id, WebhookSubscription)
    return row


def told(server: Server) -> list[dict[str, Any]]:
    """The bodies that arrived."""
    return [orjson.loads(body) for body in server.sent]
