"""Images and films: an upload is announced, the bytes are put where the answer says, and films take a moment.

What was uploaded is kept on the stage's shelf; what the world's own posts show is there from the beginning.
"""

from collections.abc import Sequence
from hashlib import md5
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from sandbox.dialects.linkedin.access import LINKEDIN, need
from sandbox.dialects.linkedin.call import Call
from sandbox.dialects.linkedin.errors import RestError, bad_param, denied, invalid, no_resource, not_found
from sandbox.dialects.linkedin.organizations import organization
from sandbox.dialects.linkedin.resources import millis
from sandbox.dialects.linkedin.urns import organization_urn
from sandbox.stage import Stage
from sandbox.world.posts import Post

SHELF = "linkedin media"
LIVES_MS = 86_400_000
PART_BYTES = 4 * 2**20
LARGEST_IMAGE, LARGEST_FILM = 36_152_320, 5 * 2**30  # an image is bounded by its pixels
WRITER = "w_organization_social"
READERS = ("r_organization_social", WRITER)
ENDINGS = {"image": "jpg", "video": "mp4"}
FILM = {"owner", "fileSizeBytes", "uploadCaptions", "uploadThumbnail"}
Upload = dict[str, Any]


def images(call: Call, rest: Sequence[str]) -> dict[str, Any] | None:
    """`POST /images?action=initializeUpload`, and reading images by their URN."""
    return _start(call, "image") if _action(call, rest) == "initializeUpload" else _read(call, rest, "image")


def videos(call: Call, rest: Sequence[str]) -> dict[str, Any] | None:
    """The same for films, whose parts are put one by one and then joined by `finalizeUpload`."""
    match _action(call, rest):
        case "initializeUpload":
            return _start(call, "video")
        case "finalizeUpload":
            _finish(call)
            return None
    return _read(call, rest, "video")


def put(request: Request, stage: Stage, body: bytes) -> Response:
    """`PUT /dms-uploads/{image|video}/{id}/{part}`: bytes arrive; the tag names the part later."""
    _, kind, key, part = request.path_params["path"].split("/")
    upload = shelf(stage).get(f"urn:li:{kind}:{key}")
    if upload is None or upload["status"] != "WAITING_UPLOAD" or part not in upload["parts"]:
        return Response(status_code=404)
    if not body or len(body) > (LARGEST_IMAGE if kind == "image" else PART_BYTES):
        return Response(status_code=400)
    tag = md5(body, usedforsecurity=False).hexdigest()
    upload["parts"][part] = [tag, len(body)]
    if kind == "image":
        upload["status"] = "AVAILABLE"
    stage.save()
    return Response(status_code=201, headers={"etag": tag})


def shelf(stage: Stage) -> dict[str, Upload]:
    """Every upload by its URN."""
    uploads: dict[str, Upload] = stage.shelf.setdefault(SHELF, {})
    return uploads


def address(name: str) -> str:
    """Where an uploaded file can be seen."""
    kind, key = name.split(":")[2:4]
    return f"https://media.example/linkedin/{key}.{ENDINGS[kind]}"


def shown_in(post: Post) -> list[str]:
    """The URNs of what one of the world's own posts shows."""
    return [f"urn:li:{'video' if post.video else 'image'}:C4E{post.id}{n}" for n, _ in enumerate(post.media)]


def usable(stage: Stage, name: Any, author: str, field: str) -> str:
    """The address of an upload that a post of this author may show; raises 400 for any other."""
    upload = shelf(stage).get(name) if isinstance(name, str) else None
    if upload is None or upload["owner"] != author:
        raise invalid(field, f"{name} is no media of {author}")
    if upload["status"] == "WAITING_UPLOAD":
        raise invalid(field, f"{name} has not been uploaded")
    return address(str(name))


def _action(call: Call, rest: Sequence[str]) -> str:
    """What a POST wants done, "" for reading."""
    if call.method != "POST":
        return ""
    action = call.text("action")
    call.only("action")
    if rest or call.verb not in {"", "ACTION"} or action not in {"initializeUpload", "finalizeUpload"}:
        raise bad_param("action", f"{action} is no action of {call.parts[0]}")
    need(call.scopes, f"ACTION /{call.parts[0]}", WRITER)
    return action


