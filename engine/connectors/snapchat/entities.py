"""Campaigns, ad squads and ads; deleted ones only when asked for."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import Any

from db.kinds import Level, Objective
from engine.connectors import faults
from engine.connectors.base import Account, EntityRow
from engine.connectors.snapchat.calls import get, items, unwrapped
from engine.connectors.snapchat.platform import PLATFORM, objective, status
from engine.core.errors import Missing

WRAPPERS = {
    Level.CAMPAIGN: ("campaigns", "campaign"),
    Level.AD_SET: ("adsquads", "adsquad"),
    Level.AD: ("ads", "ad"),
}
PARENTS = {Level.AD_SET: "campaign_id", Level.AD: "ad_squad_id"}
_ABOVE = {Level.AD_SET: Level.CAMPAIGN, Level.AD: Level.AD_SET}

_EVERYTHING = {"read_deleted_entities": "true"}
_KEPT = ("optimization_goal", "bid_strategy", "review_status")


def fetch_entities(account: Account) -> Iterator[EntityRow]:
    """Every campaign, then every ad squad, then every ad."""
    for level in WRAPPERS:
        yield from fetch_level(account, level)


def fetch_level(
    account: Account, level: Level, *, ids: Sequence[str] = (), parent_id: str | None = None
) -> Iterator[EntityRow]:
    """One level of the account, or of what is below a parent; what has an id can be had by it alone."""
    found = _nodes(account, level, ids) if ids else list_items(account, level, parent_id)
    yield from faults.read_each(PLATFORM, partial(read_entity, level), found)


def list_items(account: Account, level: Level, parent_id: str | None = None) -> Iterator[dict[str, Any]]:
    """All of an account's campaigns, ad squads or ads as Snapchat writes them, or of a parent's."""
    parent = f"adaccounts/{account.external_id}"
    if parent_id:
        parent = f"{WRAPPERS[_ABOVE[level]][0]}/{parent_id}"
    path = f"{parent}/{WRAPPERS[level][0]}"
    return items(account.token, path, WRAPPERS[level], _EVERYTHING, account=account.external_id)


def _nodes(account: Account, level: Level, ids: Sequence[str]) -> Iterator[dict[str, Any]]:
    plural, singular = WRAPPERS[level]
    for each in ids:
        with suppress(Missing):
            page = get(account.token, f"{plural}/{each}", _EVERYTHING, account=account.external_id)
            yield from (unwrapped(entry, singular) for entry in faults.objects(PLATFORM, page.get(plural)))


def read_entity(level: Level, item: dict[str, Any]) -> EntityRow:
    """One campaign, ad squad or ad as Snapchat writes it; money is in micros already."""
    ends_at = _moment(item.get("end_time"))
    return EntityRow(
        level=level,
        external_id=item["id"],
        parent_id=item[PARENTS[level]] if level in PARENTS else None,
        name=item.get("name", ""),
        # That deleted things carry this mark is not confirmed by the documents.
        status=status(item["status"], ends_at=ends_at, deleted=item.get("deleted") is True),
        delivery=", ".join(item.get("delivery_status", ())),
        objective=read_objective(item) if level is Level.CAMPAIGN else None,
        daily_budget_micros=_amount(item, "daily_budget_micro"),
        lifetime_budget_micros=_amount(item, "lifetime_spend_cap_micro") or _amount(item, "lifetime_budget_micro"),
        bid_micros=_amount(item, "bid_micro"),
        starts_at=_moment(item.get("start_time")),
        ends_at=ends_at,
        extra={name: item[name] for name in _KEPT if name in item},
    )


def read_objective(campaign: dict[str, Any]) -> Objective:
    """What a campaign is for."""
    today = campaign.get("objective_v2_properties") or {}
    return objective(today.get("objective_v2_type", ""), campaign.get("objective", ""))


def _amount(item: dict[str, Any], name: str) -> int | None:
    return int(item.get(name) or 0) or None


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
