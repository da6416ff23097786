"""Replies that are kept: the same bytes for those who may see the same, until something changes."""

import asyncio
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from threading import Thread
from uuid import UUID, uuid4

import httpx
import pytest
from fastapi.routing import APIRoute
from httpx import ASGITransport
from redis import Redis
from sqlalchemy import event

from api.app import ROUTERS, app
from api.kept import Policy
from db.base import Base
from db.kinds import Role, RunStatus, Severity, SyncStatus
from db.models import Integration, SocialPost, SyncRun
from db.session import engine as pool
from db.session import session
from engine import keys
from engine.alerts import list_open_alerts, raise_alert, snooze
from engine.core.cache import TAGS, ahead, touch
from engine.core.cache.tables import TABLES
from engine.core.clock import now
from engine.core.tallies import read_tallies
from engine.core.work import Actor, work
from engine.identity import sign_in
from engine.rates import store_rates
from engine.syncs.pulse import Pulse
from settings import settings
from tests.factories import PASSWORD, OrgFacts, insert, make_ad_campaign, make_day, make_integration, make_member
from tests.site import member, serving, visitor
from tests.waiting import eventually

ROUTES = [route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)]
KEPT: dict[str, Policy] = {one.path_format: one.endpoint.kept for one in ROUTES if hasattr(one.endpoint, "kept")}
FROM = re.compile(r"\b(?:FROM|JOIN)\s+([a-z_]+)")


@pytest.fixture
def person(web: str, org: OrgFacts) -> Iterator[httpx.Client]:
    with member(web, org.sign_in()) as client:
        yield client


def said(answer: httpx.Response) -> str:
    return answer.headers["x-cache"]


def test_the_second_reply_is_the_same_bytes_and_says_so(person: httpx.Client, org: OrgFacts) -> None:
    path = f"/api/orgs/{org.id}/sync/statistics"
    first, *again = [person.get(path) for _ in range(4)]

    assert (first.status_code, said(first)) == (200, "MISS")
    assert {(one.status_code, said(one)) for one in again} == {(200, "HIT")}
    assert {one.content for one in again} == {first.content}
    assert {one.headers["etag"] for one in again} == {first.headers["etag"]}
    for one in (first, *again):
        assert 0 < int(one.headers["x-cache-ttl"]) <= 300
        assert one.headers["cache-control"] == "private, no-cache"
        assert {"Cookie", "Authorization", "X-API-Key", "Accept-Language"} == set(one.headers["vary"].split(", "))
    left = [int(one.headers["x-ratelimit-remaining"]) for one in (first, *again)]
    assert left == [99, 98, 97, 96]


@pytest.mark.parametrize("address", ["orgs/{}/performance", "v1/orgs/{}/dashboard", "orgs/{}/sync/statistics"])
@pytest.mark.parametrize("encoding", ["gzip, br", "identity"])
def test_both_ways_to_a_kept_reply_have_the_same_headers(
    web: str, org: OrgFacts, address: str, encoding: str
) -> None:
    path = f"/api/{address.format(org.id)}"
    with work(org.id, Actor("test")) as unit:
        key = keys.create_key(unit, "a program", Role.OWNER, maker=Role.OWNER)
    with member(web, org.sign_in()) as person, visitor(web) as program:
        person.headers["Accept-Encoding"] = program.headers["Accept-Encoding"] = encoding
        person.get(path)
        quick = person.get(path)
        slow = program.get(path, headers={"X-API-Key": key})

    assert (said(quick), said(slow), quick.content) == ("HIT", "HIT", slow.content)
    # how far a body is compressed is nobody's promise
    changing = {
        "x-ratelimit-remaining",
        "x-ratelimit-reset",
        "date",
        "x-cache-ttl",
        "x-request-id",
        "content-length",
    }
    assert {k: v for k, v in quick.headers.items() if k not in changing} == {
        k: v for k, v in slow.headers.items() if k not in changing
    }


def test_whoever_has_the_reply_is_told_that_it_still_holds(person: httpx.Client, org: OrgFacts) -> None:
    path = f"/api/orgs/{org.id}/performance"
    mark = person.get(path).headers["etag"]

    for _ in range(2):
        unchanged = person.get(path, headers={"If-None-Match": mark})
        assert (unchanged.status_code, unchanged.content, unchanged.headers["etag"]) == (304, b"", mark)
    assert person.get(path, headers={"If-None-Match": '"another"'}).status_code == 200


