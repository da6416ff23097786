"""What was done to an entity and when: the past as the seed tells it, and whatever clients did since.

State is never overwritten; the value of a field at a moment is its last change not after that moment.
So a budget raised today raises what is charged from today on, and yesterday stays what it was.
"""

from bisect import insort
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from sandbox.world.model import Campaign, Platform

Field = Literal["status", "budget_micros", "bid_micros", "name", "starts_on", "ends_on"]
DATES: tuple[Field, Field] = ("starts_on", "ends_on")
Value = str | int  # days in ISO
Key = tuple[Platform, str]


@dataclass(frozen=True, slots=True, order=True)
class Change:
    """One field of one entity took a new value at a moment (UTC)."""

    at: datetime
    platform: Platform
    entity_id: str
    field: Field
    value: Value


@dataclass(frozen=True, slots=True)
class Restatement:
    """An already reported day of an account was revised by a factor, known from a moment on."""

    at: datetime
    platform: Platform
    account_id: str
    day: date
    factor: float


class Journal:
    """All changes and restatements, by entity and in order of time."""

    def __init__(self, past: Iterable[Change] = ()) -> None:
        self._past = tuple(past)
        self.forget()

    def forget(self) -> None:
        """Return to the seeded past: nothing that clients did ever happened."""
        self.made: list[Change] = []
        self.restated: list[Restatement] = []
        self._by_key: defaultdict[Key, list[Change]] = defaultdict(list)
        for change in self._past:
            insort(self._by_key[change.platform, change.entity_id], change, key=lambda entry: entry.at)

    def record(self, change: Change) -> None:
        """Add what a client did."""
        self.made.append(change)
        insort(self._by_key[change.platform, change.entity_id], change, key=lambda entry: entry.at)

    def restate(self, restatement: Restatement) -> None:
        """Revise a day."""
        self.restated.append(restatement)

    def of(self, platform: Platform, entity_id: str, until: datetime) -> list[Change]:
        """The entity's changes up to and including a moment, oldest first."""
        return [change for change in self._by_key.get((platform, entity_id), ()) if change.at <= until]

    def of_campaign(self, campaign: Campaign, until: datetime) -> list[Change]:
        """The changes of the campaign, its ad sets and its ads up to and including a moment, oldest first."""
        entities = [campaign.id, *(ad_set.id for ad_set in campaign.ad_sets), *(ad.id for ad in campaign.ads)]
        found = [change for entity in entities for change in self.of(campaign.account.platform, entity, until)]
        return sorted(found, key=lambda change: change.at)

    def last(self, platform: Platform, entity_id: str, field: Field, until: datetime) -> Value | None:
        """The field's latest value at a moment, None when it never changed."""
        values = [change.value for change in self.of(platform, entity_id, until) if change.field == field]
        return values[-1] if values else None

    def restatements(self, platform: Platform, account_id: str, until: datetime) -> list[Restatement]:
        """The account's revisions known at a moment."""
        return [
            entry
            for entry in self.restated
            if (entry.platform, entry.account_id) == (platform, account_id) and entry.at <= until
        ]
