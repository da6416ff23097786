"""One row of an answer as nested JSON: whole numbers become text (int64), what is not set is left out."""

from typing import Any

from sandbox.dialects.google.fields import camel

SMALL = frozenset({"segments.year"})  # int32, which stays a number


def put(row: dict[str, Any], name: str, value: Any) -> None:
    """Set a field such as `campaign.id` in a row."""
    if value is None:
        return
    *path, last = (camel(part) for part in name.split("."))
    spot = row
    for part in path:
        spot = spot.setdefault(part, {})
    whole = isinstance(value, int) and not isinstance(value, bool) and name not in SMALL
    spot[last] = str(value) if whole else value
