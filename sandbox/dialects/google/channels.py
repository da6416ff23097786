"""Objectives as Google sees them: the channel a campaign runs on, and what follows for bids, groups and ads."""

from collections.abc import Callable
from typing import Any

from sandbox.dialects.google.access import GOOGLE
from sandbox.world.model import Campaign, Objective
from sandbox.world.world import World

Reader = Callable[[World, Any], Any]
CHANNELS = {
    Objective.AWARENESS: "DISPLAY",
    Objective.TRAFFIC: "SEARCH",
    Objective.ENGAGEMENT: "DEMAND_GEN",
    Objective.VIDEO_VIEWS: "VIDEO",
    Objective.LEADS: "SEARCH",
    Objective.SALES: "PERFORMANCE_MAX",
    Objective.APP: "MULTI_CHANNEL",
}
# The usual way to bid for an objective, where it is not for as many conversions as possible.
BIDDING = {
    Objective.AWARENESS: "TARGET_CPM", Objective.TRAFFIC: "TARGET_SPEND", Objective.VIDEO_VIEWS: "TARGET_CPM",
}  # fmt: skip
# What a search campaign is for, by the way it bids.
BID_FOR = {
    "MANUAL_CPC": Objective.TRAFFIC, "TARGET_SPEND": Objective.TRAFFIC, "MAXIMIZE_CONVERSIONS": Objective.LEADS,
    "MAXIMIZE_CONVERSION_VALUE": Objective.SALES,
}  # fmt: skip
GROUP_TYPES = {"SEARCH": "SEARCH_STANDARD", "VIDEO": "VIDEO_TRUE_VIEW_IN_STREAM", "DISPLAY": "DISPLAY_STANDARD"}
AD_TYPES = {"SEARCH": "RESPONSIVE_SEARCH_AD", "VIDEO": "VIDEO_RESPONSIVE_AD"}
REACH_CHANNELS = frozenset({"DISPLAY", "VIDEO", "DEMAND_GEN"})  # where unique users are counted


def channel(world: World, campaign: Campaign) -> str:
    """The channel that a campaign runs on: what was said at its creation, or what its objective suggests."""
    return str(world.details(GOOGLE, campaign.id).get("channel") or CHANNELS[campaign.objective])


def bidding(world: World, campaign: Campaign) -> str:
    """The way it bids."""
    told = world.details(GOOGLE, campaign.id).get("bidding")
    return str(told or BIDDING.get(campaign.objective, "MAXIMIZE_CONVERSIONS"))
