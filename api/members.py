"""The people of an organisation over HTTP: listed, invited, given another role, let go."""

from typing import Annotated
from uuid import UUID

from fastapi import Request, Response
from pydantic import Field

from api.answers import answer
from api.bodies import Body
from api.deps import door
from api.frame import address
from api.limits import Tier
from api.paging import Page, PerPage
from api.routing import Router
from db.kinds import Role
from engine import memberships
from engine.core.i18n import t
from engine.core.work import work
from engine.identity import Identity

router = Router(tags=["members"])
Reader = Annotated[Identity, door("members.manage")]
Manager = Annotated[Identity, door("members.manage", Tier.HEAVY)]


class Invitation(Body):
    """Whom to let in, and as what."""

    email: str = Field(pattern=r"^\s*[^\s@][^\s]*@[^\s]*[^\s@]\s*$", max_length=254)
    name: str = Field("", max_length=120)
    role: Role = Role.VIEWER


class MemberChange(Body):
    """Another role, or let go (`is_active` false) and back in; what is left out stays."""

    role: Role | None = None
    is_active: bool | None = None


@router.get("/orgs/{org}/members")
def show_all(
    identity: Reader, role: Role | None = None, active: bool | None = None, page: Page = 1, per_page: PerPage = 50
) -> Response:
    """The people of the org by name, those who were let go included."""
    found = memberships.list_members(identity.org_id, role=role or "", active=active, page=page, per_page=per_page)
    return answer(found)


@router.post("/orgs/{org}/members")
def invite(request: Request, identity: Manager, body: Invitation) -> Response:
    """Let somebody in; for a new person `link` sets their password: it is in this answer and nowhere else."""
    with work(identity.org_id, identity.actor(address(request))) as unit:
        user_id, link = memberships.invite(
            unit, body.email, body.name, body.role, by=identity, locale=identity.locale
        )
    words = t("Send this link to them now: it is not shown again.") if link else t("They are a member now.")
    found = {"message": words, "member": memberships.read_member(identity.org_id, user_id), "link": link or None}
    return answer(found, 201)


@router.get("/orgs/{org}/members/{member}")
def show(identity: Reader, member: UUID) -> Response:
    """One of them."""
    return answer({"member": memberships.read_member(identity.org_id, member)})


@router.patch("/orgs/{org}/members/{member}")
def change(request: Request, identity: Manager, member: UUID, body: MemberChange) -> Response:
    """Another role, or let go: their sessions in this org end. 409 for the last owner."""
    with work(identity.org_id, identity.actor(address(request))) as unit:
        memberships.change_member(unit, member, role=body.role, active=body.is_active, by=identity)
    return answer({"member": memberships.read_member(identity.org_id, member)})


@router.delete("/orgs/{org}/members/{member}")
def remove(request: Request, identity: Manager, member: UUID) -> Response:
    """Let somebody go; what they did stays in the audit log."""
    with work(identity.org_id, identity.actor(address(request))) as unit:
        memberships.change_member(unit, member, active=False, by=identity)
    return answer({"message": t("They have no access any more.")})
