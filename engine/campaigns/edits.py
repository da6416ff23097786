"""Changing a campaign that is in place: judged whole, written here, and brought to every platform by jobs.

Whoever changes something says which version they saw; of two at once the second is told, and overwrites nothing.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from db.kinds import CampaignStatus, Phase
from db.models import Campaign, Launch
from engine.campaigns import changes, phases
from engine.campaigns.fields import Faults, Fields, coin_micros
from engine.campaigns.markers import marked
from engine.campaigns.orders import LONGEST_DESCRIPTION, LONGEST_NAME
from engine.campaigns.preflight import TOO_LITTLE, least_micros
from engine.campaigns.words import plain
from engine.connectors import connector
from engine.core.errors import Conflict, Invalid
from engine.core.i18n import N_
from engine.core.money import major
from engine.core.work import Work

STATUSES = tuple(each for each in CampaignStatus if each is not CampaignStatus.DRAFT)
_KNOWN = {"name", "description", "total_budget", "status", "version", "start_date", "end_date"}
MOVED = N_(
    "Somebody changed this campaign in the meantime (version {version}). Load it again and repeat your change."
)
NOT_YET = N_("This campaign is still being made or taken back. Wait until that is over.")
NEVER_MADE = N_("This campaign was taken back, so nothing of it can be changed. Create it anew.")
ARCHIVED = N_("An archived campaign stays as it is. Create a new one.")
DATES = N_("Dates are changed in each ad manager; we cannot change them there yet. Nothing was changed.")
NOTHING = N_("Say what to change: name, description, total_budget or status.")


def change_campaign(
    unit: Work, campaign_id: UUID, body: Mapping[str, Any], version: int | None = None
) -> Campaign:
    """Change name, description, total budget or status. Conflict when `version` is no longer the campaign's."""
    campaign = unit.find(Campaign, campaign_id, lock=True)
    if version is not None and version != campaign.version:
        raise Conflict(MOVED, version=campaign.version)
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
    unit.audit("campaign_changed", campaign.id, before=before, after=wanted)
    return campaign


_COLUMNS = {
    "name": "name", "description": "description", "total_budget": "total_budget_micros", "status": "wanted_status",
}  # fmt: skip


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
    for name in ("start_date", "end_date"):
        column = getattr(campaign, name)
        if name in body and (found := fields.day(name)) and found != column:
            faults.note(name, DATES)
    asked: dict[str, Any] = {
        "name": fields.text("name", LONGEST_NAME, needed="name" in body),
        "description": fields.text("description", LONGEST_DESCRIPTION, lines=True) or "",
        "total_budget": fields.amount("total_budget", needed="total_budget" in body),
        "status": fields.word("status", STATUSES, needed="status" in body),
    }
    wanted = {name: value for name, value in asked.items() if name in body and value is not None}
    if "total_budget" in wanted:
        _check_shares(session, campaign, launches, wanted["total_budget"], faults)
    if not wanted and not faults:
        faults.note("name", NOTHING)
    if faults:
        raise Invalid(fields=faults)
    return wanted


def _check_shares(
    session: Session, campaign: Campaign, launches: Sequence[Launch], total: int, faults: Faults
) -> None:
    for row, share in zip(launches, shares(campaign, launches, total), strict=True):
        least = least_micros(session, row.platform, campaign.currency)
        if least and share < least:
            name = connector(row.platform).PLATFORM.name
            faults.note("total_budget", TOO_LITTLE, platform=name, least=major(least), currency=campaign.currency)


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
        if told:
            changes.want(unit, row, **told)
