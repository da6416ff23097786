"""Posting for a public profile: media come encrypted and in parts, and then are posted."""

from base64 import b64decode
from binascii import Error as NotBase64
from typing import Any

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7
from starlette.requests import Request

from sandbox.dialects.snapchat.access import SNAPCHAT
from sandbox.dialects.snapchat.errors import invalid, missing, request_id
from sandbox.dialects.snapchat.forms import Parts, read_file, read_form
from sandbox.dialects.snapchat.lists import answer
from sandbox.dialects.snapchat.media import TYPES, fits
from sandbox.dialects.snapchat.objects import Object
from sandbox.dialects.snapchat.posts import shape
from sandbox.dialects.snapchat.updates import read_json, read_many
from sandbox.stage import Stage
from sandbox.world.profiles import Profile

LONGEST = {"spotlights": ("description", 160), "saved_stories": ("title", 45)}
LARGEST_PART = 32 * 1024 * 1024
ENDS = {"IMAGE": "jpg", "VIDEO": "mp4"}


def dispatch(request: Request, stage: Stage, profile: Profile, rest: list[str], body: bytes) -> Object:
    """`POST /public_profiles/{id}/…`."""
    match rest:
        case ["media"]:
            return _announce(stage, profile, read_json(body))
        case ["media", media_id, "multipart-upload"]:
            return _upload(stage, _held(stage, profile, media_id), read_form(request, body))
        case ["stories" | "spotlights" as kind]:
            return _post(stage, profile, kind, read_json(body))
        case ["saved_stories"]:
            wanted = read_many(body, "saved_stories", 1)[0]
            sources = wanted.get("snap_sources") if isinstance(wanted, dict) else None
            if not isinstance(sources, list) or len(sources) != 1 or not isinstance(sources[0], dict):
                raise invalid("snap_sources must name one media")
            return _post(stage, profile, "saved_stories", {"title": wanted.get("title"), **sources[0]})
    raise missing()


def _announce(stage: Stage, profile: Profile, wanted: Any) -> Object:
    """A container for one image or film, and where its parts go."""
    if not isinstance(wanted, dict) or wanted.keys() != {"type", "name", "key", "iv"}:
        raise invalid("type, name, key and iv are required, and nothing else is known")
    if wanted["type"] not in TYPES:
        raise invalid(f"type must be one of {', '.join(TYPES)}")
    secrets = _bytes(wanted, "key", 32), _bytes(wanted, "iv", 16)
    media_id = stage.content.new_id(SNAPCHAT, "profile media")
    kept = {"profile": profile.id, "type": wanted["type"], "secrets": secrets, "parts": {}, "ready": False}
    _media(stage)[media_id] = kept
    path = f"/v1/public_profiles/{profile.id}/media/{media_id}/multipart-upload"
    told = {"media_id": media_id, "add_path": path, "finalize_path": path}
    return {"request_status": "SUCCESS", "request_id": request_id(), **told}


def _upload(stage: Stage, held: dict[str, Any], form: Parts) -> Object:
    match form.get("action"), form.get("part_number", b"").decode("utf-8", "replace"):
        case b"ADD", number if number.isdigit():
            part = read_file(form)
            if len(part) > LARGEST_PART:
                raise invalid(f"A part is larger than {LARGEST_PART} bytes")
            held["parts"][int(number)] = part
        case b"FINALIZE", _:
            if sorted(held["parts"]) != list(range(1, len(held["parts"]) + 1)) or not held["parts"]:
                raise invalid("The parts are not whole")
            whole = b"".join(held["parts"][number] for number in sorted(held["parts"]))
            if not fits(held["type"], _decrypted(whole, *held["secrets"])):
                raise invalid(f"The file is no {held['type']}")
            held["ready"] = True
        case _:
            raise invalid("action must be ADD with a part_number, or FINALIZE")
    stage.save()
    return {"request_status": "SUCCESS", "request_id": request_id()}


def _post(stage: Stage, profile: Profile, kind: str, wanted: Any) -> Object:
    if not isinstance(wanted, dict):
        raise invalid("An object is expected")
    field, longest = LONGEST.get(kind, ("", 0))
    unknown = wanted.keys() - {
        "media_id",
        field,
        *(("locale", "skip_save_to_profile") if kind == "spotlights" else ()),
    }
    if unknown:
        raise invalid(f"Unrecognized field {', '.join(sorted(unknown))}")
    held, text = _held(stage, profile, str(wanted.get("media_id", ""))), wanted.get(field) or ""
    if not held["ready"]:
        raise invalid("The media has not been uploaded")
    if kind == "spotlights" and held["type"] != "VIDEO":
        raise invalid("Spotlights are videos")
    if not isinstance(text, str) or len(text) > longest or (kind == "saved_stories" and not text.strip()):
        raise invalid(f"{field} must have between 1 and {longest} characters")
    address = f"https://media.example/{profile.handle}/{wanted['media_id']}.{ENDS[held['type']]}"
    made = stage.content.publish(profile, text, (address,), kind=kind)
    stage.save()
    return answer(kind, [shape(made)])


def _held(stage: Stage, profile: Profile, media_id: str) -> dict[str, Any]:
    found = _media(stage).get(media_id)
    if found is None or found["profile"] != profile.id:
        raise missing()
    return found


def _media(stage: Stage) -> dict[str, dict[str, Any]]:
    """Containers live for a day on the real one; here until the process ends."""
    found: dict[str, dict[str, Any]] = stage.memory.setdefault("snapchat profile media", {})
    return found


def _bytes(wanted: Object, name: str, length: int) -> bytes:
    try:
        found = b64decode(wanted[name], validate=True)
    except (NotBase64, ValueError, TypeError) as error:
        raise invalid(f"{name} must be base64") from error
    if len(found) != length:
        raise invalid(f"{name} must have {length} bytes")
    return found


def _decrypted(whole: bytes, key: bytes, iv: bytes) -> bytes:
    """AES-256-CBC with PKCS #7, as the documents' `openssl enc -aes-256-cbc -nosalt`."""
    opener, padding = Cipher(algorithms.AES(key), modes.CBC(iv)).decryptor(), PKCS7(128).unpadder()
    try:
        return padding.update(opener.update(whole) + opener.finalize()) + padding.finalize()
    except ValueError as error:
        raise invalid("The media could not be decrypted") from error
