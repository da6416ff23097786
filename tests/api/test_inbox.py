"""What people wrote, over HTTP: found, paged, hidden from who may not see it, and taken away as a file."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any
from uuid import UUID

import httpx
import pytest
from python_calamine import CalamineWorkbook

from db.kinds import Role
from db.models import AuditEntry, Comment, Lead
from engine import comments
from engine.core import clock
from engine.core.work import work
from engine.identity import sign_in
from tests.deliveries import commented, meta_changes, post, tiktok_lead
from tests.factories import (
    PASSWORD,
    OrgFacts,
    insert,
    make_ad_campaign,
    make_integration,
    make_member,
    make_profile,
)
from tests.rows import rows
from tests.site import member
from tests.working import work_off

NOON = datetime(2026, 11, 22, 9, tzinfo=UTC)


@pytest.fixture
def person(web: str, org: OrgFacts) -> Iterator[httpx.Client]:
    with member(web, org.sign_in()) as person:
        person.base_url = httpx.URL(f"{web}/api/orgs/{org.id}/inbox")
        yield person


def make_lead(org: OrgFacts, integration_id: UUID, name: str, **columns: Any) -> None:
    facts: dict[str, Any] = {
        "platform": "meta",
        "form_name": "Spring",
        "submitted_at": NOON,
        "fields": {"full_name": name},
    }
    insert(org.id, Lead(org_id=org.id, integration_id=integration_id, external_id=name, **(facts | columns)))


def store(org_id: UUID, integration_id: UUID, **columns: Any) -> None:
    with work(org_id) as unit:
        comments.store(unit, "meta", integration_id, **({"written_at": clock.now()} | columns))


def names(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [one["fields"]["full_name"] for one in answer.json()["leads"]]


def as_role(web: str, org: OrgFacts, role: Role) -> httpx.Client:
    reader = member(web, sign_in(make_member(org.id, role), PASSWORD))
    reader.base_url = httpx.URL(f"{web}/api/orgs/{org.id}/inbox")
    return reader


@pytest.mark.parametrize(("role", "sees"), [(Role.MARKETER, True), (Role.ANALYST, False), (Role.VIEWER, False)])
def test_what_people_entered_is_for_those_who_may_see_it(web, org, role, sees):
    account = make_integration(org.id, "tiktok", external_id="t1")
    make_ad_campaign(org.id, account, external_id="c1", platform="tiktok", name="Ramadan")
    post(web, "tiktok", tiktok_lead("t1", "l1", email="sara@example.com"))
    work_off("webhooks")

    with as_role(web, org, role) as reader:
        leads = reader.get("/leads").json()
        by_answer = reader.get("/leads", params={"q": "SARA@"}).json()["total"]
        by_form = reader.get("/leads", params={"q": "sprin"}).json()["total"]
        [delivery] = reader.get("../webhooks/deliveries").json()["deliveries"]
        told = reader.get(f"../webhooks/deliveries/{delivery['id']}")

    [lead] = leads["leads"]
    assert (lead["campaign"], lead["form"], leads["total"]) == ("Ramadan", "Spring", 1)
    assert lead["fields"] == ({"email": "sara@example.com"} if sees else None)
    assert ("sara@example.com" in told.text) is sees
    assert (by_answer, by_form) == (int(sees), 1)


def test_comments_are_for_everybody_and_messages_for_those_who_may_see_them(web, org, person):
    account = make_integration(org.id)
    store(org.id, account, kind="comment", external_id="x1", text="Price of a phone?")
    store(org.id, account, kind="message", external_id="x2", text="My phone is 05…")

    mine = person.get("/comments").json()
    with as_role(web, org, Role.VIEWER) as viewer:
        theirs = viewer.get("/comments").json()
        only = viewer.get("/comments", params={"kind": "comment"}).json()
        sought = viewer.get("/comments", params={"q": "phone"}).json()

    assert [one["text"] for one in mine["comments"]] == ["My phone is 05…", "Price of a phone?"]
    assert [one["text"] for one in theirs["comments"]] == [None, "Price of a phone?"]
    assert (only["total"], len(rows(org.id, Comment))) == (1, 2)
    assert sought["total"] == 1  # what was written to us alone is not found by guessing
    assert person.get("/comments", params={"q": "phone"}).json()["total"] == 2


def test_leads_are_paged_beyond_the_newest(org, person):
    account = make_integration(org.id)
    for n in range(5):
        make_lead(org, account, f"n{n}", submitted_at=NOON - timedelta(hours=n))

    pages = [names(person.get("/leads", params={"page": page, "per_page": 2})) for page in (1, 2, 3, 4)]

    assert pages == [["n0", "n1"], ["n2", "n3"], ["n4"], []]
    assert person.get("/leads", params={"per_page": 2, "page": 4}).json()["total"] == 5


def test_leads_and_comments_are_narrowed_by_platform_page_day_and_words(org, person):
    meta, google = make_integration(org.id), make_integration(org.id, "google")
    page = make_profile(org.id, meta)
    make_lead(org, meta, "سارة", profile_id=page, submitted_at=datetime(2026, 11, 21, 21, tzinfo=UTC))
    make_lead(org, google, "50% off_er", platform="google", submitted_at=datetime(2026, 11, 21, 20, tzinfo=UTC))
    store(org.id, meta, kind="comment", external_id="x1", text="Hi", author="Lena", profile_id=page)
    store(org.id, google, kind="comment", external_id="x2", text="Bye", written_at=NOON)

    def found(**by: Any) -> list[str]:
        return names(person.get("/leads", params=by))

    assert found(platform="google") == ["50% off_er"]
    assert found(profile=str(page)) == ["سارة"]
    assert found(since="2026-11-22") == ["سارة"]  # 21:00 in UTC is the next day in Riyadh
    assert found(q="سار") == ["سارة"]
    assert found(q="50% OFF_") == ["50% off_er"]
    assert found(q="%") == ["50% off_er"]
    assert found(q="nobody") == []
    by = {"profile": str(page)}
    assert [one["text"] for one in person.get("/comments", params=by).json()["comments"]] == ["Hi"]
    assert person.get("/comments", params={"q": "lena"}).json()["comments"][0]["profile"].startswith("Page")


def test_what_a_page_told_is_known_by_the_page(web, org, person):
    account = make_integration(org.id, external_id="a1")
    page = make_profile(org.id, account, external_id="p1")
    post(web, "meta", meta_changes(("p1", "feed", commented("k1")), topic="page"))
    work_off("webhooks")

    [kept] = rows(org.id, Comment)
    assert (kept.profile_id, kept.integration_id) == (page, account)


@pytest.mark.parametrize("wrong", [{"page": 0}, {"per_page": 201}, {"platform": "myspace"}, {"since": "soon"}])
def test_what_makes_no_sense_is_named(person, wrong):
    for path in ("/leads", "/comments"):
        answer = person.get(path, params=wrong)
        assert answer.status_code == 422
        assert next(iter(wrong)) in answer.text


def test_leads_leave_as_csv_that_excel_reads_and_no_formula_runs_from(org, person):
    account = make_integration(org.id, external_id="a1")
    make_ad_campaign(org.id, account, external_id="c1", name="=HYPERLINK()")
    make_lead(org, account, "سارة", campaign_id="c1", fields={"full_name": "سارة", "phone": "+9665"})
    make_lead(org, account, "Omar", submitted_at=NOON + timedelta(days=1), is_test=True)

    answer = person.post("/leads/export", json={"format": "csv"}, headers={"Accept-Language": "en"})

    head, first, second = answer.content.decode("utf-8-sig").splitlines()
    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert answer.headers["content-disposition"].endswith('.csv"')
    assert head == "Received,Platform,Account,Profile,Form,Campaign,Lead,Test,full_name,phone"
    assert first == "2026-11-22 12:00,Meta Ads,meta a1,,Spring,'=HYPERLINK(),سارة,,سارة,'+9665"
    assert second == "2026-11-23 12:00,Meta Ads,meta a1,,Spring,,Omar,test,Omar,"


def test_leads_leave_as_excel_in_the_readers_language(org, person):
    account = make_integration(org.id, external_id="a1")
    make_lead(org, account, "سارة", fields={"full_name": "=1+1"})

    answer = person.post("/leads/export", json={"format": "xlsx"}, headers={"Accept-Language": "ar"})

    sheet = CalamineWorkbook.from_object(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert sheet[0][1] == "المنصة"
    assert sheet[1][0] == datetime(2026, 11, 22, 12)  # noqa: DTZ001 - in Riyadh, as a cell has no zone
    assert sheet[1][-1] == "=1+1"


def test_only_what_was_sought_leaves_and_the_log_says_who_took_what(org, person):
    account = make_integration(org.id)
    make_lead(org, account, "a", submitted_at=NOON - timedelta(days=9))
    make_lead(org, account, "b")

    wanted = {"format": "csv", "platform": "meta", "since": "2026-11-20", "q": "b"}
    lines = person.post("/leads/export", json=wanted).content.decode("utf-8-sig").splitlines()

    assert len(lines) == 2
    [entry] = [one for one in rows(org.id, AuditEntry) if one.action == "leads_exported"]
    assert (entry.actor, entry.user_id, entry.target) == (org.email, org.user_id, "csv")
    assert entry.detail == {"rows": 1, "platform": "meta", "since": "2026-11-20T00:00:00+03:00", "words": "b"}


@pytest.mark.parametrize(
    ("role", "missing"), [(Role.VIEWER, "export"), (Role.ANALYST, "leads.read"), (Role.MARKETER, None)]
)
def test_leads_are_taken_away_by_who_may_see_them_and_export(web, org, role, missing):
    make_lead(org, make_integration(org.id), "a")

    with as_role(web, org, role) as reader:
        answer = reader.post("/leads/export", json={"format": "csv"})

    assert answer.status_code == (403 if missing else 200)
    assert missing is None or missing in answer.json()["message"]
    exported = [one for one in rows(org.id, AuditEntry) if one.action == "leads_exported"]
    assert len(exported) == (0 if missing else 1)


def test_a_file_without_a_form_is_refused_by_name(person):
    for wrong in ({}, {"format": "pdf"}, {"format": "csv", "until": "2026-11-01"}):
        assert person.post("/leads/export", json=wrong).status_code == 422
