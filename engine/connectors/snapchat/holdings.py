"""What an ad account holds that an ad needs and a launch does not name: its pixel, its lead form, its brand."""

from collections.abc import Iterator
from typing import Any

from engine.connectors import faults
from engine.connectors.base import Account
from engine.connectors.snapchat.calls import get, items, unwrapped
from engine.connectors.snapchat.platform import PLATFORM


def pixel(account: Account) -> str:
    """The pixel that measures sales: an account has one. Refused naming the objective when it has none."""
    found = next(_held(account, "pixels", "pixel"), None)
    if found is None:
        raise faults.unfit(PLATFORM, "objective", "the ad account has no pixel to measure sales with")
    return str(found["id"])


def lead_form(account: Account) -> str:
    """The newest lead form. Refused naming the objective when there is none."""
    forms = list(_held(account, "lead_generation_forms", "lead_generation_form"))
    if not forms:
        raise faults.unfit(PLATFORM, "objective", "the ad account has no lead form")
    return str(max(forms, key=lambda form: str(form.get("created_at", "")))["id"])


def brand(account: Account) -> str:
    """Who advertises, as the ad account says."""
    answer = get(account.token, f"adaccounts/{account.external_id}", account=account.external_id)
    entries = faults.objects(PLATFORM, answer.get("adaccounts"))
    found = unwrapped(entries[0] if entries else {}, "adaccount")
    return str(found.get("advertiser") or found.get("name") or "")


def _held(account: Account, plural: str, singular: str) -> Iterator[dict[str, Any]]:
    path = f"adaccounts/{account.external_id}/{plural}"
    listed = items(account.token, path, (plural, singular), account=account.external_id)
    return faults.read_each(PLATFORM, lambda item: {**item, "id": str(item["id"])}, listed)
