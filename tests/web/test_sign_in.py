"""Signing in and out with plain forms."""

import pytest

from engine import identity
from tests.factories import PASSWORD, OrgFacts
from tests.site import member, serving, visitor


def test_the_right_password_opens_the_way_that_was_asked_for(web: str, org: OrgFacts) -> None:
    browser = visitor(web)

    answer = browser.post(
        "/auth/login", data={"email": org.email, "password": PASSWORD, "next": "/integrations?range=7d"}
    )

    assert (answer.status_code, answer.headers["location"]) == (303, "/integrations?range=7d")
    assert browser.get("/").status_code == 200


def test_the_cookie_cannot_be_read_by_script_or_sent_by_others(web: str, org: OrgFacts) -> None:
    answer = visitor(web).post("/auth/login", data={"email": org.email, "password": PASSWORD})

    name, *flags = answer.headers["set-cookie"].lower().split("; ")
    assert name.startswith("sid=")
    assert set(flags) == {"httponly", "samesite=lax", "path=/", "max-age=43200"}


def test_behind_tls_the_cookie_is_bound_to_this_host(
    database: object, redis: object, org: OrgFacts, tmp_path_factory: pytest.TempPathFactory
) -> None:
    log = tmp_path_factory.mktemp("tls") / "web.log"
    with serving(log, CMIS_PUBLIC_URL="https://cmis.example") as url:
        behind = {"Host": "cmis.example", "Origin": "https://cmis.example"}
        form = {"email": org.email, "password": PASSWORD}
        answer = visitor(url).post("/auth/login", data=form, headers=behind)
        plain = visitor(url).post("/auth/login", data=form, headers=behind | {"Origin": "http://cmis.example"})

    cookie = answer.headers["set-cookie"].lower()
    assert cookie.startswith("__host-sid=")
    assert "; secure" in cookie
    assert plain.status_code == 403


def test_a_wrong_password_and_an_unknown_email_sound_the_same(web: str, org: OrgFacts) -> None:
    wrong = visitor(web).post("/auth/login", data={"email": org.email, "password": "not it"})
    unknown = visitor(web).post("/auth/login", data={"email": "nobody@example.com", "password": "not it"})

    assert (wrong.status_code, unknown.status_code) == (401, 401)
    assert "The e-mail or the password is wrong." in wrong.text
    assert wrong.text.replace(org.email, "nobody@example.com") == unknown.text
    assert "set-cookie" not in wrong.headers


def test_what_was_typed_is_shown_again_and_cannot_be_markup(web: str) -> None:
    answer = visitor(web).post("/auth/login", data={"email": '"><script>', "password": "x"})

    assert "&#34;&gt;&lt;script&gt;" in answer.text
    assert '"><script>' not in answer.text


def test_the_eleventh_attempt_in_a_minute_waits(web: str, org: OrgFacts) -> None:
    browser = visitor(web)
    people = [org.email, *(f"nobody-{n}@example.com" for n in range(9))]
    guesses = [browser.post("/auth/login", data={"email": person, "password": "x"}) for person in people]

    answer = browser.post("/auth/login", data={"email": org.email, "password": PASSWORD})

    assert [guess.status_code for guess in guesses] == [401] * 10
    assert "1 attempt left this minute." in guesses[8].text
    assert answer.status_code == 429
    assert answer.headers["x-ratelimit-limit"] == "10"
    assert answer.headers["x-ratelimit-remaining"] == "0"
    assert 0 < int(answer.headers["retry-after"]) <= 60
    assert f"Wait {answer.headers['retry-after']} second" in answer.text
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "evil",
        "javascript:alert(1)",
        "/\tevil",
        "http:evil.example",
        "/auth/login",
        "/auth/logout",
        "",
    ],
)
def test_nobody_is_led_elsewhere(web: str, org: OrgFacts, elsewhere: str) -> None:
    answer = visitor(web).post("/auth/login", data={"email": org.email, "password": PASSWORD, "next": elsewhere})

    assert (answer.status_code, answer.headers["location"]) == (303, "/")


def test_somebody_signed_in_need_not_sign_in(web: str, org: OrgFacts) -> None:
    answer = member(web, org.sign_in()).get("/auth/login?next=/integrations")

    assert (answer.status_code, answer.headers["location"]) == (303, "/integrations")


def test_signing_in_again_ends_the_session_before(web: str, org: OrgFacts) -> None:
    before = org.sign_in()

    member(web, before).post("/auth/login", data={"email": org.email, "password": PASSWORD})

    assert identity.current(before) is None


def test_signing_out_ends_this_session_only(web: str, org: OrgFacts) -> None:
    here, there = org.sign_in(), org.sign_in()

    answer = member(web, here).post("/auth/logout")

    assert answer.headers["location"] == "/auth/login?out=1"
    assert "max-age=0" in answer.headers["set-cookie"].lower()
    assert (identity.current(here), bool(identity.current(there))) == (None, True)


def test_signing_out_everywhere_ends_them_all(web: str, org: OrgFacts) -> None:
    here, there = org.sign_in(), org.sign_in()

    member(web, here).post("/auth/logout-everywhere")

    assert (identity.current(here), identity.current(there)) == (None, None)


def test_a_tab_can_ask_whether_its_session_stands(web: str, org: OrgFacts) -> None:
    assert member(web, org.sign_in()).get("/auth/session").status_code == 204
    assert visitor(web).get("/auth/session").status_code == 401


@pytest.mark.parametrize(
    ("headers", "body", "status"),
    [
        ({"Content-Type": "application/json"}, b"{}", 415),
        ({"Content-Type": "application/x-www-form-urlencoded"}, b"a=" + b"x" * 20_000, 413),
    ],
)
def test_what_is_not_a_small_form_is_refused(web: str, headers: dict[str, str], body: bytes, status: int) -> None:
    assert visitor(web).post("/auth/login", content=body, headers=headers).status_code == status
