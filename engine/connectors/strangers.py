"""Reading what a stranger sent, whose shape promises nothing: what is not as expected is empty."""

from datetime import UTC, datetime
from typing import Any

_MILLIS = 10**11  # a moment beyond this is told in milliseconds


def items(value: Any, name: str) -> list[Any]:
    """The list of that name."""
    found = value.get(name) if isinstance(value, dict) else None
    return found if isinstance(found, list) else []


def part(value: Any, name: str) -> dict[str, Any]:
    """The object of that name."""
    found = value.get(name) if isinstance(value, dict) else None
    return found if isinstance(found, dict) else {}


def text(value: Any, name: str) -> str:
    """The text or number of that name, as text."""
    found = value.get(name) if isinstance(value, dict) else None
    return str(found) if isinstance(found, str | int | float) and not isinstance(found, bool) else ""


def moment(value: Any, name: str) -> datetime | None:
    """The time of that name; None when it is none."""
    return moment_of(text(value, name))


def moment_of(digits: str) -> datetime | None:
    """A time told in seconds or in milliseconds; None when it is none."""
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 13):
        return None
    number = int(digits)
    return datetime.fromtimestamp(number / 1000 if number >= _MILLIS else number, UTC)