def test_who_wants_no_kept_reply_has_it_computed_for_everybody(person: httpx.Client, org: OrgFacts) -> None:
    path = f"/api/orgs/{org.id}/dashboard"
    first = person.get(path)
    fresh = person.get(path, headers={"Cache-Control": "no-cache"})
    after = person.get(path)

    assert [said(one) for one in (first, fresh, after)] == ["MISS", "BYPASS", "HIT"]
    assert fresh.json()["meta"]["cached"] is False
    assert after.json()["meta"]["cached"] is True
    assert after.json()["updated_at"] >= fresh.json()["updated_at"] > first.json()["updated_at"]


def test_a_change_is_in_the_next_reply(person: httpx.Client, org: OrgFacts) -> None:
    path = f"/api/orgs/{org.id}/dashboard"
    account = make_integration(org.id)
    campaign = make_ad_campaign(org.id, account)
    person.get(path)
    assert said(person.get(path)) == "HIT"

    make_day(org.id, account, campaign, now().date() - timedelta(days=1))
    changed = person.get(path)
    assert (said(changed), changed.json()["overview"]["advertising"]["total_spend"]) == ("MISS", 50)

    with work(org.id) as unit:
        raise_alert(unit, "sync_failed", "a", Severity.ERROR, "You are not signed in.")
    assert len(person.get(path).json()["alerts"]) == 1


def test_a_reply_with_a_snoozed_alert_is_kept_until_it_returns(person: httpx.Client, org: OrgFacts) -> None:
    with work(org.id) as unit:
        raise_alert(unit, "sync_failed", "a", Severity.ERROR, "You are not signed in.")
    [alert] = list_open_alerts(org.id)
    with work(org.id) as unit:
        snooze(unit, UUID(alert["id"]), now() + timedelta(seconds=90))
    path = f"/api/orgs/{org.id}/dashboard"
    person.get(path)

    assert int(person.get(path).headers["x-cache-ttl"]) < 90


def test_no_org_role_or_language_is_given_anothers_reply(web: str, org: OrgFacts, stranger: OrgFacts) -> None:
    make_ad_campaign(org.id, make_integration(org.id))
    tokens = [org.sign_in(), sign_in(make_member(org.id, Role.VIEWER), PASSWORD), stranger.sign_in()]
    orgs = [org, org, stranger]
    firsts: list[httpx.Response] = []
    for token, whose in zip(tokens, orgs, strict=True):
        with member(web, token) as client:
            path = f"/api/orgs/{whose.id}/integrations"
            firsts.extend(client.get(path, headers={"Accept-Language": language}) for language in ("ar", "en"))

    assert [said(one) for one in firsts] == ["MISS"] * 6
    assert [len(one.json()["integrations"]) for one in firsts] == [1, 1, 1, 1, 0, 0]
    with member(web, tokens[2]) as intruder:
        assert intruder.get(f"/api/orgs/{org.id}/integrations").status_code == 404


def test_who_signs_out_or_loses_the_role_is_given_nothing_more(web: str, org: OrgFacts, redis: Redis) -> None:
    path = f"/api/orgs/{org.id}/performance"
    token = org.sign_in()
    with member(web, token) as client:
        assert [said(client.get(path)) for _ in range(3)] == ["MISS", "HIT", "HIT"]
        for key in redis.scan_iter("session:*"):
            redis.delete(key)
        assert client.get(path).status_code == 401


def test_a_limit_holds_for_kept_replies_too(person: httpx.Client, org: OrgFacts) -> None:
    path = f"/api/orgs/{org.id}/performance"
    statuses = [person.get(path).status_code for _ in range(102)]
    assert statuses == [200] * 100 + [429] * 2


def test_while_something_syncs_its_status_is_never_kept(person: httpx.Client, org: OrgFacts) -> None:
    account = make_integration(org.id)
    path = f"/api/orgs/{org.id}/sync/status"
    assert [said(person.get(path)) for _ in range(2)] == ["MISS", "HIT"]

    run = SyncRun(org_id=org.id, integration_id=account, data_type="all", trigger="manual", plan=[])
    run.status, run.started_at = RunStatus.RUNNING, now()
    insert(org.id, run)
    answers = [person.get(path) for _ in range(2)]
    assert [said(one) for one in answers] == ["BYPASS"] * 2
    assert answers[0].headers["cache-control"] == "no-store"
    assert answers[0].json()["active_syncs"] == 1


