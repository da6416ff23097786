"""Signing in and out as JSON: the same doors, waits and cookies as the forms, and no other site's browser."""

from collections.abc import Iterator

import httpx
import pyotp
import pytest

from db.kinds import Role
from db.models import AuditEntry
from engine import credentials, factors, identity, keys, lockouts, members
from engine.core import clock
from engine.core.work import Actor, work
from engine.permissions import granted
from tests.factories import PASSWORD, OrgFacts, make_member
from tests.rows import rows
from tests.site import member, visitor

SPACED = "  two blanks before and one behind "


@pytest.fixture
def browser(web: str) -> Iterator[httpx.Client]:
    with visitor(web) as client:
        client.base_url = httpx.URL(f"{web}/api/auth/")
        yield client


@pytest.fixture
def program(web: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=f"{web}/api/auth/", timeout=20, trust_env=False) as client:
        yield client


def sign_in(client: httpx.Client, email: str, password: str = PASSWORD, **headers: str) -> httpx.Response:
    said = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.post("sign-in", json={"email": email, "password": password}, headers=said)


def ask_for_codes(org: OrgFacts) -> tuple[pyotp.TOTP, list[str]]:
    """Have the owner's sign-in ask for a code; their app, and their recovery codes."""
    factors.start(org.user_id)
    secret, _ = factors.offer(org.user_id, org.email) or ("", "")
    app = pyotp.TOTP(secret.replace(" ", ""))
    return app, credentials.turn_on_codes(org.sign_in(), app.at(clock.now()))


@pytest.mark.parametrize("who", ["browser", "program"])
def test_whoever_signs_in_is_told_who_they_are_and_let_in(
    web: str, org: OrgFacts, who: str, request: pytest.FixtureRequest
) -> None:
    client = request.getfixturevalue(who)
    form = visitor(web).post("/auth/login", data={"email": org.email, "password": PASSWORD})

    answer = sign_in(client, f" {org.email} ")

    body = answer.json()
    assert (answer.status_code, set(body)) == (200, {"status", "message", "expires_in", "me"})
    assert (body["status"], body["expires_in"]) == ("signed_in", 43200)
    assert body["me"] == client.get("me").json()
    assert (body["me"]["email"], body["me"]["org"]["id"]) == (org.email, str(org.id))
    assert client.get(f"{web}/api/orgs/{org.id}/dashboard").status_code == 200
    given, of_form = (one.headers["set-cookie"].split("; ", 1)[1] for one in (answer, form))
    assert given == of_form
    assert answer.headers["cache-control"] == "no-store"
    assert {row.action for row in rows(org.id, AuditEntry)} >= {"sign_in"}


def test_a_wrong_password_and_an_unknown_email_sound_the_same(browser: httpx.Client, org: OrgFacts) -> None:
    wrong, unknown = (
        sign_in(browser, email, "not it", Accept_Language="ar") for email in (org.email, "nobody@example.com")
    )

    assert (wrong.status_code, unknown.status_code) == (401, 401)
    assert wrong.json() | {"request_id": ""} == unknown.json() | {"request_id": ""}
    assert wrong.json()["code"] == "unauthenticated"
    assert "كلمة المرور" in wrong.json()["message"]
    assert "set-cookie" not in wrong.headers
    assert [row.ip for row in rows(org.id, AuditEntry) if row.action == "sign_in_refused"] == ["127.0.0.1"]


def test_a_password_counts_as_it_was_typed(browser: httpx.Client, org: OrgFacts) -> None:
    credentials.change_password(org.sign_in(), PASSWORD, SPACED)

    assert sign_in(browser, org.email, SPACED.strip()).status_code == 401
    assert sign_in(browser, org.email, SPACED).status_code == 200


