"""A platform's own word that a budget is used up: an alert where our guard does not see to it, until it is over.

It is over when the account's next day begins (a daily budget comes back, and whoever is still stuck is told of
again), when the budget was raised, or when what it let run does not run any more.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Select, select

from db.kinds import AlertStatus, EntityStatus, Severity
from db.models import Ad, AdAccount, AdCampaign, AdSet, Alert, Integration
from engine.alerts import raise_alert, resolve_alert
from engine.budgets.crossings import record_used_up
from engine.connectors import connector
from engine.core import clock
from engine.core.i18n import N_
from engine.core.work import Work

KIND = "budget_used_up"
Entity = AdCampaign | AdSet | Ad


def told_used_up(unit: Work, integration_id: UUID, external_id: str, rows: Sequence[Entity]) -> None:
    """A platform tells it of a campaign, ad set or ad that has that id there, `rows` if we know it."""
    known = next(iter(rows), None)
    if isinstance(known, AdCampaign) and record_used_up(unit, known.id):
        return
    account = unit.find(Integration, integration_id)
    campaign_id = known.id if isinstance(known, AdCampaign) else known.ad_campaign_id if known else None
    raise_alert(
        unit,
        KIND,
        f"budget-used-up:{integration_id}:{external_id}",
        Severity.CRITICAL,
        N_("{platform} says that the budget of {name} in {account} is used up. Raise it to let it run on."),
        integration_id=integration_id,
        ad_campaign_id=campaign_id,
        name=known.name if known else external_id,
        account=account.name,
        platform=connector(account.platform).PLATFORM.name,
        external_id=external_id,
        budget_micros=_budget(known),
        told_at=clock.now().isoformat(),
    )


def settle_told(unit: Work) -> None:
    """Close the alerts whose cause is gone."""
    waiting = unit.session.execute(
        select(Alert, AdAccount.timezone)
        .join(AdAccount, (AdAccount.org_id == Alert.org_id) & (AdAccount.integration_id == Alert.integration_id))
        .where(Alert.org_id == unit.org_id, Alert.kind == KIND, Alert.status != AlertStatus.RESOLVED)
    ).all()
    for alert, zone in waiting:
        if _is_over(unit, alert, zone):
            resolve_alert(unit, alert.dedupe_key)


def _is_over(unit: Work, alert: Alert, zone: str) -> bool:
    told_at = alert.facts.get("told_at")
    told = datetime.fromisoformat(told_at) if told_at else alert.created_at
    if told.astimezone(ZoneInfo(zone)).date() < clock.today(zone):
        return True
    row = _entity(unit, alert)
    if row is None:
        return False
    if row.status != EntityStatus.ACTIVE or row.deleted_at is not None:
        return True
    before, now = alert.facts.get("budget_micros"), _budget(row)
    return before is not None and now is not None and now > before


def _entity(unit: Work, alert: Alert) -> Entity | None:
    """What the alert is about, as a sync has it by now."""
    models: tuple[type[Entity], ...] = (AdCampaign, AdSet, Ad)
    for model in models:
        asked: Select[Any] = select(model).where(
            model.org_id == unit.org_id,
            model.integration_id == alert.integration_id,
            model.external_id == alert.facts.get("external_id"),
        )
        found: Entity | None = unit.session.scalars(asked).first()
        if found:
            return found
    return None


def _budget(row: Entity | None) -> int | None:
    return None if row is None or isinstance(row, Ad) else row.lifetime_budget_micros or row.daily_budget_micros
