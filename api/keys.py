"""API keys over HTTP: made (shown this once), listed, rotated, revoked."""

from typing import Annotated
from uuid import UUID

from fastapi import Request, Response
from pydantic import Field

from api.answers import answer
from api.bodies import Body
from api.deps import door
from api.frame import address
from api.limits import Tier
from api.moments import AwareMoment
from api.routing import Router
from db.kinds import Role
from engine import keys, limits
from engine.core.i18n import t
from engine.core.work import work
from engine.identity import Identity
from engine.permissions import Permission

router = Router(tags=["keys"])
Reader = Annotated[Identity, door("keys.manage")]
Manager = Annotated[Identity, door("keys.manage", Tier.HEAVY)]


class NewKey(Body):
    """What a key is called, and what it may do; nothing said of scopes: all that its role may."""

    name: str = Field(pattern=r"\S", max_length=80)
    role: Role = Role.VIEWER
    scopes: list[Permission] | None = Field(None, max_length=100, description="permissions; null: all of the role")
    expires_at: AwareMoment | None = Field(None, description="from when on it opens nothing; null: never")
    rate_limit: int | None = Field(
        None,
        ge=limits.KEY.least,
        le=limits.KEY.most,
        description="requests a minute of this key alone; null: the organisation's",
    )


class Rotation(Body):
    """How long the secret before goes on opening."""

    overlap_hours: int = Field(keys.OVERLAP_HOURS, ge=0, le=keys.LONGEST_OVERLAP_HOURS)


@router.get("/orgs/{org}/keys")
def show_all(identity: Reader) -> Response:
    """The org's keys: what they may, until when, last use by time and address; never their secrets."""
    return answer({"keys": keys.list_keys(identity.org_id)})


@router.post("/orgs/{org}/keys")
def create(request: Request, body: NewKey, identity: Manager) -> Response:
    """Make a key; its secret is in this answer and nowhere else."""
    with work(identity.org_id, identity.actor(address(request))) as unit:
        key = keys.create_key(
            unit, body.name, body.role, body.scopes, body.expires_at, body.rate_limit, maker=identity
        )
    message = t("Keep this key now: it is not shown again.")
    return answer({"message": message, "key": key, "name": body.name, "role": body.role}, 201)


@router.get("/orgs/{org}/keys/{key}")
def show(identity: Reader, key: UUID) -> Response:
    """One key, without its secret."""
    return answer({"key": keys.read_key(identity.org_id, key)})


@router.post("/orgs/{org}/keys/{key}/rotate")
def rotate(request: Request, key: UUID, identity: Manager, body: Rotation | None = None) -> Response:
    """A new secret, in this answer and nowhere else; the one before opens for some hours more."""
    hours = (body or Rotation()).overlap_hours
    with work(identity.org_id, identity.actor(address(request))) as unit:
        secret = keys.rotate_key(unit, key, hours, maker=identity)
    message = t("Keep this key now: it is not shown again.")
    return answer(
        {
            "message": message,
            "key": secret,
            "previous_until": keys.read_key(identity.org_id, key)["previous_until"],
        }
    )


@router.delete("/orgs/{org}/keys/{key}")
def revoke(request: Request, key: UUID, identity: Manager) -> Response:
    """End a key; from now on it answers 401."""
    with work(identity.org_id, identity.actor(address(request))) as unit:
        keys.revoke_key(unit, key)
    return answer({"message": t("The key was revoked.")})
