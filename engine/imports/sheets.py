"""Excel workbooks, bounded before they are opened: what is small on disk may be huge in memory.

Each part of the archive is unpacked once, counting; the farthest cell of a sheet is known before a grid of that
size is asked for. Formulas whose result the file does not hold stay visible, so that nobody takes them for zero.
"""

import re
from collections.abc import Callable
from datetime import date
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from engine.core.errors import Invalid
from engine.core.i18n import N_
from engine.imports.grids import MAX_COLUMNS, MAX_ROWS, Cell, Empty, Grid, Row, TooManyColumns, TooManyRows

MAX_UNPACKED = 300 * 1024 * 1024
MAX_CELLS = 20_000_000
SAMPLE_ROWS = 40
FORMULA = "="  # what stands in a cell whose formula has no stored result
_CHUNK = 1 << 20
_CELL = re.compile(rb"<(?:\w+:)?c[ >]")
_PLACE = re.compile(rb'<(?:\w+:)?c [^>]*?\br="([A-Z]{1,3})(\d{1,7})"')
_BARE_FORMULA = re.compile(
    rb'<(?:\w+:)?c [^>]*?\br="([A-Z]{1,3})(\d{1,7})"[^>]*><(?:\w+:)?f\b[^>]*?(?:/>|>[^<]*</(?:\w+:)?f>)'
    rb"\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_BROKEN = N_("The Excel file is damaged or locked with a password. Open it, save it as .xlsx, and bring that.")
_BOMB = N_("Unpacked, the Excel file is larger than we read. Export fewer days, or a CSV file.")


def is_workbook(body: bytes) -> bool:
    """Whether this is a zip archive, as .xlsx files are."""
    return body.startswith(b"PK")


def read_workbook(body: bytes, known: Callable[[list[Row]], int]) -> Grid:
    """The rows of the sheet that shows the most heads we know. Invalid when it is damaged, empty or too large."""
    bare = _weigh(body)
    try:
        book = CalamineWorkbook.from_object(BytesIO(body))
        sheets = [_rows(book, place) for place in range(len(book.sheet_names))]
    except CalamineError as error:
        raise Invalid(_BROKEN) from error
    rows = max(sheets, key=lambda rows: (known(rows[:SAMPLE_ROWS]), len(rows)), default=[])
    if not rows:
        raise Empty
    return Grid([_shown(row, bare) for row in rows] if bare else rows)


def _rows(book: CalamineWorkbook, place: int) -> list[Row]:
    sheet = book.get_sheet_by_index(place)
    if sheet.total_height > MAX_ROWS:
        raise TooManyRows
    numbered = enumerate(_cells(sheet), start=1)
    return [Row(line, cells) for line, cells in numbered if any(cell not in {"", None} for cell in cells)]


def _cells(sheet: CalamineSheet) -> list[list[Cell]]:
    """Its cells; a time of day alone is shown as text, since nothing of ours is one."""
    rows = sheet.to_python(skip_empty_area=False)
    return [[cell if isinstance(cell, str | int | float | date) else str(cell) for cell in row] for row in rows]


def _weigh(body: bytes) -> set[tuple[int, int]]:
    """Refuse what would not fit; the places of formulas without a stored result, as line and column."""
    bare: set[tuple[int, int]] = set()
    unpacked = 0
    try:
        with ZipFile(BytesIO(body)) as archive:
            for member in archive.infolist():
                part = bytearray()
                with archive.open(member) as stream:
                    while chunk := stream.read(_CHUNK):
                        unpacked += len(chunk)
                        if unpacked > MAX_UNPACKED:
                            raise Invalid(_BOMB)
                        part += chunk
                if _SHEET.fullmatch(member.filename):
                    _measure(part)
                    bare |= {(int(line), _column(letters)) for letters, line in _BARE_FORMULA.findall(part)}
    except (BadZipFile, NotImplementedError, RuntimeError, OSError) as error:
        raise Invalid(_BROKEN) from error
    return bare


def _measure(part: bytearray) -> None:
    """A sheet becomes a full rectangle up to its farthest cell, however few cells it has."""
    height = width = 0
    columns = set()
    for place in _PLACE.finditer(part):
        columns.add(place[1])
        height = max(height, int(place[2]))
    for rows, row in enumerate(part.split(b"</row>")):
        width, height = max(width, len(_CELL.findall(row))), max(height, rows)
    width = max(width, *map(_column, columns)) if columns else width
    if height > MAX_ROWS:
        raise TooManyRows
    if width > MAX_COLUMNS:
        raise TooManyColumns(1)
    if height * width > MAX_CELLS:
        raise Invalid(_BOMB)


def _column(letters: bytes) -> int:
    """`A` is 1, `AA` is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _shown(row: Row, bare: set[tuple[int, int]]) -> Row:
    cells = [FORMULA if (row.line, place) in bare else cell for place, cell in enumerate(row.cells, start=1)]
    return Row(row.line, cells)
