"""Answering a query: check it against the resources, find the rows, filter, sort, and say them in JSON."""

import re
from collections.abc import Callable, Iterator, Sequence
from fnmatch import fnmatchcase
from typing import Any

from sandbox.dialects.google.access import GOOGLE
from sandbox.dialects.google.criteria import criteria_of
from sandbox.dialects.google.dates import GRAINS, range_of, spans
from sandbox.dialects.google.errors import query_error
from sandbox.dialects.google.fields import camel
from sandbox.dialects.google.gaql import Condition, Query
from sandbox.dialects.google.places import COUNTRIES
from sandbox.dialects.google.resources import BESIDE, TABLES, Place, read
from sandbox.dialects.google.rows import put
from sandbox.stage import Stage
from sandbox.world.model import Account, Campaign, Level
from sandbox.world.reports import lines
from sandbox.world.world import World

LEVELS = {
    "customer": Level.ACCOUNT, "campaign": Level.CAMPAIGN, "campaign_budget": Level.CAMPAIGN,
    "ad_group": Level.AD_SET, "ad_group_ad": Level.AD,
}  # fmt: skip
UNMEASURED = frozenset({"customer_client", "campaign_criterion", "ad_group_criterion", "geo_target_constant"})
Row = dict[str, Any]


def run(stage: Stage, account: Account, query: Query) -> list[Row]:
    """All rows of a query; raises queryError for fields, combinations or values that make no sense."""
    world = stage.world
    _check(account, query)
    about_rows = [each for each in query.conditions if each.field not in GRAINS]
    found = [place for place in _places(stage, account, query) if _holds(world, place, about_rows)]
    for name, down in reversed(query.order):
        found.sort(key=lambda place: _sortable(read(world, place, name)), reverse=down)
    return [_render(world, place, query) for place in found[: query.limit]]


def field_mask(query: Query) -> str:
    """The selected fields as the answer lists them."""
    return ",".join(".".join(camel(part) for part in name.split(".")) for name in query.fields)


def _check(account: Account, query: Query) -> None:
    named = [*query.fields, *(each.field for each in query.conditions), *(name for name, _ in query.order)]
    for name in named:
        owner, _, field = name.partition(".")
        if field not in TABLES.get(owner, {}):
            raise query_error("UNRECOGNIZED_FIELD", f"Unrecognized field in the query: '{name}'.")
        if owner in {"metrics", "segments"}:
            if query.resource in UNMEASURED:
                raise query_error("PROHIBITED_METRIC_IN_SELECT_OR_WHERE_CLAUSE",
                                  f"Cannot select or filter on '{name}' from {query.resource}.")  # fmt: skip
        elif owner not in BESIDE[query.resource]:
            raise query_error("PROHIBITED_RESOURCE_TYPE_IN_SELECT_CLAUSE",
                              f"'{owner}' cannot be selected with FROM {query.resource}.")  # fmt: skip
    if account.manager and any(name.startswith("metrics.") for name in named):
        message = "Metrics cannot be requested for a manager account. Query each client instead."
        raise query_error("REQUESTED_METRICS_FOR_MANAGER", message)
    _check_segments(query)


def _check_segments(query: Query) -> None:
    segments = [name for name in query.fields if name in GRAINS]
    dated = any(each.field in GRAINS for each in query.conditions)
    if segments and not dated:
        raise query_error("EXPECTED_FILTERS_ON_DATE_RANGE", "A finite date range is needed with date segments.")
    if segments and "metrics.unique_users" in query.fields:
        raise query_error("PROHIBITED_FIELD_COMBINATION_IN_SELECT_CLAUSE",
                          "metrics.unique_users cannot be selected with date segments.")  # fmt: skip
    for name, _ in query.order:
        if name not in query.fields and name.split(".")[0] in {"metrics", "segments"}:
            raise query_error(
                "EXPECTED_REFERENCED_FIELD_IN_SELECT_CLAUSE", f"'{name}' must be selected to sort by it."
            )


def _places(stage: Stage, account: Account, query: Query) -> Iterator[Place]:
    world = stage.world
    if query.resource in UNMEASURED:
        yield from _unmeasured(stage, account, query.resource)
        return
    grain = next((name for name in GRAINS if name in query.fields), None)
    measured = any(name.partition(".")[0] in {"metrics", "segments"} for name in _named(query))
    campaigns = world.campaigns_of(account)
    if not measured:
        yield from _plain(account, campaigns, query.resource)
        return
    today = world.clock.today(account.zone)
    dated = [each for each in query.conditions if each.field in GRAINS]
    since, until = range_of(dated, world.genesis, today)
    for line in lines(world, account, campaigns, LEVELS[query.resource], spans(grain, since, until)):
        if line.delivered or grain is None:
            yield Place(account, None, line.campaign, line.ad_set, line.ad, line)


