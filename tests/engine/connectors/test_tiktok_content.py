"""What only TikTok has in publishing: an account's own consent, two steps, films or pictures, no words alone."""

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import httpx
import orjson
import pytest

from engine.connectors import tiktok
from engine.connectors.base import Tokens
from engine.connectors.content import Post, Profile
from engine.connectors.tiktok import consent, posts
from engine.core import clock
from engine.core.errors import Missing, PlatformBusy, PlatformError, Refused, SignedOut
from tests.engine.connectors.conftest import NOON, REDIRECT
from tests.engine.connectors.server import answer

FILM, PICTURE = "https://media.example/a.mp4", "https://media.example/a.jpg"
MINE = Profile("tiktok", "-000x", "tiktok_account", "token")
STATE = {"status": "PUBLISH_COMPLETE", "post_ids": ["77"]}


def data(found: Any) -> bytes:
    return orjson.dumps({"code": 0, "message": "OK", "request_id": "1", "data": found})


def a_post(*media: str, **details: Any) -> Post:
    usual: dict[str, Any] = {"key": uuid4(), "text": "Winter", "media": media}
    return Post(**(usual | details))


@pytest.fixture
def account(tiktok_person) -> Profile:
    """A TikTok account whose owner has just allowed us to publish."""
    return connected(tiktok_person)[0]


def connected(person) -> tuple[Profile, Tokens]:
    url = consent.authorize_url(REDIRECT, "s")
    back = httpx.post(url, data={"answer": "allow"}, trust_env=False).headers["location"]
    query = parse_qs(urlsplit(back).query)
    assert query["state"] == ["s"]
    row, tokens = consent.exchange(query["code"][0], REDIRECT)
    assert row.token == tokens.access
    return Profile("tiktok", row.external_id, row.kind, tokens.access), tokens


# Who speaks


def test_an_account_gives_its_own_consent_for_a_day(tiktok_person):
    account, tokens = connected(tiktok_person)

    assert account.kind == "tiktok_account"
    assert "video.publish" in " ".join(tokens.scopes)
    assert tokens.expires_at is not None
    assert timedelta(hours=23) < tokens.expires_at - clock.now() < timedelta(hours=25)
    assert tokens.consent_ends_at is not None
    assert timedelta(days=364) < tokens.consent_ends_at - clock.now() < timedelta(days=366)
    fresh = consent.refresh(tokens)
    assert fresh.access != tokens.access
    assert list(tiktok.fetch_posts(Profile("tiktok", account.external_id, account.kind, fresh.access), NOON)) == []
    with pytest.raises(SignedOut):
        consent.refresh(Tokens("x", "invented"))


def test_a_code_for_ads_is_no_code_for_an_account_and_the_other_way_round(tiktok_person):
    ads = tiktok_person.sandbox.post("/grants", platform="tiktok", redirect_uri=REDIRECT)["code"]

    with pytest.raises(SignedOut):
        consent.exchange(ads, REDIRECT)
    with pytest.raises(SignedOut):
        consent.exchange("invented", REDIRECT)


@pytest.mark.parametrize("told", [{"access_token": "a"}, {"access_token": "a", "open_id": 7}, {"open_id": "x"}])
def test_a_token_of_nobody_is_unreadable(server, told):
    server.acts = [answer(data(told))]

    with pytest.raises(PlatformError):
        consent.exchange("code", REDIRECT)


def test_the_grant_for_ads_speaks_for_no_account(tiktok_person, account):
    assert tiktok.fetch_profiles(tiktok_person.tokens.access) == []


def test_a_consent_given_back_is_dead_for_good(tiktok_person):
    account, tokens = connected(tiktok_person)

    consent.revoke(tokens.access)

    with pytest.raises(SignedOut) as dead:
        list(tiktok.fetch_posts(account, NOON))
    with pytest.raises(SignedOut):
        consent.refresh(tokens)
    assert dead.value.facts["reason"] == "revoked"
    assert tiktok.fetch_accounts(tiktok_person.tokens.access)


def test_the_token_for_ads_neither_publishes_nor_reads(tiktok_person, account):
    stranger = Profile("tiktok", account.external_id, account.kind, tiktok_person.tokens.access)
    acts = (lambda: tiktok.publish(stranger, a_post(FILM)), lambda: list(tiktok.fetch_posts(stranger, NOON)))

    for act in acts:
        with pytest.raises(Refused, match="consent of the account") as refused:
            act()
        assert refused.value.facts["reason"] == "permission"


# What is published


@pytest.mark.parametrize("media", [(FILM,), (PICTURE,), (PICTURE, "https://media.example/b.webp?w=1")])
def test_films_and_pictures_have_their_own_addresses(account, tiktok_person, media):
    made = tiktok.publish(account, a_post(*media, text="شتاء ❄", link="https://shop.example/"))
    row = next(iter(tiktok.fetch_posts(account, NOON - timedelta(days=1))))

    assert (row.external_id, row.text) == (made.external_id, "شتاء ❄\nhttps://shop.example/")
    assert ("/video/" if media == (FILM,) else "/photo/") in row.url
    asked = [call["path"] for call in tiktok_person.calls()]
    kind = "video" if media == (FILM,) else "photo"
    assert sum(path.endswith(f"/business/{kind}/publish/") for path in asked) == 1
    assert sum(path.endswith("/business/publish/status/") for path in asked) == 2


