"""The description of the API (OpenAPI 3.1), made of its routes: nothing is said twice, nothing can be left out."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

from fastapi.openapi.utils import get_openapi

from api.app import ROUTERS, api
from api.deps import Door
from api.documents.requests import EXAMPLES, SHAPES
from api.documents.samples import samples_of
from api.documents.words import ABOUT, PARAMETERS, TAGS
from api.documents.written import ALIKE, ALSO, WRITTEN
from api.frame import AddressTooLong
from api.limits import RATES
from api.routing import StrictRoute
from engine.core.errors import (
    AppError,
    Conflict,
    Denied,
    Invalid,
    Missing,
    TooLarge,
    TooMany,
    Unknown,
    Unready,
    WrongType,
)

METHODS = ("get", "post", "put", "patch", "delete")
ANSWERS = Path(__file__).parent / "answers.json"
_ONE_AT_A_TIME = Lock()


class Malformed(Invalid):
    """What cannot even be read."""

    status = 400


ERRORS: dict[int, tuple[type[AppError], str]] = {
    error.status: (error, words)
    for error, words in (
        (Malformed, "This is no form, or no handshake; it could not be read."),
        (Unknown, "Nobody is signed in, or the key is not one of ours."),
        (Denied, "The permission is missing."),
        (Missing, "Not there, or not yours: we do not say which."),
        (Conflict, "Something has changed meanwhile, or stands against it."),
        (Invalid, "The request makes no sense; `messages` names each field."),
        (TooMany, "One request too many; `Retry-After` says when to come again."),
        (TooLarge, "More than is taken."),
        (WrongType, "Another kind of body than this address takes."),
        (AddressTooLong, "The address with its parameters has more than 8 KiB."),
        (Unready, "A part of ours, or a platform, is not in reach; try again."),
    )
}
UNFINISHED = {"campaign_batches_result"}  # asked for, but there is no such thing yet
WHO: list[dict[str, list[str]]] = [{"bearer": []}, {"apiKey": []}, {"session": []}]


def document() -> dict[str, Any]:
    """The whole description; whoever changes it works on a copy."""
    with _ONE_AT_A_TIME:  # FastAPI knows fields by what making it changes
        return _document()


@cache
def _document() -> dict[str, Any]:
    routes = list(_routes())
    made = get_openapi(title="CMIS Marketing", version=api.version, description=ABOUT, routes=routes)
    made["servers"] = [{"url": "/api", "description": "where this description came from"}]
    used = dict.fromkeys(str(tag) for route in routes for tag in route.tags)
    made["tags"] = [{"name": tag, "description": TAGS[tag]} for tag in used]
    parts = made["components"]
    for unused in ("HTTPValidationError", "ValidationError"):
        parts["schemas"].pop(unused, None)
    parts["schemas"]["Error"] = _error_schema()
    parts["securitySchemes"] = _security()
    parts["headers"] = _headers()
    parts["responses"] = {error.__name__: _error(error, words) for error, words in ERRORS.values()}
    for route in routes:
        for method in route.methods or ():
            operation = made["paths"][route.path_format][method.lower()]
            _complete(operation, route, method, parts["schemas"])
    return made


def operations(described: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Each `(method, path, operation)`."""
    for path, item in described["paths"].items():
        for method in METHODS:
            if method in item:
                yield method, path, item[method]


@cache
def answers() -> dict[str, Any]:
    """`{operationId: {status, media, etag?, schema?, example?}}`: recorded, else written."""
    recorded: dict[str, Any] = json.loads(ANSWERS.read_text("utf-8"))
    alike = {name: recorded[other] | {"status": status} for name, (other, status) in ALIKE.items()}
    return WRITTEN | alike | recorded


def operation_id(route: StrictRoute) -> str:
    """A stable name: the noun's module and what is done."""
    return f"{route.endpoint.__module__.rpartition('.')[2]}_{route.endpoint.__name__}"


