"""The way in for many rows at once: a temporary table that lives as long as its transaction, fed by COPY."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import astuple, dataclass
from typing import Any
from uuid import UUID

from psycopg.errors import DataError, NotNullViolation
from sqlalchemy.orm import Session

from engine.connectors.base import Platform
from engine.core.errors import PlatformError


@dataclass(frozen=True, slots=True)
class Source:
    """Whose rows these are: one connected account of the org that the session is in."""

    integration_id: UUID
    platform: Platform
    currency: str


@dataclass(frozen=True, slots=True)
class Counts:
    """What a load met: rows read, and how many of them were new, changed, the same, or of unknown entities.

    A stored row that the platform took back (a figure set to zero, an entity gone) counts as updated.
    """

    read: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    unknown: int = 0

    @property
    def written(self) -> int:
        """Rows that were written."""
        return self.created + self.updated

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(*map(sum, zip(astuple(self), astuple(other), strict=True)))


@contextmanager
def staging(session: Session, columns: str) -> Iterator[Any]:
    """A cursor beside an empty table `staged` of these columns; the table is gone after the block."""
    connection: Any = session.connection().connection  # psycopg's own: only it can COPY
    with closing(connection.cursor()) as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE staged ({columns}) ON COMMIT DROP")
        yield cursor
        cursor.execute("DROP TABLE staged")


@contextmanager
def readable(source: Source) -> Iterator[None]:
    """What Postgres cannot read as the columns promised is the platform's mistake."""
    try:
        yield
    except (DataError, NotNullViolation) as error:
        raise PlatformError(platform=source.platform.name, detail=str(error)) from error


@contextmanager
def set_based(cursor: Any) -> Iterator[None]:
    """Plans inside join whole sets. Postgres knows neither the size of a fresh table nor that of a CTE, guesses
    one row, and would look a million rows up one by one.
    """
    cursor.execute("ANALYZE staged")
    cursor.execute("SET LOCAL enable_nestloop = off; SET LOCAL work_mem = '64MB'")
    yield
    cursor.execute("RESET enable_nestloop; RESET work_mem")
