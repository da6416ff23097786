"""What a person asks for: a request read field by field, so that everything unreadable is told at once.

Money arrives in major units and becomes micros; dates are calendar days, `ends_on` inclusive.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from db.kinds import Objective
from engine.campaigns.fields import Faults, Fields
from engine.connectors import PLATFORMS
from engine.connectors.launches import Creative
from engine.posts import Content

LONGEST_NAME, LONGEST_DESCRIPTION, LONGEST_TEXT = 255, 2000, 10_000
MOST_ADS, MOST_POSTS, MOST_MEDIA, MOST_PLACES = 50, 50, 50, 200
USUAL_OBJECTIVE = Objective.TRAFFIC
OBJECTIVES = tuple(each for each in Objective if each is not Objective.UNKNOWN)
SPECIAL = ("credit", "employment", "housing")

_CAMPAIGN = {
    "name", "total_budget", "currency", "start_date", "end_date", "description", "objective", "activate", "ads",
    "content", "special_categories", "political",
}  # fmt: skip
_AD = {"platform", "integration_id", "profile_id", "name", "budget", "objective", "targeting", "creative"}


@dataclass(frozen=True, slots=True)
class Ad:
    """One platform's part, as it was asked for; None where the request says nothing that can be read."""

    platform: str | None
    integration_id: UUID | None
    profile_id: UUID | None
    name: str | None
    budget_micros: int | None
    objective: Objective | None
    countries: tuple[str, ...]
    keywords: tuple[str, ...]
    creative: Creative


@dataclass(frozen=True, slots=True)
class Order:
    """A whole campaign, as it was asked for."""

    name: str | None
    description: str
    total_micros: int | None
    currency: str | None
    starts_on: date | None
    ends_on: date | None
    objective: Objective | None
    activate: bool
    special: tuple[str, ...]
    political: bool
    ads: tuple[Ad, ...]
    posts: tuple[Content, ...]


def read_order(body: Mapping[str, Any]) -> tuple[Order, Faults]:
    """The order, and what of it cannot be read, by field."""
    faults = Faults()
    fields = Fields(body, faults)
    fields.known(_CAMPAIGN)
    content = fields.child("content")
    content.known({"posts"})
    order = Order(
        name=fields.text("name", LONGEST_NAME, needed=True),
        description=fields.text("description", LONGEST_DESCRIPTION, lines=True) or "",
        total_micros=fields.amount("total_budget"),
        currency=fields.currency("currency"),
        starts_on=fields.day("start_date"),
        ends_on=fields.day("end_date"),
        objective=_objective(fields),
        activate=fields.flag("activate"),
        special=fields.words("special_categories", SPECIAL),
        political=fields.flag("political"),
        ads=tuple(_ad(each) for each in fields.children("ads", MOST_ADS)),
        posts=tuple(_post(each) for each in content.children("posts", MOST_POSTS)),
    )
    return order, faults


def _ad(fields: Fields) -> Ad:
    fields.known(_AD)
    aim, shown = fields.child("targeting"), fields.child("creative", needed=True)
    aim.known({"countries", "keywords"})
    shown.known({"headline", "body", "url", "media", "headlines", "bodies"})
    return Ad(
        platform=fields.word("platform", PLATFORMS, needed=True),
        integration_id=fields.id("integration_id"),
        profile_id=fields.id("profile_id"),
        name=fields.text("name", LONGEST_NAME),
        budget_micros=fields.amount("budget"),
        objective=_objective(fields),
        countries=tuple(each.upper() for each in aim.texts("countries", MOST_PLACES)),
        keywords=aim.texts("keywords", MOST_PLACES),
        creative=_creative(shown),
    )


def _creative(fields: Fields) -> Creative:
    return Creative(
        headline=fields.text("headline", LONGEST_TEXT, needed=True) or "",
        body=fields.text("body", LONGEST_TEXT, needed=True, lines=True) or "",
        url=fields.address("url") or "",
        media=fields.media("media", MOST_MEDIA),
        headlines=fields.texts("headlines", MOST_MEDIA),
        bodies=fields.texts("bodies", MOST_MEDIA),
    )


def _post(fields: Fields) -> Content:
    """One text for one or several platforms; without a moment it is a draft. What else it lacks, posts know."""
    fields.known({"content", "platforms", "media", "scheduled_for"})
    return Content(
        text=fields.text("content", LONGEST_TEXT * 7, lines=True) or "",
        media=fields.media("media", MOST_MEDIA),
        platforms=fields.texts("platforms", MOST_MEDIA),
        scheduled_for=fields.moment("scheduled_for"),
    )


def _objective(fields: Fields) -> Objective | None:
    word = fields.word("objective", OBJECTIVES)
    return Objective(word) if word else None
