"""What the states of a post are called, and which day a week begins with where the organisation is."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from babel.core import Locale, UnknownLocaleError, get_global
from babel.dates import format_date
from markupsafe import Markup

from engine.core.i18n import N_, locale, t
from pages.ui import format as formats
from pages.ui.marks import n, pill

Post = dict[str, Any]
STATES = {
    "draft": ("mute", N_("Draft")),
    "scheduled": ("live", N_("Scheduled")),
    "publishing": ("live", N_("Being published")),
    "published": ("good", N_("Published")),
    "failed": ("bad", N_("Not published")),
}
REVIEWS = {
    "waiting": ("warn", N_("Waits for approval")),
    "approved": ("good", N_("Approved")),
    "rejected": ("bad", N_("Sent back")),
}
VERDICTS = {
    "submitted": N_("asked for approval"),
    "approved": N_("approved"),
    "rejected": N_("sent it back"),
}
LONGEST = 80


def state(post: Post) -> Markup:
    """Where a post stands, in one pill; a draft by what its reviewers say, an attempt that failed by its retry."""
    if post["status"] == "draft" and post["review"] in REVIEWS:
        tone, word = REVIEWS[post["review"]]
    elif post["status"] == "publishing" and post["error"]:
        tone, word = "warn", N_("Tried again soon")
    else:
        tone, word = STATES[post["status"]]
    return pill(tone, t(word))


def moment_of(post: Post) -> datetime | None:
    """When it went out, else when it will."""
    at = post["published_at"] or post["scheduled_for"]
    return datetime.fromisoformat(at) if at else None


def when(post: Post, zone: str) -> Markup:
    """Day and hour on the organisation's clock."""
    at = moment_of(post)
    if at is None:
        return n(formats.NONE)
    return n(f"{formats.day(at.astimezone(ZoneInfo(zone)).date())} {formats.clock(at, zone)}")


def short(text: str) -> Markup:
    """The beginning of a text, set apart from what is around it."""
    line = " ".join(text.split())
    return Markup("<bdi>{}</bdi>").format(line if len(line) <= LONGEST else line[: LONGEST - 1] + "…")


def first_day(zone: str) -> int:
    """The weekday (0 is Monday) that weeks begin with there: a matter of the region, not the language (CLDR)."""
    territory = get_global("zone_territories").get(zone)
    try:
        return Locale.parse(f"und_{territory}").first_week_day
    except (UnknownLocaleError, ValueError):  # a zone of no country, such as UTC
        return 0


def week_of(day: date, zone: str) -> date:
    """The first day of the week of that day."""
    return day - timedelta(days=(day.weekday() - first_day(zone)) % 7)


def weekday_name(day: date, *, long: bool = False) -> str:
    """`Sat`, `السبت`."""
    return format_date(day, "EEEE" if long else "EEE", locale=locale())
