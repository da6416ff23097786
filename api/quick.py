"""A kept reply leaves without waking the application: one question to Redis, and its bytes go out.

It stands outside of everything else that a request passes, but for the headers that every answer has.

For somebody with a session whom the door has let in before, one script looks at everything the door would: the
session (and so it was used), the role, the versions of the tags, and the limit, which it counts. Whatever is not
as it was, not kept, or one too many goes the long way, where the door and the route alone decide.
"""

import gzip
from asyncio import get_running_loop
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from math import ceil
from time import perf_counter, time
from typing import Any, cast
from urllib.parse import parse_qsl
from uuid import UUID

from fastapi.routing import APIRoute
from redis.exceptions import RedisError
from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from api.deps import caller
from api.frame import HEADERS, VERSION, asked_locale, notes, request_id
from api.kept import PRIVATE, VARY, Policy, holds, powers
from api.limits import Tier, rates_of
from api.looks import brisk, looks
from engine import identity as identities
from engine import sessions
from engine.core import clock
from engine.core.cache import ahead, counts
from engine.core.cache.entries import Kept, Slot
from engine.core.cache.tags import is_owing, outage
from engine.core.outages import OUTAGES
from engine.identity import Identity
from engine.measures import REQUESTS
from settings import settings

REMEMBERED = 20_000
ORGS = "/orgs/"
ROOT = "/api"
LONG_WAY = {b"authorization", b"x-api-key"}  # a key goes before the session, and the door alone knows keys
COMPRESS_FROM = 500  # as for what goes the long way
FIXED = [
    (name.lower().encode(), value.encode())
    for name, value in {
        **HEADERS,
        "Content-Type": "application/json",
        "Cache-Control": PRIVATE,
        "X-Cache": "HIT",
    }.items()
]


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody the door has let in: who, and what Redis said of their session and role when that was so."""

    identity: Identity
    at: str  # where the session is kept
    session: bytes
    role: bytes
    until: float
    place: str  # where the role is kept
    name: str  # by which they are counted


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that may have been kept."""

    policy: Policy
    route: str
    org_id: UUID
    path: str
    query: str


