"""Having TikTok tell us of an ad account: its leads, and that its figures changed.

Reviews are subscribed ad by ad, so they are not; what happens on TikTok accounts is told to the address that was
entered once for the app.
"""

from contextlib import suppress
from typing import Any

from engine.connectors import faults, oauth
from engine.connectors.base import Account
from engine.connectors.content import Profile
from engine.connectors.subscriptions import Subscribed
from engine.connectors.tiktok.calls import get, url
from engine.connectors.tiktok.platform import PLATFORM
from engine.connectors.tiktok.signin import send
from engine.core.errors import Missing
from engine.core.i18n import N_

LEAD, FIGURES = "LEAD", "REPORT_DATA_CHANGE"
HOURLY = "60_MINUTE"
PAGE = 1000
OF_PROFILES = N_("TikTok tells of its accounts to the address that was entered once for the app.")


def subscribe(owner: Account | Profile, callback: str) -> Subscribed:
    """Have leads and changed figures told; a subscription that is there already stays the one."""
    if isinstance(owner, Profile):
        return Subscribed(reason=OF_PROFILES)
    keys = (_known(owner, each, callback) or _new(owner, each, callback) for each in (LEAD, FIGURES))
    return Subscribed((LEAD, FIGURES), tuple(keys))


def unsubscribe(owner: Account | Profile, kept: Subscribed) -> None:  # noqa: ARG001 - it is the app that asks
    """End what was subscribed."""
    for key in kept.keys:
        with suppress(Missing):
            send(url("subscription/unsubscribe"), _app() | {"subscription_id": key}, repeatable=True)


def _known(owner: Account, entity: str, callback: str) -> str:
    """The app's subscription of that account to that address, "" without one."""
    query = _app() | {"subscribe_entity": entity, "page": "1", "page_size": str(PAGE)}
    listed = faults.objects(PLATFORM, get(owner.token, "subscription/get", query).get("subscriptions"))
    mine = (
        each for each in listed if each.get("callback_url") == callback and _about(each) == {owner.external_id}
    )
    return next((str(each["subscription_id"]) for each in mine if each.get("subscription_id")), "")


def _new(owner: Account, entity: str, callback: str) -> str:
    about: dict[str, Any] = (
        {"advertiser_id": owner.external_id}
        if entity == LEAD
        else {"advertiser_ids": [owner.external_id], "notify_frequency": HOURLY}
    )
    body = _app() | {
        "subscribe_entity": entity, "callback_url": callback,
        "subscription_detail": about | {"access_token": owner.token},
    }  # fmt: skip
    made = send(url("subscription/subscribe"), body, repeatable=False).get("subscription_id")
    if not made:
        raise faults.unconfirmed(PLATFORM, f"subscribed to {entity}, but nobody says as what")
    return str(made)


def _about(subscription: dict[str, Any]) -> set[str]:
    """The ad accounts of a subscription."""
    detail = subscription.get("subscription_detail")
    detail = detail if isinstance(detail, dict) else {}
    return {str(each) for each in (*(detail.get("advertiser_ids") or ()), detail.get("advertiser_id")) if each}


def _app() -> dict[str, Any]:
    app_id, secret = oauth.credentials(PLATFORM)
    return {"app_id": app_id, "secret": secret}
