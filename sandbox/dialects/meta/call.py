"""A Graph call as read: its parameters may stand in the query, a form or JSON, its token in a header too."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

import orjson
from starlette.requests import Request

from sandbox.dialects.meta.errors import invalid
from sandbox.stage import Stage
from sandbox.world.world import World


@dataclass(frozen=True, slots=True)
class Call:
    """One call: `parts` is the path after the version, `base` what absolute links begin with."""

    stage: Stage
    method: str
    version: str
    parts: tuple[str, ...]
    params: dict[str, str]
    token: str
    base: str

    @property
    def world(self) -> World:
        """The world behind the stage."""
        return self.stage.world

    def json(self, name: str, default: Any = None) -> Any:
        """A parameter that holds JSON."""
        text = self.params.get(name)
        if text in (None, ""):
            return default
        try:
            return orjson.loads(text or "")
        except orjson.JSONDecodeError as error:
            raise invalid(f"Param {name} must be valid JSON") from error

    def items(self, name: str) -> list[str]:
        """A parameter that is a list, as JSON or separated by commas."""
        text = self.params.get(name, "").strip()
        found = self.json(name) if text.startswith("[") else [each for each in text.split(",") if each]
        return [str(each).strip() for each in found]

    def integer(self, name: str, default: int) -> int:
        """A parameter that is a whole number."""
        text = self.params.get(name, str(default))
        try:
            return int(text)
        except ValueError as error:
            raise invalid(f"Param {name} must be an integer") from error


def read_call(request: Request, stage: Stage, body: bytes) -> Call:
    """Take a request apart."""
    params = dict(request.query_params) | parameters(request, body)
    version, _, rest = request.path_params["path"].partition("/")
    base = stage.settings.public_url.rstrip("/") or str(request.base_url).rstrip("/")
    parts = tuple(part for part in rest.split("/") if part)
    return Call(stage, request.method, version, parts, params, token_of(request, body), base + "/meta")


def parameters(request: Request, body: bytes) -> dict[str, str]:
    """What the body says; nested JSON values become text, as in a form."""
    if not body:
        return {}
    if "json" not in request.headers.get("content-type", ""):
        return dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
    try:
        found = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise invalid("Body is not valid JSON") from error
    if not isinstance(found, dict):
        raise invalid("Body must be a JSON object")
    return {key: value if isinstance(value, str) else orjson.dumps(value).decode() for key, value in found.items()}


def token_of(request: Request, body: bytes) -> str:
    """The access token wherever it stands."""
    if token := request.query_params.get("access_token"):
        return token
    scheme, _, value = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() in {"bearer", "oauth"}:
        return value.strip()
    return parameters(request, body).get("access_token", "")
