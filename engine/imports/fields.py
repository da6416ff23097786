"""What a column of an ad manager's export can mean to us, and the shape of a row once it is understood."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from db.kinds import EntityStatus, Level, Objective
from engine.core.i18n import N_, t


class Field(StrEnum):
    """One thing that a column may hold; `last_date` is the end of the span a row covers."""

    DATE = "date"
    LAST_DATE = "last_date"
    CAMPAIGN = "campaign"
    CAMPAIGN_ID = "campaign_id"
    AD_SET = "ad_set"
    AD_SET_ID = "ad_set_id"
    AD = "ad"
    AD_ID = "ad_id"
    STATUS = "status"
    OBJECTIVE = "objective"
    SPEND = "spend"
    IMPRESSIONS = "impressions"
    CLICKS = "clicks"
    CONVERSIONS = "conversions"
    CONVERSION_VALUE = "conversion_value"
    REACH = "reach"
    VIDEO_VIEWS = "video_views"
    CURRENCY = "currency"
    ACCOUNT = "account"
    ACCOUNT_ID = "account_id"

    __hash__ = str.__hash__  # an Enum's own is Python code, asked twenty times a row


TITLES = {
    Field.DATE: N_("Day"),
    Field.LAST_DATE: N_("Last day of the row"),
    Field.CAMPAIGN: N_("Campaign"),
    Field.CAMPAIGN_ID: N_("Campaign id"),
    Field.AD_SET: N_("Ad set"),
    Field.AD_SET_ID: N_("Ad set id"),
    Field.AD: N_("Ad"),
    Field.AD_ID: N_("Ad id"),
    Field.STATUS: N_("Status"),
    Field.OBJECTIVE: N_("Objective"),
    Field.SPEND: N_("Spend"),
    Field.IMPRESSIONS: N_("Impressions"),
    Field.CLICKS: N_("Clicks"),
    Field.CONVERSIONS: N_("Conversions"),
    Field.CONVERSION_VALUE: N_("Conversion value"),
    Field.REACH: N_("Reach"),
    Field.VIDEO_VIEWS: N_("Video views"),
    Field.CURRENCY: N_("Currency"),
    Field.ACCOUNT: N_("Account"),
    Field.ACCOUNT_ID: N_("Account id"),
}

COUNTS = (Field.IMPRESSIONS, Field.CLICKS, Field.REACH, Field.VIDEO_VIEWS)
MONEY = (Field.SPEND, Field.CONVERSION_VALUE)
FIGURES = (*MONEY, Field.IMPRESSIONS, Field.CLICKS, Field.CONVERSIONS, Field.REACH, Field.VIDEO_VIEWS)
LEVELS = {  # each level's name, its id, and the levels above it, nearest last
    Level.CAMPAIGN: (Field.CAMPAIGN, Field.CAMPAIGN_ID),
    Level.AD_SET: (Field.AD_SET, Field.AD_SET_ID),
    Level.AD: (Field.AD, Field.AD_ID),
}


@dataclass(frozen=True, slots=True)
class Named:
    """A campaign, ad set or ad as a row names it; `external_id` is empty where the file has none."""

    name: str = ""
    external_id: str = ""

    def __bool__(self) -> bool:
        """Whether the row names it at all."""
        return bool(self.name or self.external_id)


@dataclass(frozen=True, slots=True)
class Reading:
    """One understood row: money in micros of the account's currency, None where the file says nothing."""

    line: int
    date: date
    campaign: Named
    ad_set: Named
    ad: Named
    status: EntityStatus | None
    objective: Objective | None
    spend_micros: int | None
    conversion_value_micros: int | None
    impressions: int | None
    clicks: int | None
    conversions: Decimal | None
    reach: int | None
    video_views: int | None


@dataclass(frozen=True, slots=True)
class Flaw:
    """Why a row was left out: its line in the file, its column, and a sentence of the catalogue with its facts."""

    line: int
    column: str
    sentence: str
    facts: dict[str, str | int]


def said(kept: dict[str, Any]) -> str:
    """A kept `sentence` with its `facts` in the reader's language; facts that are words of ours are said too."""
    sentence, facts = kept["sentence"], dict(kept["facts"])
    for name in {"field", "encoding"} & facts.keys():
        word = facts[name]
        facts[name] = t(word)
    return t(sentence, **facts)
