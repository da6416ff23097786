"""The audit log over HTTP: who did what, searched, and taken away as a file."""

from typing import Annotated

from fastapi import Query, Request, Response
from pydantic import Field

from api.answers import answer
from api.bodies import Body
from api.deps import door
from api.files import attached
from api.frame import address
from api.limits import Tier
from api.moments import AwareMoment
from api.paging import Page, PerPage
from api.routing import Router
from engine.audits import trail
from engine.core.exports import Form
from engine.core.work import work
from engine.identity import Identity

router = Router(tags=["audit"])
Reader = Annotated[Identity, door("audit.read")]
Taker = Annotated[Identity, door("audit.read", Tier.HEAVY)]


class Wanted(Body):
    """Which entries."""

    action: str = Field("", max_length=80, description="such as `key_created`")
    actor: str = Field("", max_length=254, description="part of a person's e-mail or a key's name")
    q: str = Field("", max_length=200, description="part of the target, the details or the address")
    since: AwareMoment | None = None
    until: AwareMoment | None = None

    def by(self) -> trail.Sought:
        """The same as the engine takes it."""
        return trail.Sought(self.action, self.actor, self.q, self.since, self.until)


class Listed(Wanted):
    """Which entries, and which page of them."""

    page: Page = 1
    per_page: PerPage = 50


class Taken(Wanted):
    """Which entries, and as what file."""

    format: Form = Form.CSV


@router.get("/orgs/{org}/audit")
def show_all(identity: Reader, sought: Annotated[Listed, Query()]) -> Response:
    """The newest entries, with `actions`: those the log has."""
    found = trail.search_audit(identity.org_id, sought.by(), page=sought.page, per_page=sought.per_page)
    return answer(found | {"actions": trail.list_deeds(identity.org_id)})


@router.get("/orgs/{org}/audit/export")
def export(request: Request, identity: Taker, sought: Annotated[Taken, Query()]) -> Response:
    """The same as CSV or Excel, up to 50,000 entries; that it was taken is an entry itself."""
    with work(identity.org_id, identity.actor(address(request))) as unit:
        file = trail.export_audit(unit, sought.format, sought.by())
    return attached(file)
