"""Meta as data: addresses, limits and the words it uses for what every platform has."""

from db.kinds import EntityStatus, Objective
from engine.connectors.base import Platform
from engine.core.i18n import N_
from engine.core.money import MICROS

VERSION = "v26.0"

PLATFORM = Platform(
    slug="meta",
    name="Meta Ads",
    base_url="https://graph.facebook.com",
    version=VERSION,
    restates_days=28,
    window_days=30,
    calls_per_s=10,
    burst=50,
    authorize_url=f"https://www.facebook.com/{VERSION}/dialog/oauth",
    token_url=f"https://graph.facebook.com/{VERSION}/oauth/access_token",
    scopes=(
        "ads_management",
        "ads_read",
        "business_management",
        "pages_manage_posts",
        "pages_manage_metadata",  # for webhooks of pages
        "pages_read_engagement",
        "instagram_basic",
        "instagram_content_publish",
        "leads_retrieval",
    ),
    refreshes=False,
    exchange_days=7,
    organic=True,
    attribution=N_("Each ad set's own attribution setting; conversions are purchases, leads or installs."),
    video_view=N_("ThruPlay: watched to the end, or for 15 seconds."),
)

STATUSES = {
    EntityStatus.ACTIVE: "ACTIVE",
    EntityStatus.PAUSED: "PAUSED",
    EntityStatus.ARCHIVED: "ARCHIVED",
    EntityStatus.REMOVED: "DELETED",
}

# The first word is the one we write; the others are older words that are still read.
OBJECTIVES = {
    Objective.AWARENESS: ("OUTCOME_AWARENESS", "BRAND_AWARENESS", "REACH", "LOCAL_AWARENESS"),
    Objective.TRAFFIC: ("OUTCOME_TRAFFIC", "LINK_CLICKS"),
    Objective.ENGAGEMENT: ("OUTCOME_ENGAGEMENT", "POST_ENGAGEMENT", "PAGE_LIKES", "EVENT_RESPONSES", "MESSAGES"),
    Objective.VIDEO_VIEWS: ("OUTCOME_ENGAGEMENT", "VIDEO_VIEWS"),
    Objective.LEADS: ("OUTCOME_LEADS", "LEAD_GENERATION"),
    Objective.SALES: ("OUTCOME_SALES", "CONVERSIONS", "PRODUCT_CATALOG_SALES", "STORE_VISITS"),
    Objective.APP: ("OUTCOME_APP_PROMOTION", "APP_INSTALLS"),
}

_STATUS_READ = {word: status for status, word in STATUSES.items()}
# Reversed, so that where two share a word the first one stands.
_OBJECTIVE_READ = {word: objective for objective, words in reversed(OBJECTIVES.items()) for word in words}

# Not confirmed by Meta's documents for COP, CRC, HUF, IDR and TWD, whose ISO minor unit is a hundredth.
_WITHOUT_MINOR_UNIT = frozenset(["CLP", "COP", "CRC", "HUF", "ISK", "IDR", "JPY", "KRW", "PYG", "TWD", "VND"])


def status(word: str) -> EntityStatus:
    """Our word for a `status`; what Meta may invent later counts as paused."""
    return _STATUS_READ.get(word, EntityStatus.PAUSED)


def objective(word: str) -> Objective:
    """Our word for a campaign's objective."""
    return _OBJECTIVE_READ.get(word, Objective.UNKNOWN)


def budget_micros(minor: str | int | None, currency: str) -> int | None:
    """Minor units, as budgets and bids are read, to micros; 0 is how Meta says that there is none."""
    units = int(minor or 0)
    return units * MICROS // _offset(currency) if units else None


def minor_units(amount_micros: int, currency: str) -> int:
    """Micros to the integer minor units that budgets and bids are written in, rounded to the nearest."""
    per_unit = MICROS // _offset(currency)
    return (amount_micros + per_unit // 2) // per_unit


def _offset(currency: str) -> int:
    return 1 if currency in _WITHOUT_MINOR_UNIT else 100
