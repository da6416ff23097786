"""Public profiles of Snapchat: films become spotlights, images saved stories; for chosen apps only."""

from base64 import b64decode
from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

import orjson
import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

from engine.connectors import snapchat
from engine.connectors.content import Post, PostRow, Profile
from engine.connectors.snapchat import business, posts
from engine.core.errors import PlatformBusy, PlatformError, Refused
from sandbox.media import JPEG
from tests.engine.connectors.conftest import NOON, Person
from tests.engine.connectors.server import Act, answer

PROFILE = Profile("snapchat", "p1", "snapchat_profile", "token")
WRITTEN = Post(uuid4(), "وصل الشتاء", ("https://media.example/a.jpg",))
FILM = ("https://media.example/a.mp4",)
PLACE = {"media_id": "m1", "add_path": "/v1/there/add", "finalize_path": "/v1/there/end"}


def said(**content: object) -> Act:
    return answer(orjson.dumps({"request_status": "SUCCESS", **content}))


@pytest.fixture
def chosen(snapchat_person: Person) -> Person:
    snapchat_person.sandbox.post("/capabilities", platform="snapchat", capability="public_profile", on=True)
    return snapchat_person


def speaking(person: Person) -> Profile:
    row = snapchat.fetch_profiles(person.tokens.access)[0]
    return Profile("snapchat", row.external_id, row.kind, row.token or person.tokens.access)


def test_an_app_that_is_not_chosen_publishes_nothing_and_is_told_why(snapchat_person):
    profile = Profile("snapchat", "5f1c2a77-0d3e-4b6a-9c11-7e0000000077", "", snapchat_person.tokens.access)

    assert snapchat.fetch_profiles(snapchat_person.tokens.access) == []
    for verb in (lambda: snapchat.publish(profile, WRITTEN), lambda: list(snapchat.fetch_posts(profile, NOON))):
        with pytest.raises(Refused) as refused:
            verb()
        assert refused.value.facts["reason"] == "permission"
        assert "allow-list" in refused.value.detail


def test_a_chosen_app_speaks_for_the_organizations_profiles(chosen):
    rows = snapchat.fetch_profiles(chosen.tokens.access)

    assert [(row.name, row.kind, row.token) for row in rows] == [
        ("Al Waha KSA", "snapchat_profile", None),
        ("Al Waha UAE", "snapchat_profile", None),
        ("Nomad Outfitters", "snapchat_profile", None),
    ]
    assert rows[0].url == "https://www.snapchat.com/add/alwaha"


def test_a_film_is_a_spotlight_and_an_image_a_saved_story(chosen):
    profile = speaking(chosen)

    film = snapchat.publish(profile, replace(WRITTEN, media=FILM, text="م" * 160))
    image = snapchat.publish(profile, WRITTEN)

    rows = {row.external_id: row for row in snapchat.fetch_posts(profile, NOON)}
    assert rows[film.external_id].text == "م" * 160
    assert rows[film.external_id].media[0].endswith(".mp4")
    assert rows[image.external_id].text == WRITTEN.text
    sent = [call["path"].rpartition("/")[2] for call in chosen.calls() if call["method"] == "POST"]
    assert sent[-8:] == [
        "media", "multipart-upload", "multipart-upload", "spotlights",
        "media", "multipart-upload", "multipart-upload", "saved_stories",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("post", "field"),
    [
        ({"media": ()}, "media"),
        ({"media": ("https://media.example/a.jpg", "https://media.example/b.jpg")}, "media"),
        ({"media": ("https://media.example/a.gif",)}, "media"),
        ({"text": "x" * 46}, "text"),
        ({"text": " "}, "text"),
        ({"media": FILM, "text": "x" * 161}, "text"),
        ({"link": "https://shop.example"}, "link"),
    ],
)
def test_what_snapchat_would_not_publish_is_refused_by_its_field(chosen, post, field):
    profile, before = speaking(chosen), len(chosen.calls())

    with pytest.raises(Refused) as refused:
        snapchat.publish(profile, replace(WRITTEN, **post))

    assert refused.value.facts["field"] == field
    assert [call for call in chosen.calls()[before:] if call["method"] == "POST"] == []


