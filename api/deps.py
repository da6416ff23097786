"""The one door of the API: who asks, for which org, how often, and may they.

    @router.get("/orgs/{org}/campaigns")
    def show(identity: Annotated[Identity, door("read", Tier.API)]) -> Response: ...

An org that is not the caller's is answered like one that does not exist.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from fastapi import Depends, Request
from fastapi.concurrency import run_in_threadpool

from api.frame import address, note_window, notes
from api.limits import Tier, count
from engine import identity as identities
from engine import keys
from engine.core.errors import Denied, Missing, Unknown
from engine.core.i18n import N_, speak
from engine.core.outages import OUTAGES
from engine.identity import Identity
from engine.permissions import Permission
from settings import settings

SAFE = {"GET", "HEAD", "OPTIONS"}
FOREIGN = N_(
    "This change came from another site, so it was refused. Send it from our own pages, or with an API key."
)
ADD_CODES = N_("Your organisation wants a code at every sign-in. Set that up on your account's page first.")


@dataclass(frozen=True, slots=True)
class Door:
    """A route's way in: what the caller must be granted, and the tier it counts in."""

    permission: Permission
    tier: Tier

    async def __call__(self, request: Request) -> Identity:
        """Let in, speaking the caller's language; Unknown, TooMany, Missing or Denied otherwise.

        Asked again in the same request (by the route, and by its dependency) it remembers whom it let in.
        """
        if kept := notes(request.scope).get("identity"):
            return kept  # type: ignore[no-any-return]
        try:
            identity = await run_in_threadpool(self.admit, request)
            notes(request.scope)["identity"] = identity
            return identity
        finally:  # here and not in the thread, whose context ends with it
            speak(notes(request.scope)["locale"] or "en")

    def admit(self, request: Request) -> Identity:
        """Who it is, in the org of the path, counted whoever it turns out to be, with the permission."""
        who: str = address(request)
        limits: Mapping[str, int] = {}
        known = True
        try:
            identity = identify(request)
            notes(request.scope)["locale"] = notes(request.scope)["locale"] or identity.locale
            who, limits = caller(identity), identity.limits
            identity = enter(identity, _org_of(request) or identity.org_id)
            who, limits = caller(identity), identity.limits
        except OUTAGES:
            known = False
            raise
        finally:
            self._count(request, who, limits.get(self.tier), enforced=known)
        identities.admit(identity, self.permission, ip=address(request), to=f"{request.method} {request.url.path}")
        return identity

    def _count(self, request: Request, who: str, per_minute: int | None, *, enforced: bool) -> None:
        """While nobody can say who it is, all who share an address would be told to wait for each other."""
        window = count(self.tier, who, per_minute)
        note_window(request, window)
        if enforced:
            window.enforce()


@dataclass(frozen=True, slots=True)
class OpenDoor:
    """A route for everybody, counted by address. `guarded`: what it changes is a browser's own."""

    tier: Tier
    guarded: bool = False

    async def __call__(self, request: Request) -> None:
        """Count the request; TooMany when it was one too many, Denied when another site has a browser send it."""
        if notes(request.scope).get("window"):
            return
        window = await run_in_threadpool(count, self.tier, address(request))
        note_window(request, window)
        window.enforce()
        if self.guarded and not _own(request):
            raise Denied(FOREIGN)


def door(permission: str, tier: Tier = Tier.API) -> Any:
    """The dependency of a route that needs somebody with that permission; it answers an Identity."""
    return Depends(Door(Permission(permission), tier))


def open_door(tier: Tier = Tier.API, *, guarded: bool = False) -> Any:
    """The dependency of a route that anybody may use."""
    return Depends(OpenDoor(tier, guarded))


def identify(request: Request) -> Identity:
    """The caller by API key or session cookie; Unknown when there is neither, Denied for a forged write."""
    if key := _key_of(request):
        return keys.by_key(key, address(request))
    token = request.cookies.get(settings().session_cookie)
    identity = identities.current(token) if token else None
    if identity is None:
        raise Unknown
    if identity.must_add_codes:
        raise Denied(ADD_CODES)
    if request.method not in SAFE and not _same_origin(request):
        raise Denied(FOREIGN)
    return identity


def enter(identity: Identity, org_id: UUID) -> Identity:
    """The same person in that org, with their role there; Missing when it is not theirs."""
    if identity.org_id == org_id:
        return identity
    there = identities.in_org(identity.user_id, org_id) if identity.user_id else None
    if there is None:
        raise Missing
    if there.must_add_codes:
        raise Denied(ADD_CODES)
    return there


def caller(identity: Identity) -> str:
    """Who is counted: a key by itself, a person in each org apart."""
    return f"key:{identity.key_id}" if identity.key_id else f"{identity.user_id}:{identity.org_id}"


def _org_of(request: Request) -> UUID | None:
    given = request.path_params.get("org")
    try:
        return UUID(given) if given is not None else None
    except ValueError:
        raise Missing from None


def _key_of(request: Request) -> str | None:
    scheme, _, credential = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return credential.strip()
    return request.headers.get("x-api-key")


def _own(request: Request) -> bool:
    """Whether no other site sent this: our own page did, or a program, which has no cookies and no origin."""
    if request.cookies or "origin" in request.headers:
        return _same_origin(request)
    return request.headers.get("sec-fetch-site", "none") in {"none", "same-origin"}


def _same_origin(request: Request) -> bool:
    origin = request.headers.get("origin")
    return bool(origin) and urlsplit(origin).netloc == request.headers.get("host")