def resolved(schema: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    """The schema itself: what a reference points to, what an optional value is when it is there."""
    if "$ref" in schema:
        return resolved(schemas[schema["$ref"].rpartition("/")[2]], schemas)
    if choices := [one for one in schema.get("anyOf", ()) if one.get("type") != "null"]:
        return resolved(choices[0], schemas)
    return schema


def _routes() -> Iterator[StrictRoute]:
    for router in ROUTERS:
        yield from (route for route in router.routes if isinstance(route, StrictRoute))


def _complete(operation: dict[str, Any], route: StrictRoute, method: str, schemas: dict[str, Any]) -> None:
    (door,) = route.doors
    name = operation_id(route)
    noun, _, deed = (
        name.rpartition(route.endpoint.__name__)[0].replace("_", " ").strip(),
        "",
        route.endpoint.__name__,
    )
    permission = str(door.permission) if isinstance(door, Door) else None
    rates = [f"{rate.amount}/{rate.GRANULARITY.name}" for rate in RATES[door.tier]]
    said = [operation.get("description", "").strip()]
    said.append(f"Permission: `{permission}`." if permission else "Open to everybody.")
    said.append(f"Rate tier: `{door.tier}` ({', '.join(rates)}).")
    operation |= {
        "operationId": name,
        "summary": f"{noun.capitalize()}: {deed.replace('_', ' ')}",
        "description": "\n\n".join(said),
        "x-permission": permission,
        "x-rate-limit": {"tier": str(door.tier), "limits": rates},
        "security": WHO if permission else [],
    }
    operation["parameters"] = _parameters(operation, route, schemas)
    if name in EXAMPLES:
        _body(operation, name)
    operation["responses"] = _responses(operation, method)
    operation["x-codeSamples"] = samples_of(method, route.path_format, operation)


def _parameters(operation: dict[str, Any], route: StrictRoute, schemas: dict[str, Any]) -> list[dict[str, Any]]:
    given = list(operation.get("parameters", ()))
    if "{org}" in route.path_format:
        schema = {"type": "string", "format": "uuid"}
        given.insert(0, {"name": "org", "in": "path", "required": True, "schema": schema})
    for one in given:
        one["schema"] = _told(one["schema"])
        words, example = PARAMETERS.get(f"{operation['operationId']}.{one['name']}") or PARAMETERS[one["name"]]
        one.setdefault("description", words)
        one["description"] = one["description"][0].upper() + one["description"][1:].removesuffix(".") + "."
        one["example"] = _example(one["schema"], schemas, example)
    return given


def _told(schema: dict[str, Any]) -> dict[str, Any]:
    """Without null: a parameter of an address or a header is there, or it is left out."""
    choices = [one for one in schema.get("anyOf", ()) if one.get("type") != "null"]
    if len(choices) != 1:
        return schema
    known: dict[str, Any] = choices[0]
    return known | {name: value for name, value in schema.items() if name != "anyOf"}


def _example(schema: dict[str, Any], schemas: dict[str, Any], example: Any) -> Any:
    shape = resolved(schema, schemas)
    if shape.get("type") == "array":
        return [_example(shape["items"], schemas, example)]
    known = {"date": "2026-11-01", "date-time": "2026-11-01T00:00:00Z"}.get(shape.get("format", ""))
    if "enum" in shape:
        return example if example in shape["enum"] else shape["enum"][0]
    if "const" in shape:
        return shape["const"]
    if known:
        return example or known
    if shape.get("type") == "boolean":
        return True
    if shape.get("type") == "integer":
        return schema.get("default") or min(7, shape.get("maximum", 7))
    return example


def _body(operation: dict[str, Any], name: str) -> None:
    body = operation.setdefault("requestBody", {"required": True, "content": {"application/json": {}}})
    for content in body["content"].values():
        content["example"] = EXAMPLES[name]
        if name in SHAPES:
            content["schema"] = SHAPES[name]


def _responses(operation: dict[str, Any], method: str) -> dict[str, Any]:
    seen = answers()[operation["operationId"]]
    content: dict[str, Any] = {"schema": seen.get("schema", {"type": "object"} if "json" in seen["media"] else {})}
    if "example" in seen:
        content["example"] = seen["example"]
    headers = [*_headers()][:4] + (["ETag", "X-Cache", "X-Cache-TTL"] if seen.get("etag") else [])
    success: dict[str, Any] = {
        "description": "What was asked for." if method == "GET" else "Done.",
        "headers": {one: {"$ref": f"#/components/headers/{one}"} for one in headers},
        "content": dict.fromkeys([seen["media"], *ALSO.get(operation["operationId"], ())], content),
    }
    statuses = {429, 503}
    if operation["security"]:
        statuses |= {401, 403, 404}
    if method != "GET" or operation["operationId"] in UNFINISHED:
        statuses |= {409, 422}
    if any(one["in"] == "query" for one in operation["parameters"]):
        statuses |= {414}
    if "requestBody" in operation:
        statuses |= {400, 413, 415}
    if "webhooks" in operation["tags"]:
        statuses |= {400, 401}
    if "auth" in operation["tags"]:
        statuses |= {401, 403}
    if operation["parameters"] or "requestBody" in operation:
        statuses |= {404, 422}
    failures: dict[str, Any] = {
        str(status): {"$ref": f"#/components/responses/{ERRORS[status][0].__name__}"}
        for status in sorted(statuses)
    }
    if operation["operationId"] == "health_ready":  # says what is missing in the same shape
        failures["503"] = success | {"description": "A part is missing: the same shape says which."}
    return {str(seen["status"]): success} | failures


def _error_schema() -> dict[str, Any]:
    text = {"type": "string"}
    fields = {"type": "object", "additionalProperties": {"type": "array", "items": text}}
    return {
        "type": "object",
        "description": "What went wrong, for programs (`code`) and for people (`message`).",
        "required": ["error", "code", "message", "request_id"],
        "properties": {
            "error": text | {"description": "the code in words"},
            "code": text | {"description": "a stable word"},
            "message": text | {"description": "a sentence in the caller's language: what to do next"},
            "request_id": text | {"description": "the same as the header X-Request-ID"},
            "messages": fields | {"description": "sentences by field"},
            "retry_after": {"type": "number", "description": "seconds"},
        },
    }


def _error(error: type[AppError], words: str) -> dict[str, Any]:
    example: dict[str, Any] = {
        "error": error.code.replace("_", " ").capitalize(),
        "code": error.code,
        "message": error.default.format(retry_after=12, kilobytes=1024),
        "request_id": "7c9e6679f7c84d0eb1a1c7a5d4b0e1aa",
    }
    if error is Invalid:
        example["messages"] = {"name": ["This is required."]}
    headers = {name: {"$ref": f"#/components/headers/{name}"} for name in [*_headers()][:4]}
    if error in {TooMany, Unready}:
        example["retry_after"] = 12
        headers["Retry-After"] = {"$ref": "#/components/headers/Retry-After"}
    content = {"schema": {"$ref": "#/components/schemas/Error"}, "example": example}
    return {"description": words, "headers": headers, "content": {"application/json": content}}


def _security() -> dict[str, Any]:
    return {
        "bearer": {
            "type": "http",
            "scheme": "bearer",
            "description": "An API key: `Authorization: Bearer cmis_…`",
        },
        "apiKey": {"type": "apiKey", "in": "header", "name": "X-API-Key", "description": "The same key."},
        "session": {
            "type": "apiKey",
            "in": "cookie",
            "name": "sid",
            "description": "A browser that is signed in.",
        },
    }


def _headers() -> dict[str, Any]:
    number, text = {"type": "integer"}, {"type": "string"}
    return {
        "X-RateLimit-Limit": {"description": "Requests in the window.", "schema": number},
        "X-RateLimit-Remaining": {"description": "How many are left of it.", "schema": number},
        "X-RateLimit-Reset": {"description": "When it is whole again, in seconds of Unix time.", "schema": number},
        "X-Request-ID": {"description": "Yours where you sent one, else ours.", "schema": text},
        "ETag": {
            "description": "Send it back as If-None-Match (to read) or If-Match (to change).",
            "schema": text,
        },
        "X-Cache": {"description": "HIT, MISS, STALE or BYPASS.", "schema": text},
        "X-Cache-TTL": {"description": "Seconds for which a kept reply holds.", "schema": number},
        "Retry-After": {"description": "Seconds to wait.", "schema": number},
    }
