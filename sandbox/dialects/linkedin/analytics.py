"""adAnalytics: sums by pivot and day, everything in one answer, no row for what did not deliver."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

from sandbox.dialects.linkedin.access import LINKEDIN, account_named
from sandbox.dialects.linkedin.call import Call
from sandbox.dialects.linkedin.errors import bad_param, denied, illegal
from sandbox.dialects.linkedin.fields import DIMENSIONS, METRICS, Sum
from sandbox.dialects.linkedin.finders import id_in
from sandbox.dialects.linkedin.quota import spend_values
from sandbox.dialects.linkedin.resources import KINDS, urn
from sandbox.dialects.linkedin.words import objective
from sandbox.world.model import Account, Ad, AdSet, Campaign, Level
from sandbox.world.reports import Line, Span, lines, spans_of_days, spans_of_months
from sandbox.world.world import World

PIVOTS = {
    "ACCOUNT": Level.ACCOUNT,
    "CAMPAIGN_GROUP": Level.CAMPAIGN,
    "CAMPAIGN": Level.AD_SET,
    "CREATIVE": Level.AD,
}
FACETS: dict[str, type] = {"accounts": Account, "campaignGroups": Campaign, "campaigns": AdSet, "creatives": Ad}
FACET_LEVELS = dict(zip(FACETS, Level, strict=True))
DEPTH = list(Level)
MOST_FIELDS, MOST_PIVOTS = 20, 3
# Not confirmed by the documents: how many URNs a facet takes.
MOST_URNS = 50
LONGEST_REACH_DAYS = 92
COMMON = ("q", "timeGranularity", "dateRange", "fields", *FACETS)


def report(call: Call) -> dict[str, Any]:
    """`GET /adAnalytics`; the paging block is there for decoration, there is no second page."""
    pivots, fields = _pivots(call), _fields(call)
    since, until = _range(call)
    if "approximateMemberReach" in fields and (until - since).days >= LONGEST_REACH_DAYS:
        raise illegal(f"approximateMemberReach is limited to {LONGEST_REACH_DAYS} days")
    facets = {name: _facet(call, name, kind) for name, kind in FACETS.items() if name in call.params}
    if not facets:
        raise illegal(f"At least one of the facets {', '.join(FACETS)} is required")
    sums = _summed(call, pivots, facets, _spans(call, since, until))
    rows = [row for row in sums if _shown(row, fields)][: call.stage.settings.linkedin_elements]
    spend_values(call.stage, len(rows) * len(fields))
    known = DIMENSIONS | METRICS
    elements = [{name: known[name](row) for name in fields} for row in rows]
    return {"elements": elements, "paging": {"start": 0, "count": 10, "links": []}}


def _pivots(call: Call) -> list[str]:
    match call.text("q"):
        case "analytics":
            call.only(*COMMON, "pivot")
            pivots = [call.text("pivot")]
        case "statistics":
            call.only(*COMMON, "pivots")
            pivots = call.items("pivots")
        case other:
            raise bad_param("q", f"{other} is no finder of adAnalytics")
    if not 1 <= len(pivots) <= MOST_PIVOTS or len(set(pivots)) < len(pivots):
        raise bad_param("pivots", f"one to {MOST_PIVOTS} different pivots are expected")
    for pivot in pivots:
        if pivot not in PIVOTS:
            raise bad_param("pivot", f"{pivot} is not one of {', '.join(PIVOTS)}")
    return pivots


def _fields(call: Call) -> list[str]:
    names: list[str] = call.params.get("fields", [])
    if not any(names):
        raise illegal("The parameter fields is required")
    if len(names) > MOST_FIELDS:
        raise illegal(f"At most {MOST_FIELDS} fields can be requested, {len(names)} were")
    for name in names:
        if name not in DIMENSIONS and name not in METRICS:
            raise bad_param("fields", f"{name} is not a field of adAnalytics")
    return names


def _range(call: Call) -> Span:
    value = call.params.get("dateRange")
    if not isinstance(value, dict) or not {"start"} <= set(value) <= {"start", "end"}:
        raise bad_param("dateRange", "(start:(year:…,month:…,day:…),end:(…)) is expected")
    today = call.stage.clock.today("UTC")
    since, until = _day(value["start"]), _day(value["end"]) if "end" in value else today
    if since > until:
        raise illegal("The start of dateRange is after its end")
    return since, until


def _day(parts: Any) -> date:
    try:
        if set(parts) == {"year", "month", "day"}:
            return date(int(parts["year"]), int(parts["month"]), int(parts["day"]))
    except (TypeError, ValueError):
        pass
    raise bad_param("dateRange", "a day is (year:2026,month:11,day:1)")


def _spans(call: Call, since: date, until: date) -> list[Span]:
    match call.text("timeGranularity"):
        case "DAILY":
            return spans_of_days(since, until, 1)
        case "MONTHLY":
            return spans_of_months(since, until)
        case "YEARLY":
            years = range(since.year, until.year + 1)
            return [(max(since, date(year, 1, 1)), min(until, date(year, 12, 31))) for year in years]
        case "ALL":
            return [(since, until)]
    raise bad_param("timeGranularity", "it is one of DAILY, MONTHLY, YEARLY, ALL")


def _facet(call: Call, name: str, kind: type) -> frozenset[str]:
    """The ids that a facet names; raises 403 for what is not there, since nobody may see it."""
    names = call.items(name)
    if not 1 <= len(names) <= MOST_URNS:
        raise bad_param(name, f"1 to {MOST_URNS} URNs are expected, {len(names)} were given")
    ids = [id_in(each, KINDS.get(kind, "sponsoredAccount"), name) for each in names]
    for entity_id in ids:
        if kind is Account:
            account_named(call.stage, entity_id)
        elif not isinstance(call.world.entity(LINKEDIN, entity_id), kind):
            raise denied(f"{name} {entity_id}")
    return frozenset(ids)


def _summed(call: Call, pivots: list[str], facets: dict[str, frozenset[str]], spans: list[Span]) -> list[Sum]:
    """The lines at the finest level that pivots and facets name, added up by pivots and span."""
    levels = [PIVOTS[pivot] for pivot in pivots] + [FACET_LEVELS[name] for name in facets]
    finest = max(Level.CAMPAIGN, *levels, key=DEPTH.index)  # leads and sales are told apart from campaigns on
    found: dict[tuple[tuple[str, ...], Span], Sum] = {}
    for account in _accounts(call, facets):
        for line in lines(call.world, account, call.world.campaigns_of(account), finest, spans):
            if not line.delivered or not _within(line, facets):
                continue
            key = tuple(urn(_place(line, PIVOTS[pivot])) for pivot in pivots), (line.since, line.until)
            found[key] = _added(call.world, found.get(key), key[0], line)
    return list(found.values())


def _accounts(call: Call, facets: dict[str, frozenset[str]]) -> Iterator[Account]:
    for account in call.world.accounts_of(LINKEDIN):
        if account.id in facets.get("accounts", {account.id}):
            yield account


def _within(line: Line, facets: dict[str, frozenset[str]]) -> bool:
    return all(_place(line, FACET_LEVELS[name]).id in ids for name, ids in facets.items())


def _place(line: Line, level: Level) -> Account | Campaign | AdSet | Ad:
    """What the line belongs to at that level, which is no finer than its own."""
    by_level = {Level.CAMPAIGN: line.campaign, Level.AD_SET: line.ad_set, Level.AD: line.ad}
    return by_level.get(level) or line.account


def _added(world: World, before: Sum | None, pivots: tuple[str, ...], line: Line) -> Sum:
    """The sum with one line more; people reached twice cannot be told apart, so the larger reach stands."""
    conversions = line.numbers["conversions_e2"]
    leads = _gathers_leads(world, line)
    kinds = {"lead_e2": conversions if leads else 0, "website_e2": 0 if leads else conversions}
    numbers = Counter(before.numbers if before else {})
    numbers.update(line.numbers | kinds)
    reach = max(before.reach if before else 0, line.reach)
    return Sum(pivots, line.since, line.until, line.account.currency, dict(numbers), reach)


def _gathers_leads(world: World, line: Line) -> bool:
    """Whether conversions are lead forms; a group's campaigns are taken to agree."""
    ad_sets = [line.ad_set] if line.ad_set else line.campaign.ad_sets if line.campaign else ()
    return any(objective(world, each) == "LEAD_GENERATION" for each in ad_sets)


def _shown(row: Sum, fields: list[str]) -> bool:
    """Whether the row is there: with nothing but zeros only where its day and pivots were asked for too."""
    if set(DIMENSIONS) <= set(fields):
        return True
    return any(METRICS[name](row) not in {0, "0.00"} for name in fields if name in METRICS)
