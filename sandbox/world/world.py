"""The one object that dialects ask: who exists, in which state, and what the numbers are now."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sandbox.world.accounts import ACCOUNTS
from sandbox.world.build import build
from sandbox.world.changes import Change, Field, Journal, Value
from sandbox.world.clock import Clock
from sandbox.world.delivery import Days
from sandbox.world.model import Account, Ad, AdSet, Campaign, Entity, Platform, Status
from sandbox.world.response import FINAL_AFTER_DAYS
from sandbox.world.series import IntArray, Scene, reported, settled
from sandbox.world.truths import Truth

Stamp = tuple[datetime, int]


class World:
    """A world born on a date; only its clock and its journal of changes move."""

    def __init__(self, seed: int, born: date, clock: Clock) -> None:
        plan = build(seed, born)
        self.seed, self.born, self.clock = seed, born, clock
        self.genesis = plan.genesis
        self.truths: dict[tuple[str, str], Truth] = plan.truths
        self.journal = Journal(plan.past)
        self.accounts = {(account.platform, account.id): account for account in ACCOUNTS}
        self.campaigns: dict[tuple[str, str], list[Campaign]] = {key: [] for key in self.accounts}
        self._entities: dict[tuple[str, str], Entity] = {}
        self._parents: dict[tuple[str, str], Campaign] = {}
        for campaign in plan.campaigns:
            self._add(campaign)
        self._cubes: dict[tuple[str, str], tuple[Stamp, IntArray]] = {}

    def _add(self, campaign: Campaign) -> None:
        platform = campaign.account.platform
        self.campaigns[platform, campaign.account.id].append(campaign)
        entities: list[Entity] = [campaign, *campaign.ad_sets, *campaign.ads]
        for entity in entities:
            self._entities[platform, entity.id] = entity
            self._parents[platform, entity.id] = campaign

    def account(self, platform: Platform, account_id: str) -> Account | None:
        """The account of that id, if the platform has it."""
        return self.accounts.get((platform, account_id))

    def accounts_of(self, platform: Platform) -> list[Account]:
        """All accounts of a platform."""
        return [account for account in self.accounts.values() if account.platform == platform]

    def campaigns_of(self, account: Account) -> list[Campaign]:
        """The account's campaigns that have been created by now, deleted ones too."""
        now = self.clock.now()
        return [c for c in self.campaigns[account.platform, account.id] if c.created_at <= now]

    def entity(self, platform: Platform, entity_id: str) -> Entity | None:
        """A campaign, ad set or ad by its id."""
        return self._entities.get((platform, entity_id))

    def ads_of(self, platform: Platform) -> Iterator[Ad]:
        """All ads of a platform."""
        return (
            ad for (owner, _), found in self.campaigns.items() if owner == platform for c in found for ad in c.ads
        )

    def campaign_of(self, platform: Platform, entity_id: str) -> Campaign:
        """The campaign that an entity is, or belongs to."""
        return self._parents[platform, entity_id]

    def status(self, platform: Platform, entity_id: str) -> Status:
        """What somebody set the entity to."""
        found = self.journal.last(platform, entity_id, "status", self.clock.now())
        return Status(str(found)) if found else Status.ACTIVE

    def name(self, platform: Platform, entity: Entity) -> str:
        """What the entity is called now."""
        return str(self.journal.last(platform, entity.id, "name", self.clock.now()) or entity.name)

    def budget_micros(self, platform: Platform, entity: Campaign | AdSet) -> int | None:
        """The budget it has now; None where the budget is elsewhere."""
        if entity.budget_micros is None:
            return None
        found = self.journal.last(platform, entity.id, "budget_micros", self.clock.now())
        return entity.budget_micros if found is None else int(found)

    def bid_micros(self, platform: Platform, ad_set: AdSet) -> int:
        """The ad set's bid now."""
        found = self.journal.last(platform, ad_set.id, "bid_micros", self.clock.now())
        return ad_set.bid_micros if found is None else int(found)

    def updated_at(self, platform: Platform, entity: Entity) -> datetime:
        """When the entity was last changed."""
        changes = self.journal.of(platform, entity.id, self.clock.now())
        return changes[-1].at if changes else entity.created_at

    def ended(self, campaign: Campaign) -> bool:
        """Whether its last day is over."""
        return campaign.ends_on is not None and self.clock.today(campaign.account.zone) > campaign.ends_on

    def change(self, platform: Platform, entity_id: str, field: Field, value: Value) -> Change:
        """Somebody changes something now; what is charged from here on follows."""
        made = Change(self.clock.now(), platform, entity_id, field, value)
        self.journal.record(made)
        return made

    def days(self, account: Account) -> Days:
        """All days of an account from the world's first to its today, one at least."""
        count = (self.clock.today(account.zone) - self.genesis).days + 1
        return Days(self.genesis, max(1, count), account.zone)

    def cube(self, campaign: Campaign) -> IntArray:
        """What the platform shows now: metrics × ads × `days`; the numbers of today grow by the hour."""
        stamp = self._hour(), self.journal.version
        key = campaign.account.platform, campaign.id
        kept = self._cubes.get(key)
        if kept is None or kept[0] != stamp:
            kept = stamp, self._reported(campaign, known_at=stamp[0])
            self._cubes[key] = kept
        return kept[1]

    def final_cube(self, campaign: Campaign) -> IntArray:
        """The same once every late conversion of it will be known."""
        return self._reported(campaign, known_at=self._hour() + timedelta(days=FINAL_AFTER_DAYS + 1))

    def _reported(self, campaign: Campaign, known_at: datetime) -> IntArray:
        account = campaign.account
        truth = self.truths[account.platform, campaign.id]
        scene = Scene(self.seed, campaign, truth, self.days(account), self._hour())
        revisions = self.journal.restatements(account.platform, account.id, self.clock.now())
        return reported(replace(scene, now=known_at), settled(scene, self.journal), revisions)

    def _hour(self) -> datetime:
        return self.clock.now().replace(minute=0, second=0, microsecond=0)


def local(moment: datetime, zone: str) -> datetime:
    """A moment as a clock in the zone shows it."""
    return moment.astimezone(ZoneInfo(zone))
