"""Answers as bytes: a response model per request would cost more than everything else a read does."""

from decimal import Decimal
from typing import Any

import orjson
from fastapi import Response


def answer(value: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """The value as JSON: UUIDs and moments as text, decimals as numbers."""
    body = orjson.dumps(value, default=_plain, option=orjson.OPT_NON_STR_KEYS)
    return Response(body, status, headers, media_type="application/json")


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(f"{type(value).__name__} has no place in an answer")
