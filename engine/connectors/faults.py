"""Every way a platform can fail us, each with its sentence and a `reason` that code may look at.

reason       error         what follows
throttled    PlatformBusy  the account's (or the app's) gate is closed for `retry_after` seconds
quota        PlatformBusy  the same, for hours
transient    PlatformBusy  asked again at once if harmless, later by the job; counts for the circuit
misdated     PlatformBusy  our clock is off; nothing took effect, and the next try is dated right
waiting      PlatformBusy  we did not call: the budget is spent or the circuit is open
unreadable   PlatformError asked again like a transient one
too_much     TooMuchData   the sync asks for less
expired      SignedOut     a refresh helps, where there is one
revoked      SignedOut     only the person helps
permission, validation, version   Refused
gone         Missing
"""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

from engine.connectors.base import Platform
from engine.connectors.wire import Reply
from engine.core.errors import (
    AppError,
    Missing,
    PlatformBusy,
    PlatformError,
    Refused,
    SignedOut,
    TooMuchData,
)
from engine.core.i18n import N_

LONGEST_DETAIL = 300
THROTTLED_S = 60.0
_SECRETS = re.compile(
    r"""((?:token|secret|proof|password)["']?\s*[=:]\s*["']?|bearer\s+)[^\s&"',;]+""", re.IGNORECASE
)

BROKEN_PROMISES = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError)

_Row = TypeVar("_Row")


def clip(words: str) -> str:
    """A platform's own words, short enough for a log line and free of anything that looks like a secret."""
    return _SECRETS.sub(r"\1…", " ".join(words.split()))[:LONGEST_DETAIL]


def throttled(
    platform: Platform, words: str, retry_after: float = THROTTLED_S, *, whole_app: bool = False
) -> PlatformBusy:
    """Too many calls; `whole_app` when all accounts must wait."""
    return PlatformBusy(
        N_("{platform} asks us to slow down. We will ask again shortly."),
        detail=clip(words), retry_after=retry_after,
        platform=platform.name, reason="throttled", whole_app=whole_app,
    )  # fmt: skip


def quota(platform: Platform, words: str, retry_after: float) -> PlatformBusy:
    """The day's allowance of the whole app is gone."""
    return PlatformBusy(
        N_("The day's quota of {platform} is used up. We will ask again later."),
        detail=clip(words), retry_after=retry_after,
        platform=platform.name, reason="quota", whole_app=True,
    )  # fmt: skip


def transient(platform: Platform, words: str, retry_after: float | None = None) -> PlatformBusy:
    """Down, slow or cut off."""
    return PlatformBusy(
        N_("{platform} is not answering properly. We will ask again shortly."),
        detail=clip(words), retry_after=retry_after, platform=platform.name, reason="transient",
    )  # fmt: skip


def misdated(platform: Platform, words: str) -> PlatformBusy:
    """What we signed carried a time that is not the platform's, so it was not looked at."""
    return PlatformBusy(
        N_("{platform} says that our clock is wrong. We correct for it and ask again; set this server's clock."),
        detail=clip(words), platform=platform.name, reason="misdated",
    )  # fmt: skip


def overdue(platform: Platform, words: str) -> PlatformBusy:
    """The platform itself ran out of time; TooMuchData where the question can be divided."""
    error = transient(platform, words)
    error.facts["overdue"] = True
    return error


def waiting(platform: Platform, words: str, retry_after: float) -> PlatformBusy:
    """We hold the call back ourselves."""
    return PlatformBusy(
        N_("We are giving {platform} a pause before asking again."),
        detail=words, retry_after=retry_after, platform=platform.name, reason="waiting",
    )  # fmt: skip


def unconfirmed(platform: Platform, words: str) -> PlatformBusy:
    """A change was sent and nobody told us whether it took effect."""
    return PlatformBusy(
        N_("{platform} did not confirm the change. Check it on {platform} before repeating it."),
        detail=clip(words), platform=platform.name, reason="transient", unconfirmed=True,
    )  # fmt: skip


