"""Google Ads as data: addresses, limits and the words it uses for what every platform has."""

from datetime import date

from db.kinds import EntityStatus, Objective
from engine.connectors.base import Platform
from engine.core.i18n import N_

VERSION = "v26"

PLATFORM = Platform(
    slug="google",
    name="Google Ads",
    base_url="https://googleads.googleapis.com",
    version=VERSION,
    restates_days=30,
    window_days=30,
    calls_per_s=5,
    burst=25,
    authorize_url="https://accounts.google.com/o/oauth2/v2/auth",
    token_url="https://oauth2.googleapis.com/token",  # noqa: S106 - an address
    scopes=("https://www.googleapis.com/auth/adwords",),
    refreshes=True,
    organic=False,
    sunset=date(2027, 11, 1),  # Google names the month only
    attribution=N_("Each conversion action's own model and window, booked on the day of the click."),
    video_view=N_("TrueView: watched to the end, for 30 seconds, or clicked."),
)
REVOKE_URL = "https://oauth2.googleapis.com/revoke"

# What we can write; ended is not a status here but follows from the dates, and nothing can be archived.
STATUSES = {
    EntityStatus.ACTIVE: "ENABLED",
    EntityStatus.PAUSED: "PAUSED",
    EntityStatus.REMOVED: "REMOVED",
}

# Google has channels, not objectives. The first word is the one that we would choose for the objective.
CHANNELS = {
    Objective.AWARENESS: ("DISPLAY",),
    Objective.TRAFFIC: ("SEARCH", "SMART"),
    Objective.ENGAGEMENT: ("DEMAND_GEN", "DISCOVERY"),
    Objective.VIDEO_VIEWS: ("VIDEO",),
    Objective.LEADS: ("SEARCH", "LOCAL_SERVICES", "LOCAL"),
    Objective.SALES: ("PERFORMANCE_MAX", "SHOPPING", "HOTEL", "TRAVEL"),
    Objective.APP: ("MULTI_CHANNEL",),
}

# What we create are search campaigns, and what one is for shows in what it bids for: so it is written, and so it
# is read. Google itself keeps goals apart from bidding; the first word of each is the one that we write.
BIDDING = {
    Objective.TRAFFIC: ("TARGET_SPEND", "MANUAL_CPC"),
    Objective.LEADS: ("MAXIMIZE_CONVERSIONS", "TARGET_CPA"),
    Objective.SALES: ("MAXIMIZE_CONVERSION_VALUE", "TARGET_ROAS"),
}

_STATUS_READ = {word: status for status, word in STATUSES.items()}
# Reversed, so that where two share a word the first one stands.
_OBJECTIVE_READ = {word: objective for objective, words in reversed(CHANNELS.items()) for word in words}
_BIDDING_READ = {word: objective for objective, words in BIDDING.items() for word in words}


def status(word: str, primary: str = "") -> EntityStatus:
    """Our word for a status; ENDED is told by the primary status only, and an unknown word counts as paused."""
    read = _STATUS_READ.get(word, EntityStatus.PAUSED)
    return EntityStatus.COMPLETED if primary == "ENDED" and read is EntityStatus.ACTIVE else read


def objective(channel: str, bidding: str = "") -> Objective:
    """Our word for what a channel type is mostly used for; in searches, for what is bid for."""
    if channel == "SEARCH" and bidding in _BIDDING_READ:
        return _BIDDING_READ[bidding]
    return _OBJECTIVE_READ.get(channel, Objective.UNKNOWN)
