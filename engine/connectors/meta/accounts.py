"""The ad accounts that a person's token reaches."""

from typing import Any

from engine.connectors import faults
from engine.connectors.base import AccountRow
from engine.connectors.meta.calls import pages
from engine.connectors.meta.platform import PLATFORM

_FIELDS = "account_id,name,currency,timezone_name,account_status"
_DELIVERS = frozenset({1, 9})  # active, in grace period


def fetch_accounts(token: str) -> list[AccountRow]:
    """Every ad account, those that cannot deliver marked inactive."""
    items = pages(token, "me/adaccounts", {"fields": _FIELDS}, limit=200)
    return list(faults.read_each(PLATFORM, _account, items))


def _account(item: dict[str, Any]) -> AccountRow:
    return AccountRow(
        external_id=item["account_id"],
        name=item.get("name", ""),
        currency=item["currency"],
        timezone=item["timezone_name"],
        active=int(item["account_status"]) in _DELIVERS,
    )
