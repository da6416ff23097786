"""Replies that are kept: a GET route says in which area and under which tags, and its bytes are given again.

    @router.get("/orgs/{org}/performance")
    @kept("metrics", "sums", "entities")
    def figures(identity: Reader) -> Response: ...

A reply is kept for an org, a set of permissions, a language and a query, never for a person, so a route whose
answer depends on more must not be kept. A handler that answers what is true for this moment only says so by
`live(response)`. Routes without the mark say `X-Cache: BYPASS`.
"""

import hashlib
import inspect
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date
from functools import cache, wraps
from itertools import chain
from operator import itemgetter
from typing import Any, get_args
from urllib.parse import parse_qsl
from uuid import UUID

import orjson
from fastapi import Request, Response

from engine.core import clock
from engine.core.cache import AREAS, TAGS, anew
from engine.core.cache.asking import LIVE, ask
from engine.core.cache.entries import Kept, Made, Slot, digest
from engine.core.i18n import locale
from engine.identity import Identity
from engine.permissions import Permission

VARY = "Accept-Language, Authorization, Cookie, X-API-Key"
PRIVATE = "private, no-cache"  # the caller may keep it, and asks each time whether it still holds
Endpoint = Callable[..., Response]
FOR = "x-kept-for"


@dataclass(frozen=True, slots=True)
class Policy:
    """How a route's replies are kept; `names` are the parameters it knows, others make no other reply."""

    area: str
    tags: tuple[str, ...]
    names: frozenset[str]

    def slot(  # noqa: PLR0917 - whose, what was asked, and for whom it is the same
        self, org_id: UUID, path: str, query: str, may: str, language: str, today: date
    ) -> Slot:
        """Where the reply to this question is kept for those who may do the same; `today` is the org's."""
        pairs = [pair for pair in parse_qsl(query, keep_blank_values=True) if pair[0] in self.names]
        asked = sorted(pairs, key=itemgetter(0))  # of a list of values the order may matter
        tail = path.partition("/orgs/")[2].partition("/")[2]
        label = f"GET /{tail} " + "&".join(f"{name}={value}" for name, value in asked)
        facts = ("GET", tail, asked, may, language, today)  # at midnight "the last thirty days" are others
        return Slot(org_id, self.area, self.tags, digest(*facts), f"{label.strip()} · {language}"[:160])


def kept(area: str, *tags: str, again: Callable[[Any], None] | None = None) -> Callable[[Endpoint], Endpoint]:
    """Decorate a GET route's handler, below the router's own decorator.

    `again` changes the decoded reply once, before it is kept: where it says of itself that it is new.
    """
    if unknown := {area} - AREAS.keys() | set(tags) - TAGS:
        raise ValueError(f"not an area or tag: {', '.join(unknown)}")

    def decorate(endpoint: Endpoint) -> Endpoint:
        signature = inspect.signature(endpoint)
        parameters = [one.replace(kind=inspect.Parameter.KEYWORD_ONLY) for one in signature.parameters.values()]
        policy = Policy(area, tags, frozenset(chain.from_iterable(_names(one) for one in parameters)))

        @wraps(endpoint)
        def run(kept_request: Request, **asked: Any) -> Response:
            return _reply(policy, kept_request, asked["identity"], lambda: endpoint(**asked), again)

        request = inspect.Parameter("kept_request", inspect.Parameter.KEYWORD_ONLY, annotation=Request)
        run.__signature__ = signature.replace(parameters=[request, *parameters])  # type: ignore[attr-defined]
        run.kept = policy  # type: ignore[attr-defined]
        return run

    return decorate


def _names(parameter: inspect.Parameter) -> set[str]:
    """What a query may say for this parameter: its name, or the fields of its model."""
    model = get_args(parameter.annotation)[:1]
    fields = getattr(model[0], "model_fields", None) if model else None
    return set(fields) if fields else {parameter.name}


def live(response: Response) -> Response:
    """This reply is true now only: it is not kept."""
    response.headers["X-Cache"] = "BYPASS"
    return response


def lasting(response: Response, seconds: float) -> Response:
    """This reply is good for so many seconds at most."""
    response.headers[FOR] = str(max(0, int(seconds)))
    return response


@cache
def powers(permissions: frozenset[Permission]) -> str:
    """The set of permissions as a short word: who may do the same may read the same reply."""
    return hashlib.blake2b(",".join(sorted(permissions)).encode(), digest_size=8).hexdigest()


def _reply(
    policy: Policy,
    request: Request,
    identity: Identity,
    call: Callable[[], Response],
    again: Callable[[Any], None] | None,
) -> Response:
    first: list[Response] = []

    def compute() -> Made:
        response = call()
        first[:] = [response]
        for_s = response.headers.get(FOR)
        if for_s is not None:
            del response.headers[FOR]
        if response.status_code != 200 or response.headers.get("X-Cache") == "BYPASS" or for_s == "0":
            return Made(LIVE, b"")
        body = bytes(response.body)
        if again:
            value = orjson.loads(body)
            again(value)
            body = orjson.dumps(value)
        return Made("R", body, mark(body), int(for_s) if for_s else None)

    slot = policy.slot(
        identity.org_id,
        request.scope["path"],
        request.url.query,
        powers(identity.permissions),
        locale(),
        clock.today(identity.timezone),
    )
    skips = "no-cache" in request.headers.get("cache-control", "").lower()
    with anew() if skips else nullcontext():
        answer = ask(slot, compute)
    if not answer.cached:
        response = first[0]
        said = "MISS" if answer.kept.fresh_s and answer.kept.kind != LIVE and not skips else "BYPASS"
    else:
        response, said = Response(answer.kept.body, media_type="application/json"), "HIT"
    if answer.kept.kind == LIVE:
        response.headers["X-Cache"] = "BYPASS"
        return response
    if holds(request.headers.get("if-none-match", ""), answer.kept.mark):
        response = Response(status_code=304)
    response.headers.update(headers_of(answer.kept, said))
    return response


def mark(body: bytes) -> str:
    """The word by which a caller asks whether a reply still holds."""
    return hashlib.blake2b(body, digest_size=12).hexdigest()


def holds(asked: str, mark: str) -> bool:
    """Whether `If-None-Match` names this mark."""
    return asked.strip() == "*" or f'"{mark}"' in asked


def headers_of(kept: Kept, said: str) -> dict[str, str]:
    """What a kept reply says of itself."""
    return {
        "X-Cache": said,
        "X-Cache-TTL": str(max(0, kept.left_s)),
        "ETag": f'W/"{kept.mark}"',
        "Cache-Control": PRIVATE,
        "Vary": VARY,
    }
