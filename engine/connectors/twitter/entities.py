"""Campaigns, line items and promoted Tweets as X describes them, deleted and drafted ones included.

A campaign has no objective and no dates of its own: its line items tell them.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from db.kinds import EntityStatus, Level, Objective
from engine.connectors import faults
from engine.connectors.base import Account, EntityRow
from engine.connectors.twitter.calls import pages
from engine.connectors.twitter.platform import CONVERSION_GOAL, PLATFORM, objective, status

_EVERYTHING = {"with_deleted": True, "with_draft": True}


def fetch_entities(account: Account) -> Iterator[EntityRow]:
    """Every campaign, then every line item, then every promoted Tweet."""
    items = line_items(account)
    yield from _campaigns(account, items)
    yield from items
    yield from fetch_level(account, Level.AD)


def fetch_level(
    account: Account, level: Level, *, ids: Sequence[str] = (), parent_id: str | None = None
) -> Iterator[EntityRow]:
    """One level of the account, or of what is below a parent, or these."""
    above = [parent_id] if parent_id else []
    if level is Level.CAMPAIGN:
        yield from _campaigns(account, line_items(account, campaign_ids=ids), campaign_ids=ids)
    elif level is Level.AD_SET:
        yield from line_items(account, line_item_ids=ids, campaign_ids=above)
    else:
        found = promoted_tweets(account, promoted_tweet_ids=ids, line_item_ids=above)
        yield from faults.read_each(PLATFORM, read_ad, found)


def line_items(account: Account, **chosen: Sequence[str]) -> list[EntityRow]:
    """Every line item with its objective, or the chosen ones."""
    found = list(_listed(account, "line_items", _EVERYTHING, chosen))
    tags = _tags(account) if any(item.get("goal") == CONVERSION_GOAL for item in found) else {}
    return list(faults.read_each(PLATFORM, partial(read_line_item, tags), found))


def promoted_tweets(account: Account, **chosen: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Every promoted Tweet as X writes it, or the chosen ones."""
    return _listed(account, "promoted_tweets", {"with_deleted": True}, chosen)


def _campaigns(account: Account, items: list[EntityRow], **chosen: Sequence[str]) -> Iterator[EntityRow]:
    below = defaultdict(list)
    for item in items:
        below[item.parent_id].append(item)
    found = _listed(account, "campaigns", _EVERYTHING, chosen)
    return faults.read_each(PLATFORM, partial(read_campaign, below), found)


def _listed(
    account: Account, kind: str, query: dict[str, Any], chosen: Mapping[str, Sequence[str]]
) -> Iterator[dict[str, Any]]:
    only = {name: ",".join(ids) for name, ids in chosen.items() if ids}
    path = f"accounts/{account.external_id}/{kind}"
    return pages(account.token, path, query | only, account=account.external_id)


def read_campaign(below: dict[str | None, list[EntityRow]], item: dict[str, Any]) -> EntityRow:
    """One campaign as X writes it; `below` are all line items by campaign."""
    items = below.get(item["id"], [])
    starts = [each.starts_at for each in items if each.starts_at]
    ends = [each.ends_at for each in items]
    ends_at = max(end for end in ends if end) if ends and all(ends) else None
    return EntityRow(
        level=Level.CAMPAIGN,
        external_id=item["id"],
        parent_id=None,
        name=item.get("name") or "",
        status=_status(item, ends_at),
        delivery=_delivery(item),
        objective=next((each.objective for each in items), None) or Objective.UNKNOWN,
        daily_budget_micros=_amount(item, "daily_budget_amount_local_micro"),
        lifetime_budget_micros=_amount(item, "total_budget_amount_local_micro"),
        starts_at=min(starts, default=None),
        ends_at=ends_at,
    )


def read_line_item(tags: dict[str, str], item: dict[str, Any]) -> EntityRow:
    """One line item as X writes it; `tags` are the types of the account's web event tags by their ids."""
    ends_at = _moment(item.get("end_time"))
    tag = tags.get(item.get("primary_web_event_tag") or "", "")
    return EntityRow(
        level=Level.AD_SET,
        external_id=item["id"],
        parent_id=item["campaign_id"],
        name=item.get("name") or item["id"],
        status=_status(item, ends_at),
        delivery=item.get("entity_status") or "",
        objective=objective(item.get("objective") or "", item.get("goal") or "", tag),
        daily_budget_micros=_amount(item, "daily_budget_amount_local_micro"),
        lifetime_budget_micros=_amount(item, "total_budget_amount_local_micro"),
        bid_micros=_amount(item, "bid_amount_local_micro"),
        starts_at=_moment(item.get("start_time")),
        ends_at=ends_at,
        extra={name: item[name] for name in ("goal", "bid_strategy") if item.get(name)},
    )


def read_ad(item: dict[str, Any]) -> EntityRow:
    """One promoted Tweet as X writes it; it has no name but its Tweet."""
    return EntityRow(
        level=Level.AD,
        external_id=item["id"],
        parent_id=item["line_item_id"],
        name=f"Tweet {item['tweet_id']}",
        status=_status(item, None),
        delivery=item.get("approval_status") or "",
        extra={"tweet_id": item["tweet_id"]},
    )


def _status(item: dict[str, Any], ends_at: datetime | None) -> EntityStatus:
    return status(item["entity_status"], deleted=bool(item.get("deleted")), ends_at=ends_at)


def _delivery(item: dict[str, Any]) -> str:
    reasons = item.get("reasons_not_servable") or []
    return ", ".join(map(str, reasons)) or str(item.get("effective_status") or "")


def _tags(account: Account) -> dict[str, str]:
    path = f"accounts/{account.external_id}/web_event_tags"
    found = pages(account.token, path, {"with_deleted": True}, account=account.external_id)
    return dict(faults.read_each(PLATFORM, lambda tag: (str(tag["id"]), str(tag.get("type", ""))), found))


def _amount(item: dict[str, Any], name: str) -> int | None:
    return int(item.get(name) or 0) or None


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
