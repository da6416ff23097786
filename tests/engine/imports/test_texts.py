"""Reading text files: whatever the delimiter, the encoding, the digits and the marks."""

import pytest

from engine import imports
from engine.core.errors import Invalid
from tests.engine.imports.desk import HEADS, ago, csv_of

ARABIC = "اسم الحملة,معرف الحملة,اليوم,المبلغ الذي تم إنفاقه (SAR),مرات الظهور,نقرات الرابط"
ROW = ("حملة الرياض", 1, ago(1), "1,250.50", "12,000", 300)


def understood(preview):
    [row] = preview["rows"]
    return row["campaign"], row["spend"], row["impressions"], row["clicks"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_any_delimiter_is_found(desk, delimiter):
    preview = desk.preview(csv_of(ROW, delimiter=delimiter))

    assert preview["delimiter"] == delimiter
    assert understood(preview) == ("حملة الرياض", 1250.5, 12000, 300)


@pytest.mark.parametrize(
    ("encoding", "found"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16"),
        ("utf-16-be", "utf-16"),
        ("cp1256", "cp1256"),
    ],
)
@pytest.mark.parametrize("heads", [HEADS, ARABIC])
def test_any_encoding_of_arabic_is_found(desk, encoding, found, heads):
    preview = desk.preview(csv_of(ROW, heads=heads, encoding=encoding))

    assert (preview["encoding"], preview["platform"]) == (found, "meta")
    assert understood(preview) == ("حملة الرياض", 1250.5, 12000, 300)


def test_western_letters_are_not_taken_for_arabic(desk):
    preview = desk.preview(csv_of(("Été à Genève – soldes", 1, ago(1), 1, 2, 3), encoding="cp1252"))

    assert preview["encoding"] == "cp1252"
    assert preview["rows"][0]["campaign"] == "Été à Genève – soldes"


def test_a_wrong_encoding_is_noticed_and_put_right(desk):
    import_id = desk.bring(csv_of(ROW, heads=ARABIC, encoding="cp1256"), encoding="utf-8")

    assert any("UTF-8" in note["message"] for note in desk.look(import_id)["preview"]["notes"])
    assert understood(desk.adjust(import_id, encoding="cp1256"))[0] == "حملة الرياض"


def test_a_wrong_delimiter_is_said_and_put_right(desk):
    import_id = desk.bring(csv_of(ROW), delimiter=";")

    said = " ".join(one["message"] for one in desk.look(import_id)["preview"]["problems"])
    assert "No column holds the day" in said
    assert understood(desk.adjust(import_id, delimiter=","))[1] == 1250.5


def test_excels_hint_names_the_delimiter_and_lines_keep_their_numbers(desk):
    preview = desk.preview(b"sep=;\r\n" + csv_of(ROW, delimiter=";"))

    assert preview["delimiter"] == ";"
    assert preview["rows"][0]["line"] == 3


@pytest.mark.parametrize(
    ("spend", "impressions", "delimiter"),
    [
        ("1,250.50", "12,000", ","),
        ("1.250,50", "12.000", ";"),
        ("1250,5", "12000", ";"),
        ("SAR 1,250.50", "12,000", ","),
        ("1 250,50", "12 000", ";"),
        ("١٬٢٥٠٫٥٠", "١٢٬٠٠٠", ","),
        ("۱۲۵۰٫۵", "۱۲۰۰۰", ","),
        ("1.250,50 ر.س.", "12.000", "\t"),
        ("$1,250.50", '="12000"', ","),
        ("1'250.50", "12'000", ","),
    ],
)
def test_any_way_of_writing_numbers_is_understood(desk, spend, impressions, delimiter):
    preview = desk.preview(csv_of(("C", 1, ago(1), spend, impressions, 300), delimiter=delimiter))

    assert understood(preview) == ("C", 1250.5, 12000, 300)


def test_a_point_before_three_digits_divides_thousands_where_counts_are_whole(desk):
    rows = [("C", 1, ago(day), "1.250", "12.000", 300) for day in (1, 2)]

    preview = desk.preview(csv_of(*rows))

    assert (preview["decimal"], preview["totals"]["spend"]) == (",", 2500)
    assert preview["totals"]["impressions"] == 24_000


@pytest.mark.parametrize("nothing", ["-", "--", "", " ", "–"])
def test_nothing_is_not_zero(desk, nothing):
    preview = desk.preview(csv_of((*ROW, nothing), heads=f"{HEADS},Purchases"))

    assert preview["rows"][0]["conversions"] is None


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        (3, "twelve", "is not a number"),
        (3, "-5", "below zero"),
        (3, "9" * 20, "too large"),
        (4, "1.5", "not a whole number"),
        (3, "=SUM(A1:A9)", "formula"),
        (2, "31/31/2026", "is not a day"),
        (2, "1448-05-01", "Gregorian"),
        (2, "2099-01-01", "has not come yet"),
        (2, "2019-01-01", "37 months"),
        (0, "", "no name or id"),
    ],
)
def test_a_wrong_cell_is_told_with_line_and_column_and_its_row_left_out(desk, column, value, said):
    wrong = [*ROW]
    wrong[column] = value
    if column == 0:
        wrong[1] = ""

    preview = desk.preview(csv_of(ROW, wrong))

    [flaw] = preview["errors"]
    assert (flaw["line"], flaw["column"]) == (3, HEADS.split(",")[column])
    assert said in flaw["message"]
    assert preview["totals"]["rows"] == 1


def test_every_flaw_of_a_row_is_told_and_the_row_counted_once(desk):
    preview = desk.preview(csv_of(ROW, ("C", 1, "?", "?", "?", 1)))

    assert [flaw["column"] for flaw in preview["errors"]] == ["Day", "Amount spent (SAR)", "Impressions"]
    assert preview["totals"]["errors"] == 1


def test_errors_leave_as_a_file_that_no_formula_runs_from(desk):
    import_id = desk.bring(csv_of(ROW, ("C", 1, ago(1), "=1+1", 1, 1)))

    lines = imports.errors_csv(desk.org_id, import_id).decode("utf-8-sig").splitlines()

    assert lines[0] == "Line,Column,What is wrong"
    assert lines[1].startswith("3,Amount spent (SAR),A formula")


@pytest.mark.parametrize(
    "body",
    [b"", b"   \r\n \r\n", b"\x89PNG\r\n\x1a\n" + bytes(400), b'a,b\n1,"' + b"x" * 200_000, b"PK\x03\x04 broken"],
    ids=["nothing", "blank", "picture", "open quote", "broken zip"],
)
def test_what_is_no_table_is_refused_in_one_sentence(desk, body):
    with pytest.raises(Invalid) as refused:
        desk.bring(body)

    assert refused.value.sentence().endswith((".", "?"))


def test_a_file_that_is_too_large_or_too_long_is_refused(desk):
    with pytest.raises(Invalid, match="20 MB"):
        desk.bring(b"x" * (imports.MAX_BYTES + 1))
    with pytest.raises(Invalid, match="500,000 rows"):
        desk.bring(b"a,b\n" * (imports.MAX_ROWS + 2))
