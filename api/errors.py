"""One shape for everything that goes wrong: `{error, code, message, request_id, messages?, retry_after?}`.

`code` is a word for programs, and stays; `error` is the same in words. `message` is a sentence for people in the
caller's language that says what to do next. The fields of a refused request stand in `messages`. The id of the
request, which its answer's header `X-Request-ID` has too, finds its lines in the log.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.routing import Match, Route

from api.answers import answer
from engine.core.errors import AppError, Invalid, Missing, Unready
from engine.core.i18n import N_, t
from engine.core.log import get_logger, request_id
from engine.core.outages import OUTAGES, UNKEEPABLE

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
    "int_type": N_("Give a whole number."),
    "float_type": N_("Give a number."),
    "bool_type": N_("Give true or false."),
    "datetime_type": N_("Give a moment as 2026-11-27T09:00:00+03:00."),
    "date_type": N_("Give a date as YYYY-MM-DD."),
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
UNKEEPABLE_SENTENCE = N_("A number or a date is too large to be kept. Correct it and send it again.")
STATUSES = {
    400: (Invalid.code, Invalid.default),
    404: (Missing.code, Missing.default),
    405: ("method_not_allowed", N_("This address does not take that method. Use one of: {allow}.")),
}


def install(api: FastAPI, routes: Sequence[Route]) -> None:
    """Let every error of the application, which has these routes, leave in the one shape."""
    api.exception_handler(AppError)(_ours)
    api.exception_handler(RequestValidationError)(_validation)
    api.exception_handler(HTTPException)(partial(_http, routes))
    for down in OUTAGES:
        api.exception_handler(down)(_part_down)
    for wrong in UNKEEPABLE:
        api.exception_handler(wrong)(_unkeepable)


def bug(error: Exception) -> Response:
    """What the caller sees of a bug: no detail, but the id of the request, which finds it in the log."""
    log.error("api.bug", exc_info=error)
    return _shaped(500, AppError.code, t(AppError.default))


def refusal(error: AppError) -> Response:
    """The answer that a known error becomes."""
    retry = getattr(error, "retry_after", None)
    headers = dict(error.headers)
    if retry is not None:
        headers["Retry-After"] = str(max(round(retry), 1))
    messages = error.fields if isinstance(error, Invalid) else None
    return _shaped(error.status, error.code, error.sentence(), headers, messages=messages, retry_after=retry)


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
    return _shaped(422, Invalid.code, t(Invalid.default), messages=fields)


async def _http(routes: Sequence[Route], request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for it
    code, sentence = STATUSES.get(error.status_code, (f"http_{error.status_code}", Invalid.default))
    headers = dict(error.headers or {})
    if error.status_code == 405:
        headers["Allow"] = _methods(routes, request)
    return _shaped(error.status_code, code, t(sentence, allow=headers.get("Allow", "")), headers)


def _methods(routes: Sequence[Route], request: Request) -> str:
    """Every method that the address takes: its routes know one each."""
    there = [route for route in routes if route.matches(request.scope)[0] is not Match.NONE]
    return ", ".join(sorted({method for route in there for method in route.methods or ()}))


async def _unkeepable(_request: Request, error: Exception) -> Response:
    log.warning("api.unkeepable", error=str(error))
    return refusal(Invalid(UNKEEPABLE_SENTENCE))


async def _part_down(_request: Request, error: Exception) -> Response:
    log.error("api.part_down", kind=type(error).__name__, error=str(error))
    return refusal(Unready())


def _shaped(
    status: int, code: str, message: str, headers: Mapping[str, str] | None = None, **more: Any
) -> Response:
    """`error` is the code in words, which the contract's own shapes are."""
    shape = {"error": code.replace("_", " ").capitalize(), "code": code, "message": message}
    shape |= {name: value for name, value in more.items() if value}
    return answer(shape | {"request_id": request_id()}, status, dict(headers or {}))


def _field(location: tuple[Any, ...]) -> str:
    """`("body", "ads", 0, "budget")` is the field `ads.0.budget`."""
    return ".".join(str(part) for part in location[1:] if part != "[key]") or str(location[0])


def _sentence(fault: Mapping[str, Any]) -> str:
    known = SENTENCES.get(fault["type"])
    return t(known, **fault.get("ctx", {})) if known else t("This value is not valid.")
