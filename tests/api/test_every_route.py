"""What holds for every route of the API, so that a new one is tested on arrival."""

import pytest
from fastapi import APIRouter
from starlette.routing import Mount, Route

from api.counted import refuse_uncounted
from api.deps import Door, open_door
from api.limits import Tier
from api.routing import Router, refuse_unguarded
from db.kinds import Role
from engine import keys
from engine.core.work import Actor, work
from engine.identity import sign_in
from engine.permissions import Permission, granted
from settings import settings
from tests.api.routes import CALLS, ORG_CALLS, Call
from tests.factories import PASSWORD, OrgFacts, make_member, make_org
from tests.site import member, visitor

BEYOND_A_VIEWER = [
    call
    for call in ORG_CALLS
    if isinstance(call.doors[0], Door) and call.doors[0].permission not in granted(Role.VIEWER)
]


@pytest.fixture(scope="module")
def org(database: object, redis_server: object) -> OrgFacts:
    """One for all of them: nothing here succeeds in changing it."""
    return make_org()


@pytest.fixture(scope="module")
def stranger(database: object, redis_server: object) -> OrgFacts:
    return make_org("Elsewhere")


@pytest.fixture(scope="module")
def viewer(org: OrgFacts) -> str:
    """A viewer's e-mail."""
    return make_member(org.id, Role.VIEWER)


@pytest.fixture(scope="module")
def viewers_key(org: OrgFacts) -> str:
    return key_of(org, Role.VIEWER)


@pytest.fixture(scope="module")
def strangers_key(stranger: OrgFacts) -> str:
    return key_of(stranger, Role.OWNER)


def key_of(org: OrgFacts, role: Role) -> str:
    with work(org.id, Actor("test")) as unit:
        return keys.create_key(unit, "a program", role, maker=Role.OWNER)


def test_there_are_routes_to_test() -> None:
    assert len(CALLS) > 5
    assert len(BEYOND_A_VIEWER) > 2


def test_an_application_with_a_route_without_a_tier_does_not_start() -> None:
    bare, plain = Router(), APIRouter()
    bare.get("/open")(lambda: None)
    plain.get("/plain", dependencies=[open_door()])(lambda: None)
    with pytest.raises(RuntimeError, match="/open stands behind 0 doors"):
        refuse_unguarded([bare])
    with pytest.raises(RuntimeError, match="/plain"):
        refuse_unguarded([plain])
    with pytest.raises(RuntimeError, match="/page has no rate tier"):
        refuse_uncounted([Mount("/auth", routes=[Route("/page", lambda _: None)])])


@pytest.mark.parametrize("call", CALLS, ids=str)
def test_a_route_stands_behind_one_door_of_one_tier(call: Call) -> None:
    assert len(call.doors) == 1
    assert call.doors[0].tier in Tier


@pytest.mark.parametrize("call", ORG_CALLS, ids=str)
def test_an_orgs_route_asks_who_is_there(web: str, org: OrgFacts, call: Call) -> None:
    with visitor(web) as nobody:
        answer = nobody.request(call.method, call.of(org.id))
        forged = nobody.request(call.method, call.of(org.id), headers={"Authorization": "Bearer cmis_no_key"})

    assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")
    assert forged.status_code == 401


@pytest.mark.parametrize("call", BEYOND_A_VIEWER, ids=str)
def test_a_refusal_names_the_permission(
    web: str, org: OrgFacts, viewer: str, viewers_key: str, call: Call
) -> None:
    (door,) = call.doors
    assert isinstance(door, Door)

    with member(web, sign_in(viewer, PASSWORD)) as person, visitor(web) as program:
        by_cookie = person.request(call.method, call.of(org.id))
        key = {"X-API-Key": viewers_key}
        by_key = program.request(call.method, call.of(org.id), headers=key)

    for answer in (by_cookie, by_key):
        assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
        assert str(door.permission) in answer.json()["message"]


@pytest.mark.parametrize("call", ORG_CALLS, ids=str)
def test_anothers_org_is_not_there_by_cookie_or_key(
    web: str, org: OrgFacts, stranger: OrgFacts, strangers_key: str, call: Call
) -> None:
    with member(web, stranger.sign_in()) as person, visitor(web) as program:
        by_cookie = person.request(call.method, call.of(org.id))
        key = {"Authorization": f"Bearer {strangers_key}"}
        by_key = program.request(call.method, call.of(org.id), headers=key)
        nowhere = person.request(call.method, call.of(stranger.id).replace(str(stranger.id), "not-an-id"))

    for answer in (by_cookie, by_key, nowhere):
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
        assert org.email not in answer.text


@pytest.mark.parametrize("call", CALLS, ids=str)
def test_every_answer_tells_its_limit_and_is_not_stored(web: str, org: OrgFacts, call: Call) -> None:
    with member(web, org.sign_in()) as person:
        answer = person.request(call.method, call.of(org.id))

    assert {"x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset"} <= set(answer.headers)
    assert answer.headers["cache-control"] == ("private, no-cache" if "etag" in answer.headers else "no-store")
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    is_file = "attachment" in answer.headers.get("content-disposition", "")
    assert is_file or answer.headers["content-type"] == "application/json"
    assert answer.status_code != 500


@pytest.mark.parametrize("call", [call for call in ORG_CALLS if call.method != "GET"], ids=str)
@pytest.mark.parametrize("origin", ["https://evil.example", "http://127.0.0.1:1", ""])
def test_a_write_by_cookie_comes_from_our_own_pages(web: str, org: OrgFacts, call: Call, origin: str) -> None:
    cookies = {settings().session_cookie: org.sign_in()}
    with visitor(web, **cookies) as person:
        person.headers.pop("Origin")
        answer = person.request(call.method, call.of(org.id), headers={"Origin": origin} if origin else {})

    assert answer.status_code == 403


def test_the_permissions_of_the_doors_exist() -> None:
    assert {call.doors[0].permission for call in ORG_CALLS if isinstance(call.doors[0], Door)} <= set(Permission)
