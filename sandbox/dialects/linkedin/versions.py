"""Which versions of the API are alive: one a month, each for a year."""

from datetime import datetime

from sandbox.dialects.linkedin.errors import RestError

MONTHS_ALIVE = 12


def check_version(asked: str | None, now: datetime) -> None:
    """Raise 426 unless `YYYYMM` (or `YYYYMM.RR`) is of the last twelve finished months or this one.

    Not confirmed by the documents: the status and the word, and that a missing header is answered the same.
    """
    month, _, revision = (asked or "").partition(".")
    if len(month) == 6 and month.isdigit() and (not revision or revision.isdigit()):
        age = now.year * 12 + now.month - (int(month[:4]) * 12 + int(month[4:]))
        if 1 <= int(month[4:]) <= 12 and 0 <= age <= MONTHS_ALIVE:
            return
    message = f"Requested version {asked} is not active" if asked else "A version must be present"
    raise RestError(426, "NONEXISTENT_VERSION", message)
