"""The ad accounts of every organization that a person is a member of."""

from typing import Any

from engine.connectors import faults
from engine.connectors.base import AccountRow
from engine.connectors.snapchat.calls import items
from engine.connectors.snapchat.platform import PLATFORM
from engine.core.errors import Refused


def fetch_accounts(token: str) -> list[AccountRow]:
    """Every ad account once."""
    found: dict[str, AccountRow] = {}
    refusal: Refused | None = None
    for organization_id in organizations(token):
        accounts = items(token, f"organizations/{organization_id}/adaccounts", ("adaccounts", "adaccount"))
        try:
            rows = list(faults.read_each(PLATFORM, _account, accounts))
        except Refused as error:
            refusal = error  # an organization that lists nothing to a mere guest must not hide the others
            continue
        found |= {row.external_id: row for row in rows}
    if refusal and not found:
        raise refusal
    return list(found.values())


def organizations(token: str) -> list[str]:
    """The ids of a person's organizations."""
    listed = items(token, "me/organizations", ("organizations", "organization"))
    return list(faults.read_each(PLATFORM, lambda item: str(item["id"]), listed))


def _account(account: dict[str, Any]) -> AccountRow:
    return AccountRow(
        external_id=str(account["id"]),
        name=account.get("name", ""),
        currency=account["currency"],
        timezone=account["timezone"],
        active=account.get("status") == "ACTIVE",
    )
