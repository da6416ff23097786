"""The one object that dialects ask: who exists, in which state, and what the numbers are now."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

import numpy as np

from sandbox.world.accounts import accounts
from sandbox.world.build import build
from sandbox.world.changes import DATES, Change, Field, Journal, Restatement, Value
from sandbox.world.clock import Clock
from sandbox.world.creations import FIRST_DAYS, Creation, new_campaign, usual_micros, with_ad, with_ad_set
from sandbox.world.delivery import Days
from sandbox.world.flights import Flight, Flights
from sandbox.world.identity import entity_id
from sandbox.world.model import Account, Ad, AdSet, Campaign, Entity, Platform, Status
from sandbox.world.response import FINAL_AFTER_DAYS
from sandbox.world.series import METRICS, IntArray, Scene, reported, settled
from sandbox.world.truths import Truth, draw

Stamp = tuple[datetime, Campaign, Sequence[Change], Sequence[Restatement]]


class World:
    """A world born on a date; only its clock and its journal of changes move."""

    def __init__(self, seed: int, born: date, clock: Clock, busiest: int = 0) -> None:
        here = accounts(busiest)
        plan = build(seed, born, here)
        self.seed, self.born, self.clock = seed, born, clock
        self.genesis = plan.genesis
        self.truths: dict[tuple[str, str], Truth] = plan.truths
        self.journal = Journal(plan.past)
        self.accounts = {(account.platform, account.id): account for account in here}
        self._born = plan.campaigns
        self._cubes: dict[tuple[str, str, bool], tuple[Stamp, IntArray]] = {}
        self._settle()

    def _settle(self) -> None:
        """Be populated as at birth."""
        self.created: list[Creation] = []
        self._told: dict[tuple[str, str], dict[str, Any]] = {}
        self.campaigns: dict[tuple[str, str], list[Campaign]] = {key: [] for key in self.accounts}
        self._entities: dict[tuple[str, str], Entity] = {}
        self._parents: dict[tuple[str, str], Campaign] = {}
        for campaign in self._born:
            self._add(campaign)

    def forget(self) -> None:
        """Be as at birth: nothing that clients did or made ever happened."""
        self.journal.forget()
        self._settle()

    def new_id(self, platform: Platform, kind: str) -> str:
        """An identifier for the next thing that a client creates."""
        return entity_id(platform, self.seed, "created", kind, len(self.created))

    def create(self, made: Creation) -> None:
        """Add what a client made: it is there from now on, in the status it was given."""
        self.join(made)
        before = datetime.combine(self.genesis, time(), UTC) - timedelta(days=1)
        self.journal.record(Change(before, made.platform, made.id, "status", Status.PAUSED))
        self.journal.record(Change(made.at, made.platform, made.id, "status", made.status))

    def details(self, platform: Platform, entity_id: str) -> dict[str, Any]:
        """What was told at the creation of something beyond what the world knows."""
        return self._told.get((platform, entity_id), {})

    def join(self, made: Creation) -> None:
        """Let something created take its place; its statuses are in the journal."""
        self.created.append(made)
        self._told[made.platform, made.id] = made.details
        if made.kind == "campaign":
            campaign = new_campaign(made, self.accounts[made.platform, made.parent_id])
            daily = usual_micros(campaign)
            self.truths[made.platform, made.id] = draw(self.seed, campaign, daily, FIRST_DAYS)
        else:
            parent = self.campaign_of(made.platform, made.parent_id)
            campaign = (with_ad_set if made.kind == "ad_set" else with_ad)(made, parent)
        self._add(campaign)

    def _add(self, campaign: Campaign) -> None:
        """Put a campaign in its account, or in the place of what it was before."""
        platform = campaign.account.platform
        known = self.campaigns[platform, campaign.account.id]
        self.campaigns[platform, campaign.account.id] = [
            *(campaign if each.id == campaign.id else each for each in known),
            *([] if any(each.id == campaign.id for each in known) else [campaign]),
        ]
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

    def campaigns_of(self, account: Account, having: Iterable[str] | None = None) -> list[Campaign]:
        """The account's campaigns that have been created by now, deleted ones too.

        With `having`, only those that are, or hold, what has these ids, found without looking through all.
        """
        now, known = self.clock.now(), self.campaigns[account.platform, account.id]
        if having is not None:
            holders = (self._parents.get((account.platform, each)) for each in having)
            known = list({each.id: each for each in holders if each and each.account is account}.values())
        return [campaign for campaign in known if campaign.created_at <= now]

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

    def flight(self, platform: Platform, entity: Campaign | AdSet) -> Flight:
        """Its first and its last day as they are set now."""
        return self._flights(platform, entity).shown(entity)

    def _flights(self, platform: Platform, entity: Campaign | AdSet) -> Flights:
        campaign = self.campaign_of(platform, entity.id)
        return Flights(campaign, self.journal.of_campaign(campaign, self.clock.now()))

    def redated(self, platform: Platform, entity_id: str, field: Literal["starts_on", "ends_on"]) -> bool:
        """Whether that date was changed since it was first told."""
        return self.journal.last(platform, entity_id, field, self.clock.now()) is not None

    def ended(self, campaign: Campaign) -> bool:
        """Whether its last day is over."""
        _, last = self._flights(campaign.account.platform, campaign).lasting(campaign)
        return last is not None and self.clock.today(campaign.account.zone) > last

    def against_dates(
        self, platform: Platform, entity: Campaign | AdSet, edits: Iterable[tuple[Field, Value]]
    ) -> Literal["begun", "past", "order"] | None:
        """What stands against the days among some edits: it has begun, a day is over, or they are in no order."""
        wanted = {field: date.fromisoformat(str(value)) for field, value in edits if field in DATES}
        now, zone = self.flight(platform, entity), self.campaign_of(platform, entity.id).account.zone
        today = self.clock.today(zone)
        first, last = wanted.get("starts_on", now[0]), wanted.get("ends_on", now[1])
        if first != now[0] and now[0] <= today:
            return "begun"
        if (first != now[0] and first < today) or (last and last != now[1] and last < today):
            return "past"
        return "order" if last and last < first else None

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
        return self._known(campaign, final=False)

    def final_cube(self, campaign: Campaign) -> IntArray:
        """The same once every late conversion of it will be known."""
        return self._known(campaign, final=True)

    def _known(self, campaign: Campaign, *, final: bool) -> IntArray:
        """The cube, drawn anew only when something that it depends on is not as it was."""
        account, hour = campaign.account, self._hour()
        revisions = self.journal.restatements(account.platform, account.id, self.clock.now())
        stamp = hour, campaign, self.journal.of_campaign(campaign, hour), revisions
        key = account.platform, campaign.id, final
        kept = self._cubes.get(key)
        if kept is None or kept[0] != stamp:
            known_at = hour + timedelta(days=FINAL_AFTER_DAYS + 1) if final else hour
            kept = self._cubes[key] = stamp, self._reported(campaign, hour, known_at, revisions)
        return kept[1]

    def _reported(
        self, campaign: Campaign, hour: datetime, known_at: datetime, revisions: Sequence[Restatement]
    ) -> IntArray:
        account = campaign.account
        if not campaign.ads:
            return np.zeros((len(METRICS), 0, self.days(account).count), dtype=np.int64)
        truth = self.truths[account.platform, campaign.id]
        scene = Scene(self.seed, campaign, truth, self.days(account), hour)
        return reported(replace(scene, now=known_at), settled(scene, self.journal), revisions)

    def _hour(self) -> datetime:
        return self.clock.now().replace(minute=0, second=0, microsecond=0)


def local(moment: datetime, zone: str) -> datetime:
    """A moment as a clock in the zone shows it."""
    return moment.astimezone(ZoneInfo(zone))
