"""A campaign comes to be here: judged, then every row of it in one transaction, then a job a platform."""

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from db.kinds import CampaignStatus, EntityStatus, Phase
from db.models import AdCampaign, Campaign, Launch
from engine.campaigns.orders import USUAL_OBJECTIVE, Ad, Order, read_order
from engine.campaigns.phases import ask, finish
from engine.campaigns.plans import plan_of
from engine.campaigns.preflight import Placed, Verdict, judge
from engine.campaigns.words import plain
from engine.core import clock
from engine.core.errors import Invalid
from engine.core.work import Work
from engine.posts import create_posts


def examine(unit: Work, body: dict[str, Any]) -> tuple[Order, Verdict]:
    """A request read and judged; nothing is written."""
    order, faults = read_order(body)
    return order, judge(unit.session, order, faults)


def judged(session: Session, body: dict[str, Any]) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """What stands against a request, and what only deserves a thought, by field."""
    order, faults = read_order(body)
    verdict = judge(session, order, faults)
    return verdict.faults, verdict.warnings


def create_campaign(unit: Work, body: dict[str, Any]) -> UUID:
    """Write a campaign down and have it made on its platforms; Invalid names every field that is wrong."""
    order, verdict = examine(unit, body)
    if verdict.faults:
        raise Invalid(fields=verdict.faults)
    campaign = _campaign(unit, order, verdict)
    unit.audit("campaign_created", campaign.id, name=campaign.name, platforms=[ad.platform for ad in order.ads])
    begin(unit, campaign, order, verdict)
    for post in order.posts:
        create_posts(unit, post, campaign_id=campaign.id)
    return campaign.id


def begin(unit: Work, campaign: Campaign, order: Order, verdict: Verdict) -> None:
    """Write down the campaign's parts and have them made."""
    parts = zip(verdict.placed, order.ads, strict=True)
    launches = [_launch(unit, campaign, place, *each) for place, each in enumerate(parts)]
    unit.session.flush()  # all of them at once: a request waits
    if launches:
        ask(unit, launches)
    else:
        finish(unit, campaign, [])


def _campaign(unit: Work, order: Order, verdict: Verdict) -> Campaign:
    assert order.name and order.total_micros and order.starts_on and order.ends_on  # noqa: S101, PT018 - judged
    return unit.add(
        Campaign(
            org_id=unit.org_id,
            id=uuid7(),
            name=order.name,
            description=order.description,
            status=CampaignStatus.DRAFT,
            objective=order.objective or USUAL_OBJECTIVE,
            total_budget_micros=order.total_micros,
            currency=verdict.currency,
            start_date=order.starts_on,
            end_date=order.ends_on,
            created_by=unit.actor.user_id,
            wanted_status=CampaignStatus.ACTIVE if order.activate else CampaignStatus.PAUSED,
            phase=Phase.CREATING,
            search=plain(f"{order.name} {order.description}"),
        )
    )


def _launch(unit: Work, campaign: Campaign, place: int, placed: Placed, ad: Ad) -> Launch:
    """The row of the platform's campaign, which has no id there yet, and what is to be done about it."""
    wanted = placed.launch
    ad_campaign = AdCampaign(
        org_id=unit.org_id, id=uuid7(), integration_id=placed.integration_id, external_id=None, name=wanted.name,
        status=EntityStatus.DRAFT, campaign_id=campaign.id, platform=placed.platform,
        objective=wanted.objective, currency=placed.currency,
        lifetime_budget_micros=wanted.lifetime_budget_micros,
    )  # fmt: skip
    launch = Launch(
        org_id=unit.org_id, id=wanted.key, campaign_id=campaign.id, ad_campaign_id=ad_campaign.id,
        integration_id=placed.integration_id, platform=placed.platform, position=place, marker=placed.marker,
        landing_url=ad.creative.url, plan=plan_of(wanted), wanted={}, due_at=clock.now(),
    )  # fmt: skip
    unit.session.add_all([ad_campaign, launch])
    return launch
