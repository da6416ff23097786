"""A file as a grid of cells: what every kind of file becomes before anybody asks what its columns mean."""

from dataclasses import dataclass
from datetime import date, datetime

from engine.core.errors import Invalid
from engine.core.i18n import N_

MAX_BYTES = 20 * 1024 * 1024
MAX_ROWS = 500_000
MAX_COLUMNS = 500
TOO_LARGE = N_("The file is larger than {megabytes} MB. Export fewer days, or fewer columns.")

Cell = str | int | float | bool | date | datetime | None


@dataclass(frozen=True, slots=True)
class Row:
    """One row and the line of the file it begins on, counted from one."""

    line: int
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class Grid:
    """All rows of a file that are not empty; `encoding` and `delimiter` are empty for Excel."""

    rows: list[Row]
    encoding: str = ""
    delimiter: str = ""
    damaged: bool = False  # some of its letters could not be decoded


class TooManyRows(Invalid):
    """More rows than we take at once."""

    default = N_("The file has more than {rows} rows. Export fewer days, or campaigns instead of ads.")

    def __init__(self) -> None:
        super().__init__(rows=f"{MAX_ROWS:,}")


class TooManyColumns(Invalid):
    """A row that is wider than any export."""

    default = N_("Line {line} has more than {columns} columns. Is this the export of an ad manager?")

    def __init__(self, line: int) -> None:
        super().__init__(line=line, columns=MAX_COLUMNS)


class Empty(Invalid):
    """Nothing in it."""

    default = N_("The file is empty. Export it again with at least one row.")
