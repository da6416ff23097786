"""Media of an ad account: announced first, then uploaded; a film is ready at the second look."""

from typing import Any

from starlette.requests import Request

from sandbox.dialects.snapchat.access import SNAPCHAT
from sandbox.dialects.snapchat.errors import invalid, missing, request_id
from sandbox.dialects.snapchat.forms import read_file, read_form
from sandbox.dialects.snapchat.objects import Object, stamp
from sandbox.dialects.snapchat.updates import read_name
from sandbox.stage import Stage
from sandbox.world.model import Account

TYPES = {"IMAGE": (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"), "VIDEO": (b"ftyp",)}
LARGEST = 32 * 1024 * 1024  # of an upload in one piece
WAITING, PROCESSING, READY = "PENDING_UPLOAD", "PROCESSING", "READY"


def shelf(stage: Stage, kind: str) -> dict[str, Any]:
    """What the ad accounts hold of a kind, by id; kept over a restart."""
    found: dict[str, Any] = stage.shelf.setdefault("snapchat", {}).setdefault(kind, {})
    return found


def listed(stage: Stage, account: Account) -> list[Object]:
    """All media of an account."""
    return [dict(each) for each in shelf(stage, "media").values() if each["ad_account_id"] == account.id]


def announce(stage: Stage, account: Account, wanted: Object) -> Object:
    """One object of `POST /adaccounts/{id}/media`."""
    if wanted.keys() != {"ad_account_id", "name", "type"}:
        raise invalid("ad_account_id, name and type are required, and nothing else is known")
    if wanted["ad_account_id"] != account.id:
        raise invalid("ad_account_id is not the one of the path")
    if wanted["type"] not in TYPES:
        raise invalid(f"type must be one of {', '.join(TYPES)}")
    read_name(wanted["name"])
    now, media_id = stamp(stage.clock.now()), stage.content.new_id(SNAPCHAT, "media")
    made = {"id": media_id, "created_at": now, "updated_at": now, **wanted, "media_status": WAITING}
    shelf(stage, "media")[media_id] = made
    return made


def upload(stage: Stage, request: Request, media_id: str, body: bytes) -> Object:
    """`POST /media/{id}/upload`: the file, in one piece."""
    found = shelf(stage, "media").get(media_id)
    if found is None:
        raise missing()
    content = read_file(read_form(request, body))
    if len(content) > LARGEST:
        raise invalid(f"The file is larger than {LARGEST} bytes")
    if not fits(found["type"], content):
        raise invalid(f"The file is no {found['type']}")
    status = READY if found["type"] == "IMAGE" else PROCESSING
    found |= {"media_status": status, "file_size_in_bytes": len(content), "updated_at": stamp(stage.clock.now())}
    stage.save()
    return {"request_status": "SUCCESS", "request_id": request_id(), "result": dict(found)}


def look(stage: Stage, media_id: str) -> Object:
    """A medium as it is; it has been processed by the next look."""
    found = shelf(stage, "media").get(media_id)
    if found is None:
        raise missing()
    now = dict(found)
    if found["media_status"] == PROCESSING:
        found["media_status"] = READY
        stage.save()
    return now


def fits(kind: str, content: bytes) -> bool:
    """Whether a file is what it was announced as."""
    return content[4:8] in TYPES[kind] if kind == "VIDEO" else content.startswith(TYPES[kind])
