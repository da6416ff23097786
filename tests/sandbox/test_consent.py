"""The pages people see: consent in their language, there and back, and the front page."""

from urllib.parse import parse_qs, urlsplit

import pytest

from tests.sandbox.visitors import CLIENT, REDIRECT

DIALOGS = {
    "meta": "meta/v26.0/dialog/oauth",
    "google": "google/o/oauth2/v2/auth",
    "snapchat": "snapchat/login/oauth2/authorize",
}
TOKENS = {"google": "google/token", "snapchat": "snapchat/login/oauth2/access_token"}


def ask(control, http, platform: str, method: str = "GET", answer: str = "", **query):
    params = {"client_id": CLIENT["client_id"], "redirect_uri": REDIRECT, "response_type": "code", "state": "س/1"}
    data = {"answer": answer} if answer else None
    return http.request(method, f"{control.url}/{DIALOGS[platform]}", params=params | query, data=data)


@pytest.mark.parametrize("platform", DIALOGS)
@pytest.mark.parametrize(("language", "marks"), [("en", ["ltr", "Allow", "Deny"]), ("ar", ["rtl", "سماح", "رفض"])])
def test_the_question_is_marked_and_in_the_readers_language(control, http, platform, language, marks):
    for how in ({"hl": language}, {}):
        page = http.get(
            f"{control.url}/{DIALOGS[platform]}",
            params={"client_id": CLIENT["client_id"], "redirect_uri": REDIRECT, **how},
            headers={"Accept-Language": f"{language}-SA,fr;q=0.5"},
        )

        assert page.status_code == 200
        assert all(mark in page.text for mark in [f'lang="{language}"', *marks])
        assert ("No real money" in page.text) == (language == "en")
        assert "style=" not in page.text.replace("<style>", "")
        assert "<script" not in page.text


@pytest.mark.parametrize("platform", DIALOGS)
def test_allowing_brings_a_code_that_can_be_exchanged(control, http, platform):
    answer = ask(control, http, platform, "POST", "allow")
    back = urlsplit(answer.headers["location"])
    query = parse_qs(back.query)

    assert answer.status_code == 303
    assert f"{back.scheme}://{back.netloc}{back.path}" == REDIRECT
    assert query["state"] == ["س/1"]
    form = CLIENT | {"code": query["code"][0], "redirect_uri": REDIRECT, "grant_type": "authorization_code"}
    if platform == "meta":
        assert http.get(f"{control.url}/meta/v26.0/oauth/access_token", params=form).status_code == 200
    else:
        assert http.post(f"{control.url}/{TOKENS[platform]}", data=form).status_code == 200


@pytest.mark.parametrize("platform", DIALOGS)
def test_denying_brings_an_error_and_the_state(control, http, platform):
    query = parse_qs(urlsplit(ask(control, http, platform, "POST", "deny").headers["location"]).query)

    assert (query["error"], query["state"]) == (["access_denied"], ["س/1"])
    assert "code" not in query


def test_a_person_may_decline_a_permission(control, http):
    address, params = (
        f"{control.url}/{DIALOGS['meta']}",
        {"client_id": CLIENT["client_id"], "redirect_uri": REDIRECT},
    )
    page = http.get(address, params=params | {"scope": "ads_read,leads_retrieval"})
    assert page.text.count('name="scope"') == 2

    said = {"answer": "allow", "asked": "each", "scope": ["ads_read"]}
    answer = http.post(address, params=params | {"scope": "ads_read,leads_retrieval"}, data=said)
    code = parse_qs(urlsplit(answer.headers["location"]).query)["code"][0]
    form = CLIENT | {"code": code, "redirect_uri": REDIRECT}
    token = http.get(f"{control.url}/meta/v26.0/oauth/access_token", params=form).json()["access_token"]
    told = http.get(f"{control.url}/meta/v26.0/me/permissions", params={"access_token": token}).json()["data"]

    assert {each["permission"]: each["status"] for each in told} == {
        "ads_read": "granted", "leads_retrieval": "declined",
    }  # fmt: skip


def test_a_redirect_keeps_its_own_query(control, http):
    answer = ask(control, http, "meta", "POST", "allow", redirect_uri=f"{REDIRECT}?org=7")

    assert answer.headers["location"].startswith(f"{REDIRECT}?org=7&code=")


@pytest.mark.parametrize(
    "wrong", [{"client_id": "other"}, {"redirect_uri": "javascript:alert(1)"}, {"response_type": "token"}]
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_request_that_cannot_be_served_redirects_nowhere(control, http, wrong, method):
    page = ask(control, http, "google", method, "allow" if method == "POST" else "", **wrong)

    assert page.status_code == 400
    assert next(iter(wrong)) in page.text


def test_what_is_asked_is_escaped(control, http):
    page = ask(control, http, "meta", redirect_uri='http://x/"><script>alert(1)</script>')

    assert "<script" not in page.text


def test_the_front_page_says_what_this_is_and_lists_accounts(control, http):
    english, arabic = (
        http.get(control.url, params={"hl": "en"}).text,
        http.get(control.url, params={"hl": "ar"}).text,
    )

    assert "no real accounts" in english
    assert "7710000101" in english
    assert "2026-11-22 15:00 UTC" in english
    assert 'dir="rtl"' in arabic