class Quick:
    """Pure ASGI, outside of the whole application. `routes` are the API's."""

    def __init__(self, app: ASGIApp, routes: Iterable[APIRoute]) -> None:
        self.app = app
        self.routes = list(routes)
        self.known: dict[tuple[str, UUID], Known] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Reply, or pass on."""
        asked = self._asked(scope)
        said = _said(scope) if asked else {}
        token = _token(said.get(b"cookie", b""))
        if not asked or not token or said.keys() & LONG_WAY or b"no-cache" in said.get(b"cache-control", b""):
            await self.app(scope, receive, send)
            return
        who = (sessions.key_of(token), asked.org_id)
        notes(scope)  # made here, so that what the door finds out is seen here
        known = self.known.get(who)
        if known and await self._replied(scope, send, asked, known, said):
            return
        if known and who not in self.known and await self._again(who, known.identity):
            known = self.known[who]  # what was kept of the role had only grown old
            if await self._replied(scope, send, asked, known, said):
                return
        await self.app(scope, receive, send)
        if identity := notes(scope).get("identity"):
            await self._remember(who, identity)

    async def _replied(
        self, scope: Scope, send: Send, asked: Asked, known: Known, said: dict[bytes, bytes]
    ) -> bool:
        began, now, person = perf_counter(), time(), known.identity
        if now > known.until or is_owing():
            return False
        slot, places = _slot(asked, person, _language(scope, said) or person.locale, clock.today(person.timezone))
        rate = rates_of(Tier.API, person.limits.get(Tier.API))[0]
        keys = [known.at, known.place, f"cmis:limits:{rate.key_for(Tier.API, known.name)}"]
        idle_s, span_s = settings().session_idle_minutes * 60, rate.get_expiry()
        facts = [known.session, known.role, idle_s, now, rate.amount, span_s, places]
        try:
            with outage.attempt():
                found = await looks(get_running_loop()).ask(keys, facts)
        except RedisError:
            return False
        if not isinstance(found, list):
            if found == b"who":
                self.known.pop((known.at, person.org_id), None)
            return False
        reply, count, oldest = found
        line, _, body = cast("bytes", reply).partition(b"\n")
        _, made, fresh, _, mark = line.decode().split(" ")
        kept = Kept("R", body, mark, int(fresh), int(made))
        counts.note(slot, "hits", len(body))
        ahead.again(slot)
        headers = [
            *FIXED,
            (b"x-request-id", request_id(scope).encode()),
            (b"x-cache-ttl", str(max(0, kept.left_s)).encode()),
            (b"etag", f'W/"{mark}"'.encode()),
            (b"x-ratelimit-limit", str(rate.amount).encode()),
            (b"x-ratelimit-remaining", str(rate.amount - count).encode()),
            (b"x-ratelimit-reset", str(ceil(float(oldest) + span_s)).encode()),
        ]
        status = 304 if holds(said.get(b"if-none-match", b"").decode("latin-1"), mark) else 200
        if status == 304:
            headers.append((b"vary", VARY.encode()))
            body = b""
        else:
            body = _outgoing(body, headers, said.get(b"accept-encoding", b""))
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})
        REQUESTS.labels(asked.route, "GET", str(status)).observe(perf_counter() - began)
        return True

    def _asked(self, scope: Scope) -> Asked | None:
        if scope["type"] != "http" or scope["method"] != "GET":
            return None
        path = scope["path"].removeprefix(scope.get("root_path", ""))
        if not path.startswith(f"{ROOT}/"):
            return None
        path = path.removeprefix(ROOT).removeprefix(f"/v{VERSION}")
        return self._question(path, scope["query_string"]) if path.startswith(ORGS) else None

    @lru_cache(maxsize=REMEMBERED)  # noqa: B019 - there is one for the whole process
    def _question(self, path: str, query: bytes) -> Asked | None:
        (route, policy), said = self._policy(path), query.decode("latin-1")
        names = [name for name, _ in parse_qsl(said, keep_blank_values=True)]
        if policy is None or len(set(names)) < len(names) or not set(names) <= policy.names | {"lang"}:
            return None
        try:
            return Asked(policy, route, UUID(path[len(ORGS) :].partition("/")[0]), path, said)
        except ValueError:
            return None

    def _policy(self, path: str) -> tuple[str, Policy | None]:
        """The route of that address, the first one that fits, and how its replies are kept."""
        for route in self.routes:
            if "GET" in (route.methods or ()) and route.path_regex.match(path):
                return route.path_format, getattr(route.endpoint, "kept", None)
        return "none", None

    async def _again(self, who: tuple[str, UUID], before: Identity) -> bool:
        """Whether the database still knows the person in this role; then they are remembered anew."""
        try:
            identity = await run_in_threadpool(identities.in_org, cast("UUID", before.user_id), before.org_id)
        except OUTAGES:
            return False
        if identity == before:
            await self._remember(who, before)
        return who in self.known

    async def _remember(self, who: tuple[str, UUID], identity: Identity) -> None:
        """Keep what Redis says now of session and role, if that is still this person in this role."""
        try:
            with outage.attempt():
                session, role = cast(
                    "list[bytes | None]", await brisk(get_running_loop()).mget(who[0], _role_key(identity))
                )
        except RedisError:
            return
        if not session or not role or identities.thaw(role) != identity:
            return
        kept = sessions.thaw(session)
        if kept.user_id == identity.user_id and not identity.must_add_codes:
            if len(self.known) >= REMEMBERED:
                self.known.clear()
            until, place = time() + kept.left_s, _role_key(identity)
            self.known[who] = Known(identity, who[0], session, role, until, place, caller(identity))


def _outgoing(body: bytes, headers: list[tuple[bytes, bytes]], accepted: bytes) -> bytes:
    """The body as it goes out, its headers added: compressed where that is asked for."""
    vary = VARY
    if len(body) >= COMPRESS_FROM:
        vary = f"{VARY}, Accept-Encoding"
        if b"gzip" in accepted:
            body = _compressed(body)
            headers.append((b"content-encoding", b"gzip"))
    headers += [(b"vary", vary.encode()), (b"content-length", str(len(body)).encode())]
    return body


@lru_cache(maxsize=256)
def _compressed(body: bytes) -> bytes:
    return gzip.compress(body, 9, mtime=0)


def _slot(asked: Asked, person: Identity, language: str, today: Any) -> tuple[Slot, str]:
    return _slots(asked, person.org_id, powers(person.permissions), language, today)


@lru_cache(maxsize=REMEMBERED)
def _slots(asked: Asked, org_id: UUID, may: str, language: str, today: Any) -> tuple[Slot, str]:
    slot = asked.policy.slot(org_id, asked.path, asked.query, may, language, today)
    return slot, " ".join(slot.asked)


def _role_key(identity: Identity) -> str:
    return identities.identity_key(cast("UUID", identity.user_id), identity.org_id)


def _said(scope: Scope) -> dict[bytes, bytes]:
    """The headers of a request; of one that says something twice none, so that it goes the long way."""
    headers = scope["headers"]
    return said if len(said := dict(headers)) == len(headers) else {}


@lru_cache(maxsize=REMEMBERED)
def _token(cookies: bytes) -> str:
    scope = {"type": "http", "headers": [(b"cookie", cookies)]}
    return HTTPConnection(scope).cookies.get(settings().session_cookie, "")


def _language(scope: Scope, said: dict[bytes, bytes]) -> str:
    return _wanted(scope["query_string"], said.get(b"accept-language", b""))


@lru_cache(maxsize=2000)
def _wanted(query: bytes, header: bytes) -> str:
    scope = {"type": "http", "query_string": query, "headers": [(b"accept-language", header)]}
    return asked_locale(HTTPConnection(scope))
