"""What time it is at X. Each signature carries the time, and a clock five minutes off is refused (code 135)."""

import time
from email.utils import parsedate_to_datetime

from engine.connectors.wire import Reply

REFUSED_S = 290  # X forgives five minutes
FORGIVEN_S = 60  # an answer takes a moment, and its date is whole seconds


class _Clock:
    """How far X's clock is ahead of ours, as its last answer told."""

    ahead_s = 0


def stamp() -> str:
    """The time to sign with, in whole seconds."""
    return str(int(time.time()) + _Clock.ahead_s)


def learn(reply: Reply) -> bool:
    """Take over X's clock from the date of an answer; whether what we signed so far was too far from it."""
    try:
        ahead_s = parsedate_to_datetime(reply.headers.get("date", "")).timestamp() - time.time()
    except ValueError:
        return False
    before, _Clock.ahead_s = _Clock.ahead_s, round(ahead_s) if abs(ahead_s) > FORGIVEN_S else 0
    return abs(ahead_s - before) > REFUSED_S
