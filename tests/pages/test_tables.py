"""Tables: readable aloud, sortable by what is meant, cards on phones."""

import re

from pages.ui.marks import n
from pages.ui.tables import Column, table

ROWS = [("White Friday", 110_400.0), ("Wholesale", None)]
COLUMNS = [
    Column[tuple[str, float | None]]("Campaign", lambda row: row[0], sort=lambda row: row[0], total="2 campaigns"),
    Column[tuple[str, float | None]](
        "Spend", lambda row: n(row[1]), sort=lambda row: row[1], numeric=True, total=n("110,400")
    ),
    Column[tuple[str, float | None]]("Share", lambda _: "", quiet=True),
]


def test_a_row_is_named_by_its_first_cell() -> None:
    html = table(ROWS, COLUMNS, label="Campaigns")

    assert len(re.findall(r'<th scope="row"', html)) == 3
    assert '<caption class="vh">Campaigns</caption>' in html


def test_columns_sort_by_the_number_meant_and_unknown_ones_come_last() -> None:
    html = table(ROWS, COLUMNS, label="Campaigns", sorted_by="Spend")

    assert 'data-v="110400.0"' in html
    assert 'data-v="-1e+18"' in html
    assert html.count('aria-sort="descending"') == 1
    assert html.count("<button") == 2


def test_rows_that_become_cards_stay_a_table_for_screen_readers() -> None:
    html = table(ROWS, COLUMNS, label="Campaigns", cards=True)

    assert 'role="table"' in html
    assert 'role="rowheader"' in html
    assert 'data-label="Spend"' in html


def test_a_table_without_totals_has_no_foot() -> None:
    assert "<tfoot" not in table(ROWS, COLUMNS[2:], label="Campaigns")
