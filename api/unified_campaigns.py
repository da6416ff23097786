"""Unified campaigns over HTTP: check one, make it on its platforms, see how that goes, decide what is left."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Header, Query, Request, Response

from api.answers import answer
from api.deps import door
from api.frame import address
from api.paging import Page, PerPage
from api.routing import Router
from engine import campaigns
from engine.core.errors import Invalid
from engine.core.i18n import N_, t
from engine.core.work import work
from engine.identity import Identity

router = Router(tags=["campaigns"])

Reader = Annotated[Identity, door("read")]
Writer = Annotated[Identity, door("campaigns.write")]
Body = dict[str, Any]
NO_VERSION = N_("Give the version as the number that the campaign was answered with.")


@router.get("/orgs/{org}/unified-campaigns")
def show_all(  # noqa: PLR0917 - what may be asked, by name
    identity: Reader,
    type: str | None = None,  # noqa: A002 - the contract's word
    status: str | None = None,
    q: Annotated[str | None, Query(max_length=255)] = None,
    sort: str = "-created_at",
    page: Page = 1,
    per_page: PerPage = 20,
) -> Response:
    """A page of campaigns with their figures; `q` searches names and descriptions, in Arabic spellings too."""
    return answer(
        campaigns.list_campaigns(
            identity.org_id, kind=type, status=status, q=q, sort=sort, page=page, per_page=per_page
        )
    )


@router.post("/orgs/{org}/unified-campaigns")
def create(
    request: Request,
    identity: Writer,
    body: Body,
    idempotency_key: Annotated[str | None, Header()] = None,
) -> Response:
    """Have a campaign made on its platforms: 201 at once, `…/progress` tells the rest. 422 names every field."""

    def make() -> dict[str, Any]:
        campaign_id = campaigns.create_campaign(unit, body)
        message = t("The campaign is being created on its platforms.")
        return {"message": message, "data": campaigns.details(unit.session, campaign_id)}

    with work(identity.org_id, identity.actor(address(request))) as unit:
        made, repeated = campaigns.once(unit, idempotency_key, body, make)
    return answer(made, 201, {"Idempotent-Replayed": "true"} if repeated else None)


@router.post("/orgs/{org}/unified-campaigns/check")
def check(request: Request, identity: Writer, body: Body) -> Response:
    """What would stand against a campaign, without writing anything: `{ok, messages, warnings}`, by field."""
    with work(identity.org_id, identity.actor(address(request))) as unit:
        _, verdict = campaigns.examine(unit, body)
    return answer({"ok": not verdict.faults, "messages": verdict.faults, "warnings": verdict.warnings})


@router.get("/orgs/{org}/unified-campaigns/orphans")
def orphans(identity: Reader) -> Response:
    """What could not be taken back from its platform and waits for a decision."""
    return answer({"data": campaigns.list_orphans(identity.org_id)})


@router.post("/orgs/{org}/unified-campaigns/launches/{launch}/adopt")
def adopt(request: Request, identity: Writer, launch: UUID) -> Response:
    """Keep what could not be taken back, as a campaign of its account."""
    with work(identity.org_id, identity.actor(address(request))) as unit:
        campaigns.adopt(unit, launch)
    return answer({"message": t("It stays on its platform, as a campaign of its account.")})


@router.post("/orgs/{org}/unified-campaigns/launches/{launch}/delete")
def delete(request: Request, identity: Writer, launch: UUID) -> Response:
    """Try once more to take it back; 202."""
    with work(identity.org_id, identity.actor(address(request))) as unit:
        campaigns.delete(unit, launch)
    return answer({"message": t("It is being deleted on its platform.")}, 202)


@router.get("/orgs/{org}/unified-campaigns/{campaign}")
def show(identity: Reader, campaign: UUID) -> Response:
    """One campaign with its platforms' campaigns, posts and figures; its version is the ETag."""
    found = campaigns.campaign_details(identity.org_id, campaign)
    return answer({"data": found}, headers={"ETag": _tag(found)})


@router.patch("/orgs/{org}/unified-campaigns/{campaign}")
def change(
    request: Request,
    identity: Writer,
    campaign: UUID,
    body: Body,
    if_match: Annotated[str | None, Header()] = None,
) -> Response:
    """Change name, description, total budget or status here and on every platform; jobs carry it there.

    Say in `version` or If-Match which version you saw: 409 when somebody has changed it since.
    """
    with work(identity.org_id, identity.actor(address(request))) as unit:
        campaigns.change_campaign(unit, campaign, body, _version(body, if_match))
        found = campaigns.details(unit.session, campaign)
    message = t("The change is being brought to the platforms.")
    return answer({"message": message, "data": found}, headers={"ETag": _tag(found)})


@router.post("/orgs/{org}/unified-campaigns/launches/{launch}/keep")
def keep(request: Request, identity: Writer, launch: UUID) -> Response:
    """What was changed in the ad manager is right: keep it."""
    with work(identity.org_id, identity.actor(address(request))) as unit:
        campaigns.keep_theirs(unit, launch)
    return answer({"message": t("What was changed on the platform is kept.")})


@router.post("/orgs/{org}/unified-campaigns/launches/{launch}/restore")
def restore(request: Request, identity: Writer, launch: UUID) -> Response:
    """What was changed in the ad manager is wrong: bring the platform back to what was set here; 202."""
    with work(identity.org_id, identity.actor(address(request))) as unit:
        campaigns.restore_ours(unit, launch)
    return answer({"message": t("The platform is being brought back to what was set here.")}, 202)


@router.get("/orgs/{org}/unified-campaigns/{campaign}/progress")
def progress(identity: Reader, campaign: UUID) -> Response:
    """How the making of a campaign goes: every platform, every step, and what went wrong where."""
    return answer({"data": campaigns.campaign_progress(identity.org_id, campaign)})


def _version(body: Body, if_match: str | None) -> int | None:
    """The version that the caller saw, from the body or the header."""
    given = if_match.strip().removeprefix("W/").strip('"') if if_match not in {None, "*"} else body.get("version")
    if given is None:
        return None
    try:
        return int(given)
    except (TypeError, ValueError):
        raise Invalid(fields={"version": [t(NO_VERSION)]}) from None


def _tag(found: dict[str, Any]) -> str:
    return f'"{found["campaign"]["version"]}"'
