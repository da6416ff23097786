"""What a launch made, as rows beside those that syncs bring: the same rows, written earlier."""

from typing import Any

from sqlalchemy import delete, select, update
from uuid_utils.compat import uuid7

from db.kinds import EntityStatus, Level
from db.models import Ad, AdCampaign, AdSet, Launch
from engine.connectors import connector
from engine.connectors.base import EntityRow
from engine.connectors.launches import Created
from engine.core import clock
from engine.core.work import Work

_TABLES: dict[Level, Any] = {Level.CAMPAIGN: AdCampaign, Level.AD_SET: AdSet, Level.AD: Ad}


def keep(  # noqa: PLR0917 - a step has these facts
    unit: Work, launch: Launch, verb: str, level: Level, ids: dict[Level, str], made: Created
) -> None:
    """Write what a step of a launch did into the rows of its entities."""
    if verb == "create":
        _MADE[level](unit, launch, ids, made)
    elif verb == "switch_on":
        _set_status(unit, launch, {level: ids[level]}, EntityStatus.ACTIVE)
    elif verb == "undo":
        _bury(unit, launch, ids)


def _campaign(unit: Work, launch: Launch, _ids: dict[Level, str], made: Created) -> None:
    """The row is there and gets its id. A sync that saw the campaign first has made a second one, which goes."""
    twin = delete(AdCampaign).where(
        AdCampaign.org_id == unit.org_id, AdCampaign.integration_id == launch.integration_id,
        AdCampaign.external_id == made.external_id, AdCampaign.id != launch.ad_campaign_id,
    )  # fmt: skip
    unit.session.execute(twin)
    row = unit.find(AdCampaign, launch.ad_campaign_id, lock=True)
    row.external_id, row.status, row.extra = made.external_id, EntityStatus.PAUSED, made.extra


def _ad_set(unit: Work, launch: Launch, _ids: dict[Level, str], made: Created) -> None:
    row = _known(unit, launch, Level.AD_SET, made) or AdSet(ad_campaign_id=launch.ad_campaign_id)
    _fill(unit, row, launch, made)
    if connector(launch.platform).LIMITS.money_at is Level.AD_SET:
        row.lifetime_budget_micros = launch.plan["lifetime_budget_micros"]
        unit.find(AdCampaign, launch.ad_campaign_id).lifetime_budget_micros = None
    unit.add(row)


def _ad(unit: Work, launch: Launch, ids: dict[Level, str], made: Created) -> None:
    above = unit.session.scalars(
        select(AdSet.id).where(
            AdSet.org_id == unit.org_id, AdSet.integration_id == launch.integration_id,
            AdSet.external_id == ids[Level.AD_SET],
        )
    ).first()  # fmt: skip
    if above is None:  # a sync has buried it meanwhile, and brings both back
        return
    row = _known(unit, launch, Level.AD, made) or Ad(ad_campaign_id=launch.ad_campaign_id, ad_set_id=above)
    _fill(unit, row, launch, made)
    unit.add(row)


_MADE = {Level.CAMPAIGN: _campaign, Level.AD_SET: _ad_set, Level.AD: _ad}


def _known(unit: Work, launch: Launch, level: Level, made: Created) -> Any:
    table = _TABLES[level]
    return unit.session.scalars(
        select(table)
        .where(
            table.org_id == unit.org_id, table.integration_id == launch.integration_id,
            table.external_id == made.external_id,
        )
        .with_for_update()
    ).one_or_none()  # fmt: skip


def _fill(unit: Work, row: Any, launch: Launch, made: Created) -> None:
    row.id = row.id or uuid7()
    row.org_id, row.integration_id, row.external_id = unit.org_id, launch.integration_id, made.external_id
    row.name, row.status, row.extra, row.deleted_at = launch.plan["name"], EntityStatus.PAUSED, made.extra, None


def _set_status(unit: Work, launch: Launch, ids: dict[Level, str], status: EntityStatus, **more: Any) -> None:
    for level, external_id in ids.items():
        table = _TABLES[level]
        unit.session.execute(
            update(table)
            .where(
                table.org_id == unit.org_id, table.integration_id == launch.integration_id,
                table.external_id == external_id,
            )
            .values(status=status, **more)
        )  # fmt: skip


def _bury(unit: Work, launch: Launch, ids: dict[Level, str]) -> None:
    """It is gone there, or never was."""
    status = connector(launch.platform).LIMITS.undo
    gone = clock.now() if status is EntityStatus.REMOVED else None
    _set_status(unit, launch, ids, status, deleted_at=gone)
    row: AdCampaign = unit.find(AdCampaign, launch.ad_campaign_id)
    unit.session.refresh(row)
    if row.external_id is None:
        row.status, row.deleted_at = EntityStatus.REMOVED, clock.now()


def mirror(unit: Work, launch: Launch, rows: dict[Level, EntityRow]) -> None:
    """Write entities as their platform describes them now."""
    for level, row in rows.items():
        table, shown = _TABLES[level], _described(row)
        unit.session.execute(
            update(table)
            .where(
                table.org_id == unit.org_id, table.integration_id == launch.integration_id,
                table.external_id == row.external_id,
            )
            .values({name: value for name, value in shown.items() if hasattr(table, name)})
        )  # fmt: skip


def _described(row: EntityRow) -> dict[str, Any]:
    names = (
        "name", "status", "delivery", "extra", "daily_budget_micros", "lifetime_budget_micros",
        "starts_at", "ends_at",
    )  # fmt: skip
    return {name: getattr(row, name) for name in names}
