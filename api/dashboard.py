"""The dashboard over HTTP: the same read the screen draws."""

from typing import Annotated, Any, Literal

from fastapi import Query, Response

from api.answers import answer
from api.deps import door
from api.kept import kept, lasting
from api.limits import Tier
from api.moments import Day
from api.routing import Router
from engine import alerts, dashboard
from engine.core import clock
from engine.core.i18n import t
from engine.identity import Identity

router = Router(tags=["dashboard"])
SHOWN = ("org", "figures", "entities", "integrations", "freshness", "targets", "posts", "alerts")
Since = Annotated[Day | None, Query(description="First day, in the org's time zone.")]
Until = Annotated[Day | None, Query(description="Last day, included.")]
Count = Annotated[int | None, Query(ge=1, le=800, description="The last so many days instead.")]
Compare = Annotated[Literal["previous", "year", "none"], Query(description="What stands beside the figures.")]


def _from_the_cache(reply: dict[str, Any]) -> None:
    reply["meta"]["cached"] = True


@router.get("/orgs/{org}/dashboard")
@kept("dashboard", *SHOWN, again=_from_the_cache)
def show(
    identity: Annotated[Identity, door("read")],
    since: Since = None,
    until: Until = None,
    days: Count = None,
    compare: Compare = "previous",
) -> Response:
    """Eight sections over the range, by default the last 30 days."""
    span = dashboard.span(identity.org_id, since, until, days)
    reply = answer(dashboard.dashboard(identity.org_id, span, compare))
    due = alerts.next_return(identity.org_id)
    return reply if due is None else lasting(reply, (due - clock.now()).total_seconds())


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
