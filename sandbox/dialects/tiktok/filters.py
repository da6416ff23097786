"""The `filtering` of reports: a list of {field_name, filter_type, filter_value}, the value a list as JSON text."""

from collections.abc import Callable
from typing import Any

import orjson

from sandbox.dialects.tiktok.call import Call
from sandbox.dialects.tiktok.errors import invalid
from sandbox.dialects.tiktok.statuses import STATUSES, matches
from sandbox.world.model import Entity, Level
from sandbox.world.reports import Line

WORDS = {Level.CAMPAIGN: "campaign", Level.AD_SET: "adgroup", Level.AD: "ad"}
PARTS = {"campaign_ids": "campaign", "adgroup_ids": "ad_set", "ad_ids": "ad"}
MOST_IDS = 100
Passes = Callable[[Line], bool]


def read_filters(call: Call, level: Level) -> Passes:
    """Whether a line passes; without a filter on the status of the report's level, deleted ones are hidden."""
    status, ids = ["STATUS_NOT_DELETE"], {}
    for entry in call.json("filtering", list) or []:
        name, values = _entry(entry)
        if name in PARTS and len(values) <= MOST_IDS:
            ids[PARTS[name]] = frozenset(values)
        elif level in WORDS and name == f"{WORDS[level]}_status" and values and STATUSES.issuperset(values):
            status = values
        else:
            raise invalid(f"filtering: {name} is not supported at this data_level, or its value is not.")
    known: dict[str, bool] = {}

    def passes(line: Line) -> bool:
        if any(getattr(getattr(line, part), "id", None) not in wanted for part, wanted in ids.items()):
            return False
        entity = line.ad or line.ad_set or line.campaign
        return entity is None or _stands(call, entity, status, known)

    return passes


def _stands(call: Call, entity: Entity, status: list[str], known: dict[str, bool]) -> bool:
    """Whether an entity has one of the statuses; looked up once a report."""
    if entity.id not in known:
        known[entity.id] = any(matches(call.world, entity, each) for each in status)
    return known[entity.id]


def _entry(entry: Any) -> tuple[str, list[str]]:
    if not isinstance(entry, dict) or set(entry) != {"field_name", "filter_type", "filter_value"}:
        raise invalid("filtering: Each filter has a field_name, a filter_type and a filter_value.")
    if entry["filter_type"] != "IN":
        raise invalid("filtering.filter_type: Not a valid choice.")
    try:
        values = orjson.loads(entry["filter_value"])
    except (TypeError, orjson.JSONDecodeError) as error:
        raise invalid("filtering.filter_value: Must be a list as JSON text.") from error
    if not isinstance(values, list) or not all(isinstance(each, str) for each in values):
        raise invalid("filtering.filter_value: Must be a list of strings as JSON text.")
    return str(entry["field_name"]), values