def unreadable(platform: Platform, words: str) -> PlatformError:
    """An answer that is not what the platform's documents promise."""
    return PlatformError(detail=clip(words), platform=platform.name, reason="unreadable")


def too_much(platform: Platform, words: str) -> TooMuchData:
    """The question was too large."""
    return TooMuchData(detail=clip(words), platform=platform.name, reason="too_much")


def expired(platform: Platform, words: str) -> SignedOut:
    """The token's time is over."""
    return SignedOut(
        N_("Our access to {platform} has expired. Reconnect the account."),
        detail=clip(words), platform=platform.name, reason="expired",
    )  # fmt: skip


def revoked(platform: Platform, words: str) -> SignedOut:
    """Somebody took the token back."""
    return SignedOut(
        N_("Our access to {platform} was withdrawn. Reconnect the account."),
        detail=clip(words), platform=platform.name, reason="revoked",
    )  # fmt: skip


def forbidden(platform: Platform, words: str) -> Refused:
    """The token lives but may not do this."""
    return Refused(detail=clip(words), platform=platform.name, reason="permission")


def invalid(platform: Platform, words: str) -> Refused:
    """The platform does not accept what we sent."""
    return Refused(
        N_("{platform} did not accept the request. Its own words are in the details."),
        detail=clip(words), platform=platform.name, reason="validation",
    )  # fmt: skip


def unfit(platform: Platform, field: str, words: str) -> Refused:
    """The platform would not accept this field of what is to be created or published: we do not even ask."""
    return Refused(
        N_("{platform} would not accept what was entered. Change the marked field and try again."),
        detail=clip(f"{field}: {words}"), platform=platform.name, reason="validation", field=field,
    )  # fmt: skip


def outdated(platform: Platform, words: str) -> Refused:
    """The version we speak is no longer spoken there."""
    return Refused(
        N_("{platform} has retired the version that we speak. Update CMIS Marketing."),
        detail=clip(words), platform=platform.name, reason="version",
    )  # fmt: skip


def gone(platform: Platform, words: str) -> Missing:
    """What we asked for is not there."""
    return Missing(
        N_("{platform} no longer has this. Sync again to see what is there."),
        detail=clip(words), platform=platform.name, reason="gone",
    )  # fmt: skip


def by_status(platform: Platform, reply: Reply) -> AppError:
    """The best reading of a failure that does not follow the platform's own envelope."""
    words = f"HTTP {reply.status} {reply.body!s}"
    match reply.status:
        case 401:
            return expired(platform, words)
        case 403:
            return forbidden(platform, words)
        case 404 | 410:
            return gone(platform, words)
        case 413:
            return too_much(platform, words)
        case 429:
            return throttled(platform, words, seconds(reply) or THROTTLED_S)
        case 408 | 425:
            return transient(platform, words, seconds(reply))
        case status if status >= 500:
            return transient(platform, words, seconds(reply))
        case status if status >= 400:
            return invalid(platform, words)
    return unreadable(platform, words)


def seconds(reply: Reply) -> float | None:
    """What `Retry-After` asks for, in seconds."""
    value = reply.headers.get("retry-after", "").strip()
    return float(value) if value.isdigit() else None


def objects(platform: Platform, value: Any) -> list[dict[str, Any]]:
    """The value, which has to be a list of JSON objects."""
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise unreadable(platform, f"no list of objects: {value!s}")
    return value


def read_each(
    platform: Platform, parse: Callable[[dict[str, Any]], _Row], items: Iterable[dict[str, Any]]
) -> Iterator[_Row]:
    """Each item parsed; one that lacks what the documents promise is the platform's fault, not a bug of ours."""
    for item in items:
        try:
            row = parse(item)
        except BROKEN_PROMISES as error:
            raise unreadable(platform, f"{error!r} in {item!s}") from error
        yield row
