"""What a person wants of a campaign after it was made, brought to every platform and read back from there."""

from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import delete

from db.kinds import CampaignStatus, EntityStatus, Level, Phase, Severity, StepState
from db.models import Campaign, Launch, LaunchStep
from engine.alerts import raise_alert, resolve_alert
from engine.campaigns import looking, phases
from engine.campaigns.entities import mirror
from engine.connectors import connector, faults, flights
from engine.connectors.base import Account, Change, EntityRow
from engine.core import clock
from engine.core.errors import AppError
from engine.core.i18n import N_
from engine.core.work import Work, work

REFUSED = N_("{platform} did not take the change to {campaign}. It runs there as before; see the campaign.")
# What a campaign's status asks of a platform; `Limits.undo` comes closest to archiving.
_THERE = {
    CampaignStatus.ACTIVE: EntityStatus.ACTIVE, CampaignStatus.PAUSED: EntityStatus.PAUSED,
    CampaignStatus.COMPLETED: EntityStatus.PAUSED, CampaignStatus.ARCHIVED: EntityStatus.ARCHIVED,
}  # fmt: skip


def want(unit: Work, launch: Launch, **wanted: Any) -> None:
    """Have a platform brought to this; what is not named stays as it was wanted before."""
    launch.wanted = launch.wanted | wanted
    unit.session.execute(
        delete(LaunchStep).where(
            LaunchStep.org_id == unit.org_id, LaunchStep.launch_id == launch.id, LaunchStep.verb == "change"
        )
    )
    phases.enter(unit, [launch], Phase.CHANGING)


def push(account: Account, ids: dict[Level, str], wanted: dict[str, Any]) -> dict[Level, EntityRow]:
    """Change what is not as it is wanted, money first; the entities as they are afterwards."""
    seen = looking.read(account, ids)
    asked = list(_differences(account, seen, wanted))
    for change in asked:
        connector(account.platform).apply_change(account, change)
    if not asked:
        return seen
    seen = looking.read(account, ids)
    if left := list(_differences(account, seen, wanted)):
        raise faults.unconfirmed(connector(account.platform).PLATFORM, f"not as it was asked for: {left}")
    return seen


def seen(org_id: UUID, launch_id: UUID, step_id: UUID, rows: dict[Level, EntityRow]) -> None:
    """The platform is as it was wanted; keep how it describes that."""
    with work(org_id) as unit:
        campaign, launch = phases.locked(unit, launch_id)
        step = unit.session.get(LaunchStep, (org_id, step_id))
        if step is not None:  # none: something else was wanted meanwhile, so there is a further round
            step.state, step.settled_at = StepState.DONE, clock.now()
            launch.error = None
            resolve_alert(unit, f"change:{launch.id}")
        mirror(unit, launch, rows)
        phases.settle(unit, campaign)


def refused(unit: Work, campaign: Campaign, launch: Launch, error: AppError) -> None:
    """The platform does not take it: it stays as it is there, and the difference is shown."""
    launch.phase, launch.met, launch.error = Phase.DONE, True, error.kept()
    raise_alert(
        unit, "campaign_change_refused", f"change:{launch.id}", Severity.ERROR, REFUSED, campaign=campaign.name,
        platform=connector(launch.platform).PLATFORM.name, campaign_id=campaign.id,
    )  # fmt: skip
    phases.settle(unit, campaign)


def _differences(account: Account, seen: dict[Level, EntityRow], wanted: dict[str, Any]) -> list[Change]:
    """The changes that bring what is seen to what is wanted."""
    if Level.CAMPAIGN not in seen:
        raise faults.gone(connector(account.platform).PLATFORM, "the campaign is no longer listed")
    return [
        *_name(seen, wanted), *_money(account, seen, wanted), *_dates(account, seen, wanted),
        *_status(account, seen, wanted),
    ]  # fmt: skip


def _name(seen: dict[Level, EntityRow], wanted: dict[str, Any]) -> list[Change]:
    row = seen[Level.CAMPAIGN]
    if wanted.get("name") in {None, row.name}:
        return []
    return [Change(row.level, row.external_id, name=wanted["name"], extra=row.extra)]


def _money(account: Account, seen: dict[Level, EntityRow], wanted: dict[str, Any]) -> list[Change]:
    row = seen.get(connector(account.platform).LIMITS.money_at)
    budget = wanted.get("lifetime_budget_micros")
    if row is None or budget is None or row.lifetime_budget_micros == budget:
        return []
    return [Change(row.level, row.external_id, lifetime_budget_micros=budget, extra=row.extra)]


def _dates(account: Account, seen: dict[Level, EntityRow], wanted: dict[str, Any]) -> list[Change]:
    """First and last day wherever the platform keeps them; what gets longer from above, else from below.

    What has begun here and there has begun, be it on another day.
    """
    zone, found, longer = ZoneInfo(account.timezone), [], False
    today, first, last = clock.now().astimezone(zone).date(), _day(wanted, "starts_on"), _day(wanted, "ends_on")
    for level in connector(account.platform).LIMITS.dates_at:
        if (row := seen.get(level)) is None:
            continue
        begins, ends = flights.first_day(row.starts_at, zone), flights.last_day(row.ends_at, zone)
        moved = first if first and begins and first != begins and max(first, begins) > today else None
        other = last if last != ends else None
        if moved or other:
            found.append(Change(level, row.external_id, starts_on=moved, ends_on=other, extra=row.extra))
            longer = longer or bool(other and ends and other > ends)
    return found if longer else found[::-1]


def _day(wanted: dict[str, Any], name: str) -> date | None:
    return date.fromisoformat(wanted[name]) if wanted.get(name) else None


def _status(account: Account, seen: dict[Level, EntityRow], wanted: dict[str, Any]) -> list[Change]:
    """Everything below is switched on before the campaign is; switched off is the campaign alone."""
    limits = connector(account.platform).LIMITS
    if "status" not in wanted:
        return []
    status = _THERE[CampaignStatus(wanted["status"])]
    if status is EntityStatus.ARCHIVED:
        levels, status = [] if seen[Level.CAMPAIGN].status in looking.GONE else [Level.CAMPAIGN], limits.undo
    elif status is EntityStatus.PAUSED:
        levels = [Level.CAMPAIGN] if seen[Level.CAMPAIGN].status is EntityStatus.ACTIVE else []
    else:
        off = [level for level in (Level.AD, Level.AD_SET, Level.CAMPAIGN) if level in seen]
        levels = [level for level in off if seen[level].status is EntityStatus.PAUSED]
    return [Change(level, seen[level].external_id, status=status, extra=seen[level].extra) for level in levels]
