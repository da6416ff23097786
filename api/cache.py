"""The cache over HTTP: how it is used, forgetting, and warming."""

from typing import Annotated

from fastapi import Query, Request, Response
from pydantic import Field

from api.answers import answer
from api.bodies import Body
from api.deps import door
from api.frame import address
from api.limits import Tier
from api.routing import Router
from engine import cache
from engine.core.i18n import nt, t
from engine.core.work import work
from engine.identity import Identity

router = Router(tags=["cache"])
Reader = Annotated[Identity, door("cache.manage")]
Keeper = Annotated[Identity, door("cache.manage", Tier.HEAVY)]
Hours = Annotated[int, Query(ge=1, le=720, description="How far back reads are counted.")]


class Wanted(Body):
    """The services to warm: `dashboard metrics campaigns sync analytics`; none named: all of them."""

    services: list[str] = Field([], json_schema_extra={"items": {"enum": [*cache.SERVICES]}})


class Chosen(Body):
    """When the cache is warmed by itself: `hour` of the org's zone, `weekdays` from 0 (Monday) to 6."""

    on: bool = True
    hour: int = Field(json_schema_extra={"minimum": 0, "maximum": 23})
    weekdays: list[int] = Field(json_schema_extra={"items": {"type": "integer", "minimum": 0, "maximum": 6}})


@router.get("/cache/stats")
def stats(identity: Reader, hours: Hours = 24) -> Response:
    """`{"redis", "areas", "versions"}`: Redis itself; the caller's org by area; how often each tag was touched."""
    return answer(
        {
            "redis": cache.server(),
            "hours": hours,
            "areas": cache.read_stats(identity.org_id, hours),
            "versions": cache.list_versions(identity.org_id),
        }
    )


@router.get("/orgs/{org}/cache/usage")
def usage(identity: Reader, hours: Hours = 24) -> Response:
    """`{"usage": [{at, area, hits, misses, stale, bytes}]}`, a line for every ten minutes with reads."""
    return answer({"usage": cache.usage(identity.org_id, hours)})


@router.delete("/orgs/{org}/cache/clear")
def clear(request: Request, identity: Keeper) -> Response:
    """Forget everything that is kept for the org; the next reader computes it afresh."""
    return _cleared(request, identity, None)


@router.delete("/orgs/{org}/cache/dashboard")
def clear_dashboard(request: Request, identity: Keeper) -> Response:
    """Forget its dashboards."""
    return _cleared(request, identity, "dashboard")


@router.delete("/orgs/{org}/cache/campaigns")
def clear_campaigns(request: Request, identity: Keeper) -> Response:
    """Forget its lists of campaigns and posts, and what is computed from campaigns."""
    return _cleared(request, identity, "campaigns")


@router.post("/orgs/{org}/cache/warm")
def warm(request: Request, identity: Keeper, body: Wanted | None = None) -> Response:
    """Compute what will be asked: `{service: {status, ms, keys}}`."""
    found = cache.warm(identity.org_id, body.services if body else ())
    with work(identity.org_id, identity.actor(address(request))) as unit:
        unit.audit("cache_warmed", **{name: one["status"] for name, one in found.items()})
    return answer(found)


@router.put("/orgs/{org}/cache/schedule")
def choose(request: Request, identity: Keeper, body: Chosen) -> Response:
    """Choose when the cache is warmed by itself."""
    with work(identity.org_id, identity.actor(address(request))) as unit:
        cache.choose_schedule(unit, on=body.on, hour=body.hour, weekdays=body.weekdays)
    return answer({"message": t("The choice was saved."), "next": cache.next_warming(identity.org_id)})


def _cleared(request: Request, identity: Identity, area: str | None) -> Response:
    with work(identity.org_id, identity.actor(address(request))) as unit:
        keys = cache.clear(unit, area)
    message = nt("{n} kept answer was forgotten.", "{n} kept answers were forgotten.", keys)
    return answer({"message": message, "keys": keys})
