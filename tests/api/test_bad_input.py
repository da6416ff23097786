"""What no route may be made to do: fail on our side, or tell of another org. Routes come from the application."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from api.app import ROUTERS
from api.routing import OpenRoute, StrictRoute, _queries
from db.kinds import Role
from engine import keys
from engine.core import clock
from engine.core.work import Actor, work
from engine.identity import sign_in
from engine.orgs import choose_limits
from tests.factories import (
    PASSWORD,
    OrgFacts,
    make_ad,
    make_ad_campaign,
    make_day,
    make_integration,
    make_member,
    make_profile,
)
from tests.site import member, visitor

Attack = tuple[str, str, dict[str, Any]]
ROUTES = [route for router in ROUTERS for route in router.routes if isinstance(route, StrictRoute)]
OURS = [route for route in ROUTES if not isinstance(route, OpenRoute) and "{org}" in route.path]
WRITERS = [route for route in OURS if route.body_field is not None]
PARAMETER = re.compile(r"\{(\w+)\}")
JSON = {"Content-Type": "application/json"}


@contextmanager
def program(web: str, org: OrgFacts) -> Iterator[httpx.Client]:
    """A key of the org that may do everything, with a count of its own and the widest limits."""
    with work(org.id, Actor("test")) as unit:
        choose_limits(unit, {"api": 1200, "heavy": 120})
        key = keys.create_key(unit, "attacker", Role.OWNER, maker=Role.OWNER)
    with visitor(web) as client:
        client.headers["X-API-Key"] = key
        yield client


def address(route: StrictRoute, org_id: UUID, other: object = "") -> str:
    path = route.path_format.replace("{org}", str(org_id))
    return "/api" + PARAMETER.sub(lambda _: str(other or uuid4()), path)


def method(route: StrictRoute) -> str:
    return min(route.methods or ())


def queries(route: StrictRoute) -> set[str]:
    return {field.alias for field in _queries(route.dependant)}


def answers(web: str, org: OrgFacts, attacks: Iterable[Attack]) -> list[tuple[Attack, httpx.Response]]:
    with program(web, org) as client:
        return [(attack, client.request(attack[0], attack[1], **attack[2])) for attack in attacks]


def wrong(found: list[tuple[Attack, httpx.Response]], *allowed: int) -> list[str]:
    """The attacks that were answered otherwise, or without the one shape."""
    return [
        f"{verb} {path} {extra} → {answer.status_code} {answer.text[:200]}"
        for (verb, path, extra), answer in found
        if answer.status_code not in allowed
        or not {"code", "message", "request_id"} <= set(answer.json())
        or answer.headers["x-request-id"] != answer.json()["request_id"]
    ]


def test_an_unknown_parameter_is_refused_by_name(web: str, org: OrgFacts) -> None:
    found = answers(web, org, [(method(one), address(one, org.id), {"params": {"colour": "red"}}) for one in OURS])

    assert wrong(found, 422) == []
    assert [answer.text for _, answer in found if "colour" not in answer.json()["messages"]] == []


def test_signs_that_cannot_be_kept_are_refused_in_every_address(web: str, org: OrgFacts) -> None:
    ids: list[Attack] = [
        (method(one), address(one, org.id, bad), {})
        for one in OURS
        if one.path.count("{") > 1
        for bad in ("a%09b", "%ff")
    ]
    asked = [
        (method(one), address(one, org.id), {"params": {name: "a\0b"}}) for one in OURS for name in queries(one)
    ]

    assert wrong(answers(web, org, ids), 404, 422) == []
    assert wrong(answers(web, org, asked), 422) == []


@pytest.mark.parametrize("value", ["-1", "0", str(10**30), "x", "1e3", "9999-12-31", "0001-01-01", "ü" * 300])
def test_no_parameter_takes_the_service_down(web: str, org: OrgFacts, value: str) -> None:
    asked: list[Attack] = [
        (method(one), address(one, org.id), {"params": {name: value}})
        for one in OURS
        for name in sorted(queries(one))
        if method(one) == "GET"
    ]
    found = answers(web, org, asked)

    assert [
        f"{path} {extra} {answer.text}" for (_, path, extra), answer in found if answer.status_code >= 500
    ] == []
    if not value.startswith(("9", "0001", "ü")):
        paged = [(attack, answer) for attack, answer in found if "page" in str(attack[2])]
        assert wrong(paged, 422) == []


BODIES = {
    "doubled": (b'{"name": "a", "name": "b"}', 422),
    "deep": (b'{"a":' * 5_000 + b"1" + b"}" * 5_000, 422),
    "bottomless": (b"[" * 200_000, 422),
    "huge number": (b'{"name": %d}' % 10**40, 422),
    "endless": (b'{"name": 1e999}', 422),
    "not a number": (b'{"name": NaN}', 422),
    "nul": (b'{"name": "a\\u0000b"}', 422),
    "half a pair": (b'{"name": "\\ud800"}', 422),
    "latin-1": (b'{"name": "\xe9"}', 422),
    "unfinished": (b'{"name": ', 422),
    "unknown": (b'{"colour_of_the_sky": 1}', 422),
    "too long": (b'{"name": "' + b"a" * 1_100_000 + b'"}', 413),
}


@pytest.mark.parametrize("kind", BODIES)
def test_a_body_that_makes_no_sense_is_refused_by_every_route(web: str, org: OrgFacts, kind: str) -> None:
    body, status = BODIES[kind]
    sent = [(method(one), address(one, org.id), {"content": body, "headers": JSON}) for one in WRITERS]
    found = answers(web, org, sent)

    if kind == "unknown":  # two read their own fields: one looks for its row first, one answers what is wrong
        found = [(attack, one) for attack, one in found if one.status_code != 404 and "/check" not in attack[1]]
    assert wrong(found, status) == []


def test_a_body_of_another_kind_is_refused(web: str, org: OrgFacts) -> None:
    kinds = ("text/plain", "application/x-www-form-urlencoded", "application/xml", "")
    for kind in kinds:
        headers = {"Content-Type": kind} if kind else {}
        sent = [(method(one), address(one, org.id), {"content": b"{}", "headers": headers}) for one in WRITERS]
        assert wrong(answers(web, org, sent), 415) == [], kind


@pytest.mark.parametrize("body", [b"[]", b"null", b'"text"', b"0", b"{}", b'{"": {"": [[]]}}'])
def test_a_body_of_another_shape_does_not_take_the_service_down(web: str, org: OrgFacts, body: bytes) -> None:
    sent = [(method(one), address(one, org.id), {"content": body, "headers": JSON}) for one in WRITERS]

    assert [f"{a[1]} {answer.text}" for a, answer in answers(web, org, sent) if answer.status_code >= 500] == []


def test_nobody_reaches_anothers_things_by_their_ids(web: str, org: OrgFacts, stranger: OrgFacts) -> None:
    """Every id of theirs in every place of every address of ours: not there, and nothing of theirs is changed."""
    account = make_integration(stranger.id)
    campaign = make_ad_campaign(stranger.id, account, name="Their secret campaign")
    ad_set, (ad,) = make_ad(stranger.id, account, campaign)
    make_day(stranger.id, account, campaign, clock.today("Asia/Riyadh") - timedelta(days=2))
    theirs = [account, campaign, ad_set, ad, make_profile(stranger.id, account), stranger.user_id, stranger.id]
    with program(web, stranger) as owner:
        before = [owner.get(f"/api/orgs/{stranger.id}/{noun}").json() for noun in ("integrations", "ad-campaigns")]
        theirs.append(UUID(owner.get(f"/api/orgs/{stranger.id}/keys").json()["keys"][0]["id"]))
        for one in theirs:
            below: list[Attack] = [(method(r), address(r, org.id, one), {}) for r in OURS if r.path.count("{") > 1]
            asked: list[Attack] = [
                ("GET", address(r, org.id), {"params": {name: str(one)}})
                for r in OURS
                for name in queries(r)
                & {"integration", "account", "campaign", "ad_campaign", "ad_set", "ad", "profile"}
                if method(r) == "GET" and r.path.count("{") == 1
            ]
            found = answers(web, org, [*below, *asked])
            assert [f"{a} {x.status_code} {x.text}" for a, x in found[: len(below)] if x.status_code < 400] == []
            assert [f"{a} {x.text}" for a, x in found if x.status_code >= 500 or "secret" in x.text] == []
        after = [owner.get(f"/api/orgs/{stranger.id}/{noun}").json() for noun in ("integrations", "ad-campaigns")]

    assert after == before


def test_ended_keys_open_no_route(web: str, org: OrgFacts) -> None:
    with program(web, org) as client:
        listed = client.get(f"/api/orgs/{org.id}/keys").json()["keys"]
        with work(org.id, Actor("test")) as unit:
            keys.revoke_key(unit, UUID(listed[0]["id"]))
        refused = [client.request(method(one), address(one, org.id)) for one in OURS]

    assert {(answer.status_code, answer.json()["code"]) for answer in refused} <= {
        (401, "key_revoked"),
        (429, "rate_limited"),  # what is not let in is counted by its address
    }
    assert refused[0].status_code == 401


TRICKS = (
    "/api/",
    "/api",
    "/api//health",
    "/api/health/",
    "/api/%2e%2e/app.css",
    "/api/..%2f..%2fetc/passwd",
    "/api/health%00",
    "/api/health;a=1",
    "/api/HEALTH",
    "/api/v1",
    "/api/v1/v1/health",
    "/api/v01/health",
)


@pytest.mark.parametrize("path", TRICKS)
def test_a_path_with_a_trick_leads_nowhere(web: str, path: str) -> None:
    with visitor(web) as nobody:
        request = nobody.build_request("GET", "/")
        request.url = httpx.URL(web).copy_with(raw_path=path.encode())
        answer = nobody.send(request)

    if answer.status_code != 400:  # Streamlit's own guard, before anything of ours
        assert answer.status_code == (307 if path == "/api" else 404)
        assert "x-request-id" in answer.headers


def test_too_much_before_the_body_is_refused(web: str) -> None:
    with visitor(web) as nobody:
        long = nobody.get("/api/health", params={"lang": "e" * 9_000})
        heavy = nobody.get("/api/health", headers={"X-Padding": "a" * 40_000})

    assert (long.status_code, long.json()["code"]) == (414, "address_too_long")
    assert (heavy.status_code, heavy.json()["code"]) == (431, "headers_too_large")


def test_an_address_that_is_only_claimed_counts_nobody_else(web: str, org: OrgFacts) -> None:
    forged = [
        {"X-Forwarded-For": f"203.0.113.{n}", "X-Real-IP": f"203.0.113.{n}", "Forwarded": f"for=203.0.113.{n}"}
        for n in range(101)
    ]
    with visitor(web) as nobody:
        found = [nobody.get("/api/health", headers=headers) for headers in forged]

    assert [answer.status_code for answer in found] == [200] * 100 + [429]


def test_unknown_addresses_are_counted_too(web: str, org: OrgFacts) -> None:
    with visitor(web) as nobody:
        found = [nobody.get("/api/nothing") for _ in range(101)]

    assert [answer.status_code for answer in found] == [404] * 100 + [429]
    assert found[-1].json()["code"] == "rate_limited"
    assert "retry-after" in found[-1].headers


def test_a_stranger_is_asked_who_they_are_before_anything_is_read(web: str, org: OrgFacts) -> None:
    with visitor(web) as nobody:
        answer = nobody.post(f"/api/orgs/{org.id}/keys?colour=red", content=b"{", headers=JSON)
    with member(web, sign_in(make_member(org.id, Role.VIEWER), PASSWORD)) as viewer:
        refused = viewer.post(f"/api/orgs/{org.id}/keys", content=b"{", headers=JSON)

    assert (answer.status_code, refused.status_code) == (401, 403)


def test_there_are_routes_to_attack() -> None:
    assert min(len(OURS), 3 * len(WRITERS)) > 60


def test_an_address_of_nonsense_is_not_there_and_breaks_nothing(web):
    with visitor(web) as nobody:
        short = nobody.get("/api/files/%1C/%C2%8F")
        broken = nobody.get("/api/orgs/a%0Ab/alerts/c%0Ad")

    assert (short.status_code, short.json()["code"]) == (404, "not_found")
    assert (broken.status_code, broken.headers["content-type"]) == (401, "application/json")
