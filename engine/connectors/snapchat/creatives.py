"""What an ad shows: one image or film, uploaded, with a headline, leading to a page or to a lead form.

A medium or a creative that no ad shows spends nothing, so making them is simply repeated when an answer was lost.
"""

from time import monotonic, sleep
from typing import Any

from db.kinds import Objective
from engine.connectors import faults, media
from engine.connectors.base import Account
from engine.connectors.launches import Launch
from engine.connectors.posting import JPEG, MOV, MP4, PNG, FileRules
from engine.connectors.snapchat.calls import get, post, unwrapped, upload
from engine.connectors.snapchat.holdings import brand, lead_form
from engine.connectors.snapchat.platform import PLATFORM

LONGEST_HEADLINE, LONGEST_BRAND, LONGEST_URL = 34, 32, 2048
LARGEST = 32 * 1024 * 1024  # of an upload in one piece
TYPES = {JPEG: "IMAGE", PNG: "IMAGE", MP4: "VIDEO", MOV: "VIDEO"}
FILES = FileRules(frozenset({JPEG, PNG}), frozenset({MP4, MOV}), LARGEST, LARGEST)
READY_WITHIN_S = 120.0
PAUSE_S = 0.5


def ad_type(launch: Launch) -> str:
    """The type of an ad follows from what its creative leads to."""
    return "LEAD_GENERATION" if launch.objective is Objective.LEADS else "REMOTE_WEBPAGE"


def make_creative(account: Account, launch: Launch) -> str:
    """The id of a new creative, with its medium uploaded; Refused names the field. Snapchat shows no body text."""
    check(launch)
    medium = media.fetch(PLATFORM, launch.creative.media[0], LARGEST)
    if medium.type not in TYPES:
        raise faults.unfit(PLATFORM, "media", f"{medium.type} is neither JPEG, PNG nor a film")
    wanted = {
        "ad_account_id": account.external_id,
        "name": launch.name,
        "headline": launch.creative.headline,
        "brand_name": brand(account)[:LONGEST_BRAND],
        "shareable": True,
        "call_to_action": "MORE",
        "top_snap_media_id": _uploaded(account, launch.name, medium),
        **_target(account, launch),
        **({"profile_properties": {"profile_id": launch.profile_id}} if launch.profile_id else {}),
    }
    return _made(account, "creatives", "creative", wanted)


def check(launch: Launch) -> None:
    """Raise Refused for what Snapchat would not show, naming the field, before anything is asked."""
    creative = launch.creative
    if not creative.headline.strip() or len(creative.headline) > LONGEST_HEADLINE:
        raise faults.unfit(PLATFORM, "headline", f"between 1 and {LONGEST_HEADLINE} characters")
    if not creative.url.startswith(("https://", "http://")) or len(creative.url) > LONGEST_URL:
        raise faults.unfit(PLATFORM, "url", f"an address of at most {LONGEST_URL} characters")
    if len(creative.media) != 1:
        raise faults.unfit(PLATFORM, "media", "one image or one film")


def _target(account: Account, launch: Launch) -> dict[str, Any]:
    if launch.objective is Objective.LEADS:
        return {"type": "LEAD_GENERATION", "lead_generation_form_id": lead_form(account)}
    return {"type": "WEB_VIEW", "web_view_properties": {"url": launch.creative.url}}


def _uploaded(account: Account, name: str, medium: media.Medium) -> str:
    announced = {"ad_account_id": account.external_id, "name": name, "type": TYPES[medium.type]}
    media_id = _made(account, "media", "media", announced)
    # Non-ASCII file names are written in more than one way, so the name is ours.
    file = (f"file.{medium.type.partition('/')[2]}", medium.content, medium.type)
    upload(account.token, f"media/{media_id}/upload", {"file": file}, account=account.external_id)
    _wait_for(account, media_id)
    return media_id


def _wait_for(account: Account, media_id: str) -> None:
    """Films are processed before they can be shown."""
    started = monotonic()
    while monotonic() - started < READY_WITHIN_S:
        answer = get(account.token, f"media/{media_id}", account=account.external_id)
        entries = faults.objects(PLATFORM, answer.get("media"))
        if unwrapped(entries[0] if entries else {}, "media").get("media_status") == "READY":
            return
        sleep(PAUSE_S)
    raise faults.transient(PLATFORM, f"media {media_id} not ready after {READY_WITHIN_S:.0f} s", 60)


def _made(account: Account, plural: str, singular: str, wanted: dict[str, Any]) -> str:
    path = f"adaccounts/{account.external_id}/{plural}"
    answer = post(account.token, path, {plural: [wanted]}, account=account.external_id, repeatable=True)
    entries = faults.objects(PLATFORM, answer.get(plural))
    made = unwrapped(entries[0] if entries else {}, singular).get("id")
    if not isinstance(made, str):
        raise faults.unreadable(PLATFORM, f"no id in {answer!s}")
    return made
