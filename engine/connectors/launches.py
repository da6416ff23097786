"""What is to be created on a platform: a campaign with its ad set and its ad, as a person planned it."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from db.kinds import EntityStatus, Level, Objective
from engine.connectors.posting import FileRules


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
    special_categories: tuple[str, ...] = ()  # credit, employment, housing, …: what the law treats differently


@dataclass(frozen=True, slots=True)
class Created:
    """What the platform made of one level of a launch; `extra` is what a later change or undo will need."""

    external_id: str
    extra: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Limits:
    """What a platform takes of a launch, as data: all that is wrong can be told at once, before any call.

    Lengths are counted by `measure`; `together`, where it is set, is how long headline, body and address may be in
    one text, counted by `measure_together`. The least budget is per launch, in dollars or
    in the account's money; `least_usd_a_day` is what a lifetime's has to come to for each of its days.
    """

    objectives: frozenset[Objective]
    longest_name: int
    longest_headline: int
    longest_body: int
    media: tuple[int, int]  # how many files at least and at most
    files: FileRules | None = None  # what each may be; None where ads show none
    measure: Callable[[str], int] = len
    together: int = 0
    measure_together: Callable[[Creative], int] | None = None
    without: re.Pattern[str] | None = None  # what no name and no text may hold
    profile_kinds: tuple[str, ...] = ()  # whom an ad may speak for
    needs_profile: bool = False
    least_usd: int = 0
    least_usd_a_day: int = 0
    least_major: int = 0
    special_categories: bool = False  # whether it lets them be declared
    wants_keywords: bool = False  # whether an ad without any is never shown
    money_at: Level = Level.CAMPAIGN  # which level keeps the budget
    dates_at: tuple[Level, ...] = (Level.CAMPAIGN, Level.AD_SET)  # which levels keep first and last moment
    ads_pause: bool = True
    pieces: frozenset[Level] = frozenset()  # levels that take several calls, so that one may be found half made
    undo: EntityStatus = EntityStatus.REMOVED  # what becomes of a campaign that should not have been
