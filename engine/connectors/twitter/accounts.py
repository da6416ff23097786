"""The ad accounts that a person's token reaches; their currency stands on what pays for them."""

from functools import partial
from typing import Any

from engine.connectors import faults
from engine.connectors.base import AccountRow
from engine.connectors.twitter.calls import pages, person
from engine.connectors.twitter.platform import PLATFORM

NO_CURRENCY = "USD"  # an account that nothing pays for has no figures either


def fetch_accounts(token: str) -> list[AccountRow]:
    """Every ad account; X allows five of these calls in a quarter of an hour, so they have a gate of their own."""
    items = pages(token, "accounts", {}, account=f"{person(token)} accounts")
    return list(faults.read_each(PLATFORM, partial(_account, token), list(items)))


def _account(token: str, item: dict[str, Any]) -> AccountRow:
    return AccountRow(
        external_id=item["id"],
        name=item.get("name") or "",
        currency=_currency(token, item["id"]),
        timezone=item["timezone"],
        active=item.get("approval_status") == "ACCEPTED" and not item.get("deleted"),
    )


def _currency(token: str, account_id: str) -> str:
    path = f"accounts/{account_id}/funding_instruments"
    instruments = list(pages(token, path, {"with_deleted": True}, account=person(token)))
    usable = [each for each in instruments if each.get("able_to_fund")]
    return next((str(each["currency"]) for each in usable + instruments), NO_CURRENCY)
