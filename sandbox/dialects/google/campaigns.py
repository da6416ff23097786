"""New campaigns. Of the channels only Search is played: the others need images, videos or an app first."""

from datetime import date

from sandbox.dialects.google.access import GOOGLE
from sandbox.dialects.google.batch import Batch, Plan
from sandbox.dialects.google.budgets import waiting
from sandbox.dialects.google.channels import BID_FOR
from sandbox.dialects.google.creates import join, name_of
from sandbox.dialects.google.errors import Unreadable, bad
from sandbox.dialects.google.fields import Wish, read_day, snake
from sandbox.world.model import Status

CHANNELS = frozenset({"SEARCH", "DISPLAY", "SHOPPING", "VIDEO", "PERFORMANCE_MAX", "DEMAND_GEN", "MULTI_CHANNEL"})
POLITICAL = frozenset({"CONTAINS_EU_POLITICAL_ADVERTISING", "DOES_NOT_CONTAIN_EU_POLITICAL_ADVERTISING"})
NETWORKS = "targetGoogleSearch", "targetSearchNetwork", "targetContentNetwork", "targetPartnerSearchNetwork"
# The ways to bid, each with what may be said about it.
STRATEGIES = {
    "manualCpc": ("enhancedCpcEnabled",),
    "targetSpend": ("cpcBidCeilingMicros", "targetSpendMicros"),
    "maximizeConversions": ("targetCpaMicros", "cpcBidCeilingMicros", "cpcBidFloorMicros"),
    "maximizeConversionValue": ("targetRoas", "cpcBidCeilingMicros", "cpcBidFloorMicros"),
}


def campaign(batch: Batch, wish: Wish) -> Plan:
    """`campaigns:mutate`, with a budget that waits for it."""
    wish.only("resourceName", "name", "status", "advertisingChannelType", "campaignBudget", "networkSettings",
              "containsEuPoliticalAdvertising", "startDateTime", "endDateTime", *STRATEGIES)  # fmt: skip
    name = name_of(wish, _names(batch), "campaignError", "DUPLICATE_CAMPAIGN_NAME")
    _check_channel(wish)
    _check_politics(wish)
    _check_networks(wish)
    strategy, budget = _strategy(batch, wish), waiting(batch, wish)
    since, until = _schedule(batch, wish)
    if budget.lifetime and until is None:
        message = "Campaigns with total budgets need an end date time."
        where = wish.at("endDateTime")
        raise bad("campaignError", "END_DATE_TIME_REQUIRED_FOR_TOTAL_BUDGET", message, None, *where)
    return join(
        batch, wish, "campaign", batch.account.id, name, objective=BID_FOR[strategy], starts_on=since,
        ends_on=until, lifetime=budget.lifetime, budget_micros=budget.micros,
        details={"channel": "SEARCH", "bidding": strategy, "budget_id": budget.id},
    )  # fmt: skip


def _names(batch: Batch) -> list[str]:
    """The names of the customer's living campaigns, those of this request included."""
    world = batch.world
    living = [c for c in world.campaigns_of(batch.account) if world.status(GOOGLE, c.id) is not Status.DELETED]
    return [*(world.name(GOOGLE, each) for each in living), *(each.name for each in batch.creations("campaign"))]


def _check_channel(wish: Wish) -> None:
    wish.need("advertisingChannelType")
    if wish.choice("advertisingChannelType", CHANNELS, "") != "SEARCH":
        message, where = "Only search campaigns can be created here.", wish.at("advertisingChannelType")
        kind = "ADVERTISING_CHANNEL_TYPE_NOT_AVAILABLE_FOR_ACCOUNT_TYPE"
        raise bad("campaignError", kind, message, None, *where)


def _check_politics(wish: Wish) -> None:
    name = "containsEuPoliticalAdvertising"
    if not wish.has(name):
        message = "Whether the campaign contains EU political advertising must be declared."
        raise bad("mutateError", "EU_POLITICAL_ADVERTISING_DECLARATION_REQUIRED", message, None, *wish.at(name))
    wish.choice(name, POLITICAL, "")


def _check_networks(wish: Wish) -> None:
    networks = wish.part("networkSettings").only(*NETWORKS)
    chosen = {name for name in NETWORKS if networks.flag(name, usual=False)}
    if "targetSearchNetwork" in chosen and "targetGoogleSearch" not in chosen:
        message = "The search network cannot be targeted without Google search."
        kind = "CANNOT_TARGET_SEARCH_NETWORK_WITHOUT_GOOGLE_SEARCH"
        raise bad("campaignError", kind, message, None, *networks.path)
    if wish.has("networkSettings") and not chosen:
        message = "The campaign must target at least one network."
        raise bad("campaignError", "CAMPAIGN_MUST_TARGET_AT_LEAST_ONE_NETWORK", message, None, *networks.path)


def _strategy(batch: Batch, wish: Wish) -> str:
    """The way to bid, in the word that is read back; a campaign has exactly one."""
    chosen = [name for name in STRATEGIES if name in wish.fields]
    if not chosen:
        where = wish.at("campaignBiddingStrategy")
        raise bad("fieldError", "REQUIRED", "The required field was not present.", None, *where)
    if len(chosen) > 1:
        raise Unreadable(f"Invalid value: oneof field 'campaign_bidding_strategy' is already set, {chosen[1]}.")
    strategy = wish.part(chosen[0]).only(*STRATEGIES[chosen[0]])
    for name in strategy.fields.keys() & {"targetCpaMicros", "cpcBidCeilingMicros"}:
        strategy.micros(name, batch.account.money_step_micros)
    return snake(chosen[0]).upper()


def _schedule(batch: Batch, wish: Wish) -> tuple[date, date | None]:
    """First and last day; whole days of the customer's calendar, none of them past."""
    today = batch.world.clock.today(batch.account.zone)
    since, until = (
        read_day(wish.fields[name], hour, wish.at(name)) if wish.has(name) else None
        for name, hour in (("startDateTime", "00:00:00"), ("endDateTime", "23:59:59"))
    )
    for name, day in (("startDateTime", since), ("endDateTime", until)):
        if day and day < today:
            message = "The date cannot be in the past."
            raise bad("dateRangeError", "CANNOT_SET_DATE_TO_PAST", message, str(day), *wish.at(name))
    if until and until < (since or today):
        message = "The start date is after the end date."
        raise bad("dateRangeError", "START_DATE_AFTER_END_DATE", message, str(until), *wish.at("endDateTime"))
    return since or today, until
