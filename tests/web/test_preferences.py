"""Password, language and theme."""

import pytest

from engine import identity
from tests.factories import PASSWORD, OrgFacts
from tests.site import member, visitor


def _change(web: str, token: str, present: str, new: str, again: str = "") -> tuple[int, str]:
    form = {"present": present, "new": new, "again": again or new}
    answer = member(web, token).post("/auth/password", data=form)
    return answer.status_code, answer.text


def test_a_changed_password_is_the_one_that_counts(web: str, org: OrgFacts) -> None:
    here, there = org.sign_in(), org.sign_in()

    status, text = _change(web, here, PASSWORD, "another good password")

    assert status == 200
    assert "Your password is changed." in text
    assert identity.current(there) is None
    assert identity.current(here)
    assert identity.sign_in(org.email, "another good password")


@pytest.mark.parametrize(
    ("present", "new", "again", "sentence"),
    [
        ("not it", "another good password", "", "The present password is wrong."),
        (PASSWORD, "short", "", "at least 10 characters"),
        (PASSWORD, "another good password", "yet another password", "The two new passwords differ."),
    ],
)
def test_a_password_that_cannot_be_changed_says_why(
    web: str, org: OrgFacts, *, present: str, new: str, again: str, sentence: str
) -> None:
    status, text = _change(web, org.sign_in(), present, new, again)

    assert status == 422
    assert sentence in text
    assert identity.sign_in(org.email, PASSWORD)


def test_a_stranger_cannot_change_a_password(web: str) -> None:
    assert visitor(web).get("/auth/password").headers["location"] == "/auth/login?next=/auth/password"


def test_the_language_chosen_is_spoken_and_remembered(web: str, org: OrgFacts) -> None:
    token = org.sign_in()
    browser = member(web, token)

    answer = browser.get("/auth/lang/ar?next=/integrations")

    assert answer.headers["location"] == "/integrations"
    assert '<html lang="ar" dir="rtl"' in browser.get("/").text
    person = identity.current(token)
    assert person
    assert person.locale == "ar"


def test_a_link_on_another_site_does_not_change_a_persons_language(web: str, org: OrgFacts) -> None:
    token = org.sign_in()

    member(web, token).get("/auth/lang/ar", headers={"Sec-Fetch-Site": "cross-site"})

    person = identity.current(token)
    assert person
    assert person.locale == "en"


def test_the_browsers_language_is_spoken_until_one_is_chosen(web: str) -> None:
    arabic = visitor(web).get("/auth/login", headers={"Accept-Language": "fr, ar-SA;q=0.8, en;q=0.5"})
    neither = visitor(web).get("/auth/login", headers={"Accept-Language": "fr"})

    assert '<html lang="ar" dir="rtl"' in arabic.text
    assert '<html lang="en" dir="ltr"' in neither.text


def test_the_theme_chosen_is_kept_and_none_means_the_systems(web: str) -> None:
    browser = visitor(web)

    assert "data-theme" not in browser.get("/auth/login").text
    browser.get("/auth/theme/dark")
    assert 'data-theme="dark"' in browser.get("/auth/login").text


@pytest.mark.parametrize("path", ["/auth/lang/fr", "/auth/theme/pink"])
def test_an_unknown_language_or_theme_does_not_exist(web: str, path: str) -> None:
    assert visitor(web).get(path).status_code == 404


def test_an_organisation_that_is_not_ours_does_not_exist(web: str, org: OrgFacts) -> None:
    answer = member(web, org.sign_in()).post("/auth/org/0190a0b0-0000-7000-8000-000000000000")

    assert answer.status_code == 404
