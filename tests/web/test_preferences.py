"""Language and theme."""

import pytest

from engine import identity
from tests.factories import OrgFacts
from tests.site import member, visitor


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
