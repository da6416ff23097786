"""Text files: which encoding, which delimiter, and the rows.

Neither is written in the file. UTF-8 and UTF-16 prove themselves; between the two Windows code pages the letters
decide (charset-normalizer). The delimiter is the one under which the heads of a known export appear.
"""

import csv
from collections.abc import Callable, Iterator
from io import StringIO

from charset_normalizer import from_bytes

from engine.core.errors import Invalid
from engine.core.i18n import N_
from engine.imports.grids import MAX_COLUMNS, MAX_ROWS, Empty, Grid, Row, TooManyColumns, TooManyRows

ENCODINGS = {
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    "cp1256": N_("Windows-1256, Arabic"),
    "cp1252": N_("Windows-1252, Western"),
}
DELIMITERS = {",": N_("Comma"), ";": N_("Semicolon"), "\t": N_("Tab"), "|": N_("Bar")}
SAMPLE_BYTES = 64 * 1024
SAMPLE_ROWS = 40
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_NOT_TEXT = N_("This is neither a text file nor an Excel file (.xlsx). Export a CSV or Excel file and bring that.")
_UNREADABLE = N_("The file cannot be read after line {line}. Is a quotation mark left open there?")


def read_text(body: bytes, encoding: str, delimiter: str, known: Callable[[list[Row]], int]) -> Grid:
    """The rows of a text file. Given an encoding or a delimiter, that is taken; else they are found out.

    `known` says how many heads of known exports some rows hold. Invalid when it is no text, empty or too long.
    """
    text, found = _decoded(body, encoding)
    if "\0" in text:
        raise Invalid(_NOT_TEXT)
    text, told = _without_hint(text)
    delimiter = delimiter or told or _delimiter(text, known)
    rows = list(_rows(text, delimiter, MAX_ROWS))
    if not rows:
        raise Empty
    return Grid(rows, found, delimiter, damaged="\N{REPLACEMENT CHARACTER}" in text)


def _decoded(body: bytes, encoding: str) -> tuple[str, str]:
    codec = next((codec for mark, codec in _MARKS if body.startswith(mark)), "")
    if encoding == "utf-16" and codec != "utf-16":
        codec = _wide(body) or "utf-16-le"
    elif encoding and not (codec and codec.startswith(encoding)):
        codec = encoding
    codec = codec or _wide(body) or _narrow(body)
    name = next(known for known in ENCODINGS if codec.startswith(known))
    return body.decode(codec, errors="replace").lstrip("\ufeff"), name


def _wide(body: bytes) -> str:
    """UTF-16 without a mark: every other byte of its Latin letters is zero."""
    sample = body[:4096]
    if sample.count(0) < len(sample) // 5:
        return ""
    return "utf-16-le" if sample[1::2].count(0) > sample[::2].count(0) else "utf-16-be"


def _narrow(body: bytes) -> str:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        lines = (line for line in body.splitlines() if not line.isascii())
        best = from_bytes(_sample(lines), cp_isolation=["cp1256", "cp1252"]).best()
        return best.encoding if best else "cp1252"
    return "utf-8"


def _sample(lines: Iterator[bytes]) -> bytes:
    taken, size = [], 0
    for line in lines:
        taken.append(line)
        size += len(line)
        if size > SAMPLE_BYTES:
            break
    return b"\n".join(taken)


def _without_hint(text: str) -> tuple[str, str]:
    """Excel's first line `sep=;` names the delimiter; emptied, so that lines keep their numbers."""
    first, end, rest = text.partition("\n")
    hint = first.strip().strip('"').lower()
    if hint.startswith("sep=") and hint[4:] in {*DELIMITERS, ""}:
        return end + rest, hint[4:] or "\t"
    return text, ""


def _delimiter(text: str, known: Callable[[list[Row]], int]) -> str:
    """The one that shows the most heads we know, then the most columns."""

    def worth(delimiter: str) -> tuple[int, int]:
        rows = list(_rows(text[: SAMPLE_BYTES * 4], delimiter, SAMPLE_ROWS, whole=False))
        widths = sorted(len(row.cells) for row in rows)
        return known(rows), widths[len(widths) // 2] if widths else 0

    return max(DELIMITERS, key=worth)


def _rows(text: str, delimiter: str, most: int, *, whole: bool = True) -> Iterator[Row]:
    """The rows that are not empty; a sample ends at `most`, a whole file must not have more."""
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    line, count = 1, 0
    try:
        for cells in reader:
            if any(cells) and any(cell.strip() for cell in cells):
                count += 1
                if count > most:
                    break
                if len(cells) > MAX_COLUMNS and whole:
                    raise TooManyColumns(line)
                yield Row(line, list(cells))
            line = reader.line_num + 1
    except csv.Error:
        if whole:
            raise Invalid(_UNREADABLE, line=line) from None
    if whole and count > most:
        raise TooManyRows
