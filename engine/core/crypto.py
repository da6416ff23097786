"""Tokens at rest: AES-256-GCM under a ring of keys, bound to the row and column they belong to.

A sealed value is `v1:<key id>:<base64(nonce | ciphertext | tag)>`. The associated data names its place
(org, integration, column), so a ciphertext moved to another row does not open.
"""

import base64
import os
import secrets
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from engine.core.errors import Unready
from engine.core.i18n import N_
from settings import settings

NONCE_BYTES = 12
KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class KeyRing:
    """Keys by id; the first one seals, all of them open."""

    keys: dict[str, bytes]

    def __repr__(self) -> str:
        return f"KeyRing({', '.join(self.keys)})"

    @property
    def current(self) -> str:
        """The id of the key that seals."""
        return next(iter(self.keys))

    def seal(self, plain: str, *place: object) -> str:
        """Encrypt for exactly that place."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        sealed = nonce + AESGCM(self.keys[self.current]).encrypt(nonce, plain.encode(), _place(place))
        return f"v1:{self.current}:{base64.b64encode(sealed).decode()}"

    def unseal(self, sealed: str, *place: object) -> str:
        """Decrypt; Unready when the key is not on the ring, or the value is not of that place."""
        version, key_id, body = sealed.split(":", 2)
        if version != "v1" or key_id not in self.keys:
            raise Unready(
                N_("A stored token was sealed with key {key}, which is not configured. Add it to CMIS_KEYS."),
                key=key_id,
            )
        raw = base64.b64decode(body)
        try:
            return AESGCM(self.keys[key_id]).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], _place(place)).decode()
        except InvalidTag as wrong:
            raise Unready(
                N_("A stored token does not belong to its row. Reconnect the account."), detail=key_id
            ) from wrong


def new_key() -> str:
    """A fresh key as it is written into `CMIS_KEYS` or the key file: `id:base64`."""
    return f"{secrets.token_hex(3)}:{base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()}"


@cache
def keyring() -> KeyRing:
    """The keys of this installation: from the environment, else the key file (made in demo mode, mode 0600)."""
    given = settings()
    if given.keys:
        return _parse(given.keys.get_secret_value().split(","))
    path = given.keys_file or given.data_dir / "secrets" / "keys"
    if not path.exists():
        _create(path)
    return _parse(path.read_text().splitlines())


def seal(plain: str, *place: object) -> str:
    """Encrypt under the current key."""
    return keyring().seal(plain, *place)


def unseal(sealed: str, *place: object) -> str:
    """Decrypt under whichever key sealed it; a key that is new to this process is looked up in the key file."""
    if sealed.partition(":")[2].partition(":")[0] not in keyring().keys:
        keyring.cache_clear()
    return keyring().unseal(sealed, *place)


def _place(parts: tuple[object, ...]) -> bytes:
    return "|".join(str(part) for part in parts).encode()


def _parse(lines: list[str]) -> KeyRing:
    pairs = [line.strip().split(":", 1) for line in lines if line.strip()]
    keys = {key_id: base64.b64decode(body) for key_id, body in pairs}
    if not keys or any(len(key) != KEY_BYTES for key in keys.values()):
        raise Unready(N_("CMIS_KEYS must hold keys of 32 bytes. `python manage.py keys new` prints one."))
    return KeyRing(keys)


def _create(path: Path) -> None:
    if not settings().demo:
        raise Unready(N_("The key file {path} is not there. `python manage.py keys new` makes one."), path=path)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:  # another process of ours was faster
        return
    with os.fdopen(handle, "w") as file:
        file.write(new_key() + "\n")
