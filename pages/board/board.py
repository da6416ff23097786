"""One read of the dashboard, with the few questions that several parts ask of it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from engine.core.clock import now
from engine.core.i18n import N_, t
from pages.ui import format as formats

LATE = timedelta(hours=2)
BESIDE = {"previous": N_("Previous {days} days"), "year": N_("Same weekdays last year")}


@dataclass(frozen=True)
class Board:
    """The engine's answer: `data`; the comparison that was asked for; whether it is an old one kept on screen."""

    data: dict[str, Any]
    compare: str
    old: bool = False

    @property
    def overview(self) -> dict[str, Any]:
        """Section 1."""
        found: dict[str, Any] = self.data["overview"]
        return found

    @property
    def code(self) -> str:
        """The reporting currency."""
        return str(self.overview["currency"]["reporting"])

    @property
    def accounts(self) -> list[dict[str, Any]]:
        """The connected accounts."""
        found: list[dict[str, Any]] = self.data["connected_accounts"]["accounts"]
        return found

    @cached_property
    def days(self) -> list[date]:
        """Each day of the range."""
        return [date.fromisoformat(day["date"]) for day in self.overview["series"]]

    @cached_property
    def last_sync(self) -> datetime | None:
        """When the oldest of the accounts was last synced: the figures are as fresh as that.

        Files are as old as people let them be: they count where nothing else is there.
        """
        synced = [moment(account["last_synced_at"]) for account in self.fetched or self.accounts]
        return min((one for one in synced if one), default=None)

    @cached_property
    def fetched(self) -> list[dict[str, Any]]:
        """The accounts whose figures come by themselves, not in files."""
        return [account for account in self.accounts if account["source"] == "api"]

    @cached_property
    def late(self) -> list[dict[str, Any]]:
        """The accounts whose figures are not to be trusted to be current."""
        return [account for account in self.accounts if is_late(account)]

    @property
    def sandbox(self) -> bool:
        """Whether any figure comes from the sandbox of ad platforms."""
        return any(account["is_sandbox"] for account in self.accounts)

    @property
    def has_figures(self) -> bool:
        """Whether anything was counted in the range, converted or not."""
        counted = self.overview["advertising"]
        return bool(counted["total_impressions"] or counted["total_spend"] or self.overview["currency"]["missing"])

    @property
    def beside(self) -> str:
        """The comparison in words, empty without one."""
        if not self.overview["comparison"]:
            return ""
        return t(BESIDE[self.compare], days=self.overview["period"]["days"])

    def period(self) -> str:
        """`24 Oct – 22 Nov 2026`."""
        return formats.day_range(self.days[0], self.days[-1])

    def values(self, figure: str) -> list[float | None]:
        """That figure on each day."""
        return [day[figure] for day in self.overview["series"]]

    def values_before(self, figure: str) -> list[float | None]:
        """That figure on each day of the comparison."""
        return [day["previous"][figure] for day in self.overview["series"] if day["previous"]]


def is_late(account: dict[str, Any]) -> bool:
    """Whether an account failed, lost its token, or has not been synced for two hours; a file is never late."""
    if account["source"] == "file":
        return False
    synced = moment(account["last_synced_at"])
    broken = account["sync_status"] == "failed" or account["token_dead"]
    return bool(broken) or synced is None or now() - synced > LATE


def moment(text: str | None) -> datetime | None:
    """A moment as the engine writes it."""
    return datetime.fromisoformat(text) if text else None
