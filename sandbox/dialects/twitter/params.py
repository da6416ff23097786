"""What a call asks for: its parameters from query and form, and how lists, numbers, flags and times are read."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, timezone
from typing import Any
from urllib.parse import parse_qsl
from zoneinfo import ZoneInfo

import orjson
from starlette.requests import Request

from sandbox.dialects.twitter import problems
from sandbox.dialects.twitter.errors import AdsError, invalid, missing
from sandbox.dialects.twitter.signature import FORM
from sandbox.stage import Stage
from sandbox.world.model import Account
from sandbox.world.world import World

ID = re.compile(r"[0-9a-z]+")
DAY = re.compile(r"\d{4}-\d\d-\d\d")
MOST_IDS = 200
LISTS = frozenset({"entity_ids", "metric_groups", "placements", "job_ids", "tweet_ids", "media_keys"})


@dataclass(frozen=True, slots=True)
class Call:
    """One request, read: method, version, the parts of its path after that, and its parameters."""

    stage: Stage
    method: str
    version: str
    base: str  # the address under which the sandbox was called, as far as `/twitter`
    parts: tuple[str, ...]
    params: Mapping[str, str]
    body: bytes = b""

    @property
    def world(self) -> World:
        """The world that all dialects tell of."""
        return self.stage.world

    def check_known(self, *known: str) -> None:
        """Raise unless every parameter is one that this resource has."""
        for name, text in self.params.items():
            if name not in known:
                raise AdsError(400, "INVALID_PARAMETER", f'"{name}" is not a valid parameter', name, text)

    def need(self, name: str) -> str:
        """A required parameter."""
        if not self.params.get(name):
            raise missing(name)
        return self.params[name]

    def choice(self, name: str, known: Sequence[str] | frozenset[str]) -> str:
        """A required parameter that is one of a few words."""
        text = self.need(name)
        if text not in known:
            raise invalid(name, text, f"one of [{', '.join(known)}]")
        return text

    def ids(self, name: str, most: int = MOST_IDS) -> list[str] | None:
        """A comma-separated list of ids, None when it is not given."""
        text = self.params.get(name)
        if text is None:
            return None
        found = [each.strip() for each in text.split(",")]
        if len(found) > most or not text:
            raise invalid(name, text, f"between 1 and {most} ids")
        for each in found:
            if not ID.fullmatch(each):
                raise AdsError(404, "INVALID_ID_ILLEGAL_CHARACTERS", f"Illegal characters in {name}", name, each)
        return found

    def flag(self, name: str, *, usual: bool = False) -> bool:
        """A boolean, with its value where it is not given."""
        text = self.params.get(name, str(usual)).lower()
        if text not in {"true", "false"}:
            raise invalid(name, text, "boolean")
        return text == "true"

    def json(self, *known: str) -> dict[str, Any]:
        """The JSON object in the body of a call to version 2, which has no members but these."""
        try:
            found = orjson.loads(self.body or b"{}")
        except orjson.JSONDecodeError as error:
            raise problems.invalid("", "", "Request bodies must be valid JSON.") from error
        if not isinstance(found, dict):
            raise problems.invalid("", "", "$: must be an object")
        for name in found:
            if name not in known:
                rule = "is not defined in the schema and the schema does not allow additional properties"
                raise problems.invalid(name, found[name], f"$.{name}: {rule}")
        return found

    def json_list(self) -> list[Any]:
        """The JSON array in the body of a batch."""
        try:
            found = orjson.loads(self.body)
        except orjson.JSONDecodeError as error:
            raise AdsError(400, "INVALID_JSON", "The body of a batch is JSON") from error
        if not isinstance(found, list):
            raise AdsError(400, "INVALID_JSON", "The body of a batch is an array")
        return found

    def echo(self) -> dict[str, Any]:
        """The parameters as X shows them in every answer."""
        named = (
            {"account_id": self.parts[self.parts.index("accounts") + 1]} if "accounts" in self.parts[:-1] else {}
        )
        return {name: _shown(name, text) for name, text in self.params.items()} | named


def read_params(request: Request, body: bytes) -> dict[str, str]:
    """Query and form together: X takes parameters from either."""
    found = dict(request.query_params)
    if request.headers.get("content-type", "").startswith(FORM):
        found |= dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
    return found


def offset_today(call: Call, account: Account) -> timezone:
    """The account's distance from UTC today, which X applies to every day, be it summer or winter there."""
    now = call.stage.clock.now().astimezone(ZoneInfo(account.zone))
    return timezone(now.utcoffset() or timedelta())


def moment(call: Call, account: Account, name: str) -> datetime:
    """A required moment; a date alone is that day's midnight in the account's zone."""
    text = call.need(name)
    try:
        read = datetime.fromisoformat(text)
    except ValueError as error:
        raise invalid(name, text, "time") from error
    if DAY.fullmatch(text):
        return datetime.combine(read.date(), time(), offset_today(call, account)).astimezone(UTC)
    if read.tzinfo is None:
        raise invalid(name, text, "time")
    return read.astimezone(UTC)


def written(at: datetime | None) -> str | None:
    """A moment as X writes it."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if at else None


def _shown(name: str, text: str) -> Any:
    if name in LISTS or name.endswith("_ids"):
        return text.split(",")
    if name.endswith("_local_micro") or name == "count":
        return int(text) if text.isdigit() else text
    return text == "true" if text in {"true", "false"} else text
