"""Media of a public profile: they live at another host than advertisements, and come there encrypted, in parts.

The Public Profile API is open to chosen apps only. Announcing and uploading follow its documents.
"""

from base64 import b64encode
from collections.abc import Iterator
from secrets import token_bytes

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

from engine.connectors import faults
from engine.connectors.media import Medium
from engine.connectors.snapchat.calls import post, upload
from engine.connectors.snapchat.platform import BUSINESS_URL, PLATFORM, VERSION

LARGEST_PART = 32 * 1024 * 1024


def at(path: str) -> str:
    """The address of something of the Public Profile API."""
    return f"{BUSINESS_URL}/{VERSION}/{path}"


def put_media(token: str, profile_id: str, kind: str, medium: Medium) -> str:
    """The id of an image or film of a profile, uploaded.

    It is gone after a day unless it is posted, so all of this may be repeated.
    """
    key, iv = token_bytes(32), token_bytes(16)
    told = {"type": kind, "name": medium.name, "key": b64encode(key).decode(), "iv": b64encode(iv).decode()}
    made = post(token, at(f"public_profiles/{profile_id}/media"), told, repeatable=True)
    media_id, add, finalize = (str(made.get(name) or "") for name in ("media_id", "add_path", "finalize_path"))
    if not (media_id and add.startswith("/") and finalize.startswith("/")):
        raise faults.unreadable(PLATFORM, f"media without a place to go: {sorted(made)}")
    for number, part in enumerate(_parts(encrypted(medium.content, key, iv)), start=1):
        file = {"file": ("part.enc", part, "application/octet-stream")}
        upload(token, f"{BUSINESS_URL}{add}", _plain(action="ADD", part_number=str(number)) | file)
    upload(token, f"{BUSINESS_URL}{finalize}", _plain(action="FINALIZE"))
    return media_id


def encrypted(content: bytes, key: bytes, iv: bytes) -> bytes:
    """AES-256-CBC with PKCS #7. Snapchat demands it; it keeps no secret, since the key is sent along."""
    padding, closer = PKCS7(128).padder(), Cipher(algorithms.AES(key), modes.CBC(iv)).encryptor()
    return closer.update(padding.update(content) + padding.finalize()) + closer.finalize()


def _parts(content: bytes) -> Iterator[bytes]:
    return (content[start : start + LARGEST_PART] for start in range(0, len(content), LARGEST_PART))


def _plain(**fields: str) -> dict[str, tuple[str | None, bytes, str]]:
    return {name: (None, text.encode(), "text/plain") for name, text in fields.items()}
