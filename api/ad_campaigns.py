"""Campaigns as the platforms have them, and what is below each: ad sets and their ads."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Response
from pydantic import Field

from api.answers import answer
from api.bodies import Body
from api.deps import door
from api.moments import Day
from api.paging import Page, PerPage
from api.routing import Router
from db.kinds import EntityStatus, PlatformName
from engine import dashboard, rates
from engine.ad_campaigns import list_ad_campaigns, read_ad_campaign
from engine.identity import Identity

router = Router(tags=["campaigns"])
Reader = Annotated[Identity, door("read")]
Since = Annotated[Day | None, Query(description="First day, in the org's time zone.")]
Until = Annotated[Day | None, Query(description="Last day, included.")]
Count = Annotated[int | None, Query(ge=1, le=800, description="The last so many days instead, by default 30.")]


class Sought(Body):
    """Which of them."""

    platform: PlatformName | None = None
    status: EntityStatus | None = None
    account: UUID | None = Field(None, description="integration")
    campaign: UUID | None = Field(None, description="campaign of ours")
    q: str = Field("", max_length=200, description="part of the name")
    page: Page = 1
    per_page: PerPage = 50


@router.get("/orgs/{org}/ad-campaigns")
def show_all(identity: Reader, sought: Annotated[Sought, Query()]) -> Response:
    """The newest first; budgets in micros of the account's currency. Their figures: the metrics query."""
    return answer(list_ad_campaigns(identity.org_id, **sought.model_dump()))


@router.get("/orgs/{org}/ad-campaigns/{ad_campaign}")
def show(identity: Reader, ad_campaign: UUID) -> Response:
    """One of them."""
    return answer({"ad_campaign": read_ad_campaign(identity.org_id, ad_campaign)})


@router.get("/orgs/{org}/ad-campaigns/{ad_campaign}/ad-sets")
def below(
    identity: Reader, ad_campaign: UUID, since: Since = None, until: Until = None, days: Count = None
) -> Response:
    """Its ad sets with their ads and figures over the range; money in major units of the reporting currency."""
    span = dashboard.span(identity.org_id, since, until, days)
    return answer(dashboard.campaign_children(identity.org_id, ad_campaign, span))


@router.get("/rates")
def list_rates(
    _identity: Reader,
    currency: Annotated[str | None, Query(pattern="^[A-Z]{3}$", description="ISO 4217")] = None,
    since: Day | None = None,
    until: Annotated[Day | None, Query(description="last day, included")] = None,
    page: Page = 1,
    per_page: PerPage = 50,
) -> Response:
    """Exchange rates, newest first: units of each currency for one euro, which all organisations share."""
    return answer(rates.list_rates(currency, since, until, page=page, per_page=per_page))
