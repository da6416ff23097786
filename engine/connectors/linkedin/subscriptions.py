"""Having LinkedIn tell us of leads: one subscription an ad account, for every form of it.

Comments on pages are another family, subscribed with the numbers of app and person that no sign-in tells.
"""

from contextlib import suppress
from typing import Any

from engine.connectors import faults
from engine.connectors.base import Account
from engine.connectors.content import Profile
from engine.connectors.linkedin import restli
from engine.connectors.linkedin.calls import create, find, remove
from engine.connectors.linkedin.platform import PLATFORM
from engine.connectors.subscriptions import Subscribed
from engine.core.errors import Missing
from engine.core.i18n import N_

LEADS = "LEAD_ACTION"
SPONSORED = "SPONSORED"
OF_PAGES = N_(
    "LinkedIn tells of comments to the address that the app's owner subscribes in LinkedIn's developer portal."
)


def subscribe(owner: Account | Profile, callback: str) -> Subscribed:
    """Have the leads of an ad account told; a subscription that is there already stays the one."""
    if isinstance(owner, Profile):
        return Subscribed(reason=OF_PAGES)
    urn = restli.urn("sponsoredAccount", owner.external_id)
    query = {
        "q": "criteria", "owner": f"(value:(sponsoredAccount:{restli.text(urn)}))",
        "leadType": f"(leadType:{SPONSORED})",
    }  # fmt: skip
    known = _found(find(owner.token, "leadNotifications", query), callback)
    body = {"webhook": callback, "owner": {"sponsoredAccount": urn}, "leadType": SPONSORED}
    return Subscribed((LEADS,), (known or create(owner.token, "leadNotifications", body),))


def unsubscribe(owner: Account | Profile, kept: Subscribed) -> None:
    """Delete what was subscribed."""
    for key in kept.keys:
        with suppress(Missing):
            remove(owner.token, f"leadNotifications/{restli.text(key)}")


def _found(answer: dict[str, Any], callback: str) -> str:
    """The subscription to that address, "" without one. Not confirmed: under which name the list comes."""
    rows = faults.objects(PLATFORM, answer.get("elements", answer.get("results")))
    return next((str(row["id"]) for row in rows if row.get("webhook") == callback and "id" in row), "")
