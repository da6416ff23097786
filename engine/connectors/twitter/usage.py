"""What X's headers say about the calls left in a window: the ad account's where it has one, else the person's."""

from collections.abc import Iterator

from engine.connectors.wire import Reply, Usage
from engine.core import clock

_KINDS = ("x-account-rate-limit", "x-rate-limit")


def usage(reply: Reply) -> Iterator[Usage]:
    """How much of the window is used; a spent one is closed until it begins again."""
    for kind in _KINDS:
        limit, left = (_number(reply, f"{kind}-{name}") for name in ("limit", "remaining"))
        if limit:
            percent = 100 * (limit - (left or 0)) / limit
            yield Usage(percent, reset_s(reply) if percent >= 100 else 0)
            return


def reset_s(reply: Reply) -> float:
    """Seconds until the window begins again, 0 when nobody says."""
    asked = _number(reply, "retry-after")
    if asked:
        return asked
    at = next((at for kind in _KINDS if (at := _number(reply, f"{kind}-reset"))), None)
    return max(at - clock.now().timestamp(), 1) if at else 0


def _number(reply: Reply, name: str) -> float | None:
    text = reply.headers.get(name, "").strip()
    return float(text) if text.isdigit() else None
