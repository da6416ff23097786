"""What X would not accept of a launch, said by its field before anything is created."""

from db.kinds import Level, Objective
from engine.connectors import faults
from engine.connectors.base import Account
from engine.connectors.launches import Creative, Launch, Limits
from engine.connectors.twitter.platform import LAUNCHED, LONGEST_NAME, PLATFORM, smallest_micros
from engine.connectors.twitter.texts import LONGEST, compose, weigh, words_of
from engine.connectors.twitter.uploads import FILES, MOST_IMAGES, check_count


def weigh_words(said: Creative) -> int:
    """How long the one text is that X makes of headline, body and address."""
    return weigh(compose(said.headline, said.body, said.url))


LIMITS = Limits(
    dates_at=(Level.AD_SET,),
    objectives=frozenset(LAUNCHED) - {Objective.UNKNOWN},
    longest_name=LONGEST_NAME,
    longest_headline=LONGEST,
    longest_body=LONGEST,
    media=(0, MOST_IMAGES),
    files=FILES,
    measure=weigh,
    together=LONGEST,
    measure_together=weigh_words,
    profile_kinds=("x_user",),
    ads_pause=False,
    pieces=frozenset({Level.AD_SET}),  # a line item, then where it is shown
)


def check_launch(account: Account, launch: Launch) -> None:
    """Refused naming the first field that X would not accept."""
    if not 1 <= len(launch.name.strip()) <= LONGEST_NAME:
        raise faults.unfit(PLATFORM, "name", f"1 to {LONGEST_NAME} characters, not {len(launch.name)}")
    if launch.objective not in LAUNCHED:
        raise faults.unfit(PLATFORM, "objective", f"no such objective: {launch.objective}")
    if launch.ends_on is not None and launch.ends_on < launch.starts_on:
        raise faults.unfit(PLATFORM, "ends_on", "the last day is before the first")
    amounts = {name: getattr(launch, name) for name in ("daily_budget_micros", "lifetime_budget_micros")}
    given = [name for name, amount in amounts.items() if amount is not None]
    if len(given) != 1:
        raise faults.unfit(PLATFORM, "daily_budget_micros", "one budget of the two")
    for name in (*given, "bid_micros"):
        _check_amount(account, name, getattr(launch, name))
    check_count(launch.creative.media)
    words_of(launch.creative)


def _check_amount(account: Account, name: str, micros: int | None) -> None:
    step = smallest_micros(account.currency)
    if micros is not None and (micros <= 0 or micros % step):
        raise faults.unfit(PLATFORM, name, f"{micros} micros: more than nothing, in steps of {step}")
