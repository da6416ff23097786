"""What LinkedIn would not accept of a launch, said by its field before anything is created."""

from urllib.parse import urlsplit

from db.kinds import EntityStatus, Level
from engine.connectors import faults
from engine.connectors.base import Account
from engine.connectors.launches import Creative, Launch, Limits
from engine.connectors.linkedin.geos import targeting
from engine.connectors.linkedin.platform import OBJECTIVES, PLATFORM
from engine.connectors.linkedin.uploads import FILES
from engine.core.errors import Refused
from engine.core.money import MICROS

# Not confirmed by LinkedIn's documents: the length of names. The texts are those of its guide for ads.
LONGEST_NAME, LONGEST_HEADLINE, LONGEST_BODY = 255, 200, 600
_WHOLE = frozenset({"CLP", "ISK", "JPY", "KRW", "PYG", "VND"})  # currencies without a smaller coin

LIMITS = Limits(
    objectives=frozenset(OBJECTIVES),
    longest_name=LONGEST_NAME,
    longest_headline=LONGEST_HEADLINE,
    longest_body=LONGEST_BODY,
    media=(0, 1),
    files=FILES,
    profile_kinds=("linkedin_organization",),
    needs_profile=True,
    least_usd=10,
    money_at=Level.AD_SET,
    undo=EntityStatus.ARCHIVED,
)


def check_launch(account: Account, launch: Launch) -> None:
    """Nothing when LinkedIn would take the whole plan; Refused naming the first field that it would not."""
    if not 1 <= len(launch.name.strip()) <= LONGEST_NAME or len(launch.name) > LONGEST_NAME:
        raise _unfit("name", f"1 to {LONGEST_NAME} characters")
    if launch.objective not in OBJECTIVES:
        raise _unfit("objective", f"no such objective: {launch.objective}")
    _check_money(account, launch)
    _check_dates(launch)
    targeting(launch.countries)
    if not (launch.profile_id.isascii() and launch.profile_id.isdigit()):
        raise _unfit("profile_id", "an ad speaks for an organisation")
    _check_creative(launch.creative)


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
    if (launch.daily_budget_micros is None) == (launch.lifetime_budget_micros is None):
        raise _unfit("daily_budget_micros", "either a budget for a day or one for the whole time")


def _check_dates(launch: Launch) -> None:
    if launch.ends_on is None and launch.lifetime_budget_micros is not None:
        raise _unfit("ends_on", "a budget for the whole time needs a last day")
    if launch.ends_on is not None and launch.ends_on < launch.starts_on:
        raise _unfit("ends_on", "the last day is before the first")


def _check_creative(said: Creative) -> None:
    """One image or film at most: several images are not sponsored. Whatever is clicked leads somewhere."""
    if not said.headline.strip() or len(said.headline) > LONGEST_HEADLINE:
        raise _unfit("headline", f"1 to {LONGEST_HEADLINE} characters")
    if len(said.body) > LONGEST_BODY:
        raise _unfit("body", f"at most {LONGEST_BODY} characters, not {len(said.body)}")
    if len(said.media) > 1:
        raise _unfit("media", "one image or one film")
    try:
        address = urlsplit(said.url)
    except ValueError:
        address = urlsplit("")
    if address.scheme not in {"http", "https"} or not address.hostname:
        raise _unfit("url", "a web address")


def _unfit(field: str, words: str) -> Refused:
    return faults.unfit(PLATFORM, field, words)
