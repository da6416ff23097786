"""What a platform is asked to tell us by itself, and what came of asking."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from engine.core.errors import told
from engine.core.i18n import t


@dataclass(frozen=True, slots=True)
class Subscribed:
    """What is told from now on. `topics` and `keys` are the platform's words and ids; undoing takes them.

    `reason`: a catalogue sentence why there is nothing to ask for, and what a person can do instead.
    """

    topics: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    reason: str = ""

    def kept(self) -> dict[str, Any]:
        """What a row remembers of it, ready for JSON."""
        return asdict(self)


def recalled(kept: Mapping[str, Any] | None) -> Subscribed:
    """What a row remembered."""
    kept = kept or {}
    return Subscribed(tuple(kept.get("topics", ())), tuple(kept.get("keys", ())))


def shown(kept: Mapping[str, Any] | None) -> dict[str, Any]:
    """`{state, topics, message}` for readers; `state`: waiting, subscribed, by_hand or failed."""
    kept = kept or {}
    if error := kept.get("error"):
        return {"state": "failed", "topics": [], "message": told(error)}
    if reason := kept.get("reason"):
        return {"state": "by_hand", "topics": [], "message": t(reason)}
    topics = list(kept.get("topics", ()))
    return {"state": "subscribed" if topics else "waiting", "topics": topics, "message": ""}


def by_hand(reason: str) -> Callable[[object, str], Subscribed]:
    """`subscribe` of a platform that cannot be asked."""

    def subscribe(owner: object, callback: str) -> Subscribed:  # noqa: ARG001 - the verb's shape
        return Subscribed(reason=reason)

    return subscribe


def nothing_to_undo(owner: object, kept: Subscribed) -> None:
    """`unsubscribe` of such a platform."""
