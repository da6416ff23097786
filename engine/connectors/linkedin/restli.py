"""Rest.li 2.0 as addresses write it: values percent-encoded once, and `List( , : )` around them literal.

An HTTP library that encodes parameters itself would encode the structure too, so queries are built whole here.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from urllib.parse import quote

from engine.core.periods import Days


def text(value: str) -> str:
    """One value."""
    return quote(value, safe="")


def listed(values: Iterable[str]) -> str:
    """A list of values."""
    return f"List({','.join(text(value) for value in values)})"


def search(**wanted: Iterable[str]) -> str:
    """The search for entities that have one of the values of each field."""
    return f"({','.join(f'{name}:(values:{listed(values)})' for name, values in wanted.items())})"


def date_range(days: Days) -> str:
    """Whole days, both ends inclusive."""
    return f"(start:{_day(days.since)},end:{_day(days.last)})"


def query(parts: Mapping[str, str]) -> str:
    """A query string of values that are encoded already."""
    return "&".join(f"{name}={value}" for name, value in parts.items())


def urn(kind: str, entity_id: str) -> str:
    """An entity's name, such as urn:li:sponsoredCampaign:987."""
    return f"urn:li:{kind}:{entity_id}"


def id_of(name: object) -> str:
    """The id at the end of a URN; ValueError when it is none."""
    return _parts(name)[1]


def ids_by_kind(names: Iterable[object]) -> dict[str, str]:
    """The ids of several URNs by what they name."""
    return dict(_parts(name) for name in names)


def _parts(name: object) -> tuple[str, str]:
    match str(name).split(":"):
        case ["urn", "li", kind, entity_id] if kind and entity_id:
            return kind, entity_id
    raise ValueError(f"no URN: {name!s}")


def _day(day: date) -> str:
    return f"(year:{day.year},month:{day.month},day:{day.day})"
