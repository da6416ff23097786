"""Reports: of one thing, or of everything below it at once (`breakdown`), in total, by day or by hour."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sandbox.dialects.snapchat.columns import read_fields, read_line, read_share
from sandbox.dialects.snapchat.errors import invalid, request_id
from sandbox.dialects.snapchat.hours import hourly
from sandbox.dialects.snapchat.lists import Page
from sandbox.dialects.snapchat.times import Window, final_until, local_midnight, read_window
from sandbox.world.model import Account, Ad, AdSet, Campaign, Entity, Level
from sandbox.world.reports import Line, lines
from sandbox.world.world import World

Json = dict[str, Any]
TYPES = {Account: "AD_ACCOUNT", Campaign: "CAMPAIGN", AdSet: "AD_SQUAD", Ad: "AD"}
LEVELS = {"campaign": Level.CAMPAIGN, "adsquad": Level.AD_SET, "ad": Level.AD}
OF: dict[type[Account | Entity], Level] = {
    Account: Level.ACCOUNT, Campaign: Level.CAMPAIGN, AdSet: Level.AD_SET, Ad: Level.AD,
}  # fmt: skip
BELOW = {Account: ("campaign", "adsquad", "ad"), Campaign: ("adsquad", "ad"), AdSet: ("ad",), Ad: ()}


@dataclass(frozen=True, slots=True)
class Question:
    """A report as asked for."""

    account: Account
    node: Account | Entity
    granularity: str
    window: Window
    fields: list[str]
    share: int
    breakdown: str | None
    omit_empty: bool


def read_question(world: World, account: Account, node: Account | Entity, query: dict[str, str]) -> Question:
    """Read the query of a report; raises 400 for what makes no sense."""
    granularity = query.get("granularity", "TOTAL")
    window = read_window(world, account, granularity, query)
    fields, breakdown = read_fields(query, granularity), query.get("breakdown")
    if breakdown is not None and breakdown not in BELOW[type(node)]:
        raise invalid(f"Invalid breakdown for {TYPES[type(node)]}: {breakdown}")
    if isinstance(node, Account) and breakdown is None and fields != ["spend"]:
        raise invalid("Only spend is available for an ad account without a breakdown")
    empty = query.get("omit_empty", "false").lower()
    if empty not in {"true", "false"}:
        raise invalid("omit_empty must be true or false")
    return Question(account, node, granularity, window, fields, read_share(query), breakdown, empty == "true")


def report(world: World, question: Question, page: Page) -> Json:
    """The answer to a question, one page of it where it is broken down."""
    whole = question.granularity in {"TOTAL", "LIFETIME"}
    singular, plural = ("total_stat", "total_stats") if whole else ("timeseries_stat", "timeseries_stats")
    head = _head(question.node, question) | question.window.bounds()
    head["finalized_data_end_time"] = final_until(world, question.account.zone)
    paging: Json = {}
    if question.breakdown is None:
        node = next(series(world, question), None)
        head |= node or _empty(question)
    else:
        found = [each for each in series(world, question) if each.get("stats") or each.get("timeseries")]
        # Where the broken-down series stand is not confirmed by the documents.
        head["breakdown_stats"] = {question.breakdown: page.cut(found)}
        paging = page.paging(len(found))
    entry = {"sub_request_status": "SUCCESS", singular: head}
    return {"request_status": "SUCCESS", "request_id": request_id(), **paging, plural: [entry]}


def series(world: World, question: Question) -> Iterator[Json]:
    """One object with its numbers per entity that the question is about."""
    for entity, found in groupby(_lines(world, question), key=entity_of):
        stats = _numbers(world, question, list(found))
        if stats is not None:
            yield _head(entity, question) | stats


def entity_of(line: Line) -> Account | Entity:
    """What a line is about."""
    return line.ad or line.ad_set or line.campaign or line.account


def _lines(world: World, question: Question) -> Iterator[Line]:
    node, window = question.node, question.window
    level = LEVELS[question.breakdown] if question.breakdown else OF[type(node)]
    owner = None if isinstance(node, Account) else world.campaign_of(question.account.platform, node.id)
    campaigns = world.campaigns_of(question.account) if owner is None else [owner]
    spans = window.whole if question.granularity in {"TOTAL", "LIFETIME"} else window.days
    for line in lines(world, question.account, campaigns, level, spans):
        if isinstance(node, Account) or node in (line.campaign, line.ad_set, line.ad):
            yield line


def _numbers(world: World, question: Question, found: list[Line]) -> Json | None:
    """`stats` or `timeseries`; None when everything in it was empty and shall be left out."""
    if question.granularity in {"TOTAL", "LIFETIME"}:
        if question.omit_empty and not found[0].delivered:
            return None
        return {"stats": read_line(found[0], question.fields, question.share)}
    if question.granularity == "HOUR":
        pieces = [piece for line in found for piece in hourly(world, line)]
    else:
        zone = question.window.zone
        pieces = [
            (local_midnight(line.since, zone), local_midnight(end, zone), line)
            for line, (_, end) in zip(found, _following(question.window), strict=True)
        ]
    rows = [
        {"start_time": begin, "end_time": end, "stats": read_line(line, question.fields, question.share)}
        for begin, end, line in pieces
        if line.delivered or not question.omit_empty
    ]
    return {"timeseries": rows} if rows else None


def _following(window: Window) -> list[tuple[Any, Any]]:
    """Each day with the one after it."""
    days = [since for since, _ in window.days]
    return list(zip(days, [*days[1:], window.until], strict=True))


def _empty(question: Question) -> Json:
    return {"stats": {}} if question.granularity in {"TOTAL", "LIFETIME"} else {"timeseries": []}


def _head(node: Account | Entity, question: Question) -> Json:
    return {"id": node.id, "type": TYPES[type(node)], "granularity": question.granularity}