@pytest.mark.parametrize(
    ("post", "field"),
    [
        (a_post(), "media"),
        (a_post(FILM, PICTURE), "media"),
        (a_post(FILM, FILM), "media"),
        (a_post("https://media.example/a.png"), "media"),
        (a_post(*[PICTURE] * 36), "media"),
        (a_post(FILM, text="x" * 2_201), "text"),
        (a_post(FILM, text="x" * 2_190, link="https://shop.example/"), "text"),
        (a_post(FILM, text="😀" * 1_101), "text"),
        (a_post(PICTURE, text="x" * 4_001), "text"),
    ],
)
def test_what_tiktok_would_refuse_is_not_sent(server, post, field):
    with pytest.raises(Refused) as refused:
        tiktok.publish(MINE, post)
    assert refused.value.facts["field"] == field
    assert server.asked == []


def test_a_link_that_stands_in_the_text_is_not_said_twice(account):
    tiktok.publish(account, a_post(FILM, text="See https://shop.example/", link="https://shop.example/"))

    assert next(iter(tiktok.fetch_posts(account, NOON - timedelta(days=1)))).text == "See https://shop.example/"


def test_a_file_at_an_unproven_address_is_refused_by_tiktok(account):
    with pytest.raises(Refused) as refused:
        tiktok.publish(account, a_post("https://cdn.unverified.example/a.mp4"))
    assert "not verified" in refused.value.detail


# Waiting


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ({"status": "PROCESSING_DOWNLOAD"}, None),
        ({"status": "SEND_TO_USER_INBOX"}, None),
        ({"status": "PUBLISH_COMPLETE"}, None),
        ({"status": "PUBLISH_COMPLETE", "post_ids": []}, None),
        ({"status": "PUBLISH_COMPLETE", "post_ids": ["77"]}, "77"),
        ({"status": "PUBLISH_COMPLETE", "post_ids": [77]}, "77"),
        ({}, None),
    ],
)
def test_a_post_is_there_once_it_has_an_id(state, expected):
    assert posts.published(state) == expected


@pytest.mark.parametrize(
    ("reason", "field", "meaning"),
    [
        ("video_pull_failed", "media", "validation"),
        ("frame_rate_check_failed", "media", "validation"),
        ("auth_removed", None, "permission"),
        ("spam_risk", None, "validation"),
        ("", None, "validation"),
    ],
)
def test_what_failed_says_why(reason, field, meaning):
    with pytest.raises(Refused) as refused:
        posts.published({"status": "FAILED", "reason": reason})
    assert (refused.value.facts.get("field"), refused.value.facts["reason"]) == (field, meaning)


def test_what_never_ends_is_unconfirmed(server, monkeypatch):
    monkeypatch.setattr(posts, "DEADLINE_S", 0.05)
    monkeypatch.setattr(posts, "FIRST_PAUSE_S", 0.01)
    server.acts = [answer(data({"share_id": "v~1"})), answer(data({"status": "PROCESSING_DOWNLOAD"}))]

    with pytest.raises(PlatformBusy) as doubt:
        tiktok.publish(MINE, a_post(FILM))
    assert doubt.value.facts["unconfirmed"] is True


def test_a_post_without_a_task_is_unconfirmed(server):
    server.acts = [answer(data({}))]

    with pytest.raises(PlatformBusy) as doubt:
        tiktok.publish(MINE, a_post(FILM))
    assert doubt.value.facts["unconfirmed"] is True


# What came of it


def test_a_post_is_read_as_tiktok_writes_it():
    row = posts.read_post(
        {"item_id": "7", "caption": None, "create_time": "1700000000", "likes": 3, "share_url": "https://t.co/7"}
    )

    assert (row.text, row.likes, row.comments, row.impressions) == ("", 3, 0, None)
    assert row.published_at == datetime.fromtimestamp(1_700_000_000, UTC)


@pytest.mark.parametrize("item", [{}, {"item_id": "7"}, {"item_id": "7", "create_time": "soon"}])
def test_a_post_that_lacks_what_is_promised_is_unreadable(server, item):
    server.acts = [answer(data({"videos": [item], "has_more": False}))]

    with pytest.raises(PlatformError):
        list(tiktok.fetch_posts(MINE, NOON))


def test_pages_end_though_the_cursor_does_not_move(server):
    post = {"item_id": "7", "create_time": str(int(NOON.timestamp()))}
    server.acts = [answer(data({"videos": [post], "has_more": True, "cursor": 5}))]

    assert len(list(tiktok.fetch_posts(MINE, NOON - timedelta(days=1)))) == 2


def test_a_lead_is_not_fetched():
    with pytest.raises((Refused, Missing)):
        tiktok.fetch_lead("token", "1")
