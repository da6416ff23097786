"""The one error of the embedded services: a sentence for the person at the terminal, with the next step."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NO_SPACE = (errno.ENOSPC, errno.EDQUOT)
NOT_OURS = (errno.EACCES, errno.EPERM, errno.EROFS)
NOT_A_DIRECTORY = (errno.ENOTDIR, errno.EEXIST)


class EmbeddedError(Exception):
    """Something outside the product keeps it from starting; the text says what to do."""


@contextmanager
def explained(data_dir: Path) -> Iterator[None]:
    """Turn what the file system refuses into an `EmbeddedError` about `data_dir`."""
    try:
        yield
    except OSError as error:
        raise EmbeddedError(_sentence(error, data_dir)) from error


def disk_full(data_dir: Path) -> str:
    """What to say when nothing more can be written."""
    return f"The disk that holds {data_dir} is full: free some space, or set CMIS_DATA_DIR to another disk."


def _sentence(error: OSError, data_dir: Path) -> str:
    if error.errno in NO_SPACE:
        return disk_full(data_dir)
    if error.errno in NOT_OURS:
        return (
            f"{error.filename or data_dir} cannot be written by this account: "
            "give it the right to, or set CMIS_DATA_DIR to a directory of its own."
        )
    if error.errno in NOT_A_DIRECTORY:
        return f"{error.filename or data_dir} is not a directory: set CMIS_DATA_DIR to one."
    return f"{data_dir} cannot be used as data directory ({error}): set CMIS_DATA_DIR to another."
