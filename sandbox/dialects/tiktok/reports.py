"""`GET /report/integrated/get/`: figures by entity and day, strict about windows, levels and dimensions."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sandbox.dialects.tiktok.access import TIKTOK, account, advertiser
from sandbox.dialects.tiktok.call import Call
from sandbox.dialects.tiktok.columns import METRICS
from sandbox.dialects.tiktok.errors import ApiError, invalid, missing
from sandbox.dialects.tiktok.filters import Passes, read_filters
from sandbox.dialects.tiktok.lists import page
from sandbox.world.model import Account, Level
from sandbox.world.reports import Line, Span, lines, spans_of_days
from sandbox.world.world import World

LEVELS = {
    "AUCTION_ADVERTISER": (Level.ACCOUNT, "advertiser_id"),
    "AUCTION_CAMPAIGN": (Level.CAMPAIGN, "campaign_id"),
    "AUCTION_ADGROUP": (Level.AD_SET, "adgroup_id"),
    "AUCTION_AD": (Level.AD, "ad_id"),
}
TIMES = frozenset({"stat_time_day", "stat_time_hour"})
TYPES = frozenset({"BASIC", "AUDIENCE", "PLAYABLE_MATERIAL", "CATALOG", "BC", "TT_SHOP"})
LONGEST_BY_DAY, LONGEST = 30, 365
MOST_ADVERTISERS = 5
Row = dict[str, dict[str, str]]


@dataclass(frozen=True, slots=True)
class Question:
    """A report as asked for, found to make sense."""

    accounts: tuple[Account, ...]
    level: Level
    dimensions: tuple[str, ...]
    metrics: tuple[str, ...]
    spans: tuple[Span, ...]
    passes: Passes


def report(call: Call) -> dict[str, Any]:
    """A page of a synchronous report, which leaves out all but the newest so many ids without a word."""
    question = read_question(call)
    found = list(rows(call.world, question))
    kept = _newest(call, {_own(row) for row in found})
    shown, info = page(call, [row for row in found if _own(row) in kept])
    return {"list": list(shown), "page_info": info}


def read_question(call: Call) -> Question:
    """Everything wrong with a report is said here, as 40002."""
    if call.text("report_type") not in TYPES:
        raise invalid("report_type: Not a valid choice.")
    if call.params["report_type"] != "BASIC":
        raise ApiError(40009, "This report_type is not supported in sandbox.")
    if call.text("data_level") not in LEVELS:
        raise invalid("data_level: Not a valid choice.")
    level, own = LEVELS[call.params["data_level"]]
    dimensions = _dimensions(call, own)
    spans = _spans(call, dimensions, _accounts(call)[0])
    return Question(_accounts(call), level, dimensions, _metrics(call), tuple(spans), read_filters(call, level))


def rows(world: World, question: Question) -> Iterator[Row]:
    """Every row of a report; none for days on which nothing was delivered."""
    for owner in question.accounts:
        for line in lines(world, owner, world.campaigns_of(owner), question.level, question.spans):
            if line.delivered and question.passes(line):
                metrics = {name: METRICS[name](world, line) for name in question.metrics}
                yield {"dimensions": _place(line, question.dimensions), "metrics": metrics}


def _newest(call: Call, ids: set[str]) -> set[str]:
    """Those that are not left out."""
    entities = [entity for each in ids if (entity := call.world.entity(TIKTOK, each))]
    entities.sort(key=lambda entity: (entity.created_at, entity.id), reverse=True)
    left_out = {entity.id for entity in entities[call.stage.settings.tiktok_report_ids :]}
    return ids - left_out


def _own(row: Row) -> str:
    """Whom a row is about."""
    return next(value for name, value in row["dimensions"].items() if name not in TIMES)


def _place(line: Line, dimensions: tuple[str, ...]) -> dict[str, str]:
    entity = line.ad or line.ad_set or line.campaign or line.account
    days = f"{line.since} 00:00:00"
    return {name: days if name == "stat_time_day" else entity.id for name in dimensions}


def _accounts(call: Call) -> tuple[Account, ...]:
    ids = call.names("advertiser_ids")
    if not ids:
        return (advertiser(call),)
    if len(ids) > MOST_ADVERTISERS:
        raise invalid(f"advertiser_ids: Longer than maximum length {MOST_ADVERTISERS}.")
    return tuple(account(call, each) for each in ids)


def _dimensions(call: Call, own: str) -> tuple[str, ...]:
    names = tuple(call.names("dimensions"))
    if not names:
        raise missing("dimensions")
    if own not in names or len(set(names)) != len(names) or not set(names) <= {own, *TIMES} or set(names) >= TIMES:
        raise invalid(f"dimensions: This data_level takes {own} and at most one of {', '.join(sorted(TIMES))}.")
    return names


def _metrics(call: Call) -> tuple[str, ...]:
    names = call.names("metrics") or ["spend", "impressions"]
    for name in names:
        if name not in METRICS:
            raise invalid(f"metrics: {name} is not a valid metric.")
    return tuple(names)


def _spans(call: Call, dimensions: tuple[str, ...], owner: Account) -> list[Span]:
    """The stretches of the advertiser's own days that the rows are about."""
    if call.flag("query_lifetime"):
        if TIMES & set(dimensions):
            raise invalid("query_lifetime: Time dimensions are not supported.")
        return [(call.world.genesis, call.stage.clock.today(owner.zone))]
    since, until = _date(call, "start_date"), _date(call, "end_date")
    length = (until - since).days + 1
    if length < 1:
        raise invalid("start_date: Must not be later than end_date.")
    if "stat_time_hour" in dimensions:
        if length > 1:
            raise invalid("The date range must not exceed 1 day with stat_time_hour.")
        raise ApiError(40009, "stat_time_hour is not supported in sandbox.")
    by_day = "stat_time_day" in dimensions
    most = LONGEST_BY_DAY if by_day else LONGEST
    if length > most:
        raise invalid(f"The date range must not exceed {most} days.")
    return spans_of_days(since, until, 1 if by_day else length)


def _date(call: Call, name: str) -> date:
    try:
        return date.fromisoformat(call.text(name))
    except ValueError as error:
        raise invalid(f"{name}: Not a valid date, YYYY-MM-DD.") from error
