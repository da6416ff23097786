"""One shape for everything that goes wrong: `{"error", "message", "messages"?, "reference"?, "retry_after"?}`.

`error` is a word for programs, `message` a sentence for people in the caller's language that says what to do
next. The fields of a refused body stand in `messages`; a fault of ours carries a `reference` that finds its
line in the log.
"""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from api.answers import answer
from engine.core.errors import AppError, Invalid, Missing, TooMany, Unready
from engine.core.i18n import N_, t
from engine.core.log import get_logger
from engine.core.outages import OUTAGES
from engine.core.references import new_reference

log = get_logger()

SENTENCES = {
    "missing": N_("This is required."),
    "json_invalid": N_("The body is not valid JSON."),
    "extra_forbidden": N_("This field is not known here."),
    "uuid_parsing": N_("Not a valid id."),
    "int_parsing": N_("Give a whole number."),
    "float_parsing": N_("Give a number."),
    "decimal_parsing": N_("Give a number."),
    "bool_parsing": N_("Give true or false."),
    "string_type": N_("Give a text."),
    "datetime_parsing": N_("Give a moment as 2026-11-27T09:00:00+03:00."),
    "datetime_from_date_parsing": N_("Give a moment as 2026-11-27T09:00:00+03:00."),
    "date_from_datetime_parsing": N_("Give a date as YYYY-MM-DD."),
    "date_parsing": N_("Give a date as YYYY-MM-DD."),
    "date_from_datetime_inexact": N_("Give a date as YYYY-MM-DD."),
    "enum": N_("Choose one of: {expected}."),
    "literal_error": N_("Choose one of: {expected}."),
    "string_too_short": N_("At least {min_length} characters."),
    "string_too_long": N_("At most {max_length} characters."),
    "greater_than_equal": N_("At least {ge}."),
    "less_than_equal": N_("At most {le}."),
    "greater_than": N_("More than {gt}."),
    "less_than": N_("Less than {lt}."),
}
STATUSES = {
    404: ("missing", Missing.default),
    405: ("method_not_allowed", N_("This address does not take that method. Use one of: {allow}.")),
}


def install(api: FastAPI) -> None:
    """Let every error of the application leave in the one shape."""
    api.exception_handler(AppError)(_ours)
    api.exception_handler(RequestValidationError)(_validation)
    api.exception_handler(HTTPException)(_http)
    for down in OUTAGES:
        api.exception_handler(down)(_part_down)


def bug(error: Exception) -> Response:
    """What the caller sees of a bug: no detail, but a reference that finds it in the log."""
    reference = new_reference()
    log.error("api.bug", reference=reference, exc_info=error)
    return _shaped(500, "error", t(AppError.default), reference=reference)


def refusal(error: AppError) -> Response:
    """The answer that a known error becomes."""
    if isinstance(error, Invalid) and error.fields:
        return _shaped(422, "Validation failed", error.sentence(), messages=error.fields)
    retry = getattr(error, "retry_after", None)
    if isinstance(error, TooMany) or retry is None:
        return _shaped(error.status, error.code, error.sentence(), retry_after=retry)
    return _shaped(error.status, error.code, error.sentence(), {"Retry-After": str(round(retry))})


async def _ours(_request: Request, error: Exception) -> Response:
    assert isinstance(error, AppError)  # noqa: S101 - registered for it
    if error.status >= 500:
        log.warning("api.failed", code=error.code, error=str(error))
    return refusal(error)


async def _validation(_request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for it
    fields = defaultdict(list)
    for fault in error.errors():
        fields[_field(fault["loc"])].append(_sentence(fault))
    return _shaped(422, "Validation failed", t(Invalid.default), messages=fields)


async def _http(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for it
    code, sentence = STATUSES.get(error.status_code, (f"http_{error.status_code}", Invalid.default))
    allow = (error.headers or {}).get("Allow", "")
    return _shaped(error.status_code, code, t(sentence, allow=allow), error.headers)


async def _part_down(_request: Request, error: Exception) -> Response:
    log.error("api.part_down", kind=type(error).__name__, error=str(error))
    return refusal(Unready())


def _shaped(
    status: int, code: str, message: str, headers: Mapping[str, str] | None = None, **more: Any
) -> Response:
    shape = {"error": code, "message": message} | {name: value for name, value in more.items() if value}
    return answer(shape, status, dict(headers or {}))


def _field(location: tuple[Any, ...]) -> str:
    """`("body", "ads", 0, "budget")` is the field `ads.0.budget`."""
    return ".".join(str(part) for part in location[1:]) or str(location[0])


def _sentence(fault: Mapping[str, Any]) -> str:
    known = SENTENCES.get(fault["type"])
    return t(known, **fault.get("ctx", {})) if known else t("This value is not valid.")
