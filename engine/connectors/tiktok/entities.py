"""Campaigns, ad groups and ads as TikTok describes them; deleted ones only when asked for."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any

from db.kinds import Level
from engine.connectors import faults
from engine.connectors.base import Account, EntityRow
from engine.connectors.tiktok.calls import pages
from engine.connectors.tiktok.platform import LIFETIME, PLATFORM, amount_micros, objective, status

PAGE = 1000

WORDS = {Level.CAMPAIGN: "campaign", Level.AD_SET: "adgroup", Level.AD: "ad"}
_PARENTS = {Level.AD_SET: "campaign_id", Level.AD: "adgroup_id"}
_FIELDS = {
    Level.CAMPAIGN: ["objective_type", "budget", "budget_mode"],
    Level.AD_SET: [
        "campaign_id", "budget", "budget_mode", "bid_price", "conversion_bid_price",
        "schedule_type", "schedule_start_time", "schedule_end_time",
    ],
    Level.AD: ["adgroup_id"],
}  # fmt: skip
_BIDS = ("conversion_bid_price", "bid_price")


def fetch_entities(account: Account) -> Iterator[EntityRow]:
    """Every campaign, then every ad group, then every ad."""
    for level in WORDS:
        yield from fetch_level(account, level)


def fetch_level(
    account: Account, level: Level, *, ids: Sequence[str] = (), parent_id: str | None = None
) -> Iterator[EntityRow]:
    """One level of the advertiser, or of what is below a parent, or these."""
    word, chosen = WORDS[level], {}
    if ids:
        chosen = {f"{word}_ids": list(ids)}
    elif parent_id:
        chosen = {f"{_PARENTS[level]}s": [parent_id]}
    query = {
        "advertiser_id": account.external_id,
        "fields": [f"{word}_id", f"{word}_name", "operation_status", "secondary_status", *_FIELDS[level]],
        "filtering": {"primary_status": "STATUS_ALL", **chosen},
    }
    items = pages(account.token, f"{word}/get", query, account=account.external_id, size=PAGE)
    yield from faults.read_each(PLATFORM, partial(read_entity, level), items)


def read_entity(level: Level, item: dict[str, Any]) -> EntityRow:
    """One campaign, ad group or ad as TikTok writes it."""
    word, secondary = WORDS[level], item.get("secondary_status", "")
    budget, mode = amount_micros(item.get("budget")), item.get("budget_mode", "")
    bid = next((name for name in _BIDS if item.get(name)), None)
    scheduled = item.get("schedule_type") == "SCHEDULE_START_END"
    return EntityRow(
        level=level,
        external_id=item[f"{word}_id"],
        parent_id=item[_PARENTS[level]] if level in _PARENTS else None,
        name=item.get(f"{word}_name", ""),
        status=status(item["operation_status"], secondary),
        delivery=secondary,
        objective=objective(item.get("objective_type", "")) if level is Level.CAMPAIGN else None,
        daily_budget_micros=None if mode == LIFETIME else budget,
        lifetime_budget_micros=budget if mode == LIFETIME else None,
        bid_micros=amount_micros(item[bid]) if bid else None,
        starts_at=_moment(item.get("schedule_start_time")),
        # An open schedule carries an end, too: years away.
        ends_at=_moment(item.get("schedule_end_time")) if scheduled else None,
        extra={name: value for name, value in (("bid", bid), ("budget_mode", mode)) if value},
    )


def _moment(text: str | None) -> datetime | None:
    """An aware moment; TikTok writes UTC without saying so."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC) if text else None
