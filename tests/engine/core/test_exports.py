"""Files that people take away: Arabic is readable, numbers are numbers, and no cell becomes a formula."""

from datetime import date, datetime
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from python_calamine import CalamineWorkbook

from engine.core.exports import Form, csv_table, workbook, written
from engine.core.i18n import speaking

EVIL = ["=1+1", "+966500", "-2", "@SUM(A1)", "\tx", "\rx", "\nx", "＝1"]
HEAD = ["العميل", "Spend"]


def cells(body: bytes) -> list[Any]:
    return CalamineWorkbook.from_object(BytesIO(body)).get_sheet_by_index(0).to_python()


def test_excel_takes_the_csv_for_utf_8_and_arabic_for_arabic():
    body = csv_table(HEAD, [["سارة", 12.5]])

    assert body.startswith(b"\xef\xbb\xbf")
    assert body.decode("utf-8-sig").splitlines() == ["العميل,Spend", "سارة,12.5"]


@pytest.mark.parametrize("text", EVIL)
def test_text_that_looks_like_a_formula_is_disarmed_in_csv_and_stays_text_in_excel(text):
    [_, line] = csv_table(["a"], [[text]]).decode("utf-8-sig").split("\r\n", 1)
    body = workbook(["a"], [[text]])

    assert line.lstrip('"').startswith("'")
    with ZipFile(BytesIO(body)) as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")
    assert cells(body)[1] == [text]


def test_numbers_below_zero_stay_numbers():
    assert b"\r\n-2.5,-3\r\n" in csv_table(["a", "b"], [[-2.5, -3]])
    assert cells(workbook(["a", "b"], [[-2.5, -3]]))[1] == [-2.5, -3]


def test_a_workbook_knows_days_moments_and_nothing():
    row = [date(2026, 11, 27), datetime(2026, 11, 27, 9, 30), None, "7"]  # noqa: DTZ001 - cells have no zone

    assert cells(workbook(["a", "b", "c", "d"], [row]))[1] == [row[0], row[1], "", "7"]
    assert b"2026-11-27,2026-11-27 09:30,,7" in csv_table(["a", "b", "c", "d"], [row])


def test_an_arabic_workbook_reads_from_the_right():
    with speaking("ar"):
        arabic = workbook(HEAD, [])

    for body, turned in ((arabic, True), (workbook(HEAD, []), False)):
        with ZipFile(BytesIO(body)) as book:
            assert (b'rightToLeft="1"' in book.read("xl/worksheets/sheet1.xml")) is turned


@pytest.mark.parametrize("form", Form)
def test_a_file_carries_its_name_and_kind(form):
    file = written(form, "leads", HEAD, [])

    assert file.name == f"leads.{form}"
    assert file.media.startswith(("text/csv", "application/vnd.openxml"))
