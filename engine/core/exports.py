"""Tables that leave as files: CSV and Excel, readable in Arabic, and harmless to whoever opens them."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from io import BytesIO, StringIO
from typing import Any

from xlsxwriter import Workbook

from engine.core.i18n import direction

MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"  # without it Excel takes Arabic for Latin
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
CELL = 32_767  # characters that a cell of a workbook holds
WIDEST = 60


class Form(StrEnum):
    """What a file may be."""

    CSV = "csv"
    XLSX = "xlsx"


MEDIA = {
    Form.CSV: "text/csv; charset=utf-8",
    Form.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True, slots=True)
class File:
    """A file to hand over."""

    name: str
    body: bytes
    media: str


def written(form: Form, name: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> File:
    """The table as a file of that form; cells are text, numbers, days, moments (written as they stand) or None."""
    body = csv_table(head, rows) if form is Form.CSV else workbook(head, rows)
    return File(f"{name}.{form}", body, MEDIA[form])


def csv_table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """CSV in UTF-8 with its mark; no cell of text becomes a formula in somebody's spreadsheet."""
    sink = StringIO()
    writer = csv.writer(sink)
    writer.writerow([_harmless(cell) for cell in head])
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return (MARK + sink.getvalue()).encode()


def workbook(head: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """An Excel workbook of one sheet, in the reader's direction; text stays text, whatever it begins with."""
    sink = BytesIO()
    with Workbook(sink, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        if direction() == "rtl":
            sheet.right_to_left()
        bold = book.add_format({"bold": True})
        formats: dict[type, Any] = {
            datetime: book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
            date: book.add_format({"num_format": "yyyy-mm-dd"}),
        }
        widths = [len(label) for label in head]
        for place, label in enumerate(head):
            sheet.write_string(0, place, label[:CELL], bold)
        for line, row in enumerate(rows, start=1):
            for place, cell in enumerate(row):
                _write(sheet, line, place, cell, formats)
                widths[place] = max(widths[place], len(str(cell)) if cell is not None else 0)
        for place, width in enumerate(widths):
            sheet.set_column(place, place, min(width, WIDEST) + 2)
        sheet.freeze_panes(1, 0)
    return sink.getvalue()


def _write(sheet: Any, line: int, place: int, cell: object, formats: dict[type, Any]) -> None:
    match cell:
        case None:
            return
        case datetime() | date():
            sheet.write_datetime(line, place, cell, formats[type(cell)])
        case bool() | str():
            sheet.write_string(line, place, str(cell)[:CELL])
        case _:
            sheet.write_number(line, place, cell)


def _harmless(cell: object) -> object:
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M}"
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell
