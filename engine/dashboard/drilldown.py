"""Below a campaign: its ad sets and their ads. An ad set is the sum of its ads, so the levels always agree."""

from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.kinds import Level
from db.models import Ad, AdCampaign, AdMetric, AdSet
from db.session import tenant
from engine.core.cache import cached_read
from engine.core.errors import Missing
from engine.core.money import ratio
from engine.core.periods import Days
from engine.dashboard.figures import Figures, amount
from engine.orgs import org_facts
from engine.rates import Rates, load_rates


def campaign_children(org_id: UUID, ad_campaign_id: UUID, days: Days) -> dict[str, Any]:
    """`{"id", "name", "platform", "ad_sets": [{…, "ads": [{…}]}]}` over the range; Missing when it is not theirs.

    Each line: `id, name, status, spend, value, impressions, clicks, conversions, ctr, roas, cpa`, money in major
    units of the reporting currency. Days without an exchange rate are left out, as on the dashboard.
    """
    facts = org_facts(org_id)
    return _children(org_id, str(ad_campaign_id), days, facts["currency"], facts["per_conversion"])


@cached_read("metrics", "campaigns", worded=False)
def _children(
    session: Session, ad_campaign_id: str, days: Days, reporting: str, per_conversion: int
) -> dict[str, Any]:
    campaign = session.get(AdCampaign, (tenant(session), UUID(ad_campaign_id)))
    if campaign is None:
        raise Missing
    rates = load_rates(session, reporting, {campaign.currency}, days)
    figures = _figures(session, campaign.id, days, rates, per_conversion)
    sets = session.scalars(
        select(AdSet)
        .where(AdSet.org_id == campaign.org_id, AdSet.ad_campaign_id == campaign.id, AdSet.deleted_at.is_(None))
        .order_by(AdSet.name)
    ).all()
    ads = session.scalars(
        select(Ad)
        .where(Ad.org_id == campaign.org_id, Ad.ad_campaign_id == campaign.id, Ad.deleted_at.is_(None))
        .order_by(Ad.name)
    ).all()
    lines = [_ad_set(one, [ad for ad in ads if ad.ad_set_id == one.id], figures) for one in sets]
    lines.sort(key=lambda line: -line["spend"])
    return {
        "id": str(campaign.id),
        "name": campaign.name,
        "platform": campaign.platform,
        "ad_sets": lines,
    }


def _figures(
    session: Session, campaign_id: UUID, days: Days, rates: Rates, per_conversion: int
) -> dict[UUID, Figures]:
    """Each ad's sums, converted day by day."""
    rows = session.execute(
        select(
            AdMetric.entity_id,
            AdMetric.date,
            AdMetric.currency,
            AdMetric.impressions,
            AdMetric.clicks,
            AdMetric.spend_micros,
            func.coalesce(AdMetric.conversions, 0).label("conversions"),
            AdMetric.conversion_value_micros.label("value"),
        )
        .join(Ad, (Ad.org_id == AdMetric.org_id) & (Ad.id == AdMetric.entity_id))
        .where(
            AdMetric.org_id == tenant(session),
            AdMetric.entity_level == Level.AD,
            AdMetric.date >= days.since,
            AdMetric.date < days.until,
            Ad.org_id == tenant(session),
            Ad.ad_campaign_id == campaign_id,
        )
    )
    found: dict[UUID, Figures] = {}
    for row in rows:
        if (factor := rates.factor(row.currency, row.date)) is None:
            continue
        value = row.conversions * per_conversion if row.value is None else row.value * factor
        figures = Figures(row.spend_micros * factor, value, row.impressions, row.clicks, row.conversions)
        found.setdefault(row.entity_id, Figures()).add(figures)
    return found


def _ad_set(ad_set: AdSet, ads: list[Ad], figures: dict[UUID, Figures]) -> dict[str, Any]:
    total = Figures()
    for ad in ads:
        total.add(figures.get(ad.id, Figures()))
    lines = [_line(ad, figures.get(ad.id, Figures())) for ad in ads]
    return _line(ad_set, total) | {"ads": sorted(lines, key=lambda line: -line["spend"])}


def _line(entity: AdSet | Ad, figures: Figures) -> dict[str, Any]:
    return {
        "id": str(entity.id),
        "name": entity.name,
        "status": entity.status,
        "spend": amount(figures.spend),
        "value": amount(figures.value),
        "impressions": figures.impressions,
        "clicks": figures.clicks,
        "conversions": float(figures.conversions),
        "ctr": ratio(figures.clicks, figures.impressions),
        "roas": ratio(figures.value, figures.spend),
        "cpa": ratio(amount(figures.spend), figures.conversions),
    }
