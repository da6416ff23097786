"""The nouns of the world, in nobody's dialect: every platform translates from these."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

MICROS = 1_000_000
WHOLE_UNIT_CURRENCIES = frozenset({"JPY", "KRW", "CLP", "VND", "ISK", "HUF", "TWD", "COP", "CRC", "IDR", "PYG"})


class Platform(StrEnum):
    """Who plays."""

    META = "meta"
    GOOGLE = "google"
    TIKTOK = "tiktok"
    LINKEDIN = "linkedin"
    TWITTER = "twitter"
    SNAPCHAT = "snapchat"


class Status(StrEnum):
    """What somebody set an entity to."""

    ACTIVE = "active"
    PAUSED = "paused"
    DRAFT = "draft"
    ARCHIVED = "archived"
    DELETED = "deleted"


class Objective(StrEnum):
    """What a campaign is for."""

    AWARENESS = "awareness"
    TRAFFIC = "traffic"
    ENGAGEMENT = "engagement"
    VIDEO_VIEWS = "video_views"
    LEADS = "leads"
    SALES = "sales"
    APP = "app"


class Level(StrEnum):
    """How finely a report divides an account."""

    ACCOUNT = "account"
    CAMPAIGN = "campaign"
    AD_SET = "ad_set"
    AD = "ad"


@dataclass(frozen=True, slots=True)
class Account:
    """An ad account; a manager account has no campaigns, only `clients`."""

    platform: Platform
    id: str
    name: str
    currency: str
    zone: str
    campaign_count: int = 0
    brand: str = ""
    clients: tuple[str, ...] = ()

    @property
    def manager(self) -> bool:
        """Whether it holds other accounts rather than campaigns."""
        return bool(self.clients)

    @property
    def money_step_micros(self) -> int:
        """The smallest amount that can be charged, in micros."""
        return MICROS if self.currency in WHOLE_UNIT_CURRENCIES else MICROS // 100


@dataclass(frozen=True, slots=True)
class Ad:
    """One creative in delivery. `share` is its weight among the ads of its ad set."""

    id: str
    campaign_id: str
    ad_set_id: str
    creative_id: str
    name: str
    headline: str
    body: str
    created_at: datetime
    share: float
    in_review: bool = False
    late: bool = False  # created by a client, so that nothing of the past may depend on it


@dataclass(frozen=True, slots=True)
class AdSet:
    """An audience with a bid; it has a budget of its own only where its campaign has none."""

    id: str
    campaign_id: str
    name: str
    created_at: datetime
    audience: int
    share: float
    bid_micros: int
    budget_micros: int | None
    ads: tuple[Ad, ...]


@dataclass(frozen=True, slots=True)
class Campaign:
    """A campaign as it was created; what happened to it since is in the journal of changes."""

    account: Account
    id: str
    budget_id: str
    name: str
    objective: Objective
    created_at: datetime
    starts_on: date
    ends_on: date | None
    lifetime: bool
    budget_micros: int | None
    video: bool
    ad_sets: tuple[AdSet, ...]

    @property
    def ads(self) -> tuple[Ad, ...]:
        """All ads, ad set by ad set: the order of the rows in every series."""
        return tuple(ad for ad_set in self.ad_sets for ad in ad_set.ads)

    @property
    def in_review(self) -> bool:
        """Whether no ad of it has been let through yet."""
        return all(ad.in_review for ad in self.ads)


Entity = Campaign | AdSet | Ad
