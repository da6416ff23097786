"""Unified campaigns over HTTP: check one, make it on its platforms, see how that goes, decide what is left."""

from collections.abc import Callable
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from fastapi import Header, Query, Request, Response

from api.answers import answer
from api.deps import door
from api.frame import address
from api.kept import kept
from api.paging import Page, PerPage
from api.routing import Router
from db.kinds import CampaignStatus
from engine import campaigns, dashboard
from engine.core.errors import Invalid
from engine.core.i18n import N_, t
from engine.core.work import Work, work
from engine.identity import Identity

router = Router(tags=["campaigns"])

Reader = Annotated[Identity, door("read")]
Writer = Annotated[Identity, door("campaigns.write")]
Body = dict[str, Any]
ORDERS: list[Any] = [sign + name for name in campaigns.SORTS for sign in ("", "-")]
VERSION = r'^\s*(\*|(W/)?"?\d{0,18}"?)\s*$'
Move = Callable[[Work, UUID, Body, int | None], object]
MOVES: dict[Move, tuple[int, str]] = {
    campaigns.change_campaign: (200, N_("The change is being brought to the platforms.")),
    campaigns.retry_campaign: (202, N_("The campaign is being created on its platforms.")),
}


class Decision(StrEnum):
    """What a person may decide about one platform's part."""

    ADOPT = "adopt"
    DELETE = "delete"
    KEEP = "keep"
    RESTORE = "restore"


DECISIONS: dict[Decision, tuple[Callable[[Work, UUID], None], int, str]] = {
    Decision.ADOPT: (campaigns.adopt, 200, N_("It stays on its platform, as a campaign of its account.")),
    Decision.DELETE: (campaigns.delete, 202, N_("It is being deleted on its platform.")),
    Decision.KEEP: (campaigns.keep_theirs, 200, N_("What was changed on the platform is kept.")),
    Decision.RESTORE: (
        campaigns.restore_ours, 202, N_("The platform is being brought back to what was set here."),
    ),
}  # fmt: skip
NO_VERSION = N_("Give the version as the number that the campaign was answered with.")


@router.get("/orgs/{org}/unified-campaigns")
@kept("campaigns", "plans", "entities", "figures", "integrations")
def show_all(  # noqa: PLR0917 - what may be asked, by name
    identity: Reader,
    type: str | None = None,  # noqa: A002 - the contract's word
    status: Annotated[str | None, Query(json_schema_extra={"enum": [*CampaignStatus]})] = None,
    q: Annotated[str | None, Query(max_length=255)] = None,
    sort: Annotated[str, Query(json_schema_extra={"enum": ORDERS})] = "-created_at",
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


@router.post("/orgs/{org}/unified-campaigns/launches/{launch}/{decision}")
def decide(request: Request, identity: Writer, launch: UUID, decision: Decision) -> Response:
    """Decide about one platform's part. 202 where that takes calls to the platform.

    What could not be taken back: `adopt` keeps it as a campaign of its account, `delete` tries once more.
    What was changed in the ad manager: `keep` finds it right, `restore` brings back what was set here.
    """
    carry_out, status, sentence = DECISIONS[decision]
    with work(identity.org_id, identity.actor(address(request))) as unit:
        carry_out(unit, launch)
    return answer({"message": t(sentence)}, status)


@router.get("/orgs/{org}/unified-campaigns/{campaign}")
def show(identity: Reader, campaign: UUID) -> Response:
    """One campaign with what its platforms have down to the ads, posts and figures; its version is the ETag.

    Figures are those since it began, in the campaign's currency; `measured` is false where there are none.
    """
    found = dashboard.campaign_tree(identity.org_id, campaign)
    return answer({"data": found}, headers={"ETag": _tag(found)})


@router.patch("/orgs/{org}/unified-campaigns/{campaign}")
def change(
    request: Request,
    identity: Writer,
    campaign: UUID,
    body: Body,
    if_match: Annotated[str | None, Header(json_schema_extra={"pattern": VERSION})] = None,
) -> Response:
    """Change name, description, total budget, dates or status here and on every platform; jobs carry it there.

    Another total is split as before: each platform keeps its share. A first day that has come stays as it is. Say
    in `version` or If-Match which version you saw: 409 when somebody has changed it since.
    """
    return _moved(request, identity, campaign, campaigns.change_campaign, body, if_match)


@router.post("/orgs/{org}/unified-campaigns/{campaign}/retry")
def retry(
    request: Request,
    identity: Writer,
    campaign: UUID,
    body: Body | None = None,
    if_match: Annotated[str | None, Header(json_schema_extra={"pattern": VERSION})] = None,
) -> Response:
    """Have a campaign that was taken back made once more: 202. 422 names all that stands against it now.

    `start_date` and `end_date` may be others. 409 while something of it waits for a decision.
    """
    return _moved(request, identity, campaign, campaigns.retry_campaign, body or {}, if_match)


@router.get("/orgs/{org}/unified-campaigns/{campaign}/progress")
def progress(identity: Reader, campaign: UUID) -> Response:
    """How the making of a campaign goes: every platform, every step, and what went wrong where.

    `earlier_attempts`: how it ended each time before it was tried again, newest first.
    """
    found = campaigns.campaign_progress(identity.org_id, campaign)
    earlier = campaigns.earlier_attempts(identity.org_id, str(campaign))
    return answer({"data": found | {"earlier_attempts": earlier}})


def _moved(  # noqa: PLR0917 - who asks what of which campaign
    request: Request, identity: Identity, campaign: UUID, move: Move, body: Body, if_match: str | None
) -> Response:
    """Do something to a campaign that its platforms have to follow, and answer how it is then."""
    with work(identity.org_id, identity.actor(address(request))) as unit:
        move(unit, campaign, body, _version(body, if_match))
        found = campaigns.details(unit.session, campaign)
    status, sentence = MOVES[move]
    return answer({"message": t(sentence), "data": found}, status, {"ETag": _tag(found)})


def _version(body: Body, if_match: str | None) -> int | None:
    """The version that the caller saw, from the body or the header."""
    if if_match is None or if_match == "*":
        given = body.get("version")
        number = isinstance(given, int | float) and not isinstance(given, bool) and given == int(given)
    else:
        given = if_match.strip().removeprefix("W/").strip('"')
        number = given.isdecimal()
    if given is None or given == "":
        return None
    if not number:
        raise Invalid(fields={"version": [t(NO_VERSION)]})
    return int(given)


def _tag(found: dict[str, Any]) -> str:
    return f'"{found["campaign"]["version"]}"'