def test_a_code_is_asked_for_and_opens_once(web: str, browser: httpx.Client, org: OrgFacts) -> None:
    _, recovery = ask_for_codes(org)

    first = sign_in(browser, org.email)
    assert (first.status_code, first.json()["status"], first.json()["me"]) == (200, "code_wanted", None)
    assert first.json()["expires_in"] == identity.WAITS_S
    assert browser.get("me").status_code == 401  # half a sign-in opens nothing
    wrong = browser.post("sign-in/code", json={"code": "000000"})
    right = browser.post("sign-in/code", json={"code": recovery[0]})

    assert (wrong.status_code, wrong.json()["code"]) == (401, "unauthenticated")
    assert "This code is wrong" in wrong.json()["message"]
    assert (right.status_code, right.json()["me"]["second_factor"]) == (200, True)
    assert browser.get("me").json()["email"] == org.email
    assert list(browser.cookies) == ["sid"]

    with visitor(web) as another:
        another.base_url = browser.base_url
        sign_in(another, org.email)
        assert another.post("sign-in/code", json={"code": recovery[0]}).status_code == 401
    steps = [row.detail["step"] for row in rows(org.id, AuditEntry) if row.action == "sign_in_refused"]
    assert steps == ["code", "code"]


def test_a_code_without_a_password_before_it_says_to_start_again(program: httpx.Client) -> None:
    answer = program.post("sign-in/code", json={"code": "123456"})

    assert answer.status_code == 401
    assert "Start again" in answer.json()["message"]


def test_wrong_guesses_here_and_at_the_form_make_the_same_account_wait(
    web: str, browser: httpx.Client, org: OrgFacts
) -> None:
    form = {"email": org.email, "password": "not it"}
    for _ in range(2):
        assert visitor(web).post("/auth/login", data=form).status_code == 401
    codes = [sign_in(browser, org.email, "not it").status_code for _ in range(lockouts.FREE - 2)]

    waits = sign_in(browser, org.email)
    at_the_form = visitor(web).post("/auth/login", data=form | {"password": PASSWORD})

    assert codes == [401] * (lockouts.FREE - 2)
    assert (waits.status_code, waits.json()["code"], at_the_form.status_code) == (429, "rate_limited", 429)
    assert 0 < waits.json()["retry_after"] <= lockouts.FIRST_S
    assert "set-cookie" not in waits.headers


def test_the_eleventh_attempt_in_a_minute_waits_wherever_it_is_made(web: str, browser: httpx.Client) -> None:
    for n in range(5):
        visitor(web).post("/auth/login", data={"email": f"n{n}@example.com", "password": "x"})
        sign_in(browser, f"m{n}@example.com", "x")

    answers = [sign_in(browser, "o@example.com", "x"), browser.post("sign-in/code", json={"code": "1"})]

    assert [one.status_code for one in answers] == [429, 429]
    assert answers[0].headers["x-ratelimit-limit"] == "10"
    assert 0 < int(answers[0].headers["retry-after"]) <= 60


ELSEWHERE = [
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://127.0.0.1:1"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Cookie": "lang=ar"},
]


@pytest.mark.parametrize("headers", ELSEWHERE, ids=str)
def test_no_other_site_has_a_browser_sign_in_or_out(
    program: httpx.Client, org: OrgFacts, headers: dict[str, str]
) -> None:
    token = org.sign_in()
    entering = program.post("sign-in", json={"email": org.email, "password": PASSWORD}, headers=headers)
    program.cookies.set("sid", token)
    leaving = program.post("sign-out", headers={name: each for name, each in headers.items() if name != "Cookie"})

    for answer in (entering, leaving):
        assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
        assert "set-cookie" not in answer.headers
    assert identity.current(token)


def test_no_form_of_another_site_is_read(program: httpx.Client, org: OrgFacts) -> None:
    form = {"email": org.email, "password": PASSWORD}
    answers = [program.post("sign-in", data=form), program.post("sign-in", json={**form, "next": "/"})]
    answers += [program.post("sign-in", json={"email": org.email}), program.get("sign-in", params=form)]

    assert [one.status_code for one in answers] == [415, 422, 422, 405]


