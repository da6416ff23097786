"""The facts of the product, and who hears each. Payloads are ids, words and numbers, ready for JSON.

`HEARD_BY`, at the end, is the whole table: ten events, ten listeners, twelve mappings. Whoever changes the shape
of a payload raises its version and says in `UPGRADES` how an older one becomes the new one: what waits in the
outbox outlives a release.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, ClassVar
from uuid import UUID

from engine.core.errors import Unready
from engine.core.i18n import N_

Payload = dict[str, Any]
NEWER = N_("A newer version of the product wrote this event. Bring this worker up to date, then replay it.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """What every event can do: name its listeners and write itself down."""

    version: ClassVar[int] = 1

    @property
    def listeners(self) -> tuple[str, ...]:
        """The names of those who hear it."""
        return HEARD_BY[type(self)]

    @property
    def about(self) -> list[UUID]:
        """The ids in it, by which it is found again."""
        return [value for value in asdict(self).values() if isinstance(value, UUID)]

    def payload(self) -> Payload:
        """The facts as JSON-able values."""
        return {name: str(value) if isinstance(value, UUID) else value for name, value in asdict(self).items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignCreated(Fact):
    """A campaign came to be: one of ours (`campaign_id`), or one that a sync found new in an account.

    `others` is how many more the same listing brought, when there were too many to tell of each.
    """

    version = 2
    campaign_id: UUID | None = None
    ad_campaign_id: UUID | None = None
    others: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignMetricsUpdated(Fact):
    """A sync or a change altered an integration's campaigns or figures."""

    integration_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class PostScheduled(Fact):
    """A post got the moment at which it will be published."""

    post_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class PostPublished(Fact):
    """A platform shows a post."""

    post_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class PostFailed(Fact):
    """A platform did not take a post at attempt number `attempt`, counted from 1."""

    post_id: UUID
    attempt: int


@dataclass(frozen=True, slots=True, kw_only=True)
class IntegrationConnected(Fact):
    """An ad account was connected or reconnected."""

    integration_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class IntegrationDisconnected(Fact):
    """An ad account was disconnected."""

    integration_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class IntegrationSyncCompleted(Fact):
    """A sync run finished well."""

    integration_id: UUID
    run_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class IntegrationSyncFailed(Fact):
    """A sync run failed after its last attempt."""

    integration_id: UUID
    run_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetThresholdReached(Fact):
    """Spend crossed a share of a budget (`threshold` 80, 90 or 100 percent) in the period that began `period`.

    Of an ad campaign, or of one of ours as a whole; amounts are micros of `currency`, `period` an ISO date.
    """

    ad_campaign_id: UUID | None = None
    campaign_id: UUID | None = None
    threshold: int
    period: str
    spent_micros: int
    budget_micros: int
    currency: str


HEARD_BY: dict[type[Fact], tuple[str, ...]] = {
    CampaignCreated: ("update_dashboard_cache", "notify_campaign_status_change"),
    CampaignMetricsUpdated: ("update_dashboard_cache", "update_performance_metrics"),
    PostPublished: ("update_dashboard_cache",),
    PostScheduled: ("notify_post_scheduled",),
    PostFailed: ("handle_post_failure",),
    IntegrationConnected: ("notify_integration_connected",),
    IntegrationDisconnected: ("notify_integration_disconnected",),
    IntegrationSyncCompleted: ("handle_sync_completion",),
    IntegrationSyncFailed: ("handle_sync_failure",),
    BudgetThresholdReached: ("notify_budget_threshold",),
}

EVENTS: dict[str, type[Fact]] = {event.__name__: event for event in HEARD_BY}

# (event, version) → what makes a payload of that version one of the next
UPGRADES: dict[tuple[str, int], Callable[[Payload], Payload]] = {
    ("CampaignCreated", 1): lambda payload: payload | {"others": 0},
}


def current(name: str, version: int, payload: Payload) -> Payload:
    """A stored payload in today's shape. Unready when it was written by a product newer than this one."""
    if name not in EVENTS or version > EVENTS[name].version:
        raise Unready(NEWER)
    for older in range(version, EVENTS[name].version):
        payload = UPGRADES[name, older](payload)
    return payload
