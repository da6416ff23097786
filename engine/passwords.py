"""Passwords: argon2id, a least length, and the same time for a wrong one as for nobody's."""

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from engine.core.errors import Invalid
from engine.core.i18n import N_
from settings import DEMO_PASSWORD, settings

LEAST = 10
_hasher = PasswordHasher()
# Checked when nobody has the e-mail, so that both answers take the same time.
_NOBODY = "$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHRzb21lc2FsdA$1Hk0hVbqS1mTT1eDK2lKhZ9sTgq4zYvYIq3pB3JHn7Q"


def hashed(password: str, email: str) -> str:
    """The hash to keep; Invalid for a weak password."""
    if len(password) < LEAST or password.casefold() == email.casefold() or _public(password):
        raise Invalid(N_("Choose a password of at least {n} characters that is not your e-mail."), n=LEAST)
    return _hasher.hash(password)


def fits(kept: str | None, password: str) -> bool:
    """Whether this is the password behind the hash; never for nobody, nor for the demo's outside of the demo."""
    try:
        right = _hasher.verify(kept or _NOBODY, password)
    except VerificationError:
        return False
    return right and kept is not None and not _public(password)


def is_demo(kept: str) -> bool:
    """Whether the hash is of the demo's password, which everybody can read in the code."""
    try:
        return _hasher.verify(kept, DEMO_PASSWORD)
    except VerificationError:
        return False


def _public(password: str) -> bool:
    return password == DEMO_PASSWORD and not settings().demo
