"""What X calls objectives, goals and states. The objective of a campaign stands on its line items."""

from sandbox.world.model import Objective

# Objective → objective, goal, pay_by, and the type of the web event tag that a conversion goal counts.
OBJECTIVES: dict[Objective, tuple[str, str, str, str | None]] = {
    Objective.AWARENESS: ("REACH", "MAX_REACH", "IMPRESSION", None),
    Objective.TRAFFIC: ("WEBSITE_CLICKS", "LINK_CLICKS", "IMPRESSION", None),
    Objective.ENGAGEMENT: ("ENGAGEMENTS", "ENGAGEMENT", "ENGAGEMENT", None),
    Objective.VIDEO_VIEWS: ("VIDEO_VIEWS", "VIDEO_VIEW", "VIEW", None),
    Objective.LEADS: ("WEBSITE_CLICKS", "WEBSITE_CONVERSIONS", "IMPRESSION", "SIGN_UP"),
    Objective.SALES: ("WEBSITE_CLICKS", "WEBSITE_CONVERSIONS", "IMPRESSION", "PURCHASE"),
    Objective.APP: ("APP_INSTALLS", "APP_INSTALLS", "IMPRESSION", None),
}
KNOWN_OBJECTIVES = frozenset(
    {"APP_ENGAGEMENTS", "APP_INSTALLS", "REACH", "FOLLOWERS", "ENGAGEMENTS", "VIDEO_VIEWS", "PREROLL_VIEWS"}
    | {"WEBSITE_CLICKS"}
)
TAGS = ("PURCHASE", "SIGN_UP")
PLACEMENTS = ("ALL_ON_TWITTER", "SPOTLIGHT", "TREND")
SETTABLE = ("ACTIVE", "PAUSED")
BID_STRATEGIES = ("AUTO", "MAX", "TARGET")
WITHOUT_MAX = frozenset({"REACH", "FOLLOWERS"})
WITH_TARGET = WITHOUT_MAX | {"WEBSITE_CLICKS"}
_OTHERS = {
    "FOLLOWERS": Objective.ENGAGEMENT,
    "PREROLL_VIEWS": Objective.VIDEO_VIEWS,
    "APP_ENGAGEMENTS": Objective.APP,
}


def meaning(objective: str, goal: str, tag: str) -> Objective:
    """What a line item of that objective and goal is for; `tag` is the type of its web event tag."""
    if goal == "WEBSITE_CONVERSIONS":
        return Objective.LEADS if tag == "SIGN_UP" else Objective.SALES
    known = {words[0]: each for each, words in reversed(OBJECTIVES.items())}
    return _OTHERS.get(objective) or known[objective]
