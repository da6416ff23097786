"""What Meta would not accept of a launch, known before anything is asked."""

from urllib.parse import urlsplit

from db.kinds import EntityStatus
from engine.connectors import faults
from engine.connectors.base import Account
from engine.connectors.launches import Launch, Limits
from engine.connectors.meta.platform import OBJECTIVES, PLATFORM, minor_units
from engine.connectors.posting import GIF, JPEG, MB, MOV, MP4, PNG, FileRules
from engine.core.errors import Refused

LONGEST_NAME = 400
# Meta recommends far less and cuts what it shows; that this much is accepted is not confirmed by its documents.
LONGEST_HEADLINE, LONGEST_BODY = 255, 63_206
MOST_PICTURES = 10
LIMITS = Limits(
    least_usd_a_day=1,  # not confirmed: Meta has a least for each currency
    objectives=frozenset(OBJECTIVES),
    longest_name=LONGEST_NAME,
    longest_headline=LONGEST_HEADLINE,
    longest_body=LONGEST_BODY,
    media=(0, MOST_PICTURES),
    files=FileRules(frozenset({JPEG, PNG, GIF}), frozenset({MP4, MOV}), 30 * MB),
    profile_kinds=("facebook_page",),
    needs_profile=True,
    least_major=1,
    special_categories=True,
    undo=EntityStatus.ARCHIVED,
)
FILMS = (".mp4", ".mov")


def check_launch(account: Account, launch: Launch) -> None:
    """Nothing when the whole plan can be asked for; Refused naming the first field that stands against it."""
    _check_words(launch)
    _check_money(account, launch)
    if launch.objective not in OBJECTIVES:
        raise _unfit("objective", f"no such objective: {launch.objective}")
    if not launch.profile_id:
        raise _unfit("profile_id", "every ad speaks for a Facebook page")
    if not launch.countries or not all(len(each) == 2 and each.isalpha() for each in launch.countries):
        raise _unfit("countries", f"no countries: {launch.countries}")
    if launch.ends_on is not None and launch.ends_on < launch.starts_on:
        raise _unfit("ends_on", "it ends before it starts")
    films = [each for each in launch.creative.media if is_film(each)]
    if films and len(launch.creative.media) > 1:
        raise _unfit("media", "one film, or pictures")
    if len(launch.creative.media) > MOST_PICTURES:
        raise _unfit("media", f"at most {MOST_PICTURES} pictures")


def is_film(address: str) -> bool:
    """Whether the address is a film's."""
    return urlsplit(address).path.lower().endswith(FILMS)


def is_address(text: str) -> bool:
    """Whether it is a whole address of a page or a file."""
    parts = urlsplit(text)
    return parts.scheme in {"http", "https"} and bool(parts.netloc)


def _check_words(launch: Launch) -> None:
    said = launch.creative
    texts = (
        ("name", launch.name, LONGEST_NAME), ("headline", said.headline, LONGEST_HEADLINE),
        ("body", said.body, LONGEST_BODY),
    )  # fmt: skip
    for field, text, most in texts:
        if len(text) > most:
            raise _unfit(field, f"{len(text)} characters, at most {most}")
    if not launch.name.strip():
        raise _unfit("name", "empty")
    if not is_address(said.url):
        raise _unfit("url", f"no address: {said.url}")
    if not all(map(is_address, said.media)):
        raise _unfit("media", f"no address among {said.media}")


def _check_money(account: Account, launch: Launch) -> None:
    daily, lifetime, bid = launch.daily_budget_micros, launch.lifetime_budget_micros, launch.bid_micros
    if (daily is None) is (lifetime is None):
        raise _unfit("daily_budget_micros", "either a daily budget or one for the whole life")
    amounts = {"daily_budget_micros": daily, "lifetime_budget_micros": lifetime, "bid_micros": bid}
    for field, amount in amounts.items():
        if amount is not None and minor_units(amount, account.currency) <= 0:
            raise _unfit(field, f"{amount} micros are less than the smallest coin")
    if lifetime is not None and launch.ends_on is None:
        raise _unfit("ends_on", "a budget for the whole life needs an end")


def _unfit(field: str, words: str) -> Refused:
    return faults.unfit(PLATFORM, field, words)
