"""Bringing images and films to LinkedIn, which wants the bytes themselves and gives them a name."""

from collections.abc import Iterable, Sequence
from time import monotonic, sleep
from typing import Any

from engine.connectors import faults, media
from engine.connectors.linkedin import restli
from engine.connectors.linkedin.calls import act, batch, put, read
from engine.connectors.linkedin.platform import PLATFORM
from engine.connectors.media import Medium
from engine.connectors.posting import GIF, JPEG, MB, MP4, PNG, FileRules

MOST_IMAGES = 20
FINISH_S, PAUSE_S = 120.0, 1.0
FILES = FileRules(frozenset({JPEG, PNG, GIF}), frozenset({MP4}), 10 * MB)
_IMAGE, _FILM = "urn:li:image:", "urn:li:video:"


def upload(token: str, owner: str, addresses: Sequence[str]) -> list[str]:
    """The names of these files at LinkedIn: up to twenty images, or one film. All are fetched before any is sent.

    Raises Refused naming `media` for anything else; PlatformBusy when a film is not ready in time.
    """
    found = [media.fetch(PLATFORM, address) for address in addresses]
    kinds = [each.kind for each in found]
    if len(found) > MOST_IMAGES or ("video" in kinds and len(found) > 1):
        raise faults.unfit(PLATFORM, "media", f"up to {MOST_IMAGES} images, or one film")
    for each in found:
        if each.type not in FILES.pictures | FILES.films:
            raise faults.unfit(PLATFORM, "media", f"{each.name} is {each.type}, which is not taken")
    return [sent(token, owner, each) for each in found]


def sent(token: str, owner: str, medium: Medium) -> str:
    """The name of one file at LinkedIn, ready to be shown."""
    return (_sent_film if medium.kind == "video" else _sent_image)(token, owner, medium)


def is_film(names: Sequence[str]) -> bool:
    """Whether what was uploaded is a film."""
    return any(name.startswith(_FILM) for name in names)


def addresses(token: str, names: Iterable[str]) -> dict[str, str]:
    """Where images and films can be seen, by their names; what LinkedIn does not tell is left out."""
    wanted, found = sorted(set(names)), {}
    for path, kind in (("images", _IMAGE), ("videos", _FILM)):
        mine = [name for name in wanted if name.startswith(kind)]
        for name, item in (batch(token, path, mine) if mine else {}).items():
            if isinstance(item, dict) and isinstance(item.get("downloadUrl"), str):
                found[name] = item["downloadUrl"]
    return found


def _sent_image(token: str, owner: str, medium: Medium) -> str:
    value = act(token, "images", "initializeUpload", {"initializeUploadRequest": {"owner": owner}})
    put(token, str(value.get("uploadUrl", "")), medium.content)
    return _named(value, "image")


def _sent_film(token: str, owner: str, medium: Medium) -> str:
    """A film goes in parts, is put together, and then takes a while to be made ready."""
    asked = {
        "owner": owner,
        "fileSizeBytes": len(medium.content),
        "uploadCaptions": False,
        "uploadThumbnail": False,
    }
    value = act(token, "videos", "initializeUpload", {"initializeUploadRequest": asked})
    name, parts = _named(value, "video"), faults.objects(PLATFORM, value.get("uploadInstructions"))
    pieces = list(faults.read_each(PLATFORM, _piece, parts))
    tags = [put(token, place, medium.content[first:ends]) for place, first, ends in pieces]
    joined = {"video": name, "uploadToken": value.get("uploadToken", ""), "uploadedPartIds": tags}
    act(token, "videos", "finalizeUpload", {"finalizeUploadRequest": joined})
    _wait_for(token, name)
    return name


def _piece(part: dict[str, Any]) -> tuple[str, int, int]:
    """Where a part of a film goes, its first byte and the one after its last."""
    return str(part["uploadUrl"]), int(part["firstByte"]), int(part["lastByte"]) + 1


def _wait_for(token: str, name: str) -> None:
    ends = monotonic() + FINISH_S
    while monotonic() < ends:
        state = read(token, f"videos/{restli.text(name)}").get("status")
        if state == "AVAILABLE":
            return
        if state == "PROCESSING_FAILED":
            raise faults.unfit(PLATFORM, "media", "the film could not be processed")
        sleep(PAUSE_S)
    raise faults.transient(PLATFORM, f"{name} is not ready after {FINISH_S:.0f} s")


def _named(value: dict[str, object], kind: str) -> str:
    name = value.get(kind)
    if not isinstance(name, str) or not name:
        raise faults.unreadable(PLATFORM, f"an upload without a name: {value!s}")
    return name
