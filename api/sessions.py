"""Signing in and out as JSON, and the sessions that are open: with the people, cookies and limits of the forms.

A session's cookie is what opens everything else here to a browser; programs have keys.
"""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Request, Response
from pydantic import Field, StringConstraints

from api import cookies
from api.answers import answer
from api.bodies import Body
from api.deps import door, open_door
from api.frame import address
from api.limits import Tier
from api.routing import Router
from api.visits import agent_of, ticket_of, token_of
from engine import identity as identities
from engine import sessions
from engine.core.errors import Denied, Unknown
from engine.core.i18n import N_, t
from engine.identity import Identity
from settings import settings

router = Router(tags=["auth"])
Reader = Annotated[Identity, door("read")]
Ender = Annotated[Identity, door("read", Tier.AUTH)]
NOBODY = N_("A key has no sessions. Sign in as a person.")


class Credentials(Body):
    """Who it is, and what proves it; a password may begin or end with a blank."""

    keeps_blanks = True

    email: Annotated[str, StringConstraints(strip_whitespace=True, max_length=320)]
    password: str = Field(max_length=1024)


class Code(Body):
    """Of the authenticator app, or one of the recovery codes."""

    code: str = Field(max_length=64)


class Leaving(Body):
    """Whether every session of the person ends, and not only this one."""

    everywhere: bool = False


@router.post("/auth/sign-in", dependencies=[open_door(Tier.AUTH, guarded=True)])
def sign_in(request: Request, body: Credentials) -> Response:
    """Check e-mail and password: 200 with the session's cookie, or `code_wanted` when a code has to follow.

    Whatever is wrong is told in one sentence, 401. After five wrong passwords the account waits, longer each time:
    429. A session that the request came with ends.
    """
    try:
        token = identities.sign_in(body.email, body.password, ip=address(request), agent=agent_of(request))
    except identities.CodeWanted as half_in:
        said = {"status": "code_wanted", "message": half_in.sentence(), "expires_in": identities.WAITS_S}
        reply = answer(said | {"me": None})
        cookies.keep(reply, cookies.STEP, half_in.ticket, identities.WAITS_S)
        return reply
    except Denied as refused:
        raise Unknown(refused.message) from refused
    return _let_in(request, token)


@router.post("/auth/sign-in/code", dependencies=[open_door(Tier.AUTH, guarded=True)])
def give_code(request: Request, body: Code) -> Response:
    """The second step, within five minutes, with the cookie of the first: a code of the app or a recovery code.

    A wrong code is told 401 and counts like a wrong password; each code opens once.
    """
    try:
        token = identities.sign_in_with_code(
            ticket_of(request), body.code, ip=address(request), agent=agent_of(request)
        )
    except Denied as refused:
        raise Unknown(refused.message) from refused
    reply = _let_in(request, token)
    cookies.drop(reply, cookies.STEP)
    return reply


@router.post("/auth/sign-out", dependencies=[open_door(guarded=True)])
def sign_out(request: Request, body: Leaving | None = None) -> Response:
    """End this session, or every session of the person; harmless where there is none."""
    token = token_of(request)
    person = identities.current(token) if body and body.everywhere else None
    if person and person.user_id:
        sessions.end_all(person.user_id)
    else:
        identities.sign_out(token)
    reply = answer({"message": t("You are signed out.")})
    cookies.leave(reply)
    return reply


@router.get("/auth/me")
def me(identity: Reader) -> Response:
    """Who asks: the person or the key, the organisation they are in, what they may do there, and their others."""
    return answer(_me(identity))


@router.get("/auth/sessions")
def show_all(request: Request, identity: Reader) -> Response:
    """Where the person is signed in, this session first, then the last used: since when, from where, with what."""
    return answer({"sessions": sessions.list_sessions(_person(identity), token=token_of(request))})


@router.delete("/auth/sessions/{session}")
def end(request: Request, identity: Ender, session: str) -> Response:
    """End one of the person's own sessions; 404 when it is none of theirs, or has ended."""
    _person(identity)
    identities.end_session(identity, session, ip=address(request))
    return answer({"message": t("That session has ended.")})


def _let_in(request: Request, token: str) -> Response:
    """The session that was opened, in place of the one before."""
    identities.sign_out(token_of(request))
    person = identities.current(token)
    said = {"status": "signed_in", "message": t("You are signed in."), "me": person and _me(person)}
    reply = answer(said | {"expires_in": settings().session_hours * 3600})
    cookies.keep_session(reply, token)
    return reply


def _person(identity: Identity) -> UUID:
    if identity.user_id is None:
        raise Denied(NOBODY)
    return identity.user_id


def _me(identity: Identity) -> dict[str, Any]:
    org = {"id": identity.org_id, "name": identity.org_name, "role": identity.role}
    return {
        "via": identity.via,
        "user_id": identity.user_id,
        "key_id": identity.key_id,
        "email": identity.email or None,
        "name": identity.name,
        "locale": identity.locale,
        "timezone": identity.timezone,
        "second_factor": bool(identity.codes_since),
        "must_add_codes": identity.must_add_codes,
        "org": org | {"currency": identity.currency},
        "permissions": sorted(identity.permissions),
        "orgs": identities.orgs_of(identity.user_id) if identity.user_id else [org],
    }
