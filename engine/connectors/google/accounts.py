"""The customers that a person reaches, directly or through manager accounts; managers hold no ads of their own."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from engine.connectors import faults
from engine.connectors.base import AccountRow
from engine.connectors.google.calls import get, rows
from engine.connectors.google.platform import PLATFORM
from engine.core.errors import Refused
from settings import settings

_CLIENTS = (
    "SELECT customer_client.id, customer_client.descriptive_name, customer_client.currency_code, "
    "customer_client.time_zone, customer_client.manager, customer_client.status FROM customer_client"
)


def fetch_accounts(token: str) -> list[AccountRow]:
    """Every customer that is no manager, once, with the way to it: its own id, or the manager's."""
    found: dict[str, AccountRow] = {}
    refusal: Refused | None = None
    for root in _roots(token):
        try:
            accounts = list(faults.read_each(PLATFORM, partial(_account, root), _clients(token, root)))
        except Refused as error:
            refusal = error  # a cancelled root must not hide the others
            continue
        for account in accounts:
            # Where several ways lead to an account, the direct one counts.
            if account.external_id not in found or account.external_id == root:
                found[account.external_id] = account
    if refusal and not found:
        raise refusal
    return list(found.values())


def _roots(token: str) -> list[str]:
    """The customers that the person can sign in to; only the configured manager, where there is one."""
    only = settings().client(PLATFORM.slug).login_customer_id.replace("-", "")
    if only:
        return [only]
    names = get(token, "customers:listAccessibleCustomers").get("resourceNames", [])
    return [name.removeprefix("customers/") for name in names]


def _clients(token: str, root: str) -> Iterator[dict[str, Any]]:
    """The root's clients without managers, itself included."""
    return (row for row in rows(token, root, root, _CLIENTS) if not row["customerClient"].get("manager"))


def _account(root: str, row: dict[str, Any]) -> AccountRow:
    client = row["customerClient"]
    return AccountRow(
        external_id=client["id"],
        name=client.get("descriptiveName", ""),
        currency=client["currencyCode"],
        timezone=client["timeZone"],
        active=client.get("status") == "ENABLED",
        login_id=root,
    )
