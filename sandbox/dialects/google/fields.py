"""The fields of what a client wants to create: known, of the right kind, and within their limits.

A name that is in no message is refused by the API's front door, before Google Ads ever sees the request.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from unicodedata import east_asian_width
from urllib.parse import urlsplit

from sandbox.dialects.google.errors import Step, Unreadable, bad

CONTROL = re.compile(r"[\0\r\n]")
LONGEST_URL = 2_048
WHOLE_DAYS = {
    "00:00:00": "DATE_RANGE_ERROR_START_TIME_MUST_BE_THE_START_OF_A_DAY",
    "23:59:59": "DATE_RANGE_ERROR_END_TIME_MUST_BE_THE_END_OF_A_DAY",
}


@dataclass(frozen=True, slots=True)
class Wish:
    """One JSON object of a `create`, its keys in camelCase, and where it stands in the request."""

    fields: dict[str, Any]
    path: tuple[Step, ...]

    def only(self, *known: str) -> "Wish":
        """Itself; Unreadable when it has a field that is none of these."""
        for name in self.fields.keys() - set(known):
            place = ".".join(step if index is None else f"{step}[{index}]" for step, index in self.path)
            raise Unreadable(
                f"Invalid JSON payload received. Unknown name \"{name}\" at '{place}': Cannot find field."
            )
        return self

    def at(self, name: str, index: int | None = None) -> tuple[Step, ...]:
        """Where a field of it stands."""
        return (*self.path, (snake(name), index))

    def has(self, name: str) -> bool:
        """Whether the field is set."""
        return self.fields.get(name) not in (None, "")

    def need(self, name: str) -> Any:
        """A field that has to be there."""
        if not self.has(name):
            raise bad("fieldError", "REQUIRED", "The required field was not present.", None, *self.at(name))
        return self.fields[name]

    def text(self, name: str, longest: int, *, index: int | None = None, wide: bool = False) -> str:
        """A text of so many characters; `wide` counts those of East Asia twice, as in advertisements."""
        value = self.need(name)
        if not isinstance(value, str):
            raise Unreadable(f"Invalid value at '{name}' (TYPE_STRING), {value}")
        where = self.at(name, index)
        if not value.strip():
            raise bad("stringLengthError", "EMPTY", "Specified string is empty.", value, *where)
        if (width(value) if wide else len(value)) > longest:
            raise bad("stringLengthError", "TOO_LONG", "Too long.", value, *where)
        if CONTROL.search(value):
            raise bad(
                "stringFormatError", "ILLEGAL_CHARS", "The string contains illegal characters.", value, *where
            )
        return value

    def choice(self, name: str, words: Collection[str], usual: str) -> str:
        """One word of an enum."""
        value = self.fields.get(name, usual)
        if value not in words:
            raise bad(
                "requestError", "INVALID_ENUM_VALUE", "Enum value is not permitted.", str(value), *self.at(name)
            )
        return str(value)

    def flag(self, name: str, *, usual: bool) -> bool:
        """Yes or no."""
        value = self.fields.get(name, usual)
        if not isinstance(value, bool):
            raise Unreadable(f"Invalid value at '{name}' (TYPE_BOOL), {value}")
        return value

    def micros(self, name: str, step: int) -> int:
        """An amount: whole, positive, and a multiple of the currency's smallest coin."""
        return micros(self.need(name), step, self.at(name))

    def part(self, name: str) -> "Wish":
        """The object in a field."""
        return Wish(an_object(self.fields.get(name, {}), name), self.at(name))

    def parts(self, name: str, least: int, most: int) -> list["Wish"]:
        """The objects in a list of a field."""
        found = self.fields.get(name, [])
        if not isinstance(found, list):
            raise Unreadable(f"Invalid value at '{name}', a list is expected")
        if not least <= len(found) <= most:
            few = len(found) < least
            message = f"Too {'few' if few else 'many'}."
            raise bad("collectionSizeError", "TOO_FEW" if few else "TOO_MANY", message, None, *self.at(name))
        return [Wish(an_object(each, name), self.at(name, n)) for n, each in enumerate(found)]

    def url(self, name: str) -> str:
        """The only address in a list of addresses."""
        value = self.need(name)
        if not isinstance(value, list) or len(value) != 1 or not isinstance(value[0], str):
            raise bad("collectionSizeError", "TOO_MANY", "One address is expected.", None, *self.at(name))
        parts, where = urlsplit(value[0]), self.at(name, 0)
        if parts.scheme not in {"http", "https"}:
            kind = "INVALID_PROTOCOL_IN_FINAL_URL" if parts.scheme else "MISSING_PROTOCOL_IN_FINAL_URL"
            raise bad("urlFieldError", kind, "The final url has no valid protocol.", value[0], *where)
        if not parts.hostname or "." not in parts.hostname or len(value[0]) > LONGEST_URL or " " in value[0]:
            raise bad("urlFieldError", "INVALID_FINAL_URL", "The final url is invalid.", value[0], *where)
        return value[0]


def read_day(value: Any, hour: str, path: tuple[Step, ...]) -> date:
    """The day of a moment by the customer's own clock, which has to be its first or its last one: `hour`."""
    try:
        moment = datetime.strptime(str(value), "%Y-%m-%d %H:%M:%S")  # noqa: DTZ007 - by the customer's own clock
    except ValueError as error:
        message = "The format is yyyy-MM-dd HH:mm:ss."
        raise bad("dateError", "INVALID_STRING_DATE_TIME_SECONDS", message, str(value), *path) from error
    if not str(value).endswith(hour):
        raise bad("dateError", WHOLE_DAYS[hour], "Whole days are expected.", str(value), *path)
    return moment.date()


def micros(value: Any, step: int, path: tuple[Step, ...]) -> int:
    """Micros: whole, positive, and a multiple of `step`."""
    text = str(value)
    if not (text.isascii() and text.isdigit()) or int(text) <= 0:
        raise bad("rangeError", "TOO_LOW", "Too low.", text, *path)
    if int(text) % step:
        message = "The amount is not a multiple of the minimum currency unit."
        raise bad("campaignBudgetError", "NON_MULTIPLE_OF_MINIMUM_CURRENCY_UNIT", message, text, *path)
    return int(text)


def an_object(value: Any, name: str) -> dict[str, Any]:
    """The value, which has to be an object; Unreadable otherwise."""
    if not isinstance(value, dict):
        raise Unreadable(f"Invalid value at '{name}', an object is expected")
    return value


def width(text: str) -> int:
    """How wide a text is: the characters of East Asia count twice."""
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def camel(name: str) -> str:
    """snake_case as JSON writes it."""
    head, *rest = name.split("_")
    return head + "".join(part.capitalize() for part in rest)


def snake(name: str) -> str:
    """The other way round."""
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)


def spelled(value: Any) -> Any:
    """JSON with all keys in camelCase: either spelling is understood."""
    if isinstance(value, dict):
        return {camel(name): spelled(each) for name, each in value.items()}
    return [spelled(each) for each in value] if isinstance(value, list) else value