def test_what_is_sent_opens_with_the_key_that_is_sent_along(server, monkeypatch):
    monkeypatch.setattr(business, "LARGEST_PART", 48)
    picture = f"http://127.0.0.1:{server.port}/a.jpg"
    saved = [{"sub_request_status": "SUCCESS", "saved_story": {"id": "s1"}}]
    parts = -(-(len(JPEG) + 1) // 48)
    server.acts = [answer(JPEG), said(**PLACE), *[said()] * (parts + 1), said(saved_stories=saved)]

    published = snapchat.publish(PROFILE, replace(WRITTEN, media=(picture,)))

    assert published.external_id == "s1"
    assert server.asked[1:] == [
        "/snapchat/v1/public_profiles/p1/media",
        *["/snapchat/v1/there/add"] * parts,
        "/snapchat/v1/there/end",
        "/snapchat/v1/public_profiles/p1/saved_stories",
    ]
    told = orjson.loads(server.sent[1])
    assert (told["type"], told["name"]) == ("IMAGE", "a.jpg")
    locked = b"".join(
        each.partition(b"octet-stream\r\n\r\n")[2].rpartition(b"\r\n--")[0] for each in server.sent[2:-2]
    )
    opener = Cipher(algorithms.AES(b64decode(told["key"])), modes.CBC(b64decode(told["iv"]))).decryptor()
    padding = PKCS7(128).unpadder()
    assert padding.update(opener.update(locked) + opener.finalize()) + padding.finalize() == JPEG
    assert [f'name="part_number"\r\nContent-Type: text/plain\r\n\r\n{n}\r\n'.encode() in server.sent[1 + n]
            for n in (1, 2, parts)] == [True] * 3  # fmt: skip
    assert b"FINALIZE" in server.sent[-2]
    assert orjson.loads(server.sent[-1]) == {
        "saved_stories": [{"title": WRITTEN.text, "snap_sources": [{"media_id": "m1"}]}]
    }


@pytest.mark.parametrize(
    "place",
    [{}, PLACE | {"add_path": None}, PLACE | {"finalize_path": "https://evil.test/"}, PLACE | {"media_id": 0}],
)
def test_bytes_go_to_no_other_host(server, place):
    server.acts = [answer(JPEG), said(**place)]
    picture = f"http://127.0.0.1:{server.port}/a.jpg"

    with pytest.raises(PlatformError):
        snapchat.publish(PROFILE, replace(WRITTEN, media=(picture,)))

    assert all(path.startswith(("/a.jpg", "/snapchat/v1/public_profiles/p1/media")) for path in server.asked)


@pytest.mark.parametrize(
    "odd", [b"{}", b"[]", b'{"saved_stories": [{"saved_story": {}}]}', b'{"saved_stories": 7}']
)
def test_an_answer_without_the_post_leaves_it_open(server, odd):
    server.acts = [answer(JPEG), said(**PLACE), said(), said(), answer(odd)]

    with pytest.raises(PlatformBusy) as doubt:
        snapchat.publish(PROFILE, replace(WRITTEN, media=(f"http://127.0.0.1:{server.port}/a.jpg",)))

    assert doubt.value.facts["unconfirmed"] is True
    assert len(server.asked) == 5


def test_a_posted_thing_is_read_as_it_is_written():
    item = {"id": "s1", "created_at": "2026-11-22T12:00:00.000Z", "title": "T", "media": [{"media_url": "u"}, {}]}

    assert posts.read_post("title", item) == PostRow(
        "s1", "T", datetime(2026, 11, 22, 12, tzinfo=UTC), media=("u",)
    )
    assert posts.read_post("description", item).text == ""


def test_figures_that_are_not_told_are_none(server):
    listed = [{"spotlight": {"id": "s1", "created_at": "2026-11-22T12:00:00Z"}}]
    stats = [{"lifetime_stat": {"stats": {"favorites": 3}}}]
    server.acts = [said(spotlights=listed), said(saved_stories=[]), said(lifetime_stats=stats)]

    (row,) = snapchat.fetch_posts(PROFILE, NOON.replace(year=2020))

    assert (row.likes, row.comments, row.shares, row.impressions) == (3, 0, 0, None)


def test_pages_of_profiles_stay_with_their_own_host(server):
    """The next page is asked of the host that told it, by its path."""
    link = "https://elsewhere.test/v1/public_profiles/p1/spotlights?cursor=2"
    first = {"spotlight": {"id": "s1", "created_at": "2026-11-22T12:00:00Z"}}
    server.acts = [
        said(spotlights=[first], paging={"next_link": link}),
        said(spotlights=[]),
        said(saved_stories=[]),
        said(lifetime_stats=[{"lifetime_stat": {"stats": {}}}]),
    ]

    assert [row.external_id for row in snapchat.fetch_posts(PROFILE, NOON.replace(year=2020))] == ["s1"]
    assert server.asked[1] == "/snapchat/v1/public_profiles/p1/spotlights?cursor=2"
