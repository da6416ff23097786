"""Files of campaigns: read in both languages, every flaw by line and column, each campaign made once, for good."""

import csv
from datetime import timedelta
from io import BytesIO, StringIO
from typing import Any
from uuid import UUID

import pytest
from python_calamine import CalamineWorkbook

from db.kinds import ImportStatus
from db.models import BatchCampaign, Campaign, CampaignBatch, Launch
from engine import batches
from engine.batches.fields import TITLES, Field
from engine.core import clock
from engine.core.errors import Conflict, Invalid
from engine.core.exports import Form, csv_table, workbook
from engine.core.i18n import speaking, t
from engine.core.work import Actor, work
from tests.conftest import Database
from tests.control import Control
from tests.factories import make_rate
from tests.rows import rows
from tests.studio import PICTURE, Studio, open_studio
from tests.working import work_off

HEADS = [
    "Campaign",
    "First day",
    "Last day",
    "Platform",
    "Budget of the ad",
    "Headline",
    "Text",
    "Web address",
    "Media",
]


@pytest.fixture(scope="module")
def _rates(database: Database) -> None:
    make_rate(database.owner_dsn, clock.today(), USD=1.08, SAR=4.05)


@pytest.fixture
def desk(_rates: None, redis: Any, sandbox_server: str) -> Studio:
    """Plans only: nobody carries them out."""
    return open_studio(Control(sandbox_server), "meta", "tiktok")


def row(name: str, platform: str = "meta", /, **more: Any) -> dict[str, Any]:
    first = clock.today("Asia/Riyadh") + timedelta(days=60)
    usual = dict(zip(HEADS, [name, first, first + timedelta(days=14), platform, 2000, "Winter", "Half off.",
                             "https://shop.example/", PICTURE], strict=True))  # fmt: skip
    return usual | more


def file_of(*lines: dict[str, Any], form: Form = Form.CSV) -> bytes:
    heads = list(dict.fromkeys(head for line in lines for head in line))
    cells = [[line.get(head) for head in heads] for line in lines]
    return csv_table(heads, cells) if form is Form.CSV else workbook(heads, cells)


def bring(desk: Studio, body: bytes, name: str = "plan.csv") -> UUID:
    with work(desk.org.id, Actor("test", desk.org.user_id)) as unit:
        return batches.upload(unit, name, body)


def look(desk: Studio, batch_id: UUID) -> dict[str, Any]:
    return batches.batch_status(desk.org.id, batch_id)


def carry_out(desk: Studio, body: bytes) -> UUID:
    batch_id = bring(desk, body)
    with work(desk.org.id) as unit:
        batches.start(unit, batch_id)
    batches.create(desk.org.id, batch_id)
    return batch_id


def result(desk: Studio, batch_id: UUID) -> list[dict[str, str]]:
    body = batches.result_file(desk.org.id, batch_id, Form.CSV).body.decode("utf-8-sig")
    return list(csv.DictReader(StringIO(body)))


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("form", Form)
def test_the_sample_is_a_file_that_can_be_created(desk, language, form):
    with speaking(language):
        sample = batches.sample_file(desk.org.id, form)
        found = look(desk, bring(desk, sample.body))

    assert found["errors"] == found["notes"] == []
    (one,) = found["campaigns"]
    assert (one["state"], one["platforms"], one["posts"], one["total_budget"]) == (
        "ready",
        ["meta", "tiktok"],
        1,
        "5000",
    )


def test_every_column_has_a_title_of_its_own_in_every_language():
    for language in ("ar", "en"):
        with speaking(language):
            assert len({t(title) for title in TITLES.values()}) == len(Field)


def test_rows_of_one_name_are_one_campaign_wherever_they_stand(desk):
    found = look(desk, bring(desk, file_of(row("A"), row("B"), row("A", "TikTok"), form=Form.XLSX)))

    assert [(one["name"], one["platforms"], one["lines"]) for one in found["campaigns"]] == [
        ("A", ["meta", "tiktok"], [2, 4]), ("B", ["meta"], [3]),
    ]  # fmt: skip
    assert (found["rows"], found["total"], found["creatable"]) == (3, 2, 2)


