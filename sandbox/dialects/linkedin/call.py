"""A request taken apart: the path's keys decoded once, the query in Rest.li's syntax, and what it wants done."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

import orjson
from starlette.requests import Request

from sandbox.dialects.linkedin.access import signed_in
from sandbox.dialects.linkedin.errors import RestError, bad_param
from sandbox.dialects.linkedin.restli import Value, parse_query
from sandbox.dialects.linkedin.versions import check_version
from sandbox.stage import Stage
from sandbox.world.world import World

PROTOCOL = "2.0.0"


@dataclass(frozen=True, slots=True)
class Call:
    """One call: `parts` is the path after `/rest`, `verb` Rest.li's own word where the caller said it."""

    stage: Stage
    method: str
    verb: str
    parts: tuple[str, ...]
    params: dict[str, Value]
    body: bytes
    scopes: frozenset[str]
    base: str  # the address of this sandbox's LinkedIn, as the caller knows it

    @property
    def world(self) -> World:
        """The world behind the stage."""
        return self.stage.world

    def only(self, *names: str) -> None:
        """Raise 400 for the first parameter that is not among the names."""
        for name in self.params:
            if name not in names:
                message = f"Query parameter not allowed: {name}"
                raise RestError(400, "QUERY_PARAM_NOT_ALLOWED", message, field=name)

    def text(self, name: str, default: str | None = None) -> str:
        """A parameter that is one value."""
        value = self.params.get(name, default)
        if not isinstance(value, str) or not value:
            raise bad_param(name, "a value is required")
        return value

    def items(self, name: str) -> list[str]:
        """A parameter that is a list of values, [] where it is not given."""
        return texts(name, self.params.get(name, []))

    def json(self) -> dict[str, Any]:
        """The object in the body."""
        try:
            found = orjson.loads(self.body)
        except orjson.JSONDecodeError as error:
            raise RestError(400, "INVALID_REQUEST_BODY", "The request body is not valid JSON") from error
        if not isinstance(found, dict):
            raise RestError(400, "INVALID_REQUEST_BODY", "The request body must be an object")
        return found


def texts(name: str, value: Value) -> list[str]:
    """A value that has to be a list of texts."""
    if not isinstance(value, list) or not all(isinstance(each, str) and each for each in value):
        raise bad_param(name, "a List(…) of values is expected")
    return value


def read_call(request: Request, stage: Stage, body: bytes) -> Call:
    """Take a request apart; raises 426 without a living version, 401 unsigned, 400 in the wrong syntax."""
    check_version(request.headers.get("linkedin-version"), stage.clock.now())
    if request.headers.get("x-restli-protocol-version") != PROTOCOL:
        raise RestError(400, "ILLEGAL_ARGUMENT", f"X-Restli-Protocol-Version: {PROTOCOL} is required")
    scopes = signed_in(request, stage)
    method, raw = request.method, raw_query(request)
    override = request.headers.get("x-http-method-override", "").upper()
    if override == "GET" and method == "POST":
        method, raw, body = override, body.decode("utf-8", "replace"), b""  # a query too long for an address
    verb = request.headers.get("x-restli-method", "").upper()
    base = stage.settings.public_url.rstrip("/") or str(request.base_url).rstrip("/")
    return Call(stage, method, verb, keys(request), parse_query(raw), body, scopes, f"{base}/linkedin")


def keys(request: Request) -> tuple[str, ...]:
    """The parts of the path after `/rest`, decoded once; a URN there has to be encoded."""
    path = request.scope.get("raw_path", b"").decode("latin-1").partition("?")[0]
    parts = path.partition("/rest/")[2].split("/")
    if any(mark in part for part in parts for mark in ":(),"):
        raise RestError(400, "ILLEGAL_ARGUMENT", "Keys in the path must be URL-encoded")
    return tuple(unquote(part) for part in parts)


def raw_query(request: Request) -> str:
    """The query as it was sent."""
    query: bytes = request.scope["query_string"]
    return query.decode("latin-1")
