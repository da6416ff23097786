"""The facts of the product, and who hears each. Payloads are ids, words and numbers, ready for JSON.

`HEARD_BY`, at the end, is the whole table: ten events, ten listeners, twelve mappings.
"""

from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """What every event can do: name its listeners and write itself down."""

    @property
    def listeners(self) -> tuple[str, ...]:
        """The names of those who hear it."""
        return HEARD_BY[type(self)]

    def payload(self) -> dict[str, Any]:
        """The facts as JSON-able values."""
        return {name: str(value) if isinstance(value, UUID) else value for name, value in asdict(self).items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignCreated(Fact):
    """A campaign came to be: one of ours (`campaign_id`), or one that a sync found new in an account."""

    campaign_id: UUID | None = None
    ad_campaign_id: UUID | None = None


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
