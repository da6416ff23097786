"""Creating campaigns, line items and promoted Tweets; what is created is there at once and delivers when it can.

The objective and the dates come with the line items, as on X.
"""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.dialects.twitter import tweets
from sandbox.dialects.twitter.access import TWITTER
from sandbox.dialects.twitter.errors import AdsError, invalid, missing, not_found
from sandbox.dialects.twitter.lists import find
from sandbox.dialects.twitter.params import Call, moment, written
from sandbox.dialects.twitter.shapes import Shape, promoted_tweet_shape, purpose, tag_id
from sandbox.dialects.twitter.words import (
    BID_STRATEGIES,
    KNOWN_OBJECTIVES,
    OBJECTIVES,
    WITH_TARGET,
    WITHOUT_MAX,
    meaning,
)
from sandbox.dialects.twitter.writes import BID, DAILY, LONGEST_NAME, TOTAL, money
from sandbox.world.creations import Creation, Kind
from sandbox.world.model import Account, Ad, Campaign, Status

STATUSES = {"ACTIVE": Status.ACTIVE, "PAUSED": Status.PAUSED, "DRAFT": Status.DRAFT}
MOST_ACTIVE, MOST_TWEETS = 200, 50
CAMPAIGN = ("funding_instrument_id", "name", "budget_optimization", DAILY, TOTAL, "entity_status",
            "purchase_order_number", "standard_delivery")  # fmt: skip
LINE_ITEM = ("campaign_id", "name", "objective", "product_type", "placements", "start_time", "end_time", "goal",
             "bid_strategy", BID, "pay_by", DAILY, TOTAL, "entity_status", "primary_web_event_tag",
             "android_app_store_identifier", "ios_app_store_identifier", "standard_delivery")  # fmt: skip
APPS = ("android_app_store_identifier", "ios_app_store_identifier")


def create(call: Call, account: Account, name: str) -> dict[str, Any]:
    """`POST accounts/:id/<collection>`."""
    makers = {"campaigns": _campaign, "line_items": _line_item, "promoted_tweets": _promoted_tweets}
    if name not in makers:
        raise AdsError(405, "METHOD_NOT_ALLOWED", f"{name} cannot be created")
    made = makers[name](call, account)
    call.stage.save()
    total = {"total_count": len(made)} if isinstance(made, list) else {}
    return {"request": {"params": call.echo()}, "data": made} | total


def _campaign(call: Call, account: Account) -> Shape:
    call.check_known(*CAMPAIGN)
    find(call, account, "funding_instruments", call.need("funding_instrument_id"))
    name, status, (budget, lifetime) = _name(call, required=True), _status(call), _budget(call, account)
    if budget is None:
        raise missing(DAILY)
    if call.params.get("budget_optimization", "LINE_ITEM") != "LINE_ITEM":
        raise invalid("budget_optimization", call.params["budget_optimization"], "one of [LINE_ITEM]")
    active = sum(call.world.status(TWITTER, each.id) is Status.ACTIVE for each in call.world.campaigns_of(account))
    if status is Status.ACTIVE and active >= MOST_ACTIVE:
        raise AdsError(400, "TOO_MANY_CAMPAIGNS", f"An account has {MOST_ACTIVE} active campaigns at most")
    made = _made(call, "campaign", account.id, name, status, budget_micros=budget, lifetime=lifetime,
                 starts_on=call.stage.clock.today(account.zone))  # fmt: skip
    return find(call, account, "campaigns", made, drafts=True)


def _line_item(call: Call, account: Account) -> Shape:
    call.check_known(*LINE_ITEM)
    campaign = _campaign_of(call, account)
    objective = call.choice("objective", KNOWN_OBJECTIVES)
    call.choice("product_type", ("PROMOTED_TWEETS", "MEDIA", "PROMOTED_ACCOUNT"))
    call.need("placements")
    goal = _goal(call, account, objective)
    told = {"objective": objective, "goal": goal, "product_type": call.params["product_type"]}
    if campaign.ad_sets and OBJECTIVES[purpose(call.world, campaign)][0] != objective:
        raise invalid("objective", objective, "the objective of the campaign's other line items")
    tag = "SIGN_UP" if call.params.get("primary_web_event_tag") == tag_id(account, "SIGN_UP") else "PURCHASE"
    details = told | _flight(call, account) | {"purpose": meaning(objective, goal, tag).value}
    (budget, _), bid = _budget(call, account), _bid(call, account, objective)
    facts = {"budget_micros": budget, "bid_micros": bid, "details": details} | _days(call, account)
    made = _made(call, "ad_set", campaign.id, _name(call), _status(call), **facts)
    return find(call, account, "line_items", made, drafts=True)


