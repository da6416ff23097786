"""Creatives, and what they are made with: a medium, a page or a form to lead to, a profile to speak for."""

from collections.abc import Callable
from typing import Any

from sandbox.dialects.snapchat.access import SNAPCHAT
from sandbox.dialects.snapchat.errors import invalid
from sandbox.dialects.snapchat.lists import children
from sandbox.dialects.snapchat.media import READY, shelf
from sandbox.dialects.snapchat.objects import FROM_THE_BEGINNING, Object, creative, stamp
from sandbox.dialects.snapchat.updates import read_name
from sandbox.stage import Stage
from sandbox.world.identity import entity_id
from sandbox.world.leads import Form
from sandbox.world.model import Account, Ad

LONGEST = {"headline": 34, "brand_name": 32}
LONGEST_URL = 2048
ACTIONS = frozenset({"MORE", "SHOP_NOW", "SIGN_UP", "APPLY_NOW", "BOOK_NOW", "DOWNLOAD", "VIEW", "WATCH"})
NEEDED = frozenset({"ad_account_id", "name", "type", "headline", "brand_name", "top_snap_media_id"})
ALLOWED = frozenset({"shareable", "call_to_action", "profile_properties"})
# What each type leads to, and the type of the ads that show it.
LEADS_TO = {"SNAP_AD": "", "WEB_VIEW": "web_view_properties", "LEAD_GENERATION": "lead_generation_form_id"}
SHOWN_BY = {"SNAP_AD": "SNAP_AD", "WEB_VIEW": "REMOTE_WEBPAGE", "LEAD_GENERATION": "LEAD_GENERATION"}


def make(stage: Stage, account: Account, wanted: Object) -> Object:
    """One object of `POST /adaccounts/{id}/creatives`."""
    _check(wanted)
    if wanted["ad_account_id"] != account.id:
        raise invalid("ad_account_id is not the one of the path")
    medium = shelf(stage, "media").get(wanted["top_snap_media_id"])
    if medium is None or medium["ad_account_id"] != account.id or medium["media_status"] != READY:
        raise invalid("top_snap_media_id is not a media that is ready")
    _check_target(stage, account, wanted)
    now, creative_id = stamp(stage.clock.now()), stage.content.new_id(SNAPCHAT, "creative")
    made = {"id": creative_id, "created_at": now, "updated_at": now, **wanted, "review_status": "APPROVED"}
    shelf(stage, "creatives")[creative_id] = made
    return made


def listed(stage: Stage, account: Account) -> list[Object]:
    """All creatives of an account: those that were made, and those that came with its ads."""
    found = {key: each for key, each in shelf(stage, "creatives").items() if each["ad_account_id"] == account.id}
    ads = children(stage.world, account, "ads", with_deleted=True)
    born = {ad.creative_id: creative(stage.world, ad) for ad in ads if isinstance(ad, Ad)}
    return list((born | found).values())


def pixels(account: Account) -> list[Object]:
    """The account's one pixel."""
    moment = stamp(FROM_THE_BEGINNING)
    return [
        {
            "id": pixel_id(account), "created_at": moment, "updated_at": moment, "ad_account_id": account.id,
            "name": f"{account.name} – web", "status": "ACTIVE", "effective_status": "ACTIVE",
        }
    ]  # fmt: skip


def pixel_id(account: Account) -> str:
    """Its id."""
    return entity_id(SNAPCHAT, "pixel", account.id)


def lead_forms(stage: Stage, account: Account) -> list[Object]:
    """The account's lead forms."""
    return [_form(each) for each in stage.content.forms_of(account)]


def _form(form: Form) -> Object:
    moment = stamp(FROM_THE_BEGINNING)
    fields = [{"type": kind} for kind in ("FIRST_NAME", "LAST_NAME", "EMAIL", "PHONE_NUMBER")]
    return {
        "id": form.id, "created_at": moment, "updated_at": moment, "ad_account_id": form.account_id,
        "name": form.name, "status": "ACTIVE", "form_fields": fields,
    }  # fmt: skip


def _check(wanted: Object) -> None:
    kind = wanted.get("type")
    if kind not in LEADS_TO:
        raise invalid(f"type must be one of {', '.join(LEADS_TO)}")
    needed = NEEDED | ({LEADS_TO[kind]} if LEADS_TO[kind] else set())
    if lacking := needed - wanted.keys():
        raise invalid(f"{', '.join(sorted(lacking))} is required")
    if unknown := wanted.keys() - needed - ALLOWED:
        raise invalid(f"Unrecognized field {', '.join(sorted(unknown))}")
    read_name(wanted["name"])
    for name, longest in LONGEST.items():
        value = wanted[name]
        if not isinstance(value, str) or not value.strip() or len(value) > longest:
            raise invalid(f"{name} must have between 1 and {longest} characters")
    if wanted.get("call_to_action", "MORE") not in ACTIONS:
        raise invalid(f"call_to_action must be one of {', '.join(sorted(ACTIONS))}")


def _check_target(stage: Stage, account: Account, wanted: Object) -> None:
    """That what it leads to, and whom it speaks for, is there."""
    checks: dict[str, Callable[[Any], bool]] = {
        "web_view_properties": _is_page,
        "lead_generation_form_id": lambda told: told in {form.id for form in stage.content.forms_of(account)},
        "profile_properties": lambda told: (
            isinstance(told, dict) and (SNAPCHAT, str(told.get("profile_id"))) in stage.content.profiles
        ),
    }
    for name in checks.keys() & wanted.keys():
        if not checks[name](wanted[name]):
            raise invalid(f"{name} is invalid")


def _is_page(told: Any) -> bool:
    url = told.get("url") if isinstance(told, dict) else None
    return isinstance(url, str) and url.startswith(("http://", "https://")) and len(url) <= LONGEST_URL
