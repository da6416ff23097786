"""A TikTok call as read: queries carry lists and objects as JSON text, bodies are JSON."""

from dataclasses import dataclass
from email import message_from_bytes
from email.policy import HTTP
from typing import Any

import orjson
from starlette.requests import Request

from sandbox.dialects.tiktok.errors import invalid, missing
from sandbox.stage import Stage
from sandbox.world.world import World


@dataclass(frozen=True, slots=True)
class Call:
    """One call: `path` is what follows the version, `params` the query of a GET or the body of a POST."""

    stage: Stage
    method: str
    path: str
    params: dict[str, Any]
    token: str

    @property
    def world(self) -> World:
        """The world behind the stage."""
        return self.stage.world

    def text(self, name: str) -> str:
        """A parameter that has to be there."""
        value = self.params.get(name)
        if value in (None, ""):
            raise missing(name)
        if not isinstance(value, str):
            raise invalid(f"{name}: Not a valid string.")
        return value

    def json(self, name: str, kind: type) -> Any:
        """A list or an object; in a query it is JSON text, and nothing else is understood. None when absent."""
        value = self.params.get(name)
        if value in (None, ""):
            return None
        if self.method == "GET":
            try:
                value = orjson.loads(value)
            except orjson.JSONDecodeError as error:
                raise invalid(f"{name}: Invalid JSON.") from error
        if not isinstance(value, kind):
            raise invalid(f"{name}: Not a valid {'list' if kind is list else 'object'}.")
        return value

    def names(self, name: str) -> list[str]:
        """A list of strings; [] when absent."""
        found = self.json(name, list) or []
        if not all(isinstance(each, str) for each in found):
            raise invalid(f"{name}: Not a valid list of strings.")
        return list(found)

    def integer(self, name: str, usual: int, most: int) -> int:
        """A whole number from 1 to `most`."""
        value = self.params.get(name, usual)
        if not str(value).isdigit() or not 1 <= int(value) <= most:
            raise invalid(f"{name}: Must be between 1 and {most}.")
        return int(value)

    def flag(self, name: str) -> bool:
        """A truth value, false when absent."""
        return str(self.params.get(name, "false")).lower() == "true"


def read_call(request: Request, stage: Stage, path: str, body: bytes) -> Call:
    """Take a request apart."""
    params: dict[str, Any] = dict(request.query_params)
    if request.method == "POST":
        kind = request.headers.get("content-type", "")
        # Files may be uploaded as forms, too, which is how TikTok's own client sends even their addresses.
        form = path.startswith("file/") and kind.startswith("multipart/form-data")
        params = _form(kind, body) if form else _json_object(body)
    return Call(stage, request.method, path, params, token_of(request, body))


def token_of(request: Request, _: bytes) -> str:
    """The token: a header of TikTok's own, no Bearer."""
    return request.headers.get("access-token", "")


def _form(kind: str, body: bytes) -> dict[str, Any]:
    """The fields of a multipart form."""
    message = message_from_bytes(b"Content-Type: " + kind.encode() + b"\r\n\r\n" + body, policy=HTTP)
    parts = {part.get_param("name", header="content-disposition"): part for part in message.iter_parts()}
    return {str(name): str(part.get_content()).strip() for name, part in parts.items() if name}


def _json_object(body: bytes) -> dict[str, Any]:
    try:
        found = orjson.loads(body or b"{}")
    except orjson.JSONDecodeError as error:
        raise invalid("Request body is not valid JSON.") from error
    if not isinstance(found, dict):
        raise invalid("Request body must be a JSON object.")
    return found
