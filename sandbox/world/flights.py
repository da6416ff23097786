"""From when until when something runs: where each platform keeps the dates, and what was made of them since.

Google keeps them at the campaign, TikTok and X at the ad set, the others at both, and then both count.
"""

from collections.abc import Iterable
from datetime import date

from sandbox.world.changes import Change
from sandbox.world.model import AdSet, Campaign, Platform

Flight = tuple[date, date | None]  # first and last day, the last one None where it runs on
CAMPAIGNS_ONLY = frozenset({Platform.GOOGLE})
AD_SETS_ONLY = frozenset({Platform.TIKTOK, Platform.TWITTER})


class Flights:
    """The dates of a campaign and its ad sets while their changes are replayed."""

    def __init__(self, campaign: Campaign, changes: Iterable[Change] = ()) -> None:
        self._campaign = campaign
        self._starts: dict[str, date] = {}
        self._ends: dict[str, date] = {}
        for change in changes:
            self.apply(change)

    def apply(self, change: Change) -> None:
        """Take over one change; what is about something else does nothing."""
        if change.field == "starts_on":
            self._starts[change.entity_id] = date.fromisoformat(str(change.value))
        elif change.field == "ends_on":
            self._ends[change.entity_id] = date.fromisoformat(str(change.value))

    def shown(self, entity: Campaign | AdSet) -> Flight:
        """What the platform says of it: its own dates, or those of where they are kept."""
        campaign, platform = self._campaign, self._campaign.account.platform
        if isinstance(entity, Campaign) and platform in AD_SETS_ONLY and campaign.ad_sets:
            return self._hull()
        if isinstance(entity, AdSet) and platform in CAMPAIGNS_ONLY:
            entity = campaign
        return self._starts.get(entity.id, campaign.starts_on), self._ends.get(entity.id, campaign.ends_on)

    def lasting(self, entity: Campaign | AdSet) -> Flight:
        """When it can really run: within its own dates, and within those above or below it."""
        other = self.shown(self._campaign) if isinstance(entity, AdSet) else self._hull()
        own = self.shown(entity)
        return max(own[0], other[0]), min((end for end in (own[1], other[1]) if end), default=None)

    def _hull(self) -> Flight:
        """From the first day of the ad sets to their last."""
        flights = [self.shown(ad_set) for ad_set in self._campaign.ad_sets]
        if not flights:
            return self._campaign.starts_on, self._campaign.ends_on
        ends = [end for _, end in flights if end]
        return min(start for start, _ in flights), max(ends) if len(ends) == len(flights) else None