@pytest.mark.parametrize(("codec", "amount"), [("utf-16", "٢٬٠٠٠٫٥٠"), ("cp1256", "2.000,50")])
def test_arabic_heads_digits_words_and_windows_letters(desk, codec, amount):
    first = row("x")["First day"]
    with speaking("ar"):
        assert {"الحملة", "المنصة", "النص"} <= {t(title) for title in TITLES.values()}
        heads = [t(TITLES[which]) for which in (
            Field.CAMPAIGN, Field.START, Field.END, Field.PLATFORM, Field.BUDGET, Field.HEADLINE, Field.BODY,
            Field.URL, Field.MEDIA, Field.ACTIVATE, Field.COUNTRIES)]  # fmt: skip
    cells = ["عروض", f"{first}", f"{first + timedelta(days=14)}", "ميتا", amount, "عرض", "نصف السعر",
             "https://shop.example/", PICTURE, "نعم", "السعودية؛ الإمارات العربية المتحدة"]  # fmt: skip
    body = "\r\n".join(";".join(line) for line in (heads, cells)).replace("؛", ",")

    found = look(desk, bring(desk, body.encode(codec)))

    assert found["errors"] == []
    assert [(one["name"], one["total_budget"]) for one in found["campaigns"]] == [("عروض", "2000.5")]


def test_every_flaw_is_told_by_line_and_column_in_the_readers_language(desk):
    body = file_of(
        row("Good"),
        row("Bad", "myspace", **{"Budget of the ad": "much", "First day": "2020-01-01"}),
        row("Bad", **{"Web address": "ftp://x", "Headline": "", "Currency": "SAR"}),
        row("Bad", **{"Last day": "tomorrow", "Currency": "USD"}),
        row(""),
        row("Odd", **{"Account": "nobody", "First day": "03/04/2030", "Last day": "05/06/2030", "Luck": 7}),
    )
    batch_id = bring(desk, body)
    found = look(desk, batch_id)
    told = {(flaw["line"], flaw["column"]) for flaw in found["errors"]}

    assert {
        (3, "Platform"), (3, "Budget of the ad"), (3, "First day"), (4, "Web address"), (4, "Headline"),
        (5, "Last day"), (5, "Currency"), (6, "Campaign"), (7, "Account"), (7, "First day"), (7, "Last day"),
    } <= told  # fmt: skip
    assert [one["state"] for one in found["campaigns"]] == ["ready", "wrong", "wrong", "wrong"]
    assert sum(flaw["line"] == 7 and flaw["column"] == "Account" for flaw in found["errors"]) == 1
    assert "Luck" in found["notes"][0]
    with speaking("ar"):
        arabic = look(desk, batch_id)["errors"]
        assert {flaw["column"] for flaw in arabic} >= {t(TITLES[Field.PLATFORM]), t(TITLES[Field.START])}
    assert [(flaw["line"]) for flaw in arabic] == [flaw["line"] for flaw in found["errors"]]


def test_what_is_good_is_created_and_the_result_tells_of_every_row(desk):
    batch_id = carry_out(desk, file_of(row("Good"), row("Bad", **{"Web address": "x"}), row("Good", "tiktok")))

    (made,) = rows(desk.org.id, Campaign)
    assert (made.name, len(rows(desk.org.id, Launch))) == ("Good", 2)
    lines = result(desk, batch_id)
    assert [(line["Outcome"], line["Campaign id"]) for line in lines] == [
        ("created", str(made.id)), ("not created", ""), ("created", str(made.id)),
    ]  # fmt: skip
    assert lines[1]["What is wrong"].startswith("Web address: ")
    status = look(desk, batch_id)
    assert (status["status"], status["created"], status["wrong"]) == (ImportStatus.DONE, 1, 1)
    with speaking("ar"):
        assert look(desk, batch_id)["errors"][0]["column"] == t(TITLES[Field.URL])
    book = CalamineWorkbook.from_object(BytesIO(batches.result_file(desk.org.id, batch_id, Form.XLSX).body))
    assert len(book.get_sheet_by_index(0).to_python()) == 4


