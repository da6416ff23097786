"""Budgets over HTTP: where each stands, whether it is guarded, resuming what we paused; figures and odd days."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Request, Response

from api.answers import answer
from api.bodies import Body
from api.deps import door
from api.frame import address
from api.kept import kept
from api.limits import Tier
from api.routing import Router
from engine import budgets, performance, track_records
from engine.core.i18n import t
from engine.core.work import work
from engine.identity import Identity

router = Router(tags=["budgets"])
Reader = Annotated[Identity, door("read")]
Keeper = Annotated[Identity, door("budgets.write", Tier.HEAVY)]


class OrgChoice(Body):
    """Whether a campaign is paused on its platform when its budget is used up."""

    auto_pause: bool


class Choice(Body):
    """The same for one campaign; null gives the choice back to the organisation."""

    auto_pause: bool | None


@router.get("/orgs/{org}/budgets")
def show(identity: Reader) -> Response:
    """`{"auto_pause", "campaigns", "unified"}`: every budget, used, paced, forecast and guarded."""
    return answer(budgets.list_budgets(identity.org_id))


@router.put("/orgs/{org}/budgets/settings")
def choose(request: Request, identity: Keeper, body: OrgChoice) -> Response:
    """Switch automatic pauses on or off for the organisation."""
    with work(identity.org_id, identity.actor(address(request))) as unit:
        budgets.choose(unit, auto_pause=body.auto_pause)
    return answer({"message": t("The choice was saved."), "auto_pause": body.auto_pause})


@router.patch("/orgs/{org}/budgets/{ad_campaign}")
def choose_for(request: Request, identity: Keeper, ad_campaign: UUID, body: Choice) -> Response:
    """Choose for one ad campaign."""
    with work(identity.org_id, identity.actor(address(request))) as unit:
        budgets.choose_for(unit, ad_campaign, auto_pause=body.auto_pause)
    return answer({"message": t("The choice was saved."), "auto_pause": body.auto_pause})


@router.post("/orgs/{org}/budgets/{ad_campaign}/resume")
def resume(request: Request, identity: Keeper, ad_campaign: UUID) -> Response:
    """Let a campaign that we paused run again; 409 while nothing of its budget is left."""
    with work(identity.org_id, identity.actor(address(request))) as unit:
        budgets.resume_now(unit, ad_campaign)
    return answer({"message": t("The campaign is being resumed.")}, 202)


@router.get("/orgs/{org}/performance")
@kept("metrics", "sums", "entities")
def figures(identity: Reader) -> Response:
    """`{"campaigns": […]}`: each ad campaign's last thirty days as sums and ratios."""
    return answer({"campaigns": performance.performance(identity.org_id)})


@router.get("/orgs/{org}/anomalies")
@kept("analytics", "ranges", "entities")
def anomalies(identity: Reader, days: Annotated[int, Query(ge=1, le=90)] = 30) -> Response:
    """`{"anomalies": […]}`: figures outside of the range they were expected in, newest first."""
    return answer({"anomalies": performance.list_anomalies(identity.org_id, days)})


@router.get("/orgs/{org}/track-records")
def records(identity: Reader) -> Response:
    """`{"track_records": […]}`: how often what was told came true, as counted last night."""
    return answer({"track_records": track_records.list_track_records(identity.org_id)})
