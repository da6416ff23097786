"""Tables as real tables: readable aloud, sorted in the page, right to left in Arabic, cards on phones."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from markupsafe import Markup

from pages.ui.html import render

Row = TypeVar("Row")


@dataclass(frozen=True)
class Column(Generic[Row]):
    """How one column is drawn.

    `cell` gives the markup of a row, `sort` what to order by (numbers, or text when it gives text); without
    `sort` the column cannot be sorted. Numbers stand flush right in both languages. `total` goes in the foot.
    `wide` columns take the whole width of the card that a row becomes on a phone; the label of `quiet` ones is
    only read aloud.
    """

    label: str
    cell: Callable[[Row], str | Markup]
    sort: Callable[[Row], float | str | None] | None = None
    numeric: bool = False
    total: str | Markup = ""
    wide: bool = False
    quiet: bool = False
    css: str = ""

    def key(self, row: Row) -> float | str:
        """What the page sorts this row by; rows without a value come last when descending."""
        value = self.sort(row) if self.sort else None
        return -1e18 if value is None else value


def table(
    rows: Sequence[Row],
    columns: Sequence[Column[Row]],
    *,
    label: str,
    css: str = "grid",
    sorted_by: str = "",
    cards: bool = False,
    marked: Callable[[Row], bool] | None = None,
) -> Markup:
    """A table; the first column names the row.

    `sorted_by` is the label of the column the rows come sorted by, largest first; `cards` turns rows into cards
    below 760 px; `css` is `grid`, `mini` or `hist`. `marked` picks out what the page was opened for.
    """
    return render(
        "table",
        rows=rows,
        columns=columns,
        label=label,
        css=css,
        sorted_by=sorted_by,
        cards=cards,
        marked=marked or (lambda _: False),
        total=any(column.total for column in columns),
        classes=_classes,
    )


def _classes(column: "Column[Any]", *more: str) -> str:
    return " ".join(
        filter(None, ("num" if column.numeric else "", "wide" if column.wide else "", column.css, *more))
    )
