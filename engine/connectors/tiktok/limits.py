"""What TikTok would not accept of a launch, said by its field before anything is created."""

from db.kinds import Level
from engine.connectors import faults
from engine.connectors.base import Account
from engine.connectors.launches import Launch, Limits
from engine.connectors.tiktok.assets import FILES, MOST_PICTURES, check_media
from engine.connectors.tiktok.platform import OBJECTIVES, PLATFORM, is_payable
from engine.connectors.tiktok.texts import EMOJI, LONGEST_AD_TEXT, LONGEST_NAME, check_ad_text, measure

LEAST_USD = 50  # for a campaign; TikTok says that other currencies have their own

LIMITS = Limits(
    objectives=frozenset(OBJECTIVES),
    longest_name=LONGEST_NAME,
    longest_headline=LONGEST_AD_TEXT,
    longest_body=LONGEST_AD_TEXT,
    media=(1, MOST_PICTURES),
    files=FILES,
    measure=measure,
    without=EMOJI,
    profile_kinds=("tiktok_account",),
    least_usd=LEAST_USD,
    dates_at=(Level.AD_SET,),
)


def check_launch(account: Account, launch: Launch) -> None:
    """Nothing when TikTok would take the whole plan; Refused naming the first field that it would not."""
    check_ad_text("name", launch.name, LONGEST_NAME)
    if launch.objective not in OBJECTIVES:
        raise faults.unfit(PLATFORM, "objective", f"no such objective: {launch.objective}")
    budget(account, launch)
    _check_dates(launch)
    if launch.bid_micros is not None and not is_payable(launch.bid_micros, account.currency):
        raise faults.unfit(PLATFORM, "bid_micros", "in whole coins")
    check_ad_text("body", launch.creative.body or launch.creative.headline, LONGEST_AD_TEXT)
    check_media(launch.creative.media)


def budget(account: Account, launch: Launch) -> int:
    """The one budget of a launch, in micros."""
    daily, lifetime = launch.daily_budget_micros, launch.lifetime_budget_micros
    field = "daily_budget_micros" if lifetime is None else "lifetime_budget_micros"
    micros = daily if lifetime is None else lifetime
    if micros is None or not is_payable(micros, account.currency) or None not in (daily, lifetime):
        raise faults.unfit(PLATFORM, field, "one budget, in whole coins")
    return micros


def _check_dates(launch: Launch) -> None:
    if launch.ends_on is None and launch.lifetime_budget_micros is not None:
        raise faults.unfit(PLATFORM, "ends_on", "a budget for a lifetime needs a last day")
    if launch.ends_on is not None and launch.ends_on < launch.starts_on:
        raise faults.unfit(PLATFORM, "ends_on", "the last day is before the first")
