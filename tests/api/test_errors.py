"""Errors over HTTP: one shape, in the caller's language, with the field that is wrong."""

import pytest

from tests.factories import OrgFacts, make_org
from tests.site import member, visitor

SHAPE = {"error", "code", "message", "request_id"}
REFUSED = SHAPE | {"messages"}


def test_a_wrong_field_is_named(web: str, org: OrgFacts) -> None:
    with member(web, org.sign_in()) as person:
        query = person.get(f"/api/orgs/{org.id}/dashboard?days=many&compare=nobody").json()
        body = person.post(f"/api/orgs/{org.id}/keys", json={"role": "king", "colour": "red"})

    assert (set(query), query["error"], query["code"]) == (REFUSED, "Validation failed", "validation_failed")
    assert query["messages"]["days"] == ["Give a whole number."]
    assert body.status_code == 422
    assert set(body.json()["messages"]) == {"name", "role", "colour"}


def test_a_body_that_is_not_json_is_said_to_be(web: str, org: OrgFacts) -> None:
    with member(web, org.sign_in()) as person:
        json = {"Content-Type": "application/json"}
        answer = person.post(f"/api/orgs/{org.id}/keys", content=b'{"name": ', headers=json)

    assert answer.status_code == 422
    assert ["The body is not valid JSON."] in answer.json()["messages"].values()


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/api/nothing", 404), ("PUT", "/api/health", 405)])
def test_an_unknown_address_or_method_has_the_one_shape(
    web: str, org: OrgFacts, method: str, path: str, status: int
) -> None:
    with visitor(web) as nobody:
        answer = nobody.request(method, path)

    assert answer.status_code == status
    assert set(answer.json()) == SHAPE
    assert answer.headers["x-request-id"] == answer.json()["request_id"]
    assert "x-ratelimit-remaining" in answer.headers


@pytest.mark.parametrize(
    ("query", "wish", "arabic"),
    [
        ("", "ar-SA,en;q=0.5", True),
        ("", "fr, en;q=0.8, ar;q=0.2", False),
        ("&lang=ar", "en", True),
        ("", "", True),
    ],
)
def test_a_refusal_is_in_the_callers_language(
    web: str, org: OrgFacts, query: str, wish: str, arabic: bool
) -> None:
    speaker = make_org("الواحة", locale="ar")  # without a wish, the org's language counts
    with member(web, speaker.sign_in()) as person:
        person.headers["Accept-Language"] = wish
        answer = person.get(f"/api/orgs/{speaker.id}/dashboard?days=many{query}").json()

    (sentence,) = answer["messages"]["days"]
    assert ("Give" not in sentence) == arabic


def test_readiness_says_which_part_is_missing_and_what_to_do(web: str, org: OrgFacts) -> None:
    with visitor(web) as nobody:
        assert nobody.get("/api/health").json() == {"status": "ok"}
        answer = nobody.get("/api/ready")

    parts = answer.json()["parts"]
    assert answer.status_code == 503
    assert {name for name, part in parts.items() if part["status"] == "ready"} == {
        "postgres",
        "redis",
        "migrations",
    }
    assert "python -m jobs.worker" in parts["workers"]["message"]
