"""Changing a campaign that is in place: judged whole, written here, and brought to every platform by jobs.

Whoever changes something says which version they saw; of two at once the second is told, and overwrites nothing.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from db.kinds import CampaignStatus, Phase
from db.models import Campaign, Launch, Org
from db.session import tenant
from engine.campaigns import changes, phases
from engine.campaigns.fields import Faults, Fields, coin_micros
from engine.campaigns.markers import marked
from engine.campaigns.minimums import Least
from engine.campaigns.orders import LONGEST_DESCRIPTION, LONGEST_NAME
from engine.campaigns.preflight import END, PAST
from engine.campaigns.words import plain
from engine.connectors import connector
from engine.core import clock
from engine.core.errors import Conflict, Invalid
from engine.core.i18n import N_
from engine.core.work import Work

_DAYS = {"start_date": "starts_on", "end_date": "ends_on"}
STATUSES = tuple(each for each in CampaignStatus if each is not CampaignStatus.DRAFT)
_KNOWN = {"name", "description", "total_budget", "status", "version", "start_date", "end_date"}
MOVED = N_(
    "Somebody changed this campaign in the meantime (version {version}). Load it again and repeat your change."
)
NOT_YET = N_("This campaign is still being made or taken back. Wait until that is over.")
NEVER_MADE = N_("This campaign was taken back, so nothing of it can be changed. Try it again first.")
ARCHIVED = N_("An archived campaign stays as it is. Create a new one.")
BEGUN = N_("The campaign has begun, so its first day stays as it is.")
NOTHING = N_("Say what to change: name, description, total_budget, start_date, end_date or status.")


def change_campaign(
    unit: Work, campaign_id: UUID, body: Mapping[str, Any], version: int | None = None
) -> Campaign:
    """Change name, description, total budget, dates or status. Conflict when `version` is not the campaign's."""
    campaign = unit.find(Campaign, campaign_id, lock=True)
    check_version(campaign, version)
    launches = phases.launches_of(unit, campaign)
    _check_rests(campaign, launches)
    wanted = _read(unit.session, campaign, launches, body)
    before = {name: getattr(campaign, _COLUMNS[name]) for name in wanted}
    split = shares(campaign, launches, wanted["total_budget"]) if "total_budget" in wanted else []
    for name, value in wanted.items():
        setattr(campaign, _COLUMNS[name], value)
    campaign.search = plain(f"{campaign.name} {campaign.description}")
    campaign.version += 1
    _bring(unit, launches, wanted, split)
    if not launches:
        campaign.status = campaign.wanted_status
    unit.audit("campaign_changed", campaign.id, before=_plain(before), after=_plain(wanted))
    return campaign


_COLUMNS = {
    "name": "name", "description": "description", "total_budget": "total_budget_micros", "status": "wanted_status",
    "start_date": "start_date", "end_date": "end_date",
}  # fmt: skip


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}


def check_version(campaign: Campaign, version: int | None) -> None:
    """Conflict when somebody has changed the campaign since the caller saw it."""
    if version is not None and version != campaign.version:
        raise Conflict(MOVED, version=campaign.version)


def _check_rests(campaign: Campaign, launches: Sequence[Launch]) -> None:
    if campaign.phase == Phase.UNDONE:
        raise Conflict(NEVER_MADE)
    if campaign.phase != Phase.DONE or any(row.phase not in {Phase.DONE, Phase.CHANGING} for row in launches):
        raise Conflict(NOT_YET)
    if campaign.status == CampaignStatus.ARCHIVED:
        raise Conflict(ARCHIVED)


def _read(
    session: Session, campaign: Campaign, launches: Sequence[Launch], body: Mapping[str, Any]
) -> dict[str, Any]:
    """What is to be otherwise; Invalid names every field that cannot be."""
    faults = Faults()
    fields = Fields(body, faults)
    fields.known(_KNOWN)
    asked: dict[str, Any] = {
        "name": fields.text("name", LONGEST_NAME, needed="name" in body),
        "description": fields.text("description", LONGEST_DESCRIPTION, lines=True) or "",
        "total_budget": fields.amount("total_budget", needed="total_budget" in body),
        "start_date": fields.day("start_date", needed="start_date" in body),
        "end_date": fields.day("end_date", needed="end_date" in body),
        "status": fields.word("status", STATUSES, needed="status" in body),
    }
    wanted = {name: value for name, value in asked.items() if name in body and value is not None}
    _check_dates(session, campaign, wanted, faults)
    _check_shares(session, campaign, launches, wanted, faults)
    if not wanted and not faults:
        faults.note("name", NOTHING)
    if faults:
        raise Invalid(fields=faults)
    return wanted


def _check_dates(session: Session, campaign: Campaign, wanted: Mapping[str, Any], faults: Faults) -> None:
    """What stays as it is may be past; what has begun keeps its first day."""
    today = clock.today(session.get_one(Org, tenant(session)).timezone)
    before = {"start_date": campaign.start_date, "end_date": campaign.end_date}
    moved = {name: wanted[name] for name in before if wanted.get(name, before[name]) != before[name]}
    for name, day in moved.items():
        if name == "start_date" and campaign.start_date <= today:
            faults.note(name, BEGUN)
        elif day < today:
            faults.note(name, PAST)
    dates = before | moved
    if moved and dates["end_date"] <= dates["start_date"]:
        faults.note("end_date" if "end_date" in moved else "start_date", END)


def _check_shares(  # what a platform takes at least depends on budget and dates
    session: Session, campaign: Campaign, launches: Sequence[Launch], wanted: Mapping[str, Any], faults: Faults
) -> None:
    """Each platform's least for the budget and the dates as they would be."""
    told = [name for name in ("total_budget", "end_date", "start_date") if name in wanted]
    if not told or not launches:
        return
    first, last = wanted.get("start_date", campaign.start_date), wanted.get("end_date", campaign.end_date)
    total, least = wanted.get("total_budget"), Least(session, {campaign.currency})
    split = shares(campaign, launches, total) if total is not None else [_budget(row) for row in launches]
    for row, share in zip(launches, split, strict=True):
        if said := least.against(row.platform, campaign.currency, share, max((last - first).days + 1, 1)):
            faults.note(told[0], said[0], **said[1])


def shares(campaign: Campaign, launches: Sequence[Launch], total: int) -> list[int]:
    """What each platform gets of another total: as much of it as before, in whole coins, the rest to the largest.

    What was not given to any platform stays so in the same proportion, so budgets never add up to more.
    """
    coin, before = coin_micros(campaign.currency), [_budget(row) for row in launches]
    split = [total * part // campaign.total_budget_micros // coin * coin for part in before]
    rest = total * sum(before) // campaign.total_budget_micros // coin * coin - sum(split)
    if split:
        split[before.index(max(before))] += rest
    return split


def _budget(row: Launch) -> int:
    return int(row.wanted.get("lifetime_budget_micros") or row.plan["lifetime_budget_micros"])


def _bring(unit: Work, launches: Sequence[Launch], wanted: dict[str, Any], split: Sequence[int]) -> None:
    """Tell every platform what is wanted of it now."""
    for place, row in enumerate(launches):
        told: dict[str, Any] = {"lifetime_budget_micros": split[place]} if split else {}
        if "name" in wanted:
            told["name"] = marked(wanted["name"], row.marker, connector(row.platform).LIMITS)
        if "status" in wanted:
            told["status"] = wanted["status"]
        told |= {day: wanted[name].isoformat() for name, day in _DAYS.items() if name in wanted}
        if told:
            changes.want(unit, row, **told)
