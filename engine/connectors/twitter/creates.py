"""Creating a campaign, its line item and its ad: the ad is a Tweet that only ads show, brought to the line item.

X keeps name and budget at the campaign; objective, dates, bid and countries at the line item. A promoted Tweet
knows no pause, so what stays paused is the line item above it.
"""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from db.kinds import EntityStatus, Level, Objective
from engine.connectors import faults, flights
from engine.connectors.base import Account
from engine.connectors.launches import Created, Launch
from engine.connectors.twitter import assets
from engine.connectors.twitter.calls import batch, delete, post
from engine.connectors.twitter.changes import written
from engine.connectors.twitter.limits import check_launch
from engine.connectors.twitter.platform import CONVERSION_GOAL, LAUNCHED, PLATFORM, STATUSES
from engine.connectors.twitter.texts import words_of
from engine.connectors.twitter.uploads import upload
from engine.core.errors import AppError

OPEN_DAYS = 365  # X wants an end: a plan without one ends so long after its beginning
LONGEST_TWEET_NAME = 80
TARGET_ONLY = frozenset({Objective.AWARENESS})  # a bid is a target there, elsewhere the most
PAUSED = {"entity_status": STATUSES[EntityStatus.PAUSED]}

Fields = dict[str, Any]


def create(account: Account, launch: Launch, level: Level, parent_id: str | None) -> Created:
    """Create one level of a launch, paused; the whole plan is judged first, lest half of a bad one be made."""
    check_launch(account, launch)
    text = words_of(launch.creative)
    match level:
        case Level.CAMPAIGN:
            return _campaign(account, launch)
        case Level.AD_SET:
            return _line_item(account, launch, parent_id or "")
        case Level.AD:
            return _ad(account, launch, parent_id or "", text)


def _campaign(account: Account, launch: Launch) -> Created:
    fields = {
        "funding_instrument_id": assets.funding(account), "name": launch.name, "budget_optimization": "LINE_ITEM",
        "daily_budget_amount_local_micro": launch.daily_budget_micros,
        "total_budget_amount_local_micro": launch.lifetime_budget_micros,
    }  # fmt: skip
    return Created(str(_made(account, "campaigns", fields | PAUSED)["id"]))


def _line_item(account: Account, launch: Launch, campaign_id: str) -> Created:
    """What is needed for it is looked up before, so that little is left to go wrong after."""
    places = assets.places(account, launch.countries)
    fields = {
        "campaign_id": campaign_id, "name": launch.name, "product_type": "PROMOTED_TWEETS",
        "placements": "ALL_ON_TWITTER", **_objective(account, launch), **_flight(account, launch),
        **_bid(launch),
    }  # fmt: skip
    made = _made(account, "line_items", fields | PAUSED)
    _target(account, str(made["id"]), places)
    return Created(str(made["id"]), {name: made[name] for name in ("goal", "bid_strategy") if made.get(name)})


def _objective(account: Account, launch: Launch) -> Fields:
    """The objective, and what it is measured by: a web event tag of the account, or its app."""
    fields: Fields = {"objective": LAUNCHED[launch.objective]}
    if launch.objective in assets.TAGS:
        fields |= {"goal": CONVERSION_GOAL, "primary_web_event_tag": assets.tag(account, launch.objective)}
    if launch.objective is Objective.APP:
        fields |= assets.apps(account, launch.creative.url)
    return fields


def _flight(account: Account, launch: Launch) -> Fields:
    """From the first day's midnight, or from now on if that is over, until the last day's end."""
    zone = ZoneInfo(account.timezone)
    start = flights.first_moment(launch.starts_on, zone)
    last = launch.ends_on or max(launch.starts_on, start.astimezone(zone).date()) + timedelta(days=OPEN_DAYS)
    end = flights.end_of(last, zone)
    if end <= start:
        raise faults.unfit(PLATFORM, "ends_on", "the last day is over")
    return {"start_time": written(start), "end_time": written(end)}


def _bid(launch: Launch) -> Fields:
    if launch.bid_micros is None:
        return {"bid_strategy": "AUTO"}
    strategy = "TARGET" if launch.objective in TARGET_ONLY else "MAX"
    return {"bid_strategy": strategy, "bid_amount_local_micro": launch.bid_micros}


def _target(account: Account, item_id: str, places: list[str]) -> None:
    """Show the line item in these places only; one that could not be told so is removed again."""
    steps = [
        {"operation_type": "Create", "params": {"line_item_id": item_id, "targeting_type": "LOCATION",
                                                "targeting_value": place, "operator_type": "EQ"}}
        for place in places
    ]  # fmt: skip
    path = f"accounts/{account.external_id}"
    try:
        batch(account.token, f"{path}/targeting_criteria", steps, account=account.external_id)
    except AppError as error:
        try:
            delete(account.token, f"{path}/line_items/{item_id}", account=account.external_id)
        except AppError as again:
            raise faults.unconfirmed(PLATFORM, f"{item_id} has no targeting: {error.detail}") from again
        if error.facts.get("unconfirmed"):
            raise faults.transient(PLATFORM, error.detail) from error
        raise


def _ad(account: Account, launch: Launch, item_id: str, text: str) -> Created:
    """A Tweet that no ad shows yet does no harm, so it may be made twice; the ad itself may not."""
    speaker = assets.speaker(account, launch.profile_id)
    keys = [each.key for each in upload(account.token, launch.creative.media, [speaker])]
    said = {
        "as_user_id": speaker, "text": text, "nullcast": True, "trim_user": True,
        "name": launch.name[:LONGEST_TWEET_NAME], "media_keys": keys or None,
    }  # fmt: skip
    tweet = str(_made(account, "tweet", said, "id_str", repeatable=True)["id_str"])
    made = _made(account, "promoted_tweets", {"line_item_id": item_id, "tweet_ids": tweet})
    return Created(str(made["id"]), {"tweet_id": tweet})


def _made(account: Account, name: str, fields: Fields, key: str = "id", *, repeatable: bool = False) -> Fields:
    """What X made of these fields, as it describes it now; promoted Tweets come as a list."""
    told = {field: value for field, value in fields.items() if value is not None}
    path = f"accounts/{account.external_id}/{name}"
    answer = post(account.token, path, told, account=account.external_id, repeatable=repeatable)
    data = answer.get("data")
    made = data[0] if isinstance(data, list) and len(data) == 1 else data
    if not isinstance(made, dict) or not made.get(key):
        raise faults.unconfirmed(PLATFORM, str(answer))
    return made
