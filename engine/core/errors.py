"""Everything that can go wrong on purpose, as one tree, asked two questions: whose fault, and worth a retry?

AppError                       a sentence for the reader, translated at the door
├─ Invalid            422      the request makes no sense
├─ Unknown            401      we do not know who asks
├─ Denied             403      not yours
├─ Missing            404      not there, or not yours: we do not say which
├─ Conflict           409      the world moved
├─ TooLarge           413      more than we read
├─ WrongType          415      not in a form we read
├─ TooMany            429      slower, please (carries retry_after)
├─ Unready            503      a part of the house is down
└─ PlatformError      502      an ad platform failed us
   ├─ PlatformBusy    503      try later (carries retry_after)      ← jobs retry this
   ├─ TooMuchData              ask for less                         ← the sync splits its window
   ├─ Refused                  the platform says no, and will again ← nobody retries this
   └─ SignedOut                the token is dead                    ← reconnect

Caught at three edges (endpoint, screen frame, job) and nowhere else; anything else is a bug and goes up.
"""

from collections.abc import Mapping
from typing import Any

from engine.core.i18n import N_, t


class AppError(Exception):
    """A sentence with its facts. `str()` is English, for the log; `sentence()` is in the reader's language.

    `code` is what programs go by: a promise of the API, so it never changes.
    """

    status = 500
    code = "internal_error"
    headers: Mapping[str, str] = {}  # what an answer over HTTP says besides
    default = N_("Something on our side failed. Try again; if it stays, give the reference to your admin.")

    def __init__(self, message: str = "", *, detail: str = "", **facts: Any) -> None:
        self.message = message or self.default
        self.detail = detail
        self.facts = facts
        super().__init__(self.message.format(**facts) + (f" [{detail}]" if detail else ""))

    def sentence(self) -> str:
        """What to show the reader: what happened and what to do next."""
        return t(self.message, **self.facts)

    def kept(self) -> dict[str, Any]:
        """What a row remembers of it, ready for JSON; `told` says it again."""
        facts = {name: fact if isinstance(fact, int | float) else str(fact) for name, fact in self.facts.items()}
        detail = self.detail[:2000].replace("\0", "�")  # Postgres keeps no NUL
        return {"code": self.code, "message": self.message, "facts": facts, "detail": detail}


def told(kept: dict[str, Any]) -> str:
    """The sentence of an error that a row kept, in the reader's language."""
    sentence, facts = kept["message"], kept["facts"]
    return t(sentence, **facts)


class Invalid(AppError):
    """The request makes no sense; `fields` names the parts that do not, `{field: [sentence, …]}`."""

    status = 422
    code = "validation_failed"
    default = N_("The request could not be understood. Correct it and send it again.")

    def __init__(self, message: str = "", *, fields: dict[str, list[str]] | None = None, **facts: Any) -> None:
        super().__init__(message, **facts)
        self.fields = fields or {}


class Unknown(AppError):
    """Nobody is signed in, or the key is not ours."""

    status = 401
    code = "unauthenticated"
    headers: Mapping[str, str] = {"WWW-Authenticate": "Bearer"}
    default = N_("You are not signed in. Sign in, or send a valid API key.")


class Denied(AppError):
    """Signed in, but this is not theirs to do."""

    status = 403
    code = "forbidden"
    default = N_("You may not do this. Ask an admin of your organisation.")


class Missing(AppError):
    """Not there, or not theirs."""

    status = 404
    code = "not_found"
    default = N_("This was not found. It may have been removed, or the address is wrong.")


class Conflict(AppError):
    """The world moved between the look and the act."""

    status = 409
    code = "conflict"
    default = N_("Somebody changed this in the meantime. Load it again and repeat your change.")


class TooLarge(AppError):
    """A body beyond the limit; nothing of it was read further than that."""

    status = 413
    code = "too_large"
    default = N_("The body is larger than {kilobytes} KiB. Send less at once.")


class WrongType(AppError):
    """A body of a kind that this address does not read."""

    status = 415
    code = "unsupported_media_type"
    default = N_("This address does not read that kind of body.")


class TooMany(AppError):
    """A limit was reached; `retry_after` seconds until the next one counts."""

    status = 429
    code = "rate_limited"
    default = N_("Too many requests. Try again in {retry_after} seconds.")

    def __init__(self, message: str = "", *, retry_after: int, **facts: Any) -> None:
        super().__init__(message, retry_after=retry_after, **facts)
        self.retry_after = retry_after


class Unready(AppError):
    """A part of the house is down or not set up."""

    status = 503
    headers: Mapping[str, str] = {"Retry-After": "10"}
    code = "unavailable"
    default = N_("The service is starting or being repaired. Try again in a minute.")


class PlatformError(AppError):
    """An ad platform failed us; `detail` is its own words, for the log and the run's history."""

    status = 502
    code = "platform_error"
    default = N_("{platform} answered with something we could not read. We will ask again.")


class PlatformBusy(PlatformError):
    """Throttled or down; worth a retry after `retry_after` seconds."""

    status = 503
    code = "platform_busy"
    default = N_("{platform} is busy. We will ask again shortly.")

    def __init__(self, message: str = "", *, retry_after: float | None = None, **facts: Any) -> None:
        super().__init__(message, **facts)
        self.retry_after = retry_after


class TooMuchData(PlatformError):
    """The platform wants smaller questions."""

    code = "platform_too_much"
    default = N_("{platform} wants a smaller range. We will ask for less.")


class Refused(PlatformError):
    """The platform understood and says no; asking again changes nothing."""

    code = "platform_refused"
    default = N_("{platform} refused the request. Check the account's permissions on {platform}.")


class SignedOut(PlatformError):
    """The token is dead: only a person can help."""

    code = "platform_signed_out"
    default = N_("{platform} no longer accepts our access. Reconnect the account.")
