"""Publishing on X: one text for everything, media brought first, timelines page by page, refusals of its own."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import orjson
import pytest
from redis import Redis

from engine.connectors import connector
from engine.connectors.content import Post, Profile
from engine.connectors.twitter import uploads
from engine.connectors.twitter.calls import post
from engine.connectors.twitter.posts import fetch_posts, read_post
from engine.connectors.twitter.uploads import Upload, upload
from engine.core.errors import Missing, PlatformBusy, PlatformError, Refused, SignedOut
from sandbox.media import MP4, PNG
from tests.control import Control
from tests.engine.connectors.conftest import NOON, Person
from tests.engine.connectors.server import answer

ME, PICTURE, FILM = "756201191646691328", "https://media.example/a.png", "https://media.example/a.mp4"
SINCE = datetime(2026, 11, 1, tzinfo=UTC)
NOT_FOUND = {"type": "https://api.x.com/2/problems/resource-not-found", "title": "Not Found Error"}
OURS = Profile("twitter", "7", "x_user", "7-token:secret")


@pytest.fixture
def person(sandbox: Control, redis: Redis) -> Person:
    return Person("twitter", connector("twitter"), sandbox)


@pytest.fixture
def profile(person):
    [row] = person.connector.fetch_profiles(person.tokens.access)
    return Profile("twitter", row.external_id, row.kind, person.tokens.access)


def publish(person, profile, text="Hello", **more):
    return person.connector.publish(profile, Post(uuid4(), text, **more))


def latest(person, profile):
    return next(iter(person.connector.fetch_posts(profile, NOON - timedelta(days=1))))


def a_post(number=1, **metrics):
    counted = {"retweet_count": 2, "reply_count": 3, "like_count": 5, "quote_count": 1, "impression_count": 100}
    chosen = {name: value for name, value in (counted | metrics).items() if value is not None}
    return {"id": str(number), "text": "t", "created_at": "2026-11-20T10:00:00.000Z", "public_metrics": chosen}


def refused_field(act):
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.facts["field"]


def test_a_person_is_their_one_profile(person):
    [row] = person.connector.fetch_profiles(person.tokens.access)

    assert (row.external_id, row.kind, row.name) == (ME, "x_user", "Al Waha")
    assert (row.url, row.token) == ("https://x.com/alwaha_sandbox", None)


def test_a_link_is_part_of_the_text_once(person, profile):
    made = publish(person, profile, link="https://shop.example/a")

    assert latest(person, profile).text == "Hello\nhttps://shop.example/a"
    assert made.url == latest(person, profile).url == f"https://x.com/i/status/{made.external_id}"
    publish(person, profile, "see https://shop.example/a now", link="https://shop.example/a")
    assert latest(person, profile).text == "see https://shop.example/a now"


def test_pictures_are_brought_first_and_shown(person, profile):
    publish(person, profile, media=(PICTURE, "https://media.example/b.jpg"))

    assert len(latest(person, profile).media) == 2
    paths = [call["path"] for call in person.calls() if call["method"] == "POST"][-3:]
    assert [path.rpartition("/2/")[2] for path in paths] == ["media/upload", "media/upload", "tweets"]


def test_a_film_is_published_when_x_has_prepared_it(person, profile):
    publish(person, profile, media=(FILM,))

    assert latest(person, profile).media[0].endswith(".jpg")


def test_a_picture_needs_no_words(person, profile):
    made = publish(person, profile, "", media=(PICTURE,))

    assert latest(person, profile).external_id == made.external_id


@pytest.mark.parametrize(
    ("text", "more", "field"),
    [
        ("x" * 281, {}, "text"),
        ("漢" * 141, {}, "text"),
        ("x" * 260, {"link": "https://shop.example/a"}, "text"),
        (" ", {}, "text"),
        ("x", {"media": (PICTURE,) * 5}, "media"),
        ("x", {"media": (PICTURE, FILM)}, "media"),
        ("x", {"media": ("https://media.example/a.pdf",)}, "media"),
    ],
)
def test_what_x_would_not_publish_is_refused_by_its_field(person, profile, text, more, field):
    before = len(person.calls())

    assert refused_field(lambda: publish(person, profile, text, **more)) == field
    assert len(person.calls()) == before


@pytest.mark.parametrize(
    "text", ["س" * 280, "x" * 256 + " https://shop.example/" + "y" * 99, "👨\u200d👩\u200d👧" * 140]
)
def test_what_just_fits_is_published(person, profile, text):
    assert publish(person, profile, text).external_id


def test_the_same_words_twice_are_refused_by_x_itself(person, profile):
    publish(person, profile)

    with pytest.raises(Refused) as refused:
        publish(person, profile)
    assert "duplicate" in refused.value.detail


def test_nobody_else_is_spoken_for_and_x_is_not_even_asked(person, profile):
    before = len(person.calls())

    with pytest.raises(Refused) as refused:
        publish(person, replace(profile, external_id="756201191646691330"))

    assert refused.value.facts["reason"] == "permission"
    assert len(person.calls()) == before


def test_a_token_that_does_not_say_whose_it_is_is_asked_about(person, profile):
    with pytest.raises(SignedOut) as dead:
        publish(person, replace(profile, token="invented:secret"))

    assert dead.value.facts["reason"] == "revoked"


def test_posts_only_for_ads_are_not_among_the_published(person, profile):
    account = next(row for row in person.busy() if row.currency == "SAR").external_id
    before = len(list(person.connector.fetch_posts(profile, SINCE)))

    post(profile.token, f"accounts/{account}/tweet", {"as_user_id": ME, "text": "ads only"}, account=account)

    assert len(list(person.connector.fetch_posts(profile, SINCE))) == before


# Reading


def pages(server, *bodies):
    server.acts = [answer(orjson.dumps(body)) for body in bodies]


def test_a_timeline_is_followed_to_its_end(server, redis):
    pages(
        server, {"data": [a_post(3), a_post(2)], "meta": {"next_token": "n1"}}, {"data": [a_post(1)], "meta": {}}
    )

    rows = list(fetch_posts(OURS, SINCE))

    assert [row.external_id for row in rows] == ["3", "2", "1"]
    first, second = (parse_qs(urlsplit(path).query) for path in server.asked)
    assert urlsplit(server.asked[0]).path == "/twitter/2/users/7/tweets"
    assert first == {
        "tweet.fields": ["created_at,public_metrics,attachments"], "expansions": ["attachments.media_keys"],
        "media.fields": ["url,preview_image_url"], "exclude": ["retweets"], "max_results": ["100"],
        "start_time": ["2026-11-01T00:00:00Z"],
    }  # fmt: skip
    assert second == first | {"pagination_token": ["n1"]}


def test_a_timeline_that_turns_in_circles_is_left(server, redis):
    pages(server, {"data": [a_post()], "meta": {"next_token": "n1"}})

    with pytest.raises(PlatformError) as circle:
        list(fetch_posts(OURS, SINCE))
    assert circle.value.facts["reason"] == "unreadable"


def test_nothing_since_is_nothing(server, redis):
    pages(server, {"meta": {"result_count": 0}})

    assert list(fetch_posts(OURS, datetime(1970, 1, 1, tzinfo=UTC))) == []
    assert parse_qs(urlsplit(server.asked[0]).query)["start_time"] == ["2010-11-06T00:00:00Z"]


def test_nobody_of_that_id_is_missing_though_the_status_promises_success(server, redis):
    pages(server, {"errors": [NOT_FOUND | {"value": "7", "resource_type": "user"}]})

    with pytest.raises(Missing):
        list(fetch_posts(OURS, SINCE))


def test_what_is_wrong_with_a_part_does_not_spoil_the_rest(server, redis):
    pages(server, {"data": [a_post()], "errors": [NOT_FOUND], "meta": {}})

    assert [row.external_id for row in fetch_posts(OURS, SINCE)] == ["1"]


@pytest.mark.parametrize(
    ("metrics", "expected"),
    [
        ({}, (5, 3, 3, 100)),
        ({"retweet_count": None, "repost_count": 4}, (5, 3, 5, 100)),
        ({"quote_count": None, "impression_count": None}, (5, 3, 2, None)),
    ],
)
def test_reposts_and_quotations_share(metrics, expected):
    row = read_post({}, a_post(**metrics))

    assert (row.likes, row.comments, row.shares, row.impressions) == expected
    assert row.published_at == datetime(2026, 11, 20, 10, tzinfo=UTC)


def test_media_are_found_by_their_keys():
    shown = {
        "3_1": {"url": "https://pbs.example/1.jpg"},
        "7_2": {"preview_image_url": "https://pbs.example/2.jpg"},
    }
    item = a_post() | {"attachments": {"media_keys": ["3_1", "7_2", "3_9"]}}

    assert read_post(shown, item).media == ("https://pbs.example/1.jpg", "https://pbs.example/2.jpg")


def test_a_post_without_its_metrics_is_unreadable(server, redis):
    item = a_post()
    del item["public_metrics"]
    pages(server, {"data": [item], "meta": {}})

    with pytest.raises(PlatformError) as broken:
        list(fetch_posts(OURS, SINCE))
    assert broken.value.facts["reason"] == "unreadable"


# Uploads


def film_states(server, *states):
    """An upload of a film whose preparation goes through these states."""
    started = {"data": {"id": "9", "media_key": "7_9"}}
    told = [{"data": {"id": "9", "media_key": "7_9", "processing_info": state}} for state in states]
    segment = {"data": {"expires_at": 1}}
    server.acts = [answer(MP4), *(answer(orjson.dumps(body)) for body in (started, segment, *told))]
    return f"http://127.0.0.1:{server.port}/film.mp4"


def test_a_film_is_waited_for(server, redis):
    soon = {"state": "in_progress", "check_after_secs": 0.01}
    address = film_states(server, {"state": "pending", "check_after_secs": 0.01}, soon, {"state": "succeeded"})

    assert upload("7-t:s", [address]) == [Upload("9", "7_9")]
    assert [path.partition("?")[0].rpartition("/upload")[2] for path in server.asked[1:]] == [
        "/initialize", "/9/append", "/9/finalize", "", "",
    ]  # fmt: skip


def test_a_film_that_x_cannot_prepare_is_refused(server, redis):
    address = film_states(server, {"state": "failed", "error": {"message": "InvalidMedia"}})

    assert refused_field(lambda: upload("7-t:s", [address])) == "media"


def test_a_film_is_not_waited_for_for_ever(server, redis, monkeypatch):
    monkeypatch.setattr(uploads, "PATIENCE_S", 0)
    address = film_states(server, {"state": "in_progress", "check_after_secs": 0.01})

    with pytest.raises(PlatformBusy):
        upload("7-t:s", [address])


def test_a_long_film_goes_in_segments(server, redis, monkeypatch):
    monkeypatch.setattr(uploads, "SEGMENT", 16)
    address = film_states(server, {"state": "succeeded"})
    server.acts[3:3] = [server.acts[2]]

    upload("7-t:s", [address])

    assert [path.rpartition("/")[2] for path in server.asked[1:]] == ["initialize", "append", "append", "finalize"]


def test_an_upload_without_an_id_is_unreadable(server, redis):
    server.acts = [answer(PNG), answer(b'{"data": {}}')]

    with pytest.raises(PlatformError) as broken:
        upload("7-t:s", [f"http://127.0.0.1:{server.port}/a.png"])
    assert broken.value.facts["reason"] == "unreadable"
