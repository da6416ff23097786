"""What a new ad squad has to say: whom it shows its ads to, for what goal, and at least what money."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from sandbox.dialects.snapchat.access import SNAPCHAT
from sandbox.dialects.snapchat.creatives import pixel_id
from sandbox.dialects.snapchat.errors import invalid
from sandbox.dialects.snapchat.objects import Object
from sandbox.dialects.snapchat.times import read_day
from sandbox.dialects.snapchat.updates import read_money
from sandbox.dialects.snapchat.words import BID_STRATEGIES, OBJECTIVES, WITH_BID
from sandbox.stage import Stage
from sandbox.world.creations import Creation
from sandbox.world.model import AdSet, Campaign, Entity

GOALS = frozenset(words[2] for words in OBJECTIVES.values())
CHOICES = {
    "type": {"SNAP_ADS"},
    "optimization_goal": GOALS,
    "billing_event": {"IMPRESSION"},
    "bid_strategy": BID_STRATEGIES,
}
CONSTRAINTS = {"daily_budget_micro": "DAILY_BUDGET", "lifetime_budget_micro": "LIFETIME_BUDGET"}
TOLD = (
    "targeting", "placement_v2", "optimization_goal", "bid_strategy", "delivery_constraint", "conversion_window",
    "pixel_id",
)  # fmt: skip


def read_ad_squad(stage: Stage, campaign: Campaign, wanted: Object, made: Creation) -> Creation:
    """The creation of one ad squad; raises 400 for what makes no sense."""
    for name, words in CHOICES.items():
        if not isinstance(wanted[name], str) or wanted[name] not in words:
            raise invalid(f"{name} must be one of {', '.join(sorted(words))}")
    _check_targeting(wanted["targeting"])
    if (wanted["bid_strategy"] in WITH_BID) != ("bid_micro" in wanted):
        raise invalid(f"bid_micro does not fit bid_strategy {wanted['bid_strategy']}")
    if wanted["optimization_goal"].startswith("PIXEL_") and wanted.get("pixel_id") != pixel_id(campaign.account):
        raise invalid("pixel_id of the ad account is required for this optimization_goal")
    zone = campaign.account.zone
    dates = read_day(wanted, "start_time", zone), read_day(wanted, "end_time", zone, ends=True)
    budget, lifetime = _budget(stage, campaign, wanted, has_end=bool(dates[1] or campaign.ends_on))
    bid = read_money(AdSet, "bid_micro", wanted["bid_micro"]) if "bid_micro" in wanted else 0
    details = {name: wanted[name] for name in TOLD if name in wanted}
    return replace(
        made, budget_micros=budget, lifetime=lifetime, bid_micros=bid, starts_on=dates[0], ends_on=dates[1],
        details=details,
    )  # fmt: skip


def read_budget(kind: type[Entity], wanted: Object, names: Iterable[str]) -> tuple[str | None, int | None]:
    """Which budget there is, and how much; at most one."""
    given = [name for name in names if name in wanted]
    if len(given) > 1:
        raise invalid(f"Only one of {', '.join(given)} can be set")
    return (given[0], read_money(kind, given[0], wanted[given[0]])) if given else (None, None)


def _budget(stage: Stage, campaign: Campaign, wanted: Object, *, has_end: bool) -> tuple[int, bool]:
    """Its budget, and whether it is for its whole life; what its campaign has is a cap above it."""
    name, budget = read_budget(AdSet, wanted, CONSTRAINTS)
    if name is None or budget is None:
        raise invalid("daily_budget_micro or lifetime_budget_micro is required")
    if wanted.get("delivery_constraint", CONSTRAINTS[name]) != CONSTRAINTS[name]:
        raise invalid(f"delivery_constraint does not fit {name}")
    lifetime = name == "lifetime_budget_micro"
    if lifetime and not has_end:
        raise invalid("end_time is required with lifetime_budget_micro")
    capped = stage.world.budget_micros(SNAPCHAT, campaign) is not None
    if (campaign.ad_sets or capped) and campaign.lifetime is not lifetime:
        raise invalid("Daily and lifetime budgets in one campaign are not supported in sandbox")
    return budget, lifetime


def _check_targeting(told: Any) -> None:
    geos = told.get("geos") if isinstance(told, dict) else None
    if not isinstance(geos, list) or not geos:
        raise invalid("targeting must name at least one of geos")
    for geo in geos:
        country = geo.get("country_code") if isinstance(geo, dict) else None
        if not isinstance(country, str) or len(country) != 2 or not country.islower():
            raise invalid("country_code must be two lower-case letters")