def _start(call: Call, kind: str) -> dict[str, Any]:
    asked = call.json().get("initializeUploadRequest")
    if not isinstance(asked, dict) or not {"owner"} <= set(asked) <= (FILM if kind == "video" else {"owner"}):
        raise invalid("initializeUploadRequest", "an object with the owner is expected")
    organization(call, str(asked["owner"]), "owner")
    size = asked.get("fileSizeBytes", 1)
    if not isinstance(size, int) or not 0 < size <= LARGEST_FILM:
        raise invalid("initializeUploadRequest/fileSizeBytes", "the size of the film in bytes is expected")
    key = f"D4E{call.stage.content.new_id(LINKEDIN, kind)}"
    parts = [str(first) for first in range(0, size, PART_BYTES)] if kind == "video" else ["0"]
    shelf(call.stage)[f"urn:li:{kind}:{key}"] = {
        "owner": asked["owner"], "status": "WAITING_UPLOAD", "size": size, "parts": dict.fromkeys(parts),
    }  # fmt: skip
    call.stage.save()
    places = {first: f"{call.base}/dms-uploads/{kind}/{key}/{first}" for first in parts}
    ends = millis(call.stage.clock.now()) + LIVES_MS
    if kind == "image":
        value = {"uploadUrlExpiresAt": ends, "uploadUrl": places["0"], "image": f"urn:li:image:{key}"}
        return {"value": value}
    told = [
        {"uploadUrl": place, "firstByte": int(first), "lastByte": min(int(first) + PART_BYTES, size) - 1}
        for first, place in places.items()
    ]
    film = {"video": f"urn:li:video:{key}", "uploadUrlsExpireAt": ends, "uploadToken": ""}
    return {"value": film | {"uploadInstructions": told}}


def _finish(call: Call) -> None:
    asked = call.json().get("finalizeUploadRequest")
    if not isinstance(asked, dict) or set(asked) != {"video", "uploadToken", "uploadedPartIds"}:
        raise invalid("finalizeUploadRequest", "video, uploadToken and uploadedPartIds are expected")
    upload = shelf(call.stage).get(str(asked["video"]))
    if upload is None or upload["status"] != "WAITING_UPLOAD":
        raise not_found(f"videos/{asked['video']}")
    arrived = [part[0] for part in upload["parts"].values() if part]
    if asked["uploadedPartIds"] != arrived or sum(part[1] for part in upload["parts"].values()) != upload["size"]:
        raise RestError(400, "INVALID_UPLOAD", "The uploaded parts are not the whole video")
    upload["status"] = "PROCESSING"
    call.stage.save()


def _read(call: Call, rest: Sequence[str], kind: str) -> dict[str, Any]:
    need(call.scopes, f"GET /{call.parts[0]}", *READERS)
    known = _known(call, kind)
    match rest:
        case [key] if call.method == "GET":
            call.only("fields")
            if key not in known:
                raise not_found(f"{call.parts[0]}/{key}")
            return _look(call, key, known[key])
        case [] if call.method == "GET" and "ids" in call.params:
            call.only("ids", "fields")
            asked = call.items("ids")
            results = {key: _look(call, key, known[key]) for key in asked if key in known}
            refused = {key: denied(key).body() for key in asked if key not in known}
            return {"results": results, "statuses": dict.fromkeys(results, 200), "errors": refused}
    raise no_resource()


def _known(call: Call, kind: str) -> dict[str, Upload]:
    """Everything of a kind that was uploaded or is shown in the world's own posts."""
    content = call.stage.content
    found: dict[str, Upload] = {}
    for profile in content.profiles_of(LINKEDIN):
        for post in content.posts_of(profile):
            seen = zip(shown_in(post), post.media, strict=True)
            owned = {"owner": organization_urn(profile.id), "status": "AVAILABLE"}
            found |= {name: owned | {"downloadUrl": place} for name, place in seen}
    found |= shelf(call.stage)
    return {name: upload for name, upload in found.items() if name.startswith(f"urn:li:{kind}:")}


def _look(call: Call, name: str, upload: Upload) -> dict[str, Any]:
    """What is told of an upload; a film is ready at the second look."""
    told = {"id": name, "owner": upload["owner"], "status": upload["status"]}
    if upload["status"] == "PROCESSING":
        upload["status"] = "AVAILABLE"
        call.stage.save()
    if told["status"] == "AVAILABLE":
        told["downloadUrl"] = upload.get("downloadUrl") or address(name)
    return told
