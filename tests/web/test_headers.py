"""Every answer carries the security headers: pages, files, API, refusals, websockets."""

from collections.abc import Mapping

import pytest

from tests.factories import OrgFacts
from tests.site import member, visitor
from tests.web.sockets import knock

COMMON = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "x-xss-protection": "0",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
NAMED = ("strict-transport-security", "referrer-policy", "permissions-policy", "content-security-policy")
ANSWERS = [
    ("GET", "/", 303),
    ("GET", "/auth/login", 200),
    ("POST", "/auth/login", 415),
    ("GET", "/auth/nothing", 404),
    ("DELETE", "/auth/login", 405),
    ("GET", "/nope", 404),
    ("GET", "/assets/app.css", 200),
    ("GET", "/assets/nope.css", 404),
    ("GET", "/_stcore/health", 200),
    ("GET", "/_stcore/metrics", 404),
    ("GET", "/media/anything.png", 401),
    ("GET", "/api", 307),
    ("GET", "/api/nope", 404),
    ("GET", "/api/health", 200),
]


def _assert_dressed(headers: Mapping[str, str]) -> None:
    for name, value in COMMON.items():
        assert headers[name] == value
    for name in NAMED:
        assert headers[name]
    assert "server" not in headers


@pytest.mark.parametrize(("method", "path", "status"), ANSWERS)
def test_every_answer_is_dressed(web: str, method: str, path: str, status: int) -> None:
    answer = visitor(web).request(method, path)

    assert answer.status_code == status
    _assert_dressed(answer.headers)


def test_a_screen_is_dressed_and_not_kept_anywhere(web: str, org: OrgFacts) -> None:
    answer = member(web, org.sign_in()).get("/")

    assert answer.status_code == 200
    _assert_dressed(answer.headers)
    assert answer.headers["cache-control"] == "no-store"


def test_pages_allow_no_script_but_ours(web: str) -> None:
    policy = visitor(web).get("/auth/login").headers["content-security-policy"]

    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "unsafe-eval" not in policy


def test_the_api_allows_nothing(web: str) -> None:
    policy = visitor(web).get("/api/health").headers["content-security-policy"]

    assert policy == "default-src 'none'; frame-ancestors 'none'"


def test_websockets_are_dressed_refused_or_not(web: str, org: OrgFacts) -> None:
    refused, refused_headers = knock(web, origin=web)
    opened, opened_headers = knock(web, origin=web, cookie=f"sid={org.sign_in()}")

    assert (refused, opened) == (403, 101)
    _assert_dressed(refused_headers)
    _assert_dressed(opened_headers)
