"""The facts of the product, and who hears each. Payloads are ids, words and numbers, ready for JSON."""

from dataclasses import asdict, dataclass
from typing import Any, ClassVar
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """What every event can do: name its listeners and write itself down."""

    listeners: ClassVar[tuple[str, ...]] = ()

    def payload(self) -> dict[str, Any]:
        """The facts as JSON-able values."""
        return {name: str(value) if isinstance(value, UUID) else value for name, value in asdict(self).items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignMetricsUpdated(Fact):
    """A sync or a change altered an integration's campaigns or figures."""

    listeners = ("update_dashboard_cache",)
    integration_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class IntegrationConnected(Fact):
    """An ad account was connected or reconnected."""

    listeners = ("notify_integration_connected",)
    integration_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class IntegrationDisconnected(Fact):
    """An ad account was disconnected."""

    listeners = ("notify_integration_disconnected",)
    integration_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class IntegrationSyncCompleted(Fact):
    """A sync run finished well."""

    listeners = ("handle_sync_completion",)
    integration_id: UUID
    run_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class IntegrationSyncFailed(Fact):
    """A sync run failed after its last attempt."""

    listeners = ("handle_sync_failure",)
    integration_id: UUID
    run_id: UUID
