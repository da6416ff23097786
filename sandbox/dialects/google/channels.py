"""Objectives as Google sees them: the channel a campaign runs on, and what follows for bids, groups and ads."""

from collections.abc import Callable
from typing import Any

from sandbox.world.model import Objective
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
BIDDING = {"SEARCH": "TARGET_SPEND", "VIDEO": "TARGET_CPM", "DISPLAY": "TARGET_CPM"}
GROUP_TYPES = {"SEARCH": "SEARCH_STANDARD", "VIDEO": "VIDEO_TRUE_VIEW_IN_STREAM", "DISPLAY": "DISPLAY_STANDARD"}
AD_TYPES = {"SEARCH": "RESPONSIVE_SEARCH_AD", "VIDEO": "VIDEO_RESPONSIVE_AD"}
REACH_CHANNELS = frozenset({"DISPLAY", "VIDEO", "DEMAND_GEN"})  # where unique users are counted
