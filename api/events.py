"""What happened in an org, what followed from it, and what waits for somebody to send it again."""

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from fastapi import Query, Request, Response

from api.answers import answer
from api.deps import door
from api.frame import address
from api.limits import Tier
from api.moments import AwareMoment
from api.paging import Page, PerPage
from api.routing import Router
from engine import outbox
from engine.core import clock
from engine.core.i18n import nt, t
from engine.core.work import work
from engine.events import EVENTS
from engine.identity import Identity

router = Router(tags=["events"])

Name = StrEnum("Name", {name: name for name in EVENTS})  # type: ignore[misc]  # the table of events says which
Outcome = StrEnum("Outcome", {name: name for name in outbox.OUTCOMES})  # type: ignore[misc]  # likewise
Reader = Annotated[Identity, door("read")]
Manager = Annotated[Identity, door("jobs.manage", Tier.HEAVY)]
Wanted = Annotated[str | None, Query(max_length=200)]


@router.get("/orgs/{org}/events")
def list_events(  # noqa: PLR0917 - every filter of the address
    identity: Reader,
    name: Name | None = None,
    entity: Wanted = None,
    outcome: Outcome | None = None,
    since: AwareMoment | None = None,
    page: Page = 1,
    per_page: PerPage = 50,
) -> Response:
    """The newest events with their deliveries; `entity` is an id, or part of a name or of a post's text."""
    found = outbox.list_events(
        identity.org_id, name=name, entity=entity, outcome=outcome, since=since, page=page, per_page=per_page
    )
    return answer(found)


@router.get("/orgs/{org}/events/statistics")
def read_statistics(
    identity: Reader, since: AwareMoment | None = None, until: AwareMoment | None = None
) -> Response:
    """How long each listener takes, by percentiles, of what ended in that time: the last 24 hours by default."""
    until = until or clock.now()
    since = since or until - outbox.DAY
    times = outbox.listener_times(identity.org_id, since, until)
    return answer({"since": since, "until": until, **outbox.count_open(identity.org_id), "listeners": times})


@router.get("/orgs/{org}/events/{event}")
def read_event(identity: Reader, event: UUID) -> Response:
    """One event with its payload, and of each delivery every attempt with its reason."""
    return answer(outbox.read_event(identity.org_id, event))


@router.post("/orgs/{org}/events/deliveries/{delivery}/replay")
def replay(request: Request, identity: Manager, delivery: UUID) -> Response:
    """Have a listener that failed for good hear its event again, with all its attempts."""
    with work(identity.org_id, identity.actor(address(request))) as unit:
        outbox.replay(unit, delivery)
    return answer({"message": t("The event is on its way to its listener again."), "id": delivery}, 202)


@router.post("/orgs/{org}/events/replay")
def replay_dead(request: Request, identity: Manager) -> Response:
    """The same for every dead letter of the org, a thousand at a time."""
    with work(identity.org_id, identity.actor(address(request))) as unit:
        count = outbox.replay_dead(unit)
    sentence = nt("{n} dead letter is on its way again.", "{n} dead letters are on their way again.", count)
    return answer({"message": sentence, "count": count}, 202)
