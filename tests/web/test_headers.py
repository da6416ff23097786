"""Every answer carries the security headers: pages, files, API, refusals, websockets."""

import re
from collections import Counter
from collections.abc import Mapping
from uuid import uuid4

import pytest
from starlette.routing import Route

from api import auth, connect
from api.middleware.headers import API_POLICY
from pages.sitemap import PAGES
from tests.api.routes import CALLS
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


def test_plain_pages_allow_no_style_but_ours(web: str) -> None:
    for path in ("/auth/login", "/nope"):
        policy = visitor(web).get(path).headers["content-security-policy"]
        assert "style-src 'self';" in policy
        assert "unsafe" not in policy


def test_every_route_is_dressed_however_it_answers(web: str, org: OrgFacts) -> None:
    """Every address there is, by its methods and by a wrong one, for strangers and for the org's owner."""
    token = org.sign_in()
    plain = [route for route in (*auth.routes.routes, *connect.routes) if isinstance(route, Route)]
    under_auth = {id(route) for route in auth.routes.routes}
    asked = {
        *(("GET", entry.path) for entry in PAGES),
        *((call.method, call.of(org.id)) for call in CALLS),
        *(("TRACE", call.of(org.id)) for call in CALLS[:3]),
        *(
            (method, ("/auth" if id(route) in under_auth else "") + re.sub(r"\{[^}]+}", str(uuid4()), route.path))
            for route in plain
            for method in route.methods or ()
        ),
    }
    seen: Counter[int] = Counter()
    with visitor(web) as stranger, member(web, token) as owner:
        for method, path in sorted(asked, key=lambda one: ("logout" in one[1], one[0] != "TRACE", one)):
            for browser in (stranger, owner):
                answer = browser.request(method, path)
                seen[answer.status_code] += 1
                _assert_dressed(answer.headers)
                if answer.content and answer.status_code >= 200:
                    assert "content-type" in answer.headers, (method, path)
                if path.startswith("/api/") and answer.status_code >= 400:
                    assert answer.headers["cache-control"] == "no-store"
                    assert answer.headers["content-security-policy"] == API_POLICY

    assert {200, 303, 401, 404, 405, 415, 422, 429} <= set(seen)
    assert not {status for status in seen if status >= 500} - {503}, seen  # 503: a platform without its secret


def test_websockets_are_dressed_refused_or_not(web: str, org: OrgFacts) -> None:
    refused, refused_headers = knock(web, origin=web)
    opened, opened_headers = knock(web, origin=web, cookie=f"sid={org.sign_in()}")

    assert (refused, opened) == (403, 101)
    _assert_dressed(refused_headers)
    _assert_dressed(opened_headers)
