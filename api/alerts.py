"""What needs somebody, and what becomes of it. Every member sees alerts; who may change campaigns handles them."""

from collections.abc import Callable
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import Request, Response

from api.answers import answer
from api.bodies import Body
from api.deps import door
from api.frame import address
from api.moments import Moment
from api.paging import Page, PerPage
from api.routing import Router
from db.kinds import PlatformName, Severity
from engine import alerts
from engine.core.work import Work, work
from engine.identity import Identity

router = Router(tags=["alerts"])

Reader = Annotated[Identity, door("read")]
Handler = Annotated[Identity, door("alerts.handle")]
Status = Literal["live", "open", "acknowledged", "snoozed", "resolved"]


class Snooze(Body):
    """Until when; with its time zone."""

    until: Moment


@router.get("/orgs/{org}/alerts")
def index(
    identity: Reader,
    *,
    status: Status | None = None,
    severity: Severity | None = None,
    kind: str | None = None,
    platform: PlatformName | None = None,
    page: Page = 1,
    per_page: PerPage = 50,
) -> Response:
    """The alerts of that status (`live`: open or acknowledged), loudest first, and how many there are of each."""
    found = alerts.list_alerts(
        identity.org_id,
        status=status or "",
        severity=severity or "",
        kind=kind or "",
        platform=platform or "",
        page=page,
        per_page=per_page,
    )
    return answer({"org_id": str(identity.org_id), **found, "counts": alerts.count_alerts(identity.org_id)})


@router.get("/orgs/{org}/alerts/{alert}")
def history(identity: Reader, alert: UUID) -> Response:
    """What became of one alert, oldest first."""
    return answer({"alert_id": str(alert), "history": alerts.alert_history(identity.org_id, alert)})


@router.post("/orgs/{org}/alerts/{alert}/acknowledge")
def acknowledge(request: Request, identity: Handler, alert: UUID) -> Response:
    """Say that somebody looks after it."""
    return _handle(request, identity, alert, lambda unit: alerts.acknowledge(unit, alert))


@router.post("/orgs/{org}/alerts/{alert}/snooze")
def snooze(request: Request, identity: Handler, alert: UUID, wish: Snooze) -> Response:
    """Put it out of sight until a moment to come; it returns by itself."""
    return _handle(request, identity, alert, lambda unit: alerts.snooze(unit, alert, wish.until))


@router.post("/orgs/{org}/alerts/{alert}/resolve")
def resolve(request: Request, identity: Handler, alert: UUID) -> Response:
    """Settle it."""
    return _handle(request, identity, alert, lambda unit: alerts.resolve(unit, alert))


@router.post("/orgs/{org}/alerts/{alert}/reopen")
def reopen(request: Request, identity: Handler, alert: UUID) -> Response:
    """Take it up again."""
    return _handle(request, identity, alert, lambda unit: alerts.reopen(unit, alert))


def _handle(request: Request, identity: Identity, alert: UUID, act: Callable[[Work], Any]) -> Response:
    with work(identity.org_id, identity.actor(address(request))) as unit:
        act(unit)
    return answer({"alert_id": str(alert), "history": alerts.alert_history(identity.org_id, alert)})
