"""Figures over HTTP: any metrics by any dimensions, and the list of both."""

from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from fastapi import Query, Response
from pydantic import Field

from api.answers import answer
from api.bodies import Body
from api.deps import door
from api.kept import kept
from api.moments import Day
from api.paging import Page, PerPage
from api.routing import Router
from db.kinds import PlatformName
from engine import analytics, dashboard
from engine.analytics import DIMENSIONS, METRICS, Question
from engine.analytics.asking import MOST_DIMENSIONS, MOST_VALUES, Filters
from engine.identity import Identity

router = Router(tags=["metrics"])
Reader = Annotated[Identity, door("read")]
USUAL = ("spend_micros", "impressions", "clicks", "conversions")
Metric = StrEnum("Metric", {name: name for name in METRICS})  # type: ignore[misc]  # the table says which
Dimension = StrEnum("Dimension", {name: name for name in DIMENSIONS})  # type: ignore[misc]  # likewise
Ids = Annotated[list[UUID], Field(max_length=MOST_VALUES)]


class Asked(Body):
    """What to count, by what, of what; lists are given by repeating the parameter."""

    metrics: list[Metric] = Field(
        [Metric(one) for one in USUAL],
        min_length=1,
        max_length=len(METRICS),
        description="figures; ratios are ratios of sums",
    )
    dimensions: list[Dimension] = Field([], max_length=MOST_DIMENSIONS, description="a row for each combination")
    since: Day | None = Field(None, description="first day, in the org's time zone")
    until: Day | None = Field(None, description="last day, included")
    days: int | None = Field(None, ge=1, le=800, description="the last so many days instead, by default 30")
    compare: Literal["previous", "year", "none"] = "none"
    platform: list[PlatformName] = Field([], max_length=len(PlatformName))
    account: Ids = Field([], description="integrations")
    campaign: Ids = Field([], description="campaigns of ours")
    ad_campaign: Ids = Field([], description="campaigns on platforms")
    ad_set: Ids = Field([], description="needs the figures of single ads")
    ad: Ids = Field([], description="likewise")
    q: str = Field("", max_length=200, description="part of an ad campaign's name")
    sort: str = Field(
        "", max_length=40, description="a metric or dimension of this question, a minus for downwards"
    )
    page: Page = 1
    per_page: PerPage = 50


@router.get("/orgs/{org}/metrics")
@kept("analytics", "figures", "entities", "plans", "integrations", "org")
def query(identity: Reader, asked: Annotated[Asked, Query()]) -> Response:
    """Rows, totals of all of them, and the span beside them; money in micros of the reporting currency."""
    filters = {
        name: tuple(getattr(asked, name)) for name in ("account", "campaign", "ad_campaign", "ad_set", "ad")
    }
    question = Question(
        days=dashboard.span(identity.org_id, asked.since, asked.until, asked.days),
        metrics=tuple(str(one) for one in asked.metrics),
        dimensions=tuple(str(one) for one in asked.dimensions),
        filters=Filters(platform=tuple(str(one) for one in asked.platform), q=asked.q, **filters),
        compare=asked.compare,
        sort=asked.sort,
        page=asked.page,
        per_page=asked.per_page,
    )
    return answer(analytics.query(identity.org_id, question))


@router.get("/metrics/catalog")
def catalog(_identity: Reader) -> Response:
    """`{"metrics": [{name, kind}], "dimensions": [name]}`: what can be asked for."""
    kinds = [{"name": name, "kind": metric.kind} for name, metric in METRICS.items()]
    return answer({"metrics": kinds, "dimensions": list(DIMENSIONS)})
