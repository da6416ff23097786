"""Snapchat as data: addresses, limits and the words it uses for what every platform has."""

from datetime import datetime

from db.kinds import EntityStatus, Objective
from engine.connectors.base import Platform
from engine.core import clock
from engine.core.i18n import N_

VERSION = "v1"

PLATFORM = Platform(
    slug="snapchat",
    name="Snapchat Ads",
    base_url="https://adsapi.snapchat.com",
    version=VERSION,
    restates_days=28,
    window_days=31,
    calls_per_s=4,
    burst=20,
    authorize_url="https://accounts.snapchat.com/login/oauth2/authorize",
    token_url="https://accounts.snapchat.com/login/oauth2/access_token",  # noqa: S106 - an address
    scopes=("snapchat-marketing-api",),
    refreshes=True,
    organic=True,  # for apps that Snapchat has put on its list; for any other there are no profiles
    attribution=N_("28 days after a swipe, 1 day after a view, booked on the day of the impression."),
    video_view=N_("Two seconds in a row, or a swipe up."),
    # Ten calls a second are allowed for a token, twenty for the app; one token often serves all our accounts.
    app_calls_per_s=9,
    app_burst=40,
)
BUSINESS_URL = "https://businessapi.snapchat.com"  # public profiles
# Documented for Snapchat's login, not for the Marketing API in particular.
REVOKE_URL = "https://accounts.snapchat.com/accounts/oauth2/revoke"

# What we can write; ended follows from the dates, removed things are deleted, and nothing can be archived.
STATUSES = {
    EntityStatus.ACTIVE: "ACTIVE",
    EntityStatus.PAUSED: "PAUSED",
}

# The objective of today, and the older words that say more: three of ours share one of theirs.
OBJECTIVES = {
    Objective.AWARENESS: ("AWARENESS_AND_ENGAGEMENT", "BRAND_AWARENESS"),
    Objective.TRAFFIC: ("TRAFFIC", "WEB_VIEW"),
    Objective.ENGAGEMENT: ("AWARENESS_AND_ENGAGEMENT", "ENGAGEMENT"),
    Objective.VIDEO_VIEWS: ("AWARENESS_AND_ENGAGEMENT", "VIDEO_VIEW", "VIDEO_VIEWS"),
    Objective.LEADS: ("LEADS", "LEAD_GENERATION"),
    Objective.SALES: ("SALES", "WEB_CONVERSION", "CATALOG_SALES"),
    Objective.APP: ("APP_PROMOTION", "APP_INSTALL", "APP_CONVERSION"),
}

_STATUS_READ = {word: status for status, word in STATUSES.items()}
# Reversed, so that where two share a word the first one stands.
_OBJECTIVE_READ = {word: objective for objective, words in reversed(OBJECTIVES.items()) for word in words}


def status(word: str, *, ends_at: datetime | None = None, deleted: bool = False) -> EntityStatus:
    """Our word for a status; what is deleted or over keeps its old word there, and an unknown one is paused."""
    if deleted:
        return EntityStatus.REMOVED
    if ends_at is not None and ends_at <= clock.now():
        return EntityStatus.COMPLETED
    return _STATUS_READ.get(word, EntityStatus.PAUSED)


def objective(word: str, legacy: str = "") -> Objective:
    """Our word for a campaign's objective; the legacy one decides where theirs of today is shared."""
    if legacy in OBJECTIVES[Objective.ENGAGEMENT] + OBJECTIVES[Objective.VIDEO_VIEWS]:
        return _OBJECTIVE_READ[legacy]
    return _OBJECTIVE_READ.get(word) or _OBJECTIVE_READ.get(legacy, Objective.UNKNOWN)
