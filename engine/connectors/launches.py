"""What is to be created on a platform: a campaign with its ad set and its ad, as a person planned it."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from db.kinds import Objective


@dataclass(frozen=True, slots=True)
class Creative:
    """What people will see. `media` are public addresses of images, or of one video.

    `headlines` and `bodies`: further ones, for platforms that try several in turn.
    """

    headline: str
    body: str
    url: str
    media: tuple[str, ...] = ()
    headlines: tuple[str, ...] = ()
    bodies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Launch:
    """One plan for all three levels: each platform takes, at each level, what belongs there in its house.

    Everything is created paused; money is micros of the account's currency, one of the two budgets is given;
    dates are account-local, `ends_on` inclusive. `key` is the same for every try at the same launch: platforms
    that recognise a repeated request are told it.
    """

    key: UUID
    name: str
    objective: Objective
    starts_on: date
    ends_on: date | None
    creative: Creative
    daily_budget_micros: int | None = None
    lifetime_budget_micros: int | None = None
    bid_micros: int | None = None
    countries: tuple[str, ...] = ("SA",)  # ISO 3166-1 alpha-2
    keywords: tuple[str, ...] = ()  # what people search for, where advertisements answer searches
    profile_id: str = ""  # the page, organisation or handle that the ad speaks for, where the platform wants one


@dataclass(frozen=True, slots=True)
class Created:
    """What the platform made of one level of a launch; `extra` is what a later change or undo will need."""

    external_id: str
    extra: dict[str, Any] = field(default_factory=dict)
