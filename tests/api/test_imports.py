"""Imports over HTTP: the whole way from a file to its figures, the shapes, and clear refusals."""

from collections.abc import Iterator
from uuid import uuid4

import httpx
import pytest

from db.kinds import Role
from engine import imports
from engine.identity import sign_in
from tests.engine.imports.desk import ago, csv_of, week
from tests.factories import PASSWORD, OrgFacts, make_member
from tests.site import member

PATH = "/imports"
ONE = {
    "import_id",
    "file_name",
    "platform",
    "account",
    "integration_id",
    "status",
    "rows",
    "expected",
    "created",
    "updated",
    "unchanged",
    "skipped",
    "created_at",
    "updated_at",
    "error",
}
PREVIEW = {
    "choices",
    "platform",
    "level",
    "labels",
    "columns",
    "encoding",
    "delimiter",
    "decimal",
    "date_order",
    "samples",
    "rows",
    "totals",
    "errors",
    "problems",
    "notes",
}


@pytest.fixture
def person(web: str, org: OrgFacts) -> Iterator[httpx.Client]:
    with member(web, org.sign_in()) as person:
        person.base_url = httpx.URL(f"{web}/api/orgs/{org.id}")
        yield person


def send(person: httpx.Client, body: bytes, **fields: str) -> httpx.Response:
    return person.post(PATH, files={"file": ("report.csv", body, "text/csv")}, data=fields)


def test_a_file_is_brought_looked_at_adjusted_and_loaded(person, org):
    brought = send(person, week())
    body = brought.json()
    assert (brought.status_code, set(body)) == (201, ONE | {"preview"})
    assert set(body["preview"]) == PREVIEW
    assert (body["status"], body["platform"], body["preview"]["totals"]["rows"]) == ("preview", "meta", 14)
    path = f"{PATH}/{body['import_id']}"

    adjusted = person.patch(path, json={"account": {"name": "KSA", "timezone": "Asia/Dubai"}})
    assert (adjusted.status_code, adjusted.json()["account"]) == (200, "KSA")

    started = person.post(f"{path}/load")
    assert (started.status_code, started.json()["status"]) == (202, "running")
    imports.load(org.id, imports.list_imports(org.id)["imports"][0]["import_id"])

    done = person.get(path).json()
    assert (done["status"], done["created"], done["preview"]) == ("done", 14, None)
    listed = person.get(PATH).json()
    assert [set(one) for one in listed["imports"]] == [ONE]
    assert [one["name"] for one in listed["accounts"]] == ["KSA"]
    assert person.delete(path).status_code == 409


def test_the_rows_in_error_leave_as_a_file(person):
    import_id = send(person, csv_of(("C", 1, ago(1), "x", 2, 3), ("C", 1, ago(1), 1, 2, 3))).json()["import_id"]

    answer = person.get(f"{PATH}/{import_id}/errors")

    assert answer.headers["content-type"].startswith("text/csv")
    assert "Amount spent (SAR)" in answer.text


def test_a_load_waits_until_everything_is_decided(person):
    heads = "Campaign name,Date,Spend,Impressions,Clicks"
    import_id = send(person, csv_of(("C", ago(1), 1, 2, 3), heads=heads)).json()["import_id"]

    refused = person.post(f"{PATH}/{import_id}/load")
    assert (refused.status_code, "platform" in refused.json()["message"]) == (422, True)

    person.patch(f"{PATH}/{import_id}", json={"platform": "snapchat", "account": {"currency": "SAR"}})
    assert person.post(f"{PATH}/{import_id}/load").status_code == 202


def test_refusals_are_sentences_in_the_callers_language(person):
    english, arabic = (
        person.post(PATH, files={"file": ("a.csv", b"")}, params={"lang": lang}) for lang in ("en", "ar")
    )

    assert english.status_code == arabic.status_code == 422
    assert english.json()["message"].startswith("The file is empty")
    assert english.json()["message"] != arabic.json()["message"]


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"data": {"file": "text"}}, "Send one file"),
        ({"content": b"x"}, "Send one file"),
        ({"files": {"file": ("big.csv", b"x" * (imports.MAX_BYTES + 100_000))}}, "20 MB"),
        ({"files": {"file": ("a.csv", b"a,b\n1,2")}, "data": {"platform": "myspace"}}, "Choose one of"),
    ],
    ids=["no file", "no form", "too large", "no platform"],
)
def test_what_cannot_be_taken_is_refused(person, sent, said):
    answer = person.post(PATH, **sent)

    assert answer.status_code == 422
    assert said in answer.text


def test_a_choice_that_makes_no_sense_names_its_field(person):
    import_id = send(person, week()).json()["import_id"]

    assert (
        "account.currency"
        in person.patch(f"{PATH}/{import_id}", json={"account": {"currency": "ZZZ"}}).json()["messages"]
    )
    assert "colour" in person.patch(f"{PATH}/{import_id}", json={"colour": "red"}).json()["messages"]


def test_somebody_elses_file_is_not_found(person, web, stranger):
    import_id = send(person, week()).json()["import_id"]

    with member(web, stranger.sign_in()) as other:
        path = f"/api/orgs/{stranger.id}/imports/{import_id}"
        answers = [other.get(path), other.patch(path, json={}), other.post(f"{path}/load"), other.delete(path)]

    assert {answer.status_code for answer in answers} == {404}
    assert person.get(f"{PATH}/{uuid4()}/errors").status_code == 404


def test_only_who_may_connect_accounts_brings_files(web, org):
    with member(web, sign_in(make_member(org.id, Role.MARKETER), PASSWORD)) as marketer:
        assert marketer.get(f"/api/orgs/{org.id}/imports").status_code == 200
        assert marketer.post(f"/api/orgs/{org.id}/imports", files={"file": ("a.csv", week())}).status_code == 403
