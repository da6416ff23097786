"""The `filtering` parameter: a list of {field, operator, value}, all of which must hold."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from sandbox.dialects.meta.call import Call
from sandbox.dialects.meta.errors import invalid

OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "EQUAL": lambda have, want: str(have) == str(want),
    "NOT_EQUAL": lambda have, want: str(have) != str(want),
    "IN": lambda have, want: str(have) in {str(each) for each in want},
    "NOT_IN": lambda have, want: str(have) not in {str(each) for each in want},
    "CONTAIN": lambda have, want: str(want).lower() in str(have).lower(),
    "NOT_CONTAIN": lambda have, want: str(want).lower() not in str(have).lower(),
    "STARTS_WITH": lambda have, want: str(have).startswith(str(want)),
    "GREATER_THAN": lambda have, want: float(have) > float(want),
    "LESS_THAN": lambda have, want: float(have) < float(want),
}


@dataclass(frozen=True, slots=True)
class Condition:
    """One filter."""

    field: str
    operator: str
    value: Any


def read_filters(call: Call) -> list[Condition]:
    """The conditions of a call; raises (#100) for an unknown operator or a misshapen list."""
    found = call.json("filtering", [])
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise invalid("Param filtering must be an array")
    conditions = [Condition(each.get("field", ""), each.get("operator", ""), each.get("value")) for each in found]
    for condition in conditions:
        if condition.operator not in OPERATORS:
            raise invalid(f"Param filtering[operator] must be one of {{{', '.join(OPERATORS)}}}")
        if condition.operator in {"IN", "NOT_IN"} and not isinstance(condition.value, list):
            raise invalid("Param filtering[value] must be an array")
    return conditions


def passes(conditions: Iterable[Condition], read: Callable[[Condition], Any]) -> bool:
    """Whether all conditions hold for what `read` finds."""
    try:
        return all(OPERATORS[each.operator](read(each), each.value) for each in conditions)
    except (TypeError, ValueError) as error:
        raise invalid("Param filtering[value] does not suit its operator") from error
