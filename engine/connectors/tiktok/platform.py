"""TikTok as data: addresses, limits and the words it uses for what every platform has."""

from decimal import Decimal
from typing import Any

from babel.numbers import get_currency_precision

from db.kinds import EntityStatus, Objective
from engine.connectors.base import Platform
from engine.core.i18n import N_
from engine.core.money import major, micros

VERSION = "v1.3"

PLATFORM = Platform(
    slug="tiktok",
    name="TikTok Ads",
    base_url="https://business-api.tiktok.com/open_api",
    version=VERSION,
    restates_days=28,
    window_days=30,
    calls_per_s=8,
    burst=8,
    # The basic tier allows the app ten calls in a second, whichever ad account they are for.
    app_calls_per_s=8,
    # Not confirmed: whether TikTok's second slides or begins with the clock's. One call after the other, evenly,
    # fits both; a burst would fit the clock's only.
    app_burst=1,
    authorize_url="https://business-api.tiktok.com/portal/auth",
    token_url=f"https://business-api.tiktok.com/open_api/{VERSION}/oauth2/access_token/",
    scopes=(),  # chosen once for the app in TikTok's developer portal, not at each sign-in
    # An account publishes by a consent of its own, which is asked for these by name.
    profile_scopes=("user.info.basic", "user.info.username", "video.list", "video.publish", "comment.list"),
    refreshes=False,
    organic=True,
    attribution=N_(
        "Each ad group's own attribution setting; conversions are purchases on the website, leads, or the event "
        "an app campaign is optimised for."
    ),
    video_view=N_("Watched for 2 seconds or more."),
)

# What we can write; ended follows from the schedule, and nothing can be archived.
STATUSES = {
    EntityStatus.ACTIVE: "ENABLE",
    EntityStatus.PAUSED: "DISABLE",
    EntityStatus.REMOVED: "DELETE",
}

# How a budget is meant. Both kinds of daily ones are read and changed alike.
DAILY = ("BUDGET_MODE_DAY", "BUDGET_MODE_DYNAMIC_DAILY_BUDGET")
LIFETIME = "BUDGET_MODE_TOTAL"

# The first word is the one we write; the others are older or narrower words that are still read.
OBJECTIVES = {
    Objective.AWARENESS: ("REACH", "RF_REACH"),
    Objective.TRAFFIC: ("TRAFFIC",),
    Objective.ENGAGEMENT: ("ENGAGEMENT",),
    Objective.VIDEO_VIEWS: ("VIDEO_VIEWS",),
    Objective.LEADS: ("LEAD_GENERATION",),
    Objective.SALES: ("WEB_CONVERSIONS", "PRODUCT_SALES", "CONVERSIONS", "CATALOG_SALES", "SHOP_PURCHASES"),
    Objective.APP: ("APP_PROMOTION", "APP_INSTALL"),
}

_STATUS_READ = {word: status for status, word in STATUSES.items()}
_OBJECTIVE_READ = {word: objective for objective, words in OBJECTIVES.items() for word in words}
# How secondary statuses end when somebody deleted it or something above it, and when its time is over. TikTok's
# lists of these words (campaigns, ad groups, ads) hold no other word that ends like this and means another thing.
_GONE = "_DELETE"
_OVER = ("_TIME_DONE", "_STATUS_DONE")


def status(operation: str, secondary: str = "") -> EntityStatus:
    """Our word for the switch, unless the secondary status says deleted or over; unknown words count as paused."""
    if secondary.endswith(_GONE):
        return EntityStatus.REMOVED
    read = _STATUS_READ.get(operation, EntityStatus.PAUSED)
    return EntityStatus.COMPLETED if secondary.endswith(_OVER) and read is EntityStatus.ACTIVE else read


def objective(word: str) -> Objective:
    """Our word for an `objective_type`."""
    return _OBJECTIVE_READ.get(word, Objective.UNKNOWN)


def amount_micros(value: Any) -> int | None:
    """A budget or bid, in major units, to micros; 0 is how TikTok says that there is none."""
    return micros(Decimal(str(value or 0))) or None


def is_payable(amount_micros: int, currency: str) -> bool:
    """Whether it is more than nothing, in whole coins of the currency."""
    return amount_micros > 0 and amount_micros % 10 ** (6 - get_currency_precision(currency)) == 0


def amount(amount_micros: int) -> float:
    """Micros to the major units that budgets and bids are written in: a JSON number."""
    return float(major(amount_micros))
