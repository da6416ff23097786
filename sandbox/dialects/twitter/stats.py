"""Analytics: figures of up to twenty entities over a window, which of them were active, and how many saw them.

A day is 24 hours from midnight by the account's offset of today, whatever the clocks there said on that day.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

from sandbox.dialects.twitter.access import TWITTER
from sandbox.dialects.twitter.errors import AdsError, bad_window, invalid, not_found
from sandbox.dialects.twitter.numbers import GROUPS, Numbers, metrics, of_placement
from sandbox.dialects.twitter.params import Call, moment, offset_today, written
from sandbox.dialects.twitter.shapes import purpose
from sandbox.dialects.twitter.words import PLACEMENTS
from sandbox.world.model import Account, Campaign, Level, Objective
from sandbox.world.reports import Line, Span, lines, spans_of_days

MOST_ENTITIES = 20
SYNC_DAYS, ACTIVE_DAYS = 7, 90
LEVELS = {"CAMPAIGN": Level.CAMPAIGN, "LINE_ITEM": Level.AD_SET, "PROMOTED_TWEET": Level.AD}
GRANULARITIES = ("DAY", "HOUR", "TOTAL")
ASKED = ("entity", "entity_ids", "start_time", "end_time", "granularity", "metric_groups", "placement")
ALONE = frozenset({"MOBILE_CONVERSION", "LIFE_TIME_VALUE_MOBILE_CONVERSION"})


@dataclass(frozen=True, slots=True)
class Question:
    """What an analytics call or job asks."""

    account: Account
    entity: str
    ids: tuple[str, ...]
    start: datetime
    end: datetime
    granularity: str
    groups: tuple[str, ...]
    placement: str

    def echo(self) -> dict[str, Any]:
        """The question as every answer repeats it."""
        return {
            "start_time": written(self.start), "segmentation_type": None, "entity_ids": list(self.ids),
            "end_time": written(self.end), "country": None, "placement": self.placement,
            "granularity": self.granularity, "entity": self.entity, "platform": None,
            "metric_groups": list(self.groups),
        }  # fmt: skip


def read_question(call: Call, account: Account, longest_days: int) -> Question:
    """The question in a call's parameters; everything wrong with it is said here."""
    entity, granularity = call.choice("entity", tuple(LEVELS)), call.choice("granularity", GRANULARITIES)
    call.need("entity_ids")
    ids = call.ids("entity_ids", MOST_ENTITIES) or []
    groups = call.need("metric_groups").split(",")
    for group in groups:
        if group not in GROUPS:
            raise invalid("metric_groups", group, f"one of [{', '.join(GROUPS)}]")
    if len(groups) > 1 and ALONE & set(groups):
        message = f"{', '.join(sorted(ALONE & set(groups)))} must be requested separately"
        raise AdsError(400, "EXCLUSIVE_PARAMETERS", message, "metric_groups")
    placement = call.need("placement")
    if placement not in PLACEMENTS:
        raise AdsError(400, "INVALID_PLACEMENT_TYPE", "A single placement is expected", "placement", placement)
    start, end = read_window(call, account, longest_days, midnights=granularity == "DAY")
    return Question(account, entity, tuple(ids), start, end, granularity, tuple(groups), placement)


def read_window(
    call: Call, account: Account, longest_days: int, *, midnights: bool = False
) -> tuple[datetime, datetime]:
    """Start and end, whole hours, not too far apart; whole days of the account when asked for by day."""
    start, end = moment(call, account, "start_time"), moment(call, account, "end_time")
    for each in (start, end):
        local = each.astimezone(offset_today(call, account))
        if local.minute or local.second or local.microsecond:
            raise bad_window("Times must be expressed in whole hours")
        if midnights and local.time() != time():
            raise bad_window(f"Times must be aligned with midnight in the account's time zone ({account.zone})")
    if start >= end:
        raise bad_window("end_time must be after start_time")
    if end - start > timedelta(days=longest_days):
        raise bad_window(f"The time range must not exceed {longest_days} days")
    return start, end


def synchronous(call: Call, account: Account) -> dict[str, Any]:
    """`GET stats/accounts/:id`: seven days at most."""
    call.check_known(*ASKED)
    return answer(call, read_question(call, account, SYNC_DAYS))


def answer(call: Call, question: Question) -> dict[str, Any]:
    """The figures, entity by entity in the order they were asked for."""
    offset = offset_today(call, question.account)
    first, last = (moment.astimezone(offset) for moment in (question.start, question.end - timedelta(hours=1)))
    data = []
    for entity_id in question.ids:
        campaign = _campaign_of(call, question, entity_id)
        aim = purpose(call.world, campaign)
        found = _lines(call, campaign, question.entity, (first.date(), last.date()))
        days = [of_placement(aim, question.placement, line.numbers) for line in found if _id_of(line) == entity_id]
        buckets = _buckets(question, first, days)
        figures = metrics(aim, question.groups, buckets)
        data.append({"id": entity_id, "id_data": [{"segment": None, "metrics": figures}]})
    length = len(_buckets(question, first, [{}] * ((last.date() - first.date()).days + 1)))
    echo = {"params": question.echo()}
    return {"data_type": "stats", "time_series_length": length, "data": data, "request": echo}


