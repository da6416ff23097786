"""Reading Excel: cells as they are, formulas told apart, and nothing opened that would not fit."""

from datetime import datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from engine.core.errors import Invalid
from tests.engine.imports.desk import HEADS, ago

TYPES = '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
DAYS = '<numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/></numFmts>'
STYLES = (
    f'<styleSheet xmlns="{MAIN}">{DAYS}<cellXfs count="2"><xf numFmtId="0"/>'
    '<xf numFmtId="164" applyNumberFormat="1"/></cellXfs></styleSheet>'
)


def cell(place: str, value: object) -> str:
    """One cell: text inline, days as Excel counts them, `=…` a formula without its result."""
    if isinstance(value, datetime):
        return f'<c r="{place}" s="1"><v>{(value - datetime(1899, 12, 30)).days}</v></c>'  # noqa: DTZ001 - as Excel
    if isinstance(value, int | float):
        return f'<c r="{place}"><v>{value}</v></c>'
    if str(value).startswith("="):
        return f'<c r="{place}"><f>{str(value)[1:]}</f><v></v></c>'
    return f'<c r="{place}" t="inlineStr"><is><t>{value}</t></is></c>'


def sheet_of(*rows: tuple[object, ...]) -> str:
    lines = [
        f'<row r="{line}">' + "".join(cell(f"{chr(65 + at)}{line}", one) for at, one in enumerate(row)) + "</row>"
        for line, row in enumerate(rows, start=1)
    ]
    return f'<worksheet xmlns="{MAIN}"><sheetData>{"".join(lines)}</sheetData></worksheet>'


def workbook(*sheets: str) -> bytes:
    """An .xlsx file of these sheets."""
    body = BytesIO()
    numbers = range(1, len(sheets) + 1)
    names = "".join(f'<sheet name="S{n}" sheetId="{n}" r:id="r{n}"/>' for n in numbers)
    links = "".join(
        f'<Relationship Id="r{n}" Type="{RELATIONS}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in numbers
    )
    links += f'<Relationship Id="s" Type="{RELATIONS}/styles" Target="styles.xml"/>'
    root = f'<Relationship Id="w" Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/>'
    with ZipFile(body, "w", ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", TYPES + "</Types>")
        archive.writestr("_rels/.rels", f'<Relationships xmlns="{PACKAGE}">{root}</Relationships>')
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>{names}</sheets></workbook>',
        )
        archive.writestr("xl/_rels/workbook.xml.rels", f'<Relationships xmlns="{PACKAGE}">{links}</Relationships>')
        archive.writestr("xl/styles.xml", STYLES)
        for n, sheet in zip(numbers, sheets, strict=True):
            archive.writestr(f"xl/worksheets/sheet{n}.xml", sheet)
    return body.getvalue()


HEAD = tuple(HEADS.split(","))
DAY = datetime(ago(1).year, ago(1).month, ago(1).day)  # noqa: DTZ001 - a calendar day


def test_cells_are_read_as_the_numbers_and_days_they_are(desk):
    preview = desk.preview(workbook(sheet_of(HEAD, ("حملة", 101, DAY, 10.5, 1000, 20))), "report.xlsx")

    [row] = preview["rows"]
    assert (row["campaign"], row["date"], row["spend"], row["impressions"]) == ("حملة", f"{ago(1)}", 10.5, 1000)
    assert (preview["encoding"], preview["problems"]) == ("", [])


def test_the_sheet_with_the_report_is_found(desk):
    cover = sheet_of(("Report", "by"), ("Al Waha", "Sara"))

    preview = desk.preview(workbook(cover, sheet_of(HEAD, ("C", 101, DAY, 10.5, 1000, 20))))

    assert preview["totals"]["rows"] == 1


def test_a_formula_without_a_result_is_an_error_and_no_zero(desk):
    rows = (HEAD, ("C", 1, DAY, "=SUM(A1:A9)", 1000, 20), ("C", 2, DAY, 10.5, 1000, 20))

    preview = desk.preview(workbook(sheet_of(*rows)))

    [flaw] = preview["errors"]
    assert (flaw["line"], flaw["column"]) == (2, "Amount spent (SAR)")
    assert "formula" in flaw["message"]
    assert preview["totals"]["rows"] == 1


def test_ids_too_long_for_excel_are_not_used(desk):
    preview = desk.preview(workbook(sheet_of(HEAD, ("C", 1.20212345678e17, DAY, 10.5, 1000, 20))))

    assert any("rounded the ids" in note["message"] for note in preview["notes"])


def test_what_unpacks_to_more_than_we_read_is_refused(desk):
    with pytest.raises(Invalid, match="larger than we read"):
        desk.bring(workbook(sheet_of(HEAD) + " " * (310 * 2**20)))


@pytest.mark.parametrize(
    ("farthest", "said"),
    [
        ('<row r="1048576"><c r="A1048576"><v>1</v></c></row>', "more than 500,000 rows"),
        ('<row r="1"><c r="XFD1"><v>1</v></c></row>', "more than 500 columns"),
        ('<row r="1">' + "<c><v>1</v></c>" * 600 + "</row>", "more than 500 columns"),
        ('<row r="400000"><c r="CZ400000"><v>1</v></c></row>', "larger than we read"),
    ],
    ids=["tall", "wide", "wide without places", "area"],
)
def test_a_sheet_that_would_not_fit_is_refused_unopened(desk, farthest, said):
    sheet = f'<worksheet xmlns="{MAIN}"><sheetData>{farthest}</sheetData></worksheet>'

    with pytest.raises(Invalid, match=said):
        desk.bring(workbook(sheet))


def test_an_archive_that_is_no_workbook_is_refused(desk):
    body = BytesIO()
    with ZipFile(body, "w") as archive:
        archive.writestr("readme.txt", "hello")

    with pytest.raises(Invalid, match="damaged"):
        desk.bring(body.getvalue())