def test_alerts_and_events_are_live(person: httpx.Client, org: OrgFacts) -> None:
    for noun in ("alerts", "events", "jobs", "sync/live"):
        assert [said(person.get(f"/api/orgs/{org.id}/{noun}")) for _ in range(2)] == ["BYPASS"] * 2


def test_a_crowd_on_a_cold_reply_is_given_one_answer(web: str, org: OrgFacts) -> None:
    make_ad_campaign(org.id, make_integration(org.id))
    token = org.sign_in()
    bodies: list[httpx.Response] = []

    def come() -> None:
        with member(web, token) as client:
            bodies.append(client.get(f"/api/orgs/{org.id}/dashboard"))

    crowd = [Thread(target=come) for _ in range(8)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    assert sorted(said(one) for one in bodies) == ["HIT"] * 7 + ["MISS"]


def test_what_is_not_there_is_told_again_in_the_callers_language(person: httpx.Client, org: OrgFacts) -> None:
    path = f"/api/orgs/{org.id}/sync/integrations/{uuid4()}/status"
    answers = [person.get(path, headers={"Accept-Language": language}) for language in ("en", "ar", "en")]
    assert {one.status_code for one in answers} == {404}
    words = [one.json()["message"] for one in answers]
    assert words[0] == words[2] != words[1]


@pytest.mark.parametrize("path", sorted(KEPT))
def test_a_kept_reply_is_under_a_tag_of_every_table_it_reads(web: str, org: OrgFacts, path: str) -> None:
    """Seen in the statements of the handler itself, run here: what it reads, some tag of the reply forgets."""
    policy, account = KEPT[path], make_integration(org.id)
    address = path.format(org=org.id, integration=account)
    span = {"since": now().isoformat(), "until": (now() + timedelta(days=7)).isoformat()}
    query = span if path.endswith("calendar") else {}
    token = org.sign_in()

    async def ask() -> httpx.Response:
        cookies = {settings().session_cookie: token}
        async with httpx.AsyncClient(
            transport=ASGITransport(app), base_url="http://here", cookies=cookies
        ) as client:
            return await client.get(f"/api{address}", params=query)

    asyncio.run(ask())  # who it is has been read
    touch(org.id, *TAGS)
    with statements() as said_there:
        assert said(asyncio.run(ask())) == "MISS"

    read = {table for one in said_there for table in FROM.findall(one)}
    assert read & TABLES.keys()
    assert read & Base.metadata.tables.keys() - TABLES.keys() <= {
        "users",
        "fx_rates",
    }  # no org's: touched apart, or not
    assert {table for table in read & TABLES.keys() if not {*TABLES[table]} & {*policy.tags}} == set()


@pytest.mark.parametrize("path", sorted(KEPT))
def test_what_moves_all_day_is_in_the_next_reply(web: str, org: OrgFacts, path: str) -> None:
    """Columns with tags of their own: whoever shows them is under these."""
    account = make_integration(org.id)
    make_day(org.id, account, make_ad_campaign(org.id, account, daily_budget_micros=10**8), now().date())
    run = SyncRun(org_id=org.id, integration_id=account, data_type="all", trigger="manual", plan=[])
    run.status, run.started_at, run.finished_at = RunStatus.SUCCEEDED, now(), now()
    insert(org.id, run)
    span = {"since": now().isoformat(), "until": (now() + timedelta(days=7)).isoformat()}
    address = f"/api{path.format(org=org.id, integration=account)}"
    error = {"code": "x", "message": "The platform is busy.", "facts": {}}

    def reply(person: httpx.Client, **headers: str) -> object:
        return lasting(
            person.get(address, params=span if path.endswith("calendar") else {}, headers=headers).json()
        )

    with member(web, org.sign_in()) as person:
        for model, row_id, change in (
            (SyncRun, run.id, {"windows_done": 3, "rows_read": 70, "rows_created": 7}),
            (SyncRun, run.id, {"status": RunStatus.FAILED, "error": error}),
            (Integration, account, {"last_synced_at": now()}),
            (Integration, account, {"sync_status": SyncStatus.FAILED, "sync_error": error}),
            (Integration, account, {"token_expires_at": now() - timedelta(hours=1)}),
            (Integration, account, {"sync_status": SyncStatus.SUCCESS, "sync_error": None}),
            (Integration, account, {"token_dead": "revoked"}),
        ):
            reply(person)
            with session(org.id) as writer:
                row = writer.get_one(model, (org.id, row_id))
                for name, value in change.items():
                    setattr(row, name, value)
                writer.commit()
            assert reply(person) == reply(person, **{"Cache-Control": "no-cache"}), change


def lasting(reply: object) -> object:
    """Without what only says when it was made, or how much of the time has passed."""
    passing = {"updated_at", "meta", "expected", "expected_pct", "points"}
    if isinstance(reply, dict):
        return {key: lasting(value) for key, value in reply.items() if key not in passing}
    return [lasting(one) for one in reply] if isinstance(reply, list) else reply


def test_a_sync_that_beats_and_a_look_that_finds_nothing_forget_nothing(
    person: httpx.Client, org: OrgFacts
) -> None:
    account = make_integration(org.id)
    run = SyncRun(org_id=org.id, integration_id=account, data_type="all", trigger="manual", plan=[])
    run.status, run.started_at = RunStatus.RUNNING, now()
    insert(org.id, run)
    nouns = (
        "dashboard",
        "performance",
        "unified-campaigns",
        "metrics",
        "posts",
        "sync/statistics",
        "integrations",
    )
    paths = [f"/api/orgs/{org.id}/{noun}" for noun in nouns]
    for path in paths:
        person.get(path)

    Pulse(org.id, run.id).beat()
    with session(org.id) as writer:
        writer.get_one(Integration, (org.id, account)).looked_at = now()
        writer.commit()

    assert {path: said(person.get(path)) for path in paths} == dict.fromkeys(paths, "HIT")


def test_posts_runs_and_plans_leave_the_figures_kept(person: httpx.Client, org: OrgFacts) -> None:
    account = make_integration(org.id)
    figures = [f"/api/orgs/{org.id}/{noun}" for noun in ("performance", "anomalies", "sync/statistics")]
    shown = f"/api/orgs/{org.id}/dashboard"
    for path in (*figures, shown):
        person.get(path)
    insert(org.id, SyncRun(org_id=org.id, integration_id=account, data_type="all", trigger="manual", plan=[]))
    assert [said(person.get(path)) for path in (*figures, shown)] == ["HIT", "HIT", "MISS", "HIT"]

    insert(org.id, SocialPost(org_id=org.id, integration_id=account, platform="meta", status="published",
                              content="Winter", published_at=now(), created_at=now()))  # fmt: skip
    assert [said(person.get(path)) for path in (*figures, shown)] == ["HIT", "HIT", "HIT", "MISS"]


@pytest.mark.usefixtures("redis")
def test_a_reply_that_is_asked_for_again_and_again_is_there_after_a_change(org: OrgFacts, tmp_path: Path) -> None:
    account = make_integration(org.id)
    campaign = make_ad_campaign(org.id, account)
    path = f"/api/orgs/{org.id}/dashboard"
    with serving(tmp_path / "web.log") as url, member(url, org.sign_in()) as person:
        assert [said(person.get(path)) for _ in range(3)] == ["MISS", "HIT", "HIT"]
        before = counted()

        make_day(org.id, account, campaign, now().date() - timedelta(days=1))
        eventually(lambda: counted() >= before + 2)  # the reply, and the read that it is made of
        reply = person.get(path)

    assert (said(reply), reply.json()["overview"]["advertising"]["total_spend"]) == ("HIT", 50)


def counted() -> int:
    """How many answers were made ahead."""
    return sum(tally.count for tally in read_tallies(ahead.TALLY))


def test_new_rates_are_in_the_next_reply_of_all_that_converts_money(person: httpx.Client, org: OrgFacts) -> None:
    paths = [f"/api/orgs/{org.id}/{name}" for name in ("dashboard", "metrics?days=7", "unified-campaigns")]
    for path in paths:
        person.get(path)
    assert {said(person.get(path)) for path in paths} == {"HIT"}

    store_rates([(date(1999, 1, 4), "SEK", Decimal("9.4696"))])

    assert {said(person.get(path)) for path in paths} == {"MISS"}


@contextmanager
def statements() -> Iterator[list[str]]:
    """What this process asks of the database inside."""
    asked: list[str] = []

    def note(*facts: object) -> None:
        asked.append(str(facts[2]))

    event.listen(pool(), "before_cursor_execute", note)
    yield asked
    event.remove(pool(), "before_cursor_execute", note)
