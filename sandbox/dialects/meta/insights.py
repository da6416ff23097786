"""Insights: reports by level and day, every scalar a string, no row for what did not deliver."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sandbox.dialects.meta import actions
from sandbox.dialects.meta.call import Call
from sandbox.dialects.meta.columns import COLUMNS
from sandbox.dialects.meta.errors import invalid, too_much_data
from sandbox.dialects.meta.filters import Condition, passes, read_filters
from sandbox.dialects.meta.objects import kind_of
from sandbox.dialects.meta.paging import envelope, page
from sandbox.dialects.meta.ranges import spans
from sandbox.dialects.meta.statuses import GONE, META, effective
from sandbox.world.model import Account, AdSet, Campaign, Entity, Level
from sandbox.world.reports import Line, Metric, Span, lines

LEVELS = {"account": Level.ACCOUNT, "campaign": Level.CAMPAIGN, "adset": Level.AD_SET, "ad": Level.AD}
METRIC_FILTERS = {"spend": "spend_micros", "impressions": "impressions", "clicks": "clicks"}
USUAL_FIELDS = "impressions,spend"
MOST = 5_000


@dataclass(frozen=True, slots=True)
class Row:
    """A line, and its numbers by what its conversions are (purchases, leads, installs)."""

    line: Line
    counts: dict[str, Metric]


def report(call: Call, node: Account | Entity, *, asynchronous: bool = False) -> dict[str, Any]:
    """One page of a report; raises 1/99 when a synchronous answer has too many rows."""
    columns = read_columns(call)
    rows = list(_rows(call, node))
    if not asynchronous and len(rows) > call.stage.settings.meta_sync_rows:
        raise too_much_data()
    shown, paging = page(call, rows, MOST)
    windows = read_windows(call)
    return envelope([_render(call, row, columns, windows) for row in shown], paging)


def read_columns(call: Call) -> list[str]:
    """The fields of the report; raises (#100) for one that insights do not have."""
    names = call.items("fields") or USUAL_FIELDS.split(",")
    for name in names:
        if name not in COLUMNS:
            known = ", ".join(sorted(COLUMNS))
            raise invalid(f"{name} is not valid for fields param. please check valid fields: {known}")
    if call.params.get("breakdowns"):
        raise invalid("breakdowns are not part of this sandbox", advice="Ask without breakdowns.")
    return [name for name in dict.fromkeys(names) if name not in {"date_start", "date_stop"}]


def read_windows(call: Call) -> list[str]:
    """The attribution windows that each action is divided into."""
    names = call.items("action_attribution_windows")
    for name in names:
        if name not in actions.WINDOWS and name not in actions.DEAD_WINDOWS and name not in {"default", "1d_ev"}:
            raise invalid(f"{name} is not a valid action_attribution_windows value")
    return names


def read_level(call: Call, node: Account | Entity) -> Level:
    """The level asked for, else the node's own."""
    text = call.params.get("level")
    if text is None:
        return {Account: Level.ACCOUNT, Campaign: Level.CAMPAIGN, AdSet: Level.AD_SET}.get(type(node), Level.AD)
    if text not in LEVELS:
        raise invalid("level must be one of the following values: account, campaign, adset, ad")
    return LEVELS[text]


def _rows(call: Call, node: Account | Entity) -> Iterator[Row]:
    world = call.world
    account = node if isinstance(node, Account) else world.campaign_of(META, node.id).account
    campaigns = world.campaigns_of(account) if isinstance(node, Account) else [world.campaign_of(META, node.id)]
    level, stretches, conditions = read_level(call, node), spans(call, account), read_filters(call)
    if level is Level.ACCOUNT:
        yield from _account_rows(call, account, campaigns, stretches)
        return
    known: dict[str, bool] = {}
    for line in lines(world, account, campaigns, level, stretches):
        entity = line.ad or line.ad_set or line.campaign
        if not line.delivered or entity is None or not _within(line, node):
            continue
        if entity.id not in known:
            known[entity.id] = _shown(call, line, entity, conditions)
        if known[entity.id] and _measures_up(line, conditions):
            kind = actions.kind_of(line.campaign.objective) if line.campaign else "purchase"
            yield Row(line, {kind: line.numbers})


def _account_rows(call: Call, account: Account, campaigns: list[Campaign], stretches: list[Span]) -> Iterator[Row]:
    """The account's totals, deleted campaigns included, with conversions still told apart."""
    kinds = {
        kind: list(
            lines(call.world, account, [c for c in campaigns if actions.kind_of(c.objective) == kind],
                  Level.ACCOUNT, stretches)
        )
        for kind in actions.NAMES
    }  # fmt: skip
    for n, line in enumerate(lines(call.world, account, campaigns, Level.ACCOUNT, stretches)):
        if line.delivered:
            yield Row(line, {kind: found[n].numbers for kind, found in kinds.items()})


def _within(line: Line, node: Account | Entity) -> bool:
    """Whether the line is about the node or something below it."""
    return isinstance(node, Account) or node in (line.campaign, line.ad_set, line.ad)


def _shown(call: Call, line: Line, entity: Entity, conditions: list[Condition]) -> bool:
    """Whether the entity passes the filters; without one on its status, archived and deleted ones are hidden."""
    about = [each for each in conditions if each.field not in METRIC_FILTERS]
    by_status = any(each.field.endswith("effective_status") for each in about)
    if not by_status and effective(call.world, entity) in GONE:
        return False
    return all(any(passes([each], _reader(call, subject)) for subject in _subjects(line, each)) for each in about)


def _subjects(line: Line, condition: Condition) -> list[Entity]:
    """What a condition such as `ad.effective_status` looks at: the line's own, or any below it."""
    campaign, owner = line.campaign, condition.field.rpartition(".")[0]
    if campaign is None:
        return []
    if owner == "campaign":
        return [campaign]
    if owner == "adset":
        return [line.ad_set] if line.ad_set else list(campaign.ad_sets)
    if owner == "ad":
        return [line.ad] if line.ad else list(line.ad_set.ads if line.ad_set else campaign.ads)
    raise invalid(f"Filtering field {condition.field} is invalid")


def _reader(call: Call, subject: Entity) -> Callable[[Condition], Any]:
    def read(condition: Condition) -> Any:
        name = condition.field.rpartition(".")[2]
        fields = kind_of(subject).fields
        if name not in fields:
            raise invalid(f"Filtering field {condition.field} is invalid")
        return fields[name](call.world, subject)

    return read


def _measures_up(line: Line, conditions: list[Condition]) -> bool:
    def read(condition: Condition) -> float:
        number = line.numbers[METRIC_FILTERS[condition.field]]
        return number / 1_000_000 if condition.field == "spend" else number

    return passes([each for each in conditions if each.field in METRIC_FILTERS], read)


def _render(call: Call, row: Row, columns: list[str], windows: list[str]) -> dict[str, Any]:
    found = {name: COLUMNS[name](call.world, row.line, row.counts, windows) for name in columns}
    shown = {name: value for name, value in found.items() if value not in (None, [])}
    return shown | {"date_start": row.line.since.isoformat(), "date_stop": row.line.until.isoformat()}
