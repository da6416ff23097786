"""What people wrote: leads from forms, comments under posts and messages to profiles.

Every member sees that there are some; what people entered, or wrote to us alone, is for those who may see leads.
"""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import Query, Request, Response
from pydantic import Field

from api.answers import answer
from api.bodies import Body
from api.deps import door
from api.frame import address
from api.limits import Tier
from api.moments import Day
from api.paging import Page, PerPage
from api.routing import Router
from db.kinds import PlatformName
from engine.comments import list_comments
from engine.core.exports import Form
from engine.core.work import work
from engine.identity import Identity, admit
from engine.inbox import Sought, midnight
from engine.leads import export_leads, list_leads
from engine.permissions import Permission

router = Router(tags=["inbox"])

Reader = Annotated[Identity, door("read")]
Taker = Annotated[Identity, door("export", Tier.HEAVY)]


class Seek(Body):
    """Which of them."""

    platform: PlatformName | None = None
    profile: UUID | None = None
    since: Day | None = Field(None, description="first day, in the org's time zone")
    q: str = Field("", max_length=200, description="part of what was written")

    def by(self, identity: Identity) -> Sought:
        """The same as the engine takes it."""
        return Sought(self.platform, self.profile, midnight(self.since, identity.timezone), self.q.strip())


class SeekLeads(Seek):
    """Which leads, and which page of them."""

    page: Page = 1
    per_page: PerPage = 50


class SeekComments(SeekLeads):
    """Which comments and messages, and which page of them."""

    kind: Literal["comment", "message"] | None = None


class Wanted(Seek):
    """Which leads, and as what file."""

    format: Form


@router.get("/orgs/{org}/inbox/leads")
def leads(identity: Reader, seek: Annotated[SeekLeads, Query()]) -> Response:
    """The newest leads; `fields` is null for who may not see them."""
    answers = identity.can(Permission.LEADS_READ)
    page = {"page": seek.page, "per_page": seek.per_page}
    return answer(list_leads(identity.org_id, seek.by(identity), answers=answers, **page))


@router.post("/orgs/{org}/inbox/leads/export")
def export(request: Request, identity: Taker, body: Wanted) -> Response:
    """The leads as a CSV or Excel file, up to 20,000; needs `leads.read` as well. The audit log notes it."""
    admit(identity, Permission.LEADS_READ, ip=address(request), to=request.url.path)
    with work(identity.org_id, identity.actor(address(request))) as unit:
        file = export_leads(unit, body.by(identity), body.format, identity.timezone)
    headers = {"Content-Disposition": f'attachment; filename="{file.name}"'}
    return Response(file.body, media_type=file.media, headers=headers)


@router.get("/orgs/{org}/inbox/comments")
def comments(identity: Reader, seek: Annotated[SeekComments, Query()]) -> Response:
    """The newest comments and messages; a message's words are null for who may not see them."""
    messages = identity.can(Permission.LEADS_READ)
    page = {"page": seek.page, "per_page": seek.per_page}
    return answer(list_comments(identity.org_id, seek.by(identity), messages=messages, kind=seek.kind, **page))
