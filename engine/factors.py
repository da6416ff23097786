"""The second step of a sign-in: a code of the person's authenticator app (TOTP, RFC 6238), or a recovery code.

The app's secret is sealed for its person; a code counts once, and only within half a minute of its time. Recovery
codes carry 120 random bits, so that a plain hash of them is enough, and each opens once.
"""

import hashlib
import hmac
import secrets
from base64 import b32encode
from uuid import UUID

import pyotp
import segno

from db.models import SecondFactor, User
from db.session import session
from engine.core import clock
from engine.core.crypto import seal, unseal
from engine.core.errors import Conflict, Denied
from engine.core.i18n import N_

STEP_S = 30
RECOVERY = 10
WRONG = N_("This code is wrong or was used before. Wait for the next one and type it.")


def start(user_id: UUID) -> None:
    """Make a secret, to be shown by `offer` and proved by `confirm`; Conflict when codes are already asked for."""
    with session(user_id=user_id) as writer:
        row = writer.get(SecondFactor, user_id, with_for_update=True)
        if row and row.confirmed_at:
            raise Conflict(N_("Codes are already asked for at your sign-in. Turn that off first."))
        if row is None:
            row = SecondFactor(user_id=user_id)
            writer.add(row)
        row.secret, row.last_step, row.recovery = seal(pyotp.random_base32(), *place(user_id)), 0, []
        writer.commit()


def offer(user_id: UUID, email: str) -> tuple[str, str] | None:
    """The secret that waits to be proved, in groups of four, and its QR code as a `data:` address."""
    with session(user_id=user_id) as reader:
        row = reader.get(SecondFactor, user_id)
        if row is None or row.confirmed_at:
            return None
        secret = unseal(row.secret, *place(user_id))
    address = pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name="CMIS Marketing")
    drawn = segno.make(address, error="m", micro=False).svg_data_uri(scale=5, border=3, light="white")
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)), drawn


def confirm(user_id: UUID, code: str) -> list[str]:
    """Ask for codes from now on, once one is right; the recovery codes, at their only showing. Denied if wrong."""
    with session(user_id=user_id) as writer:
        row = writer.get(SecondFactor, user_id, with_for_update=True)
        if row is None or row.confirmed_at or not _is_code(row, code):
            raise Denied(WRONG)
        codes = _renew(row)
        row.confirmed_at = writer.get_one(User, user_id).second_factor_at = clock.now()
        writer.commit()
    return codes


def renew_recovery(user_id: UUID) -> list[str]:
    """New recovery codes; the old ones open nothing."""
    with session(user_id=user_id) as writer:
        codes = _renew(writer.get_one(SecondFactor, user_id, with_for_update=True))
        writer.commit()
    return codes


def proves(user_id: UUID, code: str) -> bool:
    """Whether a code of the app, or a recovery code, is right; it is used up by that."""
    with session(user_id=user_id) as writer:
        row = writer.get(SecondFactor, user_id, with_for_update=True)
        if row is None or not row.confirmed_at or not (_is_code(row, code) or _is_recovery(row, code)):
            return False
        writer.commit()
        return True


def turn_off(user_id: UUID) -> None:
    """Ask for no codes any more, and forget the secret."""
    with session(user_id=user_id) as writer:
        if row := writer.get(SecondFactor, user_id):
            writer.delete(row)
        writer.get_one(User, user_id).second_factor_at = None
        writer.commit()


def recovery_left(user_id: UUID) -> int:
    """How many recovery codes are still unused."""
    with session(user_id=user_id) as reader:
        row = reader.get(SecondFactor, user_id)
        return len(row.recovery) if row else 0


def reseal(user_id: UUID, current: str) -> bool:
    """Bring the secret under the ring's first key, whose id that is; whether it was not."""
    with session(user_id=user_id) as writer:
        row = writer.get(SecondFactor, user_id, with_for_update=True)
        if row is None or row.secret.startswith(f"v1:{current}:"):
            return False
        row.secret = seal(unseal(row.secret, *place(user_id)), *place(user_id))
        writer.commit()
        return True


def place(user_id: UUID) -> tuple[object, ...]:
    """Where the secret belongs; sealed for one person, it opens for nobody else."""
    return ("second_factors", user_id, "secret")


def _is_code(row: SecondFactor, code: str) -> bool:
    """Whether it is the code of this half minute or a neighbour's, later than the last one used."""
    given, now = "".join(code.split()), int(clock.now().timestamp()) // STEP_S
    totp = pyotp.TOTP(unseal(row.secret, *place(row.user_id)), interval=STEP_S)
    for step in (now - 1, now, now + 1):
        if hmac.compare_digest(totp.at(step * STEP_S).encode(), given.encode()) and step > row.last_step:
            row.last_step = step
            return True
    return False


def _is_recovery(row: SecondFactor, code: str) -> bool:
    given = _digest(code)
    if given not in row.recovery:
        return False
    row.recovery = [kept for kept in row.recovery if kept != given]
    return True


def _renew(row: SecondFactor) -> list[str]:
    codes = [b32encode(secrets.token_bytes(15)).decode().lower() for _ in range(RECOVERY)]
    row.recovery = [_digest(code) for code in codes]
    return ["-".join(code[at : at + 4] for at in range(0, len(code), 4)) for code in codes]


def _digest(code: str) -> str:
    plain = "".join(sign for sign in code.lower() if sign.isalnum())
    return hashlib.sha256(plain.encode()).hexdigest()
