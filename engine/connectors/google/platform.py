"""Google Ads as data: addresses, limits and the words it uses for what every platform has."""

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

_STATUS_READ = {word: status for status, word in STATUSES.items()}
# Reversed, so that where two share a word the first one stands.
_OBJECTIVE_READ = {word: objective for objective, words in reversed(CHANNELS.items()) for word in words}


def status(word: str, primary: str = "") -> EntityStatus:
    """Our word for a status; ENDED is told by the primary status only, and an unknown word counts as paused."""
    read = _STATUS_READ.get(word, EntityStatus.PAUSED)
    return EntityStatus.COMPLETED if primary == "ENDED" and read is EntityStatus.ACTIVE else read


def objective(channel: str) -> Objective:
    """Our word for what a channel type is mostly used for."""
    return _OBJECTIVE_READ.get(channel, Objective.UNKNOWN)
