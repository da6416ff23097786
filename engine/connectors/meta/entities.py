"""Campaigns, ad sets and ads as Meta describes them; archived and deleted ones only when asked for by name."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import Any

from db.kinds import Level
from engine.connectors import faults
from engine.connectors.base import Account, EntityRow
from engine.connectors.meta.calls import get, pages
from engine.connectors.meta.platform import PLATFORM, budget_micros, objective, status
from engine.core.errors import Missing

PAGE = 200

EFFECTIVE_STATUSES = {
    Level.CAMPAIGN: ["ACTIVE", "PAUSED", "ARCHIVED", "DELETED", "IN_PROCESS", "WITH_ISSUES"],
    Level.AD_SET: [
        "ACTIVE", "PAUSED", "ARCHIVED", "DELETED", "IN_PROCESS", "WITH_ISSUES", "CAMPAIGN_PAUSED",
    ],
    Level.AD: [
        "ACTIVE", "PAUSED", "ARCHIVED", "DELETED", "IN_PROCESS", "WITH_ISSUES", "CAMPAIGN_PAUSED",
        "ADSET_PAUSED", "PENDING_REVIEW", "DISAPPROVED", "PREAPPROVED", "PENDING_BILLING_INFO",
    ],
}  # fmt: skip

_EDGES = {Level.CAMPAIGN: "campaigns", Level.AD_SET: "adsets", Level.AD: "ads"}
_SHARED = "id,name,status,effective_status"
_FIELDS = {
    Level.CAMPAIGN: f"{_SHARED},objective,bid_strategy,daily_budget,lifetime_budget,start_time,stop_time",
    Level.AD_SET: f"{_SHARED},campaign_id,optimization_goal,bid_amount,daily_budget,lifetime_budget,"
    "start_time,end_time",
    Level.AD: f"{_SHARED},adset_id",
}


def fetch_entities(account: Account) -> Iterator[EntityRow]:
    """Every campaign, then every ad set, then every ad."""
    for level in _EDGES:
        yield from fetch_level(account, level)


def fetch_level(
    account: Account, level: Level, *, ids: Sequence[str] = (), parent_id: str | None = None
) -> Iterator[EntityRow]:
    """One level of the account, or of what is below a parent; what has an id can be had by it alone."""
    if ids:
        items = _nodes(account, level, ids)
    else:
        query = {"fields": _FIELDS[level], "effective_status": EFFECTIVE_STATUSES[level]}
        path = f"{parent_id or f'act_{account.external_id}'}/{_EDGES[level]}"
        items = pages(account.token, path, query, account=account.external_id, limit=PAGE)
    yield from faults.read_each(PLATFORM, partial(read_entity, level, account.currency), items)


def _nodes(account: Account, level: Level, ids: Sequence[str]) -> Iterator[dict[str, Any]]:
    for each in ids:
        with suppress(Missing):
            yield get(account.token, each, {"fields": _FIELDS[level]}, account=account.external_id)


def read_entity(level: Level, currency: str, item: dict[str, Any]) -> EntityRow:
    """One campaign, ad set or ad as Meta writes it; `currency` says what a minor unit is."""
    return EntityRow(
        level=level,
        external_id=item["id"],
        parent_id=item.get("adset_id") if level is Level.AD else item.get("campaign_id"),
        name=item.get("name", ""),
        status=status(item["status"]),
        delivery=item.get("effective_status", ""),
        objective=objective(item.get("objective", "")) if level is Level.CAMPAIGN else None,
        daily_budget_micros=budget_micros(item.get("daily_budget"), currency),
        lifetime_budget_micros=budget_micros(item.get("lifetime_budget"), currency),
        bid_micros=budget_micros(item.get("bid_amount"), currency),
        starts_at=_moment(item.get("start_time")),
        ends_at=_moment(item.get("stop_time") or item.get("end_time")),
        extra={name: item[name] for name in ("bid_strategy", "optimization_goal") if name in item},
    )


def _moment(text: str | None) -> datetime | None:
    """An aware moment; the year 1969 or 1970 is how Meta says never."""
    moment = datetime.fromisoformat(text) if text else None
    return moment if moment and moment.year > 1970 else None