def active_entities(call: Call, account: Account) -> dict[str, Any]:
    """`GET stats/accounts/:id/active_entities`: what delivered in a window, where, and when."""
    known = ("entity", "start_time", "end_time", "campaign_ids", "line_item_ids", "funding_instrument_ids")
    call.check_known(*known)
    entity = call.choice("entity", tuple(LEVELS))
    start, end = read_window(call, account, ACTIVE_DAYS)
    offset = offset_today(call, account)
    since, until = start.astimezone(offset).date(), (end - timedelta(hours=1)).astimezone(offset).date()
    wanted, data = call.ids("campaign_ids"), []
    for campaign in call.world.campaigns_of(account):
        if wanted is not None and campaign.id not in wanted:
            continue
        active: dict[str, list[Line]] = {}
        for line in lines(call.world, account, [campaign], LEVELS[entity], spans_of_days(since, until, 1)):
            if line.delivered:
                active.setdefault(_id_of(line), []).append(line)
        data += [_active(purpose(call.world, campaign), entity_id, found) for entity_id, found in active.items()]
    return {"request": {"params": call.echo()}, "data": data}


def reach(call: Call, account: Account) -> dict[str, Any]:
    """`GET stats/accounts/:id/reach/campaigns`: different people over the whole window."""
    call.check_known("campaign_ids", "start_time", "end_time")
    call.need("campaign_ids")
    start, end = read_window(call, account, ACTIVE_DAYS)
    offset, data = offset_today(call, account), []
    span = start.astimezone(offset).date(), (end - timedelta(hours=1)).astimezone(offset).date()
    for campaign_id in call.ids("campaign_ids", MOST_ENTITIES) or []:
        campaign = _find(call, account, campaign_id)
        if campaign is None or campaign.id != campaign_id:
            raise not_found("CAMPAIGN", campaign_id)
        line = next(lines(call.world, account, [campaign], Level.CAMPAIGN, [span]))
        often = round(line.numbers["impressions"] / line.reach, 2) if line.reach else 0.0
        data.append({"id": campaign_id, "total_audience_reach": line.reach, "average_frequency": often})
    return {"request": {"params": call.echo()}, "data_type": "reach", "data": data}


def _buckets(question: Question, first: datetime, days: list[Numbers]) -> list[Numbers]:
    """Days as they are, summed up, or spread evenly over their hours."""
    match question.granularity:
        case "DAY":
            return days
        case "TOTAL":
            return [{name: sum(day[name] for day in days) for name in days[0]}]
    hours = int((question.end - question.start) / timedelta(hours=1))
    places = [divmod(first.hour + n, 24) for n in range(hours)]
    return [{k: v * (hour + 1) // 24 - v * hour // 24 for k, v in days[day].items()} for day, hour in places]


def _lines(call: Call, campaign: Campaign, entity: str, span: Span) -> Iterator[Line]:
    spans = spans_of_days(*span, 1)
    return lines(call.world, campaign.account, [campaign], LEVELS[entity], spans)


def _id_of(line: Line) -> str:
    thing = line.ad or line.ad_set or line.campaign
    return thing.id if thing else ""


def _active(aim: Objective, entity_id: str, found: list[Line]) -> dict[str, Any]:
    begin = datetime.combine(found[0].since, time(1, 30, 7), UTC)
    end = datetime.combine(found[-1].until, time(22, 42, 55), UTC)
    placements = [each for each in PLACEMENTS
                  if any(any(of_placement(aim, each, line.numbers).values()) for line in found)]  # fmt: skip
    return {
        "entity_id": entity_id,
        "activity_start_time": written(begin),
        "activity_end_time": written(end),
        "placements": placements,
    }


def _campaign_of(call: Call, question: Question, entity_id: str) -> Campaign:
    campaign = _find(call, question.account, entity_id)
    here = campaign and {
        "CAMPAIGN": {campaign.id},
        "LINE_ITEM": {item.id for item in campaign.ad_sets},
        "PROMOTED_TWEET": {ad.id for ad in campaign.ads},
    }
    if campaign is None or not here or entity_id not in here[question.entity]:
        raise not_found(question.entity, entity_id)
    return campaign


def _find(call: Call, account: Account, entity_id: str) -> Campaign | None:
    """The campaign that has it, deleted or not: figures outlive what they are about."""
    if call.world.entity(TWITTER, entity_id) is None:
        return None
    campaign = call.world.campaign_of(TWITTER, entity_id)
    return campaign if campaign.account is account else None
