"""The ad accounts that a person has a role in."""

from typing import Any

from engine.connectors import faults
from engine.connectors.base import AccountRow
from engine.connectors.linkedin import restli
from engine.connectors.linkedin.calls import pages
from engine.connectors.linkedin.platform import PLATFORM, TIMEZONE

PAGE = 500
STATUSES = ("ACTIVE", "DRAFT", "CANCELED")


def fetch_accounts(token: str) -> list[AccountRow]:
    """Every account that the token can reach and that is not deleted."""
    items = pages(token, "adAccounts", {"q": "search", "search": restli.search(status=STATUSES)}, size=PAGE)
    return list(faults.read_each(PLATFORM, _account, items))


def _account(item: dict[str, Any]) -> AccountRow:
    return AccountRow(
        external_id=str(item["id"]),
        name=item.get("name", ""),
        currency=item["currency"],
        timezone=TIMEZONE,
        active=item.get("status") == "ACTIVE",
    )
