"""What Snapchat would not accept of a launch, said by its field before anything is created."""

from db.kinds import Level, Objective
from engine.connectors import faults
from engine.connectors.base import Account
from engine.connectors.launches import Launch, Limits
from engine.connectors.snapchat.creatives import FILES, LONGEST_HEADLINE, check
from engine.connectors.snapchat.platform import PLATFORM
from engine.core.money import MICROS

LONGEST_NAME = 375
LONGEST_BODY = 10_000  # of a text that Snapchat shows nowhere
LEAST_BUDGET, LEAST_BID = 5 * MICROS, 10_000  # micros of any currency
# Without the app itself, which a launch cannot name, no app can be promoted.
GOALS = {
    Objective.AWARENESS: "IMPRESSIONS",
    Objective.TRAFFIC: "SWIPES",
    Objective.ENGAGEMENT: "SWIPES",
    Objective.VIDEO_VIEWS: "VIDEO_VIEWS",
    Objective.LEADS: "LEAD_FORM_SUBMISSIONS",
    Objective.SALES: "PIXEL_PURCHASE",
}
LIMITS = Limits(
    objectives=frozenset(GOALS),
    longest_name=LONGEST_NAME,
    longest_headline=LONGEST_HEADLINE,
    longest_body=LONGEST_BODY,
    media=(1, 1),
    files=FILES,
    profile_kinds=("snapchat_profile",),
    least_major=LEAST_BUDGET // MICROS,
    least_usd_a_day=5,  # documented for daily budgets only
    money_at=Level.AD_SET,
)


def check_launch(_account: Account, launch: Launch) -> None:
    """Nothing when Snapchat would take the whole plan; Refused naming the first field that it would not."""
    if not launch.name.strip() or len(launch.name) > LONGEST_NAME:
        raise faults.unfit(PLATFORM, "name", f"between 1 and {LONGEST_NAME} characters")
    if launch.objective not in GOALS:
        raise faults.unfit(PLATFORM, "objective", f"a launch cannot be for {launch.objective}")
    if launch.ends_on is not None and launch.ends_on < launch.starts_on:
        raise faults.unfit(PLATFORM, "ends_on", "before its start")
    _check_money(launch)
    for country in launch.countries or ("",):
        if len(country) != 2 or not (country.isascii() and country.isalpha()):
            raise faults.unfit(PLATFORM, "countries", f"no such country: {country}")
    check(launch)


def _check_money(launch: Launch) -> None:
    given = {
        "daily_budget_micros": launch.daily_budget_micros, "lifetime_budget_micros": launch.lifetime_budget_micros,
    }  # fmt: skip
    budgets = {field: amount for field, amount in given.items() if amount is not None}
    if len(budgets) != 1:
        raise faults.unfit(PLATFORM, "daily_budget_micros", "one budget, daily or lifetime")
    for field, amount in budgets.items():
        if amount < LEAST_BUDGET:
            raise faults.unfit(PLATFORM, field, f"at least {LEAST_BUDGET}")
    if launch.lifetime_budget_micros is not None and launch.ends_on is None:
        raise faults.unfit(PLATFORM, "ends_on", "needed with a lifetime budget")
    if launch.bid_micros is not None and launch.bid_micros < LEAST_BID:
        raise faults.unfit(PLATFORM, "bid_micros", f"at least {LEAST_BID}")