def test_signing_out_ends_this_session_or_all_of_them(browser: httpx.Client, web: str, org: OrgFacts) -> None:
    here, there, third = (org.sign_in() for _ in range(3))
    browser.cookies.set("sid", here)

    answer = browser.post("sign-out")
    assert (answer.status_code, answer.json()["message"]) == (200, "You are signed out.")
    assert answer.headers["clear-site-data"] == '"cache", "storage"'
    assert "max-age=0" in answer.headers["set-cookie"].lower()
    assert (identity.current(here), bool(identity.current(there))) == (None, True)

    browser.cookies.set("sid", third)
    assert browser.post("sign-out", json={"everywhere": True}).status_code == 200
    assert (identity.current(there), identity.current(third)) == (None, None)
    assert visitor(web).post("/api/auth/sign-out").status_code == 200


def test_signing_in_again_ends_the_session_before(browser: httpx.Client, org: OrgFacts) -> None:
    before = org.sign_in()
    browser.cookies.set("sid", before)

    assert sign_in(browser, org.email).status_code == 200
    assert identity.current(before) is None


def test_sessions_are_listed_and_ended_by_their_person_only(
    web: str, browser: httpx.Client, org: OrgFacts, stranger: OrgFacts
) -> None:
    there = identity.sign_in(org.email, PASSWORD, ip="192.0.2.9", agent="Firefox/140.0")
    browser.cookies.set("sid", org.sign_in())

    mine, other = browser.get("sessions").json()["sessions"]
    assert (mine["here"], other["here"], other["ip"], other["agent"]) == (
        True,
        False,
        "192.0.2.9",
        "Firefox/140.0",
    )
    with member(web, stranger.sign_in()) as somebody:
        assert somebody.delete(f"/api/auth/sessions/{other['id']}").status_code == 404
    codes = [browser.delete(f"sessions/{each}").status_code for each in (other["id"][:1], other["id"][:23], "x")]
    assert codes == [404] * 3
    assert identity.current(there)

    assert browser.delete(f"sessions/{other['id']}").json()["message"] == "That session has ended."
    assert identity.current(there) is None
    assert browser.delete(f"sessions/{other['id']}").status_code == 404
    assert [one["id"] for one in browser.get("sessions").json()["sessions"]] == [mine["id"]]
    assert "session_ended" in {row.action for row in rows(org.id, AuditEntry)}


def test_a_key_is_told_what_it_is_and_has_no_sessions(program: httpx.Client, org: OrgFacts) -> None:
    with work(org.id, Actor("test")) as unit:
        key = keys.create_key(unit, "reports", Role.VIEWER, maker=Role.OWNER)
    program.headers["Authorization"] = f"Bearer {key}"

    me = program.get("me").json()
    assert (me["via"], me["name"], me["user_id"], me["email"]) == ("key", "reports", None, None)
    assert me["key_id"]
    assert [one["id"] for one in me["orgs"]] == [str(org.id)]
    refused = program.get("sessions"), program.delete("sessions/9f86d081884c7d659a2feaa0")
    assert [(one.status_code, one.json()["code"]) for one in refused] == [(403, "forbidden")] * 2


def test_what_somebody_may_do_is_told_and_each_of_their_organisations(
    browser: httpx.Client, org: OrgFacts, stranger: OrgFacts
) -> None:
    email = make_member(org.id, Role.VIEWER)
    user_id = members.find_user(email)
    assert user_id
    with work(stranger.id) as unit:
        members.add_member(unit, user_id, Role.ADMIN)

    me = sign_in(browser, email).json()["me"]

    assert set(me["permissions"]) == granted(Role(me["org"]["role"]))
    assert {one["id"]: one["role"] for one in me["orgs"]} == {str(org.id): "viewer", str(stranger.id): "admin"}


def test_somebody_who_has_to_add_codes_is_let_in_to_that_only(browser: httpx.Client, org: OrgFacts) -> None:
    with work(org.id) as unit:
        members.want_codes_of_all(unit, wanted=True)

    answer = sign_in(browser, org.email)

    assert (answer.status_code, answer.json()["me"]["must_add_codes"]) == (200, True)
    refused = browser.get("me")
    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
    assert "Set that up" in refused.json()["message"]
    assert browser.post("sign-out").status_code == 200
