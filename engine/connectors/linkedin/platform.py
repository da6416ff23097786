"""LinkedIn as data: addresses, limits and the words it uses for what every platform has.

Its campaign group is our campaign, and its campaign (audience, budget, bid, objective) is our ad set.
"""

from db.kinds import EntityStatus, Objective
from engine.connectors.base import Platform
from engine.core.i18n import N_

VERSION = "202610"

PLATFORM = Platform(
    slug="linkedin",
    name="LinkedIn Ads",
    base_url="https://api.linkedin.com",
    version=VERSION,
    restates_days=30,
    window_days=30,
    calls_per_s=5,
    burst=20,
    authorize_url="https://www.linkedin.com/oauth/v2/authorization",
    token_url="https://www.linkedin.com/oauth/v2/accessToken",  # noqa: S106 - an address
    scopes=(
        "r_ads",
        "r_ads_reporting",
        "rw_ads",
        "w_organization_social",
        "r_organization_social",
        "rw_organization_admin",  # for the list of pages and for the figures of their posts
        "r_marketing_leadgen_automation",
    ),
    refreshes=True,
    organic=True,
    attribution=N_("Each conversion rule's own window, booked on the UTC day; lead forms count as conversions."),
    video_view=N_("Two seconds in a row with half of the video in view, or a click."),
)

# Not confirmed by LinkedIn's documents: the address that withdraws a grant.
REVOKE_URL = "https://www.linkedin.com/oauth/v2/revoke"
# Not confirmed either: accounts carry no time zone, and days appear to be those of UTC.
TIMEZONE = "UTC"

# What we can write; a draft that was started does not become one again, and completed follows from the dates.
STATUSES = {
    EntityStatus.ACTIVE: "ACTIVE",
    EntityStatus.PAUSED: "PAUSED",
    EntityStatus.ARCHIVED: "ARCHIVED",
    EntityStatus.REMOVED: "PENDING_DELETION",
}
_STATUS_READ = {word: status for status, word in STATUSES.items()} | {
    "DRAFT": EntityStatus.DRAFT,
    "COMPLETED": EntityStatus.COMPLETED,
    "CANCELED": EntityStatus.ARCHIVED,
    "REMOVED": EntityStatus.REMOVED,
}

# In the singular, whatever some lists say. There is no objective for apps.
OBJECTIVES = {
    Objective.AWARENESS: "BRAND_AWARENESS",
    Objective.TRAFFIC: "WEBSITE_VISIT",
    Objective.ENGAGEMENT: "ENGAGEMENT",
    Objective.VIDEO_VIEWS: "VIDEO_VIEW",
    Objective.LEADS: "LEAD_GENERATION",
    Objective.SALES: "WEBSITE_CONVERSION",
}
_OBJECTIVE_READ = {word: objective for objective, word in OBJECTIVES.items()} | {"JOB_APPLICANT": Objective.LEADS}

# Without naming statuses, lists hide what was deleted. Only campaigns can be COMPLETED.
GROUP_STATUSES = ("ACTIVE", "ARCHIVED", "CANCELED", "DRAFT", "PAUSED", "PENDING_DELETION", "REMOVED")
CAMPAIGN_STATUSES = (*GROUP_STATUSES, "COMPLETED")


def status(word: str) -> EntityStatus:
    """Our word for a status; what LinkedIn may invent later counts as paused."""
    return _STATUS_READ.get(word, EntityStatus.PAUSED)


def objective(word: str) -> Objective:
    """Our word for a campaign's objective."""
    return _OBJECTIVE_READ.get(word, Objective.UNKNOWN)
