"""Bodies of JSON, read before they are believed: not too long or deep, each name once, values we can keep."""

import json
from collections import Counter
from collections.abc import Iterator
from math import isfinite
from typing import Any, ClassVar, NoReturn

from fastapi import Request
from pydantic import BaseModel, ConfigDict, field_validator

from engine.core.errors import Invalid, TooLarge, WrongType
from engine.core.i18n import N_, t

LARGEST = 1024 * 1024  # bytes
DEEPEST = 32
LARGEST_NUMBER = 2**63 - 1
NOT_JSON = N_("The body is not valid JSON.")
TOO_DEEP = N_("The body is nested more than {levels} levels deep. Send a flatter one.")
TOO_BIG = N_("A number in the body is too large.")
DOUBLED = N_("Given more than once in the same object.")
ILLEGIBLE = N_("This holds a character that cannot be kept (U+0000).")


class Body(BaseModel):
    """What a route takes: the fields it names, no others, texts without blanks around them.

    The blanks go after a text was judged: it is as long as the documents say, or it is refused.
    """

    model_config = ConfigDict(extra="forbid")
    keeps_blanks: ClassVar[bool] = False

    @field_validator("*", mode="after")
    @classmethod
    def _without_blanks(cls, value: Any) -> Any:
        return value.strip() if type(value) is str and not cls.keeps_blanks else value


async def read_json(request: Request) -> bytes:
    """The body, whole numbers written as such, or nothing.

    WrongType, TooLarge or Invalid when the route should not see it.
    """
    body = await _bounded(request)
    if not body:
        return body
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise WrongType(N_("Send the body as JSON, with the header Content-Type: application/json."))
    return json.dumps(inspect(body)).encode()


def inspect(body: bytes) -> Any:
    """What the body says; Invalid unless it is JSON that can be kept."""
    try:
        found = json.loads(
            body.decode(),
            object_pairs_hook=_once,
            parse_int=_whole,
            parse_float=_finite,
            parse_constant=_no_number,
        )
    except RecursionError:
        raise Invalid(fields={"body": [t(TOO_DEEP, levels=DEEPEST)]}) from None
    except ValueError:
        raise Invalid(fields={"body": [t(NOT_JSON)]}) from None
    faults = {path: [t(ILLEGIBLE)] for path, text in _texts(found) if not _legible(text)}
    if faults:
        raise Invalid(fields=faults)
    return found


async def _bounded(request: Request) -> bytes:
    """The body, read no further than it may be long; kept for whoever reads it next."""
    kept = bytearray()
    if int(request.headers.get("content-length") or 0) > LARGEST:
        raise TooLarge(kilobytes=LARGEST // 1024)
    async for part in request.stream():
        kept += part
        if len(kept) > LARGEST:
            raise TooLarge(kilobytes=LARGEST // 1024)
    request._body = bytes(kept)  # noqa: SLF001 - where Starlette keeps what was read
    return request._body  # noqa: SLF001


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    named = Counter(name for name, _ in pairs)
    if doubled := [name for name, times in named.items() if times > 1]:
        raise Invalid(fields={name: [t(DOUBLED)] for name in doubled})
    return dict(pairs)


def _whole(digits: str) -> int:
    if len(digits) > 20 or abs(int(digits)) > LARGEST_NUMBER:
        raise Invalid(fields={"body": [t(TOO_BIG)]})
    return int(digits)


def _finite(digits: str) -> float:
    """7.0 is the whole number 7."""
    if not isfinite(number := float(digits)):
        raise Invalid(fields={"body": [t(TOO_BIG)]})
    return int(number) if number.is_integer() and abs(number) <= LARGEST_NUMBER else number


def _no_number(word: str) -> NoReturn:
    raise ValueError(word)


def _texts(value: Any, path: str = "", depth: int = 0) -> Iterator[tuple[str, str]]:
    """Every text in it, names included, with where it stands."""
    if depth > DEEPEST:
        raise Invalid(fields={"body": [t(TOO_DEEP, levels=DEEPEST)]})
    if isinstance(value, str):
        yield path or "body", value
    elif isinstance(value, dict):
        for name, below in value.items():
            yield path or "body", name
            yield from _texts(below, f"{path}.{name}" if path else name, depth + 1)
    elif isinstance(value, list):
        for place, below in enumerate(value):
            yield from _texts(below, f"{path}.{place}" if path else str(place), depth + 1)


def _legible(text: str) -> bool:
    """Whether a database can keep it: no NUL, no half of a surrogate pair."""
    return "\0" not in text and not any("\ud800" <= sign <= "\udfff" for sign in text)