def _unmeasured(stage: Stage, account: Account, resource: str) -> Iterator[Place]:
    """What no figures belong to; that keywords and locations have none is a limit of this sandbox."""
    match resource:
        case "customer_client":
            clients = [stage.world.account(GOOGLE, client) for client in account.clients]
            yield from (Place(account, client=each) for each in (account, *clients) if each)
        case "geo_target_constant":
            yield from (Place(account, country=country) for country in COUNTRIES.values())
        case "campaign_criterion":
            for each in criteria_of(stage, account.id, "campaign"):
                yield Place(account, campaign=stage.world.campaign_of(GOOGLE, each.owner_id), criterion=each)
        case "ad_group_criterion":
            for each in criteria_of(stage, account.id, "ad_group"):
                campaign = stage.world.campaign_of(GOOGLE, each.owner_id)
                group = next(found for found in campaign.ad_sets if found.id == each.owner_id)
                yield Place(account, campaign=campaign, ad_set=group, criterion=each)


def _plain(account: Account, campaigns: Sequence[Campaign], resource: str) -> Iterator[Place]:
    if resource == "customer":
        yield Place(account)
    for campaign in campaigns if resource != "customer" else ():
        if resource in {"campaign", "campaign_budget"}:
            yield Place(account, campaign=campaign)
            continue
        for ad_set in campaign.ad_sets:
            if resource == "ad_group":
                yield Place(account, campaign=campaign, ad_set=ad_set)
                continue
            for ad in ad_set.ads:
                yield Place(account, campaign=campaign, ad_set=ad_set, ad=ad)


def _named(query: Query) -> list[str]:
    return [*query.fields, *(each.field for each in query.conditions)]


COMPARE: dict[str, Callable[[Any, tuple[Any, ...]], bool]] = {
    "=": lambda have, want: have == want[0],
    "!=": lambda have, want: have != want[0],
    "<": lambda have, want: have < want[0],
    "<=": lambda have, want: have <= want[0],
    ">": lambda have, want: have > want[0],
    ">=": lambda have, want: have >= want[0],
    "BETWEEN": lambda have, want: want[0] <= have <= want[1],
    "IN": lambda have, want: have in want,
    "NOT IN": lambda have, want: have not in want,
    "LIKE": lambda have, want: _like(have, want[0]),
    "NOT LIKE": lambda have, want: not _like(have, want[0]),
    "REGEXP_MATCH": lambda have, want: re.fullmatch(want[0], str(have)) is not None,
}


def _like(have: Any, pattern: str) -> bool:
    return fnmatchcase(str(have).lower(), pattern.lower().replace("%", "*"))


def _holds(world: World, place: Place, conditions: Sequence[Condition]) -> bool:
    for condition in conditions:
        have = read(world, place, condition.field)
        if condition.operator in {"IS NULL", "IS NOT NULL"}:
            if (have is None) != (condition.operator == "IS NULL"):
                return False
            continue
        if condition.operator not in COMPARE:
            raise query_error(
                "OPERATOR_FIELD_MISMATCH", f"{condition.operator} cannot be used with {condition.field}."
            )
        if have is None or not COMPARE[condition.operator](have, _typed(have, condition)):
            return False
    return True


def _typed(have: Any, condition: Condition) -> tuple[Any, ...]:
    """The condition's values in the type of the field."""
    try:
        if isinstance(have, bool):
            return tuple({"true": True, "false": False}[value.lower()] for value in condition.values)
        if isinstance(have, int | float):
            return tuple(float(value) if isinstance(have, float) else int(value) for value in condition.values)
    except (KeyError, ValueError) as error:
        raise query_error("BAD_VALUE", f"'{condition.values[0]}' is no value for {condition.field}.") from error
    return condition.values


def _sortable(value: Any) -> tuple[bool, Any]:
    return value is not None, value if value is not None else 0


def _render(world: World, place: Place, query: Query) -> Row:
    """One row as nested JSON; every resource in it carries its resource name."""
    row: Row = {}
    owners = dict.fromkeys([query.resource, *(name.partition(".")[0] for name in query.fields)])
    names = [f"{owner}.resource_name" for owner in owners if owner not in {"metrics", "segments"}]
    if any(name.startswith("ad_group_ad.ad.") for name in query.fields):
        names.append("ad_group_ad.ad.resource_name")
    for name in dict.fromkeys([*names, *query.fields]):
        put(row, name, read(world, place, name))
    return row
