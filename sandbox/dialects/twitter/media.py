"""Uploaded media: one call for an image, and a session of segments for a film; kept until the process ends."""

from base64 import b64decode
from binascii import Error as NotBase64
from dataclasses import dataclass, field
from typing import Any

from sandbox.dialects.twitter.access import TWITTER as _X
from sandbox.dialects.twitter.params import Call
from sandbox.dialects.twitter.problems import Problem, invalid
from sandbox.stage import Stage

MOST_IMAGES = 4
IMAGE, GIF, VIDEO = "3_", "16_", "7_"  # what a media key begins with
CATEGORIES = {"tweet_image": IMAGE, "tweet_gif": GIF, "tweet_video": VIDEO, "amplify_video": "13_"}
LARGEST = {IMAGE: 5 * 2**20, GIF: 15 * 2**20, VIDEO: 512 * 2**20, "13_": 512 * 2**20}
TYPES = ("image/jpeg", "image/png", "image/webp", "image/gif", "video/mp4", "video/quicktime", "video/webm")
ENDS = {IMAGE: "jpg", GIF: "gif", VIDEO: "mp4", "13_": "mp4"}
KEPT_S = 86_400
_MAGIC = (b"\xff\xd8\xff", b"\x89PNG\r\n", b"RIFF", b"GIF8")


@dataclass(slots=True)
class Upload:
    """One medium on its way or arrived; a film is ready at the second look."""

    id: str
    kind: str  # what its key begins with
    size: int
    parts: dict[int, bytes] = field(default_factory=dict)
    done: bool = False
    looks: int = 0

    @property
    def key(self) -> str:
        """The key that Tweets for ads name it by."""
        return f"{self.kind}{self.id}"

    def shape(self) -> dict[str, Any]:
        """The upload as JSON."""
        told: dict[str, Any] = {"id": self.id, "media_key": self.key, "expires_after_secs": KEPT_S}
        if self.done:
            told["size"] = self.size
        if self.done and self.kind != IMAGE:
            state = "succeeded" if self.looks > 1 else "in_progress"
            waits = {} if state == "succeeded" else {"check_after_secs": 1}
            told["processing_info"] = {"state": state, "progress_percent": 100 if not waits else 50} | waits
        return told


def upload(call: Call) -> dict[str, Any]:
    """`POST 2/media/upload`: an image in one go, in base64."""
    given = call.json("media", "media_category", "additional_owners")
    kind, content = _kind(given), _content(given)
    if kind == VIDEO:
        raise invalid("media_category", given["media_category"], "Videos are uploaded in segments.")
    if len(content) > LARGEST[kind]:
        raise Problem(413, "Payload Too Large", "The media is too large.")
    if not content.startswith(_MAGIC):
        raise invalid("media", "", "The media type could not be determined.")
    made = Upload(call.stage.content.new_id(_X, "media"), kind, len(content), done=True)
    _kept(call.stage)[made.id] = made
    return {"data": made.shape()}


def initialize(call: Call) -> dict[str, Any]:
    """`POST 2/media/upload/initialize`: announces a film."""
    given = call.json("media_type", "media_category", "total_bytes", "additional_owners", "shared")
    kind, size = _kind(given), given.get("total_bytes")
    if given.get("media_type") not in TYPES:
        raise invalid("media_type", given.get("media_type"), f"$.media_type: must be one of {list(TYPES)}")
    if not isinstance(size, int) or not 0 < size <= LARGEST[kind]:
        raise invalid("total_bytes", size, f"$.total_bytes: must be between 1 and {LARGEST[kind]}")
    made = Upload(call.stage.content.new_id(_X, "media"), kind, size)
    _kept(call.stage)[made.id] = made
    return {"data": made.shape()}


def append(call: Call, media_id: str) -> dict[str, Any]:
    """`POST 2/media/upload/:id/append`: one segment, in base64."""
    given, found = call.json("media", "segment_index"), _open(call, media_id)
    place = given.get("segment_index")
    if not isinstance(place, int) or not 0 <= place <= 999:
        raise invalid("segment_index", place, "$.segment_index: must be between 0 and 999")
    found.parts[place] = _content(given)
    return {"data": {"expires_at": int(call.stage.clock.now().timestamp()) + KEPT_S}}


def finalize(call: Call, media_id: str) -> dict[str, Any]:
    """`POST 2/media/upload/:id/finalize`: all of it has to be there."""
    found = _open(call, media_id)
    if sorted(found.parts) != list(range(len(found.parts))) or sum(map(len, found.parts.values())) != found.size:
        raise invalid("media_id", media_id, "Segments do not add up to provided total file size.")
    found.done, found.looks = True, 1 if found.kind != IMAGE else 2
    found.parts.clear()
    return {"data": found.shape()}


def status(call: Call) -> dict[str, Any]:
    """`GET 2/media/upload?media_id=`: each look takes a film a step further."""
    media_id = call.params.get("media_id", "")
    found = _kept(call.stage).get(media_id)
    if found is None:
        raise invalid("media_id", media_id, "The media_id is not known.")
    found.looks += 1
    return {"data": found.shape()}


def find(stage: Stage, key: str) -> Upload | None:
    """An upload that is ready, by its key or its id."""
    found = _kept(stage).get(key.rpartition("_")[2])
    ready = found is not None and found.done and (found.kind == IMAGE or found.looks > 1)
    return found if found and ready and key in {found.key, found.id} else None


def address(key: str) -> str:
    """Where an uploaded medium can be seen."""
    kind, _, number = key.rpartition("_")
    host = "pbs.twimg.com/media" if f"{kind}_" in {IMAGE, GIF} else "video.twimg.com/ext_tw_video"
    return f"https://{host}/{number}.{ENDS[f'{kind}_']}"


def _open(call: Call, media_id: str) -> Upload:
    found = _kept(call.stage).get(media_id)
    if found is None or found.done:
        raise invalid("id", media_id, "The media_id is not known.")
    return found


def _kind(given: dict[str, Any]) -> str:
    category = given.get("media_category")
    if category not in CATEGORIES:
        known = list(CATEGORIES)
        raise invalid("media_category", category, f"$.media_category: must be one of {known}")
    return CATEGORIES[category]


def _content(given: dict[str, Any]) -> bytes:
    try:
        return b64decode(given.get("media") or "", validate=True)
    except (NotBase64, ValueError, TypeError) as error:
        raise invalid("media", "", "$.media: must be base64-encoded") from error


def _kept(stage: Stage) -> dict[str, Upload]:
    found: dict[str, Upload] = stage.memory.setdefault("twitter media", {})
    return found
