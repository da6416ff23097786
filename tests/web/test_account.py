"""A person's own account with plain forms: password, codes at the sign-in, sessions."""

import re

import pyotp
import pytest

from engine import credentials, identity, lockouts, members
from engine.core import clock
from engine.core.work import work
from tests.factories import PASSWORD, OrgFacts
from tests.site import member, visitor
from tests.web.sockets import knock

GOOD = "an orchard of seven pears"


def _change(web: str, token: str, present: str, new: str, again: str = "") -> tuple[int, str]:
    form = {"present": present, "new": new, "again": again or new}
    answer = member(web, token).post("/auth/password", data=form)
    return answer.status_code, answer.text


def test_a_changed_password_is_the_one_that_counts(web: str, org: OrgFacts) -> None:
    here, there = org.sign_in(), org.sign_in()

    status, text = _change(web, here, PASSWORD, GOOD)

    assert status == 200
    assert "Your password is changed." in text
    assert identity.current(there) is None
    assert identity.current(here)
    assert identity.sign_in(org.email, GOOD)


@pytest.mark.parametrize(
    ("present", "new", "again", "sentence"),
    [
        ("not it", GOOD, "", "The present password is wrong."),
        (PASSWORD, "short", "", "12 to 256 characters"),
        (PASSWORD, "qwertyuiop12", "", "easily guessed"),
        (PASSWORD, GOOD, "yet another password", "The two new passwords differ."),
    ],
)
def test_a_password_that_cannot_be_changed_says_why(
    web: str, org: OrgFacts, *, present: str, new: str, again: str, sentence: str
) -> None:
    status, text = _change(web, org.sign_in(), present, new, again)

    assert status == 422
    assert sentence in text
    assert identity.sign_in(org.email, PASSWORD)


@pytest.mark.parametrize("path", ["/auth/password", "/auth/account"])
def test_a_stranger_has_no_account(web: str, path: str) -> None:
    assert visitor(web).get(path).headers["location"] == f"/auth/login?next={path}"


def test_password_fields_are_masked_and_take_what_managers_paste(web: str, org: OrgFacts) -> None:
    browser = member(web, org.sign_in())
    fields = [
        field
        for path in ("/auth/account", "/auth/password")
        for field in re.findall(r"<input[^>]*password[^>]*>", browser.get(path).text)
    ]
    fields += re.findall(r"<input[^>]*password[^>]*>", visitor(web).get("/auth/login").text)

    assert len(fields) == 5
    for field in fields:
        assert 'type="password"' in field
        assert re.search(r'autocomplete="(current|new)-password"', field)
        assert "onpaste" not in field


def test_codes_are_set_up_and_asked_for_without_script(web: str, org: OrgFacts) -> None:
    browser = member(web, org.sign_in())
    assert "wrong" in browser.post("/auth/account/codes", data={"password": "no"}).text
    assert browser.post("/auth/account/codes", data={"password": PASSWORD}).status_code == 303
    offered = browser.get("/auth/account").text
    [secret] = re.findall(r'<code dir="ltr">([A-Z2-7 ]+)</code>', offered)
    assert 'src="data:image/svg+xml' in offered
    app = pyotp.TOTP(secret.replace(" ", ""))

    assert browser.post("/auth/account/codes/confirm", data={"code": "12"}).status_code == 422
    shown = browser.post("/auth/account/codes/confirm", data={"code": app.at(clock.now())}).text

    recovery = re.findall(r"<code>([a-z2-7-]+)</code>", shown)
    assert len(recovery) == 10
    assert recovery[0] not in browser.get("/auth/account").text

    later = visitor(web)
    asked = later.post("/auth/login", data={"email": org.email, "password": PASSWORD, "next": "/integrations"})
    assert asked.headers["location"] == "/auth/code?next=/integrations"
    assert later.cookies.get("sid") is None
    assert later.get("/").headers["location"] == "/auth/login"  # half a sign-in opens nothing
    assert 'autocomplete="one-time-code"' in later.get(asked.headers["location"]).text
    wrong = later.post("/auth/code", data={"code": "000", "next": "/integrations"})
    assert (wrong.status_code, "This code is wrong" in wrong.text) == (401, True)
    right = later.post("/auth/code", data={"code": recovery[0], "next": "/integrations"})
    assert (right.status_code, right.headers["location"]) == (303, "/integrations")
    assert later.get("/").status_code == 200

    off = {"password": PASSWORD, "code": recovery[1]}
    assert "asks for no code any more" in browser.post("/auth/account/codes/off", data=off).text
    assert visitor(web).post("/auth/login", data={"email": org.email, "password": PASSWORD}).status_code == 303


def test_a_code_without_a_password_before_it_leads_back(web: str) -> None:
    answer = visitor(web, step="made up").post("/auth/code", data={"code": "123456"})

    assert answer.headers["location"] == "/auth/login?late=1&next=/"
    assert "took too long" in visitor(web).get(answer.headers["location"]).text


def test_an_account_that_waits_says_how_long(web: str, org: OrgFacts) -> None:
    for _ in range(lockouts.FREE):
        lockouts.count_wrong(org.email, "127.0.0.1")

    answer = visitor(web).post("/auth/login", data={"email": org.email, "password": PASSWORD})

    assert answer.status_code == 429
    assert 0 < int(answer.headers["retry-after"]) <= lockouts.FIRST_S
    assert "Wait 1 min" in answer.text
    assert "set-cookie" not in answer.headers


def test_sessions_are_listed_and_ended(web: str, org: OrgFacts) -> None:
    here = org.sign_in()
    there = identity.sign_in(org.email, PASSWORD, ip="192.0.2.9", agent="Mozilla/5.0 (X11; Linux) Firefox/140.0")
    browser = member(web, here)

    text = browser.get("/auth/account").text
    assert "Firefox, Linux" in text
    assert "192.0.2.9" in text
    [session_id] = re.findall(r'name="session" value="(\w+)"', text)
    assert (
        "That session has ended." in browser.post("/auth/account/sessions/end", data={"session": session_id}).text
    )

    assert (identity.current(there), bool(identity.current(here))) == (None, True)
    assert browser.post("/auth/account/sessions/end", data={"session": session_id}).status_code == 404


def test_an_org_that_wants_codes_lets_nobody_in_without(web: str, org: OrgFacts) -> None:
    token = org.sign_in()
    with work(org.id) as unit:
        members.want_codes_of_all(unit, wanted=True)
    browser = member(web, token)

    assert browser.get("/").headers["location"] == "/auth/account"
    assert "Your organisation wants a code at every sign-in." in browser.get("/auth/account").text
    assert knock(web, origin=web, cookie=f"sid={token}")[0] == 403
    refused = browser.get(f"/api/orgs/{org.id}/dashboard")
    assert refused.status_code == 403
    assert credentials.prove_again(token, PASSWORD)


def test_signing_out_has_the_browser_forget(web: str, org: OrgFacts) -> None:
    answer = member(web, org.sign_in()).post("/auth/logout")

    assert answer.headers["clear-site-data"] == '"cache", "storage"'