def _promoted_tweets(call: Call, account: Account) -> list[Shape]:
    call.check_known("line_item_id", "tweet_ids")
    item = find(call, account, "line_items", call.need("line_item_id"), drafts=True)
    call.need("tweet_ids")
    wanted = call.ids("tweet_ids", MOST_TWEETS) or []
    for tweet in wanted:
        if not tweets.promotable(call, account, tweet):
            raise not_found("TWEET", tweet)
    ids = [_made(call, "ad", item["id"], f"Tweet {each}", Status.ACTIVE, creative_id=each) for each in wanted]
    ads = [call.world.entity(TWITTER, each) for each in ids]
    return [promoted_tweet_shape(call.world, ad) for ad in ads if isinstance(ad, Ad)]


def _made(call: Call, kind: Kind, parent: str, name: str, status: Status, **facts: Any) -> str:
    """The id of what is created by this."""
    new = call.world.new_id(TWITTER, kind)
    call.world.create(Creation(call.stage.clock.now(), TWITTER, kind, new, parent, name, status, **facts))
    return new


def _campaign_of(call: Call, account: Account) -> Campaign:
    shape = find(call, account, "campaigns", call.need("campaign_id"), drafts=True)
    campaign = call.world.entity(TWITTER, shape["id"])
    if not isinstance(campaign, Campaign):
        raise not_found("CAMPAIGN", shape["id"])
    return campaign


def _name(call: Call, *, required: bool = False) -> str:
    name = call.need("name") if required else call.params.get("name", "")
    if len(name) > LONGEST_NAME:
        raise invalid("name", name, f"string of 1 to {LONGEST_NAME} characters")
    return name


def _status(call: Call) -> Status:
    """Active unless said otherwise."""
    text = call.params.get("entity_status", "ACTIVE")
    if text not in STATUSES:
        raise invalid("entity_status", text, f"one of [{', '.join(STATUSES)}]")
    return STATUSES[text]


def _budget(call: Call, account: Account) -> tuple[int | None, bool]:
    """The budget, and whether it is a total one; where both are given the daily one is what is spent."""
    daily = money(call, account, DAILY) if DAILY in call.params else None
    total = money(call, account, TOTAL) if TOTAL in call.params else None
    if daily and total and daily > total:
        raise AdsError(400, "SPEND_EXCEEDS_BUDGET", "The daily budget exceeds the total budget", DAILY)
    return (total, True) if daily is None and total is not None else (daily, False)


def _flight(call: Call, account: Account) -> dict[str, str | None]:
    start: datetime = moment(call, account, "start_time")
    end: datetime = moment(call, account, "end_time")
    if end <= start:
        raise invalid("end_time", call.params["end_time"], "time after start_time")
    return {"start_time": written(start), "end_time": written(end)}


def _days(call: Call, account: Account) -> dict[str, date]:
    """The account's first and last day on which it may run."""
    zone, moments = ZoneInfo(account.zone), (moment(call, account, name) for name in ("start_time", "end_time"))
    start, end = moments
    last = end - timedelta(seconds=1)
    return {"starts_on": start.astimezone(zone).date(), "ends_on": last.astimezone(zone).date()}


def _goal(call: Call, account: Account, objective: str) -> str:
    usual = next((goal for word, goal, *_ in OBJECTIVES.values() if word == objective), "ENGAGEMENT")
    goal = call.params.get("goal", usual)
    if goal == "WEBSITE_CONVERSIONS":
        find(call, account, "web_event_tags", call.need("primary_web_event_tag"))
    if objective.startswith("APP_") and not any(call.params.get(app) for app in APPS):
        raise missing(" or ".join(APPS))
    return goal


def _bid(call: Call, account: Account, objective: str) -> int:
    usual = "TARGET" if objective in WITHOUT_MAX else "MAX"
    strategy = call.params.get("bid_strategy", usual if BID in call.params else "AUTO")
    barred = {"MAX": objective in WITHOUT_MAX, "TARGET": objective not in WITH_TARGET}
    if strategy not in BID_STRATEGIES or barred.get(strategy):
        raise invalid("bid_strategy", strategy, "bid strategy of the objective")
    return 0 if strategy == "AUTO" else money(call, account, BID)
