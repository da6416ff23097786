"""What clients created: campaigns, ad sets and ads that were not in the world when it was born.

A creation is a plain record, so that the state file can keep it; taken up again in order, the records make the
same entities with the same hidden truths.
"""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any, Literal

from sandbox.world.accounts import PER_DOLLAR
from sandbox.world.chance import generator
from sandbox.world.identity import entity_id
from sandbox.world.model import MICROS, Account, Ad, AdSet, Campaign, Objective, Platform, Status

FIRST_DAYS = 180  # how long a new campaign is taken to run when its hidden truths are drawn
USUAL_DOLLARS = 200  # a day, where the campaign's own budget does not say

Kind = Literal["campaign", "ad_set", "ad"]


@dataclass(frozen=True, slots=True)
class Creation:
    """Something that a client created at a moment (UTC); money in micros.

    `parent_id` is the campaign's account, the ad set's campaign, the ad's ad set.
    """

    at: datetime
    platform: Platform
    kind: Kind
    id: str
    parent_id: str
    name: str
    status: Status
    objective: Objective = Objective.TRAFFIC
    starts_on: date | None = None
    ends_on: date | None = None
    lifetime: bool = False
    budget_micros: int | None = None
    bid_micros: int = MICROS
    headline: str = ""
    body: str = ""
    creative_id: str = ""  # one that exists; an ad without it brings its own
    details: dict[str, Any] = field(default_factory=dict)  # what its dialect says again as it was told


def creation_of(row: dict[str, Any]) -> Creation:
    """A creation from the plain values that the state file keeps."""
    days = {name: date.fromisoformat(row[name]) if row[name] else None for name in ("starts_on", "ends_on")}
    words = {"platform": Platform(row["platform"]), "status": Status(row["status"])}
    at, objective = datetime.fromisoformat(row["at"]).astimezone(UTC), Objective(row["objective"])
    return Creation(**(row | days | words | {"at": at, "objective": objective}))


def new_campaign(made: Creation, account: Account) -> Campaign:
    """A campaign that has no ad sets yet."""
    return Campaign(
        account=account,
        id=made.id,
        budget_id=made.details.get("budget_id") or entity_id(made.platform, "created", "budget", made.id),
        name=made.name,
        objective=made.objective,
        created_at=made.at,
        starts_on=made.starts_on or made.at.date(),
        ends_on=made.ends_on,
        lifetime=made.lifetime,
        budget_micros=made.budget_micros,
        video=made.objective is Objective.VIDEO_VIEWS,
        ad_sets=(),
    )


def with_ad_set(made: Creation, campaign: Campaign) -> Campaign:
    """The campaign with one ad set more; it runs for as long as the ad set, where that brings dates of its own."""
    ad_set = AdSet(
        id=made.id,
        campaign_id=campaign.id,
        name=made.name,
        created_at=made.at,
        audience=int(generator("created", made.platform, made.id).uniform(0.05, 0.9) * MICROS),
        share=1.0,
        bid_micros=made.bid_micros,
        budget_micros=made.budget_micros,
        ads=(),
    )
    starts_on, ends_on = made.starts_on or campaign.starts_on, made.ends_on or campaign.ends_on
    lifetime = campaign.lifetime or made.lifetime
    return replace(
        campaign, ad_sets=(*campaign.ad_sets, ad_set), starts_on=starts_on, ends_on=ends_on, lifetime=lifetime
    )


def with_ad(made: Creation, campaign: Campaign) -> Campaign:
    """The campaign with one ad more, in the ad set that it was made for."""
    ad = Ad(
        id=made.id,
        campaign_id=campaign.id,
        ad_set_id=made.parent_id,
        creative_id=made.creative_id or entity_id(made.platform, "created", "creative", made.id),
        name=made.name,
        headline=made.headline or made.name,
        body=made.body,
        created_at=made.at,
        share=1.0,
        late=True,
    )
    ad_sets = (
        replace(each, ads=(*each.ads, ad)) if each.id == ad.ad_set_id else each for each in campaign.ad_sets
    )
    return replace(campaign, ad_sets=tuple(ad_sets))


def usual_micros(campaign: Campaign) -> float:
    """What a new campaign is taken to spend on a day, in micros: the scale of its hidden truths."""
    if campaign.budget_micros is None:
        return USUAL_DOLLARS * PER_DOLLAR[campaign.account.currency] * MICROS
    days = (campaign.ends_on - campaign.starts_on).days + 1 if campaign.ends_on else 1
    return campaign.budget_micros / days if campaign.lifetime else float(campaign.budget_micros)
