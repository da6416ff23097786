"""What Google would not accept of a launch, said by its field before anything is created."""

import re
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from db.kinds import Level, Objective
from engine.connectors import faults
from engine.connectors.base import Account
from engine.connectors.google import texts
from engine.connectors.google.platform import BIDDING, PLATFORM
from engine.connectors.launches import Launch, Limits
from engine.core import clock
from engine.core.errors import Refused
from engine.core.money import MICROS

LONGEST_NAME, LONGEST_URL = 255, 2_048
LONGEST_KEYWORD, MOST_WORDS = 80, 10
MANY = 100  # files, of which a search ad shows none
_BROKEN_NAME = re.compile(r"[\0\r\n]")
_BROKEN_KEYWORD = re.compile(r"[!@%,*(){}|~=?;<>]")
# Currencies without a smaller coin. That Google's list is this one is not confirmed by its documents.
_WHOLE = frozenset({"CLP", "COP", "CRC", "HUF", "IDR", "ISK", "JPY", "KRW", "PYG", "TWD", "VND"})

LIMITS = Limits(
    objectives=frozenset(BIDDING),
    longest_name=LONGEST_NAME,
    longest_headline=texts.LONGEST_HEADLINE,
    longest_body=texts.LONGEST_DESCRIPTION,
    media=(0, MANY),
    measure=texts.width,
    wants_keywords=True,
    dates_at=(Level.CAMPAIGN,),
)


def check_launch(account: Account, launch: Launch) -> None:
    """Nothing when Google would take the whole plan; Refused naming the first field that it would not."""
    name = launch.name
    if not name.strip() or len(name) > LONGEST_NAME or _BROKEN_NAME.search(name):
        raise _unfit("name", f"1 to {LONGEST_NAME} characters on one line")
    # Display, video, app and shopping campaigns need images, films or feeds that were uploaded before.
    if launch.objective not in BIDDING:
        raise _unfit("objective", f"no search campaign is for {launch.objective}")
    _check_money(account, launch)
    _check_dates(account, launch)
    _check_audience(launch)
    _check_url(launch.creative.url)
    texts.headlines(launch.creative)
    texts.descriptions(launch.creative)


def _check_money(account: Account, launch: Launch) -> None:
    amounts = {
        "daily_budget_micros": launch.daily_budget_micros,
        "lifetime_budget_micros": launch.lifetime_budget_micros,
        "bid_micros": launch.bid_micros,
    }
    step = MICROS if account.currency in _WHOLE else MICROS // 100
    for field, micros in amounts.items():
        if micros is not None and (micros <= 0 or micros % step):
            raise _unfit(field, "a positive amount of whole coins")
    if launch.objective is Objective.SALES and launch.bid_micros is not None:
        raise _unfit("bid_micros", "Google bids for the value of sales by itself")
    if (launch.daily_budget_micros is None) == (launch.lifetime_budget_micros is None):
        raise _unfit("daily_budget_micros", "either a budget for a day or one for the whole time")


def _check_dates(account: Account, launch: Launch) -> None:
    today = clock.now().astimezone(ZoneInfo(account.timezone)).date()
    if launch.ends_on is None and launch.lifetime_budget_micros is not None:
        raise _unfit("ends_on", "a budget for the whole time needs a last day")
    if launch.ends_on is not None and launch.ends_on < max(today, launch.starts_on):
        raise _unfit("ends_on", "the last day is before the first, or over")


def _check_audience(launch: Launch) -> None:
    if not launch.countries or not all(re.fullmatch("[A-Z]{2}", each, re.ASCII) for each in launch.countries):
        raise _unfit("countries", "ISO 3166-1 codes of two letters")
    for keyword in launch.keywords:
        words = keyword.split()
        if not 1 <= len(words) <= MOST_WORDS or len(keyword) > LONGEST_KEYWORD or _BROKEN_KEYWORD.search(keyword):
            raise _unfit("keywords", f"{keyword}: up to {MOST_WORDS} words and {LONGEST_KEYWORD} characters")


def _check_url(url: str) -> None:
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit("")
    known = parts.scheme in {"http", "https"} and "." in (parts.hostname or "")
    if not known or len(url) > LONGEST_URL or " " in url:
        raise _unfit("url", "a web address")


def _unfit(field: str, words: str) -> Refused:
    return faults.unfit(PLATFORM, field, words)
