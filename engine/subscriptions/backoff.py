"""When a message is tried again, and when we stop: pure arithmetic over seconds.

One try at once, then twelve more over three days, each a tenth sooner or later than the table says so that what
failed together does not come back together. An address that failed several times in a row rests between tries,
whatever number of messages wait for it.
"""

import random
from datetime import datetime, timedelta

MINUTE, HOUR = 60, 3600
WAITS_S = (
    *(5, 30, 2 * MINUTE, 10 * MINUTE, 30 * MINUTE),
    *(1 * HOUR, 2 * HOUR, 4 * HOUR, 8 * HOUR, 12 * HOUR, 16 * HOUR, 24 * HOUR),
)
RESTS_S = (0, 0, 10, 30, 60, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE)  # after the first, second … failure in a row
ALL = timedelta(days=3)
JITTER = 0.1


def next_try(attempts: int, begun_at: datetime, now: datetime, retry_after_s: float = 0) -> datetime | None:
    """When to try again after that many attempts; None when there is no try left, or the three days are over.

    A receiver that asks for more time gets it, within the three days.
    """
    last = begun_at + ALL
    if attempts > len(WAITS_S) or now >= last:
        return None
    wait_s = WAITS_S[attempts - 1] * random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311 - no secret depends on it
    return min(now + timedelta(seconds=max(wait_s, retry_after_s)), last)


def rest(failures: int) -> timedelta:
    """How long an address is left alone after so many failures in a row."""
    return timedelta(seconds=RESTS_S[min(failures, len(RESTS_S)) - 1])