def test_the_same_rows_never_make_a_second_campaign(desk):
    first = file_of(row("A"), row("B", **{"Web address": "x"}))
    carry_out(desk, first)
    again = carry_out(desk, first)
    mended = carry_out(desk, file_of(row("B"), row("A")))

    assert sorted(one.name for one in rows(desk.org.id, Campaign)) == ["A", "B"]
    assert [line["Outcome"] for line in result(desk, again)] == ["was there already", "not created"]
    assert [line["Outcome"] for line in result(desk, mended)] == ["created", "was there already"]
    assert look(desk, bring(desk, first))["campaigns"][0]["state"] == "made"


def test_text_that_looks_like_a_formula_is_text_on_the_way_in_and_harmless_on_the_way_out(desk):
    batch_id = carry_out(desk, file_of(row("=1+1", Headline="@home")))

    (made,) = rows(desk.org.id, Campaign)
    (launch,) = rows(desk.org.id, Launch)
    assert (made.name, launch.plan["creative"]["headline"]) == ("=1+1", "@home")
    (line,) = result(desk, batch_id)
    assert (line["Campaign"], line["Headline"]) == ("'=1+1", "'@home")
    body = batches.result_file(desk.org.id, batch_id, Form.CSV).body
    assert look(desk, bring(desk, body))["campaigns"][0]["state"] == "made"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"a,b\n1,2\n",
        b"Goal,Platform\ntraffic,meta\n",
        b"PK\x03\x04 no",
        b"Campaign,Platform\n" + b"x,meta\n" * 1001,
    ],
)
def test_what_cannot_be_read_at_all_is_refused(desk, body):
    with pytest.raises(Invalid):
        bring(desk, body)
    assert rows(desk.org.id, CampaignBatch) == []


def test_a_file_is_started_once_and_dropped_only_before(desk):
    batch_id = bring(desk, file_of(row("A")))
    with pytest.raises(Conflict):
        batches.result_file(desk.org.id, batch_id, Form.CSV)
    with work(desk.org.id) as unit:
        batches.start(unit, batch_id)
    for deed in (batches.start, batches.discard):
        with pytest.raises(Conflict), work(desk.org.id) as unit:
            deed(unit, batch_id)
    for _ in range(2):
        batches.create(desk.org.id, batch_id)

    assert len(rows(desk.org.id, Campaign)) == len(rows(desk.org.id, BatchCampaign)) == 1


def test_a_file_whose_worker_died_is_taken_up_and_given_up_when_that_does_not_help(desk, redis):
    def sweep(minutes: int) -> None:
        with clock.stopped_at(clock.now() + timedelta(minutes=minutes)):
            batches.take_up()

    batch_id = bring(desk, file_of(row("A"), row("B")))
    with work(desk.org.id) as unit:
        batches.start(unit, batch_id)
    redis.flushall()  # its job is gone
    sweep(1)  # too early
    work_off("priority")
    assert look(desk, batch_id)["status"] == ImportStatus.RUNNING

    sweep(16)
    work_off("priority")
    found = look(desk, batch_id)
    assert (found["status"], found["created"], found["error"]) == (ImportStatus.DONE, 2, None)

    again = bring(desk, file_of(row("C")))
    with work(desk.org.id) as unit:
        batches.start(unit, again)
    for _ in range(2):
        redis.flushall()
        sweep(16)
    found = look(desk, again)
    assert (found["status"], found["error"]) == (
        ImportStatus.FAILED, "Nobody went on with this file after 0 of its campaigns. Create the rest once more.",
    )  # fmt: skip
    with work(desk.org.id) as unit:
        batches.start(unit, again)
    work_off("priority")
    assert look(desk, again)["created"] == 1
