"""X Ads as data: addresses, limits and the words it uses for what every platform has."""

from datetime import datetime

from db.kinds import EntityStatus, Objective
from engine.connectors.base import Platform
from engine.core import clock
from engine.core.i18n import N_
from engine.core.money import MICROS

VERSION = "12"

PLATFORM = Platform(
    slug="twitter",
    name="X",
    base_url="https://ads-api.x.com",
    version=VERSION,
    restates_days=14,  # spend; everything else is final after a day
    window_days=30,
    calls_per_s=4,
    burst=40,
    authorize_url="https://api.x.com/oauth/authorize",
    token_url="https://api.x.com/oauth/access_token",  # noqa: S106 - an address
    scopes=(),  # what an app may do is set in X's developer console, nothing is asked for
    refreshes=False,
    organic=True,
    attribution=N_("After a view or an engagement, in the windows of the account's web event tags."),
    video_view=N_("3 seconds with the whole video in view, or played by hand."),
)
REQUEST_TOKEN_URL = "https://api.x.com/oauth/request_token"  # noqa: S105 - an address
REVOKE_URL = "https://api.x.com/1.1/oauth/invalidate_token"
VERIFY_URL = "https://api.x.com/1.1/account/verify_credentials.json"
POSTS_URL = "https://api.x.com/2"
FILES_URL = "https://ton.twimg.com/advertiser-api-async-analytics"

# What we can write; nothing can be archived, and what is removed is deleted rather than given a status.
STATUSES = {EntityStatus.ACTIVE: "ACTIVE", EntityStatus.PAUSED: "PAUSED"}

# The first word is the one we write; the others are read as well.
OBJECTIVES = {
    Objective.AWARENESS: ("REACH",),
    Objective.TRAFFIC: ("WEBSITE_CLICKS",),
    Objective.ENGAGEMENT: ("ENGAGEMENTS", "FOLLOWERS"),
    Objective.VIDEO_VIEWS: ("VIDEO_VIEWS", "PREROLL_VIEWS"),
    Objective.APP: ("APP_INSTALLS", "APP_ENGAGEMENTS"),
}
CONVERSION_GOAL = "WEBSITE_CONVERSIONS"
SIGN_UP_TAGS = frozenset({"SIGN_UP", "LEAD"})
# What a launch is for, in the word that is written: leads and sales are clicks to a website with another goal.
LAUNCHED = {each: words[0] for each, words in OBJECTIVES.items()} | dict.fromkeys(
    (Objective.LEADS, Objective.SALES), OBJECTIVES[Objective.TRAFFIC][0]
)
LONGEST_NAME = 255
# Those without a smaller coin in ISO 4217; which others X wants whole is not in its documents.
_WHOLE_CURRENCIES = frozenset({"CLP", "ISK", "JPY", "KRW", "PYG", "UGX", "VND", "XAF", "XOF", "XPF"})

_STATUS_READ = {word: status for status, word in STATUSES.items()} | {"DRAFT": EntityStatus.DRAFT}
_OBJECTIVE_READ = {word: objective for objective, words in OBJECTIVES.items() for word in words}


def smallest_micros(currency: str) -> int:
    """The smallest amount of a currency, which every budget and bid has to be a multiple of, in micros."""
    return MICROS if currency in _WHOLE_CURRENCIES else MICROS // 100


def status(word: str, *, deleted: bool = False, ends_at: datetime | None = None) -> EntityStatus:
    """Our word for a status; what has ended is told by its end, and an unknown word counts as paused."""
    if deleted:
        return EntityStatus.REMOVED
    if ends_at and ends_at <= clock.now():
        return EntityStatus.COMPLETED
    return _STATUS_READ.get(word, EntityStatus.PAUSED)


def objective(word: str, goal: str = "", tag: str = "") -> Objective:
    """Our word for a line item's objective; the type of its web event tag tells sales from leads.

    X has no word for leads. That clicks to a website count as leads when the tag they are optimised for counts
    sign-ups is our reading, not confirmed by its documents.
    """
    if word == "WEBSITE_CLICKS" and goal == CONVERSION_GOAL:
        return Objective.LEADS if tag in SIGN_UP_TAGS else Objective.SALES
    return _OBJECTIVE_READ.get(word, Objective.UNKNOWN)
