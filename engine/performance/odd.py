"""Alerts of days outside of their range: one per campaign, figure and day, ever; over when restated away.

What was before the account was connected is shown, but it is no news.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row

from db.kinds import Judged, Severity
from db.models import AdCampaign, ExpectedRange
from engine.alerts import raise_alert, resolve_alert
from engine.connectors import connector
from engine.core import clock
from engine.core.i18n import N_
from engine.core.work import Work

SENTENCES = {
    Judged.SPEND: N_("{name} on {platform} spent {actual} on {date}, {low} to {high} was expected. Look at it."),
    Judged.IMPRESSIONS: N_(
        "{name} on {platform} was shown {actual} times on {date}, {low} to {high} was expected. Look at it."
    ),
    Judged.CLICKS: N_(
        "{name} on {platform} was clicked {actual} times on {date}, {low} to {high} was expected. Look at it."
    ),
    Judged.CTR: N_(
        "The click-through rate of {name} on {platform} was {actual} on {date}, {low} to {high} was expected. "
        "Look at its ads and who clicks."
    ),
    Judged.CPM: N_(
        "A thousand impressions of {name} on {platform} cost {actual} on {date}, {low} to {high} was expected. "
        "Look at its bids and audiences."
    ),
    Judged.CONVERSIONS: N_(
        "{name} on {platform} brought {actual} conversions on {date}, {low} to {high} was expected. "
        "Check that they are still counted."
    ),
}
MONEY = (Judged.SPEND, Judged.CPM)


def alert(unit: Work, verdicts: Sequence[Row[Any]], since: date) -> None:
    """Raise what is newly odd from that day on, resolve what no longer is."""
    for row in verdicts:
        key = f"anomaly:{row.ad_campaign_id}:{row.metric}:{row.date}"
        if not row.is_anomaly:
            if row.alerted_at:
                resolve_alert(unit, key)
            continue
        if row.alerted_at is None and row.date >= since:
            _raise(unit, key, row)


def _raise(unit: Work, key: str, row: Row[Any]) -> None:
    campaign, metric = unit.find(AdCampaign, row.ad_campaign_id), Judged(row.metric)
    currency = campaign.currency if metric in MONEY else ""
    raise_alert(
        unit,
        "anomaly",
        key,
        Severity.WARNING,
        SENTENCES[metric],
        integration_id=campaign.integration_id,
        ad_campaign_id=campaign.id,
        name=campaign.name,
        platform=connector(campaign.platform).PLATFORM.name,
        date=f"{row.date}",
        low=written(row.low, metric, currency),
        high=written(row.high, metric, currency),
        actual=written(row.actual, metric, currency),
    )
    kept = unit.session.get_one(ExpectedRange, (unit.org_id, row.ad_campaign_id, row.metric, row.date))
    kept.alerted_at = clock.now()


def written(value: float, metric: Judged, currency: str = "") -> str:
    """A figure as it stands in a sentence of any language."""
    if metric is Judged.CTR:
        return f"{value:.2%}"
    digits = 2 if metric in MONEY and value < 1000 else 0
    return f"{value:,.{digits}f} {currency}".strip()
