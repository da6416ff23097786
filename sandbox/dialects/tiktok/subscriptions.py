"""`/subscription/…`: what the app is told of advertisers. App and secret sign it; the token says for whom."""

from typing import Any

from sandbox.dialects.tiktok.access import TIKTOK
from sandbox.dialects.tiktok.call import Call
from sandbox.dialects.tiktok.errors import REVOKED, ApiError, invalid, missing, no_permission, not_found
from sandbox.dialects.tiktok.lists import page
from sandbox.dialects.tiktok.tt_user import is_of_account
from sandbox.subscriptions import add, drop, is_sound, rows

# Entity → the field of the detail that says of what; reviews are subscribed one by one.
ENTITIES = {
    "LEAD": "advertiser_id", "AD_GROUP": "adgroup_id", "AD": "ad_id", "CREATIVE_FATIGUE": "advertiser_id",
    "REPORT_DATA_CHANGE": "advertiser_ids", "AD_ACCOUNT_SUSPENSION": "advertiser_ids",
}  # fmt: skip
FREQUENCIES = {"5_MINUTE", "15_MINUTE", "30_MINUTE", "60_MINUTE"}
Fields = dict[str, Any]


def subscribe(call: Call) -> Fields:
    """`POST /subscription/subscribe/`: each one more, even of the same thing."""
    _check_app(call)
    entity, detail = _entity(call), call.json("subscription_detail", dict)
    callback = call.text("callback_url")
    if not is_sound(callback):
        raise invalid("callback_url: Not a valid HTTPS URL.")
    if not detail:
        raise missing("subscription_detail")
    owners = _owners(call, entity, detail)
    number = call.stage.shelf["tiktok subscriptions"] = call.stage.shelf.get("tiktok subscriptions", 0) + 1
    key = str(7400000000000000000 + number)
    told = {name: value for name, value in detail.items() if name != "access_token"}
    for each in owners:
        row = {"key": f"{key}/{each}", "id": key, "topic": entity, "owner": each, "callback": callback}
        add(call.stage, TIKTOK, row | {"detail": told})
    return {"subscription_id": key}


def unsubscribe(call: Call) -> Fields:
    """`POST /subscription/unsubscribe/`: one of the app's ends."""
    _check_app(call)
    key = call.text("subscription_id")
    mine = [row["key"] for row in rows(call.stage, TIKTOK).values() if row["id"] == key]
    if not mine:
        raise not_found(f"subscription {key}")
    for each in mine:
        drop(call.stage, TIKTOK, each)
    return {}


def listed(call: Call) -> Fields:
    """`GET /subscription/get/`: all of the app's."""
    _check_app(call)
    wanted = call.params.get("subscribe_entity")
    found = {row["id"]: row for row in rows(call.stage, TIKTOK).values() if wanted in (None, row["topic"])}
    shown, info = page(call, [_shown(call, row) for row in found.values()])
    return {"subscriptions": list(shown), "page_info": info}


def _shown(call: Call, row: Fields) -> Fields:
    return {
        "app_id": call.stage.settings.client_id(TIKTOK), "subscription_id": row["id"],
        "subscribe_entity": row["topic"], "callback_url": row["callback"], "subscription_detail": row["detail"],
    }  # fmt: skip


def _entity(call: Call) -> str:
    entity = call.text("subscribe_entity")
    if entity not in ENTITIES:
        raise invalid("subscribe_entity: Not a valid choice.")
    return entity


def _owners(call: Call, entity: str, detail: Fields) -> list[str]:
    """Whom it is about; raises unless the token is an advertiser's, alive, and all that is wanted is said."""
    token = call.stage.grants.find(TIKTOK, str(detail.get("access_token", "")))
    if token is None or token.condition != "live" or is_of_account(token.scope):
        raise REVOKED
    if not detail.get(ENTITIES[entity]):
        raise missing(f"subscription_detail.{ENTITIES[entity]}")
    if detail.get("notify_frequency", "5_MINUTE") not in FREQUENCIES:
        raise invalid("subscription_detail.notify_frequency: Not a valid choice.")
    owners = [str(each) for each in detail.get("advertiser_ids") or [detail.get("advertiser_id")]]
    for each in owners:
        if call.world.account(TIKTOK, each) is None:
            raise no_permission(f"advertiser {each}")
    return owners


def _check_app(call: Call) -> None:
    settings = call.stage.settings
    if (call.text("app_id"), call.text("secret")) != (settings.client_id(TIKTOK), settings.client_secret(TIKTOK)):
        raise ApiError(40101, "App id or secret is incorrect.")
