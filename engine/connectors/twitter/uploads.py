"""Images and films for X, which takes bytes only: an image in one call, a film in segments, to be prepared."""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from time import monotonic, sleep
from typing import Any

from engine.connectors import faults, media
from engine.connectors.http import LARGEST_ANSWER
from engine.connectors.media import Medium
from engine.connectors.posting import GIF, JPEG, MOV, MP4, PNG, WEBP, FileRules
from engine.connectors.twitter.calls import ask
from engine.connectors.twitter.platform import PLATFORM

MOST_IMAGES = 4
LARGEST = {"image": 5 * 2**20, "gif": 15 * 2**20, "video": LARGEST_ANSWER}  # X would take films of 512 MiB
FILES = FileRules(frozenset({JPEG, PNG, WEBP, GIF}), frozenset({MP4, MOV}), LARGEST["image"])
SEGMENT = 4 * 2**20
PATIENCE_S, PAUSE_S, LONGEST_PAUSE_S = 300.0, 1.0, 15.0


@dataclass(frozen=True, slots=True)
class Upload:
    """A medium that X has: posts name it by its id, ads by its key."""

    id: str
    key: str


def upload(token: str, addresses: Sequence[str], owners: Sequence[str] = ()) -> list[Upload]:
    """The media at these addresses, brought to X; `owners` are others who may show them.

    Refused naming `media` when they cannot be fetched, or are more than one post can show.
    """
    check_count(addresses)
    found = [media.fetch(PLATFORM, address, LARGEST["video"]) for address in addresses]
    if len(found) > 1 and any(_kind(each) != "image" for each in found):
        raise faults.unfit(PLATFORM, "media", "up to 4 images, or 1 GIF, or 1 film")
    for each in found:
        if len(each.content) > LARGEST[_kind(each)]:
            raise faults.unfit(PLATFORM, "media", f"{each.name} has {len(each.content)} bytes, which are too many")
    return [_film(token, each, owners) if each.kind == "video" else _image(token, each, owners) for each in found]


def check_count(addresses: Sequence[str]) -> None:
    """Refused naming `media` when there are too many."""
    if len(addresses) > MOST_IMAGES:
        raise faults.unfit(PLATFORM, "media", f"up to {MOST_IMAGES} images, not {len(addresses)}")


def _kind(medium: Medium) -> str:
    return "gif" if medium.type == "image/gif" else medium.kind


def _image(token: str, medium: Medium, owners: Sequence[str]) -> Upload:
    told = {"media": b64encode(medium.content).decode(), "media_category": f"tweet_{_kind(medium)}"}
    named = {"additional_owners": ",".join(owners)} if owners else {}
    return _read(_post(token, "media/upload", told | named))


def _film(token: str, medium: Medium, owners: Sequence[str]) -> Upload:
    """Announce, send and close a film, and wait until X has prepared it."""
    told = {"media_type": medium.type, "media_category": "tweet_video", "total_bytes": len(medium.content)}
    named = {"additional_owners": list(owners)} if owners else {}
    film = _read(_post(token, "media/upload/initialize", told | named))
    for place, start in enumerate(range(0, len(medium.content), SEGMENT)):
        segment = b64encode(medium.content[start : start + SEGMENT]).decode()
        _post(token, f"media/upload/{film.id}/append", {"media": segment, "segment_index": place})
    _wait(token, film, _post(token, f"media/upload/{film.id}/finalize", {}))
    return film


def _wait(token: str, film: Upload, answer: dict[str, Any]) -> None:
    """Look until it is prepared; PlatformBusy after five minutes, Refused when X cannot use it."""
    started = monotonic()
    while True:
        state = answer.get("processing_info") or {"state": "succeeded"}
        if state.get("state") == "succeeded":
            return
        if state.get("state") == "failed":
            raise faults.unfit(PLATFORM, "media", f"X could not prepare the film: {state}")
        if monotonic() - started > PATIENCE_S:
            raise faults.transient(PLATFORM, f"a film unprepared after {PATIENCE_S:.0f} s", 60)
        sleep(min(float(state.get("check_after_secs") or PAUSE_S), LONGEST_PAUSE_S))
        query = {"command": "STATUS", "media_id": film.id}
        answer = _data(ask("GET", token, "media/upload", query, repeatable=True))


def _post(token: str, path: str, told: dict[str, Any]) -> dict[str, Any]:
    """Sent again when the answer is lost: what nobody shows does no harm, and a segment has its place."""
    return _data(ask("POST", token, path, json=told, repeatable=True))


def _data(answer: dict[str, Any]) -> dict[str, Any]:
    found = answer.get("data")
    if not isinstance(found, dict):
        raise faults.unreadable(PLATFORM, f"an upload without its data: {answer!s}")
    return found


def _read(data: dict[str, Any]) -> Upload:
    if not data.get("id") or not data.get("media_key"):
        raise faults.unreadable(PLATFORM, f"an upload without an id: {data!s}")
    return Upload(str(data["id"]), str(data["media_key"]))
