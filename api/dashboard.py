"""The dashboard over HTTP: the same read the screen draws."""

from datetime import date
from typing import Annotated, Literal

from fastapi import Query, Response

from api.answers import answer
from api.deps import door
from api.limits import Tier
from api.routing import Router
from engine import dashboard
from engine.core.i18n import t
from engine.identity import Identity

router = Router(tags=["dashboard"])
Since = Annotated[date | None, Query(description="First day, in the org's time zone.")]
Until = Annotated[date | None, Query(description="Last day, included.")]
Count = Annotated[int | None, Query(ge=1, le=800, description="The last so many days instead.")]
Compare = Annotated[Literal["previous", "year", "none"], Query(description="What stands beside the figures.")]


@router.get("/orgs/{org}/dashboard")
def show(
    identity: Annotated[Identity, door("read")],
    since: Since = None,
    until: Until = None,
    days: Count = None,
    compare: Compare = "previous",
) -> Response:
    """Eight sections over the range, by default the last 30 days."""
    span = dashboard.span(identity.org_id, since, until, days)
    return answer(dashboard.dashboard(identity.org_id, span, compare))


@router.post("/orgs/{org}/dashboard/refresh")
def refresh(
    identity: Annotated[Identity, door("read", Tier.HEAVY)],
    since: Since = None,
    until: Until = None,
    days: Count = None,
    compare: Compare = "previous",
) -> Response:
    """The same, computed now; everybody reads the new figures from here on."""
    span = dashboard.span(identity.org_id, since, until, days)
    data = dashboard.refresh(identity.org_id, span, compare)
    return answer({"message": t("The dashboard was computed again."), "data": data})
