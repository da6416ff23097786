"""API keys over HTTP: made (shown this once), listed, revoked."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from api.answers import answer
from api.deps import door
from api.frame import address
from api.limits import Tier
from db.kinds import Role
from engine import keys
from engine.core.i18n import t
from engine.core.work import work
from engine.identity import Identity

router = APIRouter(tags=["keys"])


class NewKey(BaseModel):
    """What a key is called, and what it may do."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    name: str = Field(min_length=1, max_length=80)
    role: Role = Role.VIEWER


@router.get("/orgs/{org}/keys")
def show_all(identity: Annotated[Identity, door("keys.manage")]) -> Response:
    """The org's keys: name, role, beginning, last use; never their secrets."""
    return answer({"keys": keys.list_keys(identity.org_id)})


@router.post("/orgs/{org}/keys")
def create(
    request: Request, body: NewKey, identity: Annotated[Identity, door("keys.manage", Tier.HEAVY)]
) -> Response:
    """Make a key; its secret is in this answer and nowhere else."""
    with work(identity.org_id, identity.actor(address(request))) as unit:
        key = keys.create_key(unit, body.name, body.role, maker=identity.role)
    message = t("Keep this key now: it is not shown again.")
    return answer({"message": message, "key": key, "name": body.name, "role": body.role}, 201)


@router.delete("/orgs/{org}/keys/{key}")
def revoke(
    request: Request, key: UUID, identity: Annotated[Identity, door("keys.manage", Tier.HEAVY)]
) -> Response:
    """End a key; from now on it answers 401."""
    with work(identity.org_id, identity.actor(address(request))) as unit:
        keys.revoke_key(unit, key)
    return answer({"message": t("The key was revoked.")})
