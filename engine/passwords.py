"""Passwords: argon2id, long and not easily guessed, of any signs; the same time for a wrong one as for nobody's.

How many guesses one takes is zxcvbn's estimate, from lists that it brings along: 30,000 leaked passwords, English
words, names, films, keyboard walks, dates, repetitions, and what we know of the person (Wheeler, USENIX Security
2016). Nothing is asked of the internet.
"""

import re

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from zxcvbn import zxcvbn

from engine.core.errors import Invalid
from engine.core.i18n import N_
from settings import DEMO_PASSWORD, settings

LEAST = 12
MOST = 256  # a longer one is only work for us
GUESSES = 10**8  # what an attack over the net may ever get through
LOOKED_AT = 40  # characters; the estimate of more can be made to take seconds
_OURS = ["cmis", "marketing", "campaign"]
_hasher = PasswordHasher()
# Checked when nobody has the e-mail, so that both answers take the same time.
_NOBODY = "$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHRzb21lc2FsdA$1Hk0hVbqS1mTT1eDK2lKhZ9sTgq4zYvYIq3pB3JHn7Q"


def hashed(password: str, email: str) -> str:
    """The hash to keep; Invalid for a password that is too short, too long or easily guessed."""
    if not LEAST <= len(password) <= MOST:
        raise Invalid(
            N_("Choose a password of {least} to {most} characters; any characters will do."),
            least=LEAST,
            most=MOST,
        )
    known = [*_OURS, email, *re.split(r"[^\w]+", email)]
    if _public(password) or zxcvbn(password[:LOOKED_AT], user_inputs=known)["guesses"] < GUESSES:
        raise Invalid(
            N_("This password is easily guessed: it is known from leaks or made of common words. Choose another.")
        )
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
