"""Below a campaign: its ad sets and their ads. An ad set is the sum of its ads, so the levels always agree.

However many campaigns are asked for at once, it is five statements: campaigns, rates, figures, ad sets, ads.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.kinds import Level
from db.models import Ad, AdCampaign, AdMetric, AdSet
from db.session import tenant
from engine import campaigns
from engine.core import clock
from engine.core.cache import cached_read
from engine.core.errors import Missing
from engine.core.money import ratio
from engine.core.periods import Days
from engine.dashboard.figures import Figures, amount
from engine.orgs import org_facts
from engine.rates import Rates, load_rates


def campaign_children(org_id: UUID, ad_campaign_id: UUID, days: Days) -> dict[str, Any]:
    """`{"id", "name", "platform", "ad_sets": [{…, "ads": [{…}]}]}` over the range; Missing when it is not theirs.

    Each line: `id, external_id, name, status, spend, value, impressions, clicks, conversions, ctr, roas, cpa`,
    money in major units of the reporting currency, and `measured`: whether there are figures at all. Days without
    an exchange rate are left out, as on the dashboard.
    """
    facts = org_facts(org_id)
    found = _children(org_id, [str(ad_campaign_id)], days, facts["currency"], facts["per_conversion"])
    if not found:
        raise Missing
    return found[0]


def campaign_tree(org_id: UUID, campaign_id: UUID) -> dict[str, Any]:
    """A unified campaign's details, each of its `ad_campaigns` with `ad_sets` and their ads as above.

    The figures are those since it began, in the campaign's own currency; `roas` is None where the platform tells
    no value, as in the campaign's own figures.
    """
    found = campaigns.campaign_details(org_id, campaign_id)
    campaign, parts = found["campaign"], found["ad_campaigns"]
    until = clock.today() + timedelta(days=2)  # today is over nowhere: accounts are in zones of their own
    days = Days(min(date.fromisoformat(campaign["start_date"]), until), until)
    ids = sorted(part["id"] for part in parts)
    trees = _children(org_id, ids, days, campaign["currency"], None) if ids else []
    below = {tree["id"]: tree["ad_sets"] for tree in trees}
    return found | {"ad_campaigns": [part | {"ad_sets": below.get(part["id"], [])} for part in parts]}


@dataclass(slots=True)
class _Sums(Figures):
    """What was counted on how many days, and on how many of them a value was told."""

    days: int = 0
    valued: int = 0


@cached_read("metrics", "figures", "entities", worded=False)
def _children(
    session: Session, ids: Sequence[str], days: Days, reporting: str, per_conversion: int | None
) -> list[dict[str, Any]]:
    org_id = tenant(session)
    wanted = [UUID(one) for one in ids]
    found = session.scalars(select(AdCampaign).where(AdCampaign.org_id == org_id, AdCampaign.id.in_(wanted))).all()
    rates = load_rates(session, reporting, {campaign.currency for campaign in found}, days)
    figures = _figures(session, wanted, days, rates, per_conversion)
    sets = session.scalars(
        select(AdSet)
        .where(AdSet.org_id == org_id, AdSet.ad_campaign_id.in_(wanted), AdSet.deleted_at.is_(None))
        .order_by(AdSet.name, AdSet.id)
    )
    ads: dict[UUID, list[Ad]] = defaultdict(list)
    for ad in session.scalars(
        select(Ad)
        .where(Ad.org_id == org_id, Ad.ad_campaign_id.in_(wanted), Ad.deleted_at.is_(None))
        .order_by(Ad.name, Ad.id)
    ):
        ads[ad.ad_set_id].append(ad)
    lines: dict[UUID, list[dict[str, Any]]] = defaultdict(list)
    for one in sets:
        lines[one.ad_campaign_id].append(_ad_set(one, ads[one.id], figures))
    return [
        {
            "id": str(campaign.id),
            "name": campaign.name,
            "platform": campaign.platform,
            "ad_sets": sorted(lines[campaign.id], key=lambda line: -line["spend"]),
        }
        for campaign in found
    ]


def _figures(
    session: Session, ids: Sequence[UUID], days: Days, rates: Rates, per_conversion: int | None
) -> dict[UUID, _Sums]:
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
            Ad.ad_campaign_id.in_(ids),
        )
    )
    found: dict[UUID, _Sums] = {}
    for row in rows:
        if (factor := rates.factor(row.currency, row.date)) is None:
            continue
        told = row.value is not None or per_conversion is not None
        value = row.conversions * (per_conversion or 0) if row.value is None else row.value * factor
        spend = row.spend_micros * factor
        figures = _Sums(spend, value, row.impressions, row.clicks, row.conversions, days=1, valued=int(told))
        found.setdefault(row.entity_id, _Sums()).add(figures)
    return found


def _ad_set(ad_set: AdSet, ads: list[Ad], figures: dict[UUID, _Sums]) -> dict[str, Any]:
    total = _Sums()
    for ad in ads:
        total.add(figures.get(ad.id, _Sums()))
    lines = [_line(ad, figures.get(ad.id, _Sums())) for ad in ads]
    return _line(ad_set, total) | {"ads": sorted(lines, key=lambda line: -line["spend"])}


def _line(entity: AdSet | Ad, figures: _Sums) -> dict[str, Any]:
    return {
        "id": str(entity.id),
        "external_id": entity.external_id,
        "name": entity.name,
        "status": entity.status,
        "measured": figures.days > 0,
        "spend": amount(figures.spend),
        "value": amount(figures.value),
        "impressions": figures.impressions,
        "clicks": figures.clicks,
        "conversions": float(figures.conversions),
        "ctr": ratio(figures.clicks, figures.impressions),
        "roas": ratio(figures.value, figures.spend) if figures.valued else None,
        "cpa": ratio(amount(figures.spend), figures.conversions),
    }
