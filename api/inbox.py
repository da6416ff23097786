"""What people wrote: leads from forms, comments under posts and messages to profiles.

Every member sees that there are some; what people entered, or wrote to us alone, is for those who may see leads.
"""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response

from api.answers import answer
from api.deps import door
from db.kinds import PlatformName
from engine.comments import list_comments
from engine.identity import Identity
from engine.leads import list_leads
from engine.permissions import Permission, granted

router = APIRouter(tags=["inbox"])

Reader = Annotated[Identity, door("read")]
Page = Annotated[int, Query(ge=1, le=10_000)]
PerPage = Annotated[int, Query(ge=1, le=200)]


@router.get("/orgs/{org}/leads")
def leads(
    identity: Reader, platform: PlatformName | None = None, page: Page = 1, per_page: PerPage = 50
) -> Response:
    """The newest leads; `fields` is null for who may not see them."""
    answers = Permission.LEADS_READ in granted(identity.role)
    return answer(list_leads(identity.org_id, answers=answers, platform=platform, page=page, per_page=per_page))


@router.get("/orgs/{org}/comments")
def comments(
    identity: Reader,
    platform: PlatformName | None = None,
    kind: Literal["comment", "message"] | None = None,
    page: Page = 1,
    per_page: PerPage = 50,
) -> Response:
    """The newest comments and messages; a message's words are null for who may not see them."""
    messages = Permission.LEADS_READ in granted(identity.role)
    found = list_comments(
        identity.org_id, messages=messages, platform=platform, kind=kind, page=page, per_page=per_page
    )
    return answer(found)
