"""What only Meta has in publishing: page tokens, albums, films, containers that take a while; leads by id."""

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import orjson
import pytest

from engine.connectors import meta
from engine.connectors.content import Post, Profile
from engine.connectors.meta import posts
from engine.core.errors import Missing, PlatformBusy, PlatformError, Refused, SignedOut
from tests.engine.connectors.conftest import NOON, Person
from tests.engine.connectors.server import answer

PAGE = Profile("meta", "105", "facebook_page", "page-token")
INSTAGRAM = Profile("meta", "1784", "instagram", "page-token")
PICTURES = tuple(f"https://media.example/{n}.jpg" for n in range(3))
FILM = "https://media.example/winter.mp4"
LONG_AGO = NOON - timedelta(days=90)


def a_post(text: str = "شتاء", *media: str, link: str = "") -> Post:
    return Post(uuid4(), text, media, link)


def profile_of(person: Person, kind: str, n: int = 0) -> Profile:
    rows = [row for row in person.connector.fetch_profiles(person.tokens.access) if row.kind == kind]
    return Profile("meta", rows[n].external_id, kind, str(rows[n].token))


def newest(person: Person, profile: Profile) -> Any:
    return next(person.connector.fetch_posts(profile, LONG_AGO))


def form(body: bytes) -> dict[str, str]:
    return {name: value for name, [value] in parse_qs(body.decode(), strict_parsing=True).items()}


def edges(server: Any) -> list[str]:
    return [urlsplit(path).path.removeprefix("/meta/v26.0/") for path in server.asked]


def said(**fields: Any) -> Any:
    return answer(orjson.dumps(fields))


# Profiles


def test_a_page_and_the_instagram_behind_it_share_the_pages_token(meta_person):
    rows = meta_person.connector.fetch_profiles(meta_person.tokens.access)

    assert [row.kind for row in rows] == ["facebook_page", "instagram"] * 2
    assert [row.token for row in rows[::2]] == [row.token for row in rows[1::2]]
    assert len({row.token for row in rows} | {meta_person.tokens.access}) == 3
    assert rows[1].url == "https://www.instagram.com/alwaha/"
    assert "EAA" not in repr(rows)


def test_a_page_keeps_its_token_and_loses_it_with_the_consent(meta_person):
    page = profile_of(meta_person, "facebook_page")
    assert page == profile_of(meta_person, "facebook_page")

    meta_person.connector.revoke(meta_person.tokens.access)

    with pytest.raises(SignedOut) as dead:
        newest(meta_person, page)
    assert dead.value.facts["reason"] == "revoked"


def test_the_token_of_one_page_does_not_speak_for_another(meta_person):
    first, second = (profile_of(meta_person, "facebook_page", n) for n in range(2))
    stranger = Profile("meta", second.external_id, second.kind, first.token)

    with pytest.raises(Refused) as refused:
        meta_person.connector.publish(stranger, a_post())

    assert refused.value.facts["reason"] == "permission"


@pytest.mark.parametrize("data", [b"[]", b'[{"id":"1","name":"A","access_token":"t"}]'])
def test_a_person_without_pages_or_a_page_without_instagram_is_no_error(server, data):
    server.acts = [answer(b'{"data":' + data + b"}")]

    assert [row.kind for row in meta.fetch_profiles("token")] == ["facebook_page"] * len(orjson.loads(data))


def test_a_page_without_its_token_is_metas_fault_and_no_secret_is_told(server):
    server.acts = [answer(b'{"data":[{"id":"1","access_token":"EAASECRET"}]}')]

    with pytest.raises(PlatformError) as broken:
        meta.fetch_profiles("token")

    assert "EAASECRET" not in str(broken.value)


# A page


@pytest.mark.parametrize(
    ("post", "expected"),
    [
        (a_post("a"), ("105/feed", {"message": "a"})),
        (
            a_post("a", link="https://shop.example/"),
            ("105/feed", {"message": "a", "link": "https://shop.example/"}),
        ),
        (a_post("", link="https://shop.example/"), ("105/feed", {"link": "https://shop.example/"})),
        (a_post("a", PICTURES[0]), ("105/photos", {"url": PICTURES[0], "message": "a"})),
        (a_post("", PICTURES[0]), ("105/photos", {"url": PICTURES[0]})),
        (a_post("a", FILM), ("105/videos", {"file_url": FILM, "description": "a"})),
    ],
)
def test_a_page_publishes_in_one_step(server, post, expected):
    server.acts = [said(id="105_7")]

    meta.publish(PAGE, post)

    assert (edges(server)[0], form(server.sent[0])) == expected


def test_several_pictures_are_hidden_until_the_post_shows_them(server):
    server.acts = [said(id="1"), said(id="2"), said(id="3"), said(id="105_9")]

    published = meta.publish(PAGE, a_post("a", *PICTURES))

    assert edges(server) == ["105/photos"] * 3 + ["105/feed"]
    assert all(form(body)["published"] == "false" for body in server.sent[:3])
    attached = orjson.loads(form(server.sent[3])["attached_media"])
    assert attached == [{"media_fbid": each} for each in "123"]
    assert (published.external_id, published.url) == ("105_9", "https://www.facebook.com/105_9")


def test_a_picture_is_known_by_its_post(server):
    server.acts = [said(id="33", post_id="105_44")]

    assert meta.publish(PAGE, a_post("a", PICTURES[0])).external_id == "105_44"


@pytest.mark.parametrize("media", [PICTURES, PICTURES[:1], (FILM,), ()])
def test_what_a_page_publishes_is_read_back(meta_person, media):
    page = profile_of(meta_person, "facebook_page")

    made = meta_person.connector.publish(page, a_post("شتاء", *media))

    row = newest(meta_person, page)
    assert (row.external_id, row.text, row.media) == (made.external_id, "شتاء", media)
    assert row.impressions is None


def test_the_same_words_at_once_are_a_repeat(meta_person):
    page = profile_of(meta_person, "facebook_page")
    meta_person.connector.publish(page, a_post("once"))

    with pytest.raises(Refused) as refused:
        meta_person.connector.publish(page, a_post("once"))

    assert "identical to the last one" in refused.value.detail


# Instagram


def test_a_container_is_filled_waited_for_and_published(server, monkeypatch):
    monkeypatch.setattr(posts, "PAUSE_S", 0.001)
    server.acts = [said(id="c"), said(status_code="IN_PROGRESS"), said(status_code="FINISHED"), said(id="m")]

    published = meta.publish(INSTAGRAM, a_post("a", FILM))

    assert [path.partition("?")[0] for path in edges(server)] == ["1784/media", "c", "c", "1784/media_publish"]
    assert form(server.sent[0]) == {"media_type": "REELS", "video_url": FILM, "caption": "a"}
    assert form(server.sent[3]) == {"creation_id": "c"}
    assert published.external_id == "m"


def test_a_carousel_is_made_of_containers(meta_person):
    profile = profile_of(meta_person, "instagram")

    made = meta_person.connector.publish(profile, a_post("a", *PICTURES))

    assert (newest(meta_person, profile).external_id, newest(meta_person, profile).media) == (
        made.external_id, PICTURES,
    )  # fmt: skip


def test_a_film_takes_a_while(meta_person, monkeypatch):
    monkeypatch.setattr(posts, "PAUSE_S", 0.01)
    profile = profile_of(meta_person, "instagram")

    made = meta_person.connector.publish(profile, a_post("a", FILM))

    assert newest(meta_person, profile).external_id == made.external_id


@pytest.mark.parametrize("status", ["ERROR", "EXPIRED"])
def test_a_container_that_fails_publishes_nothing(server, status):
    server.acts = [said(id="c"), said(status_code=status, status="Error: 2207026 unsupported format")]

    with pytest.raises(Refused) as refused:
        meta.publish(INSTAGRAM, a_post("a", FILM))

    assert refused.value.facts["field"] == "media"
    assert "unsupported format" in refused.value.detail
    assert len(server.asked) == 2


def test_a_container_that_is_never_done_is_not_waited_for_for_ever(server, monkeypatch):
    monkeypatch.setattr(posts, "PAUSE_S", 0.001)
    monkeypatch.setattr(posts, "DEADLINE_S", 0.05)
    server.acts = [said(id="c"), said(status_code="IN_PROGRESS")]

    with pytest.raises(PlatformBusy) as busy:
        meta.publish(INSTAGRAM, a_post("a", FILM))

    assert "unconfirmed" not in busy.value.facts


def test_only_the_last_step_is_never_repeated(server):
    down = answer(b'{"error":{"code":2,"message":"down","is_transient":true}}', 503)
    server.acts = [down, said(id="c"), said(status_code="FINISHED"), down, said(id="m")]

    with pytest.raises(PlatformBusy) as busy:
        meta.publish(INSTAGRAM, a_post("a", PICTURES[0]))

    assert busy.value.facts["unconfirmed"] is True
    assert edges(server)[-1] == "1784/media_publish"
    assert edges(server).count("1784/media_publish") == 1


# What neither takes


@pytest.mark.parametrize(
    ("profile", "post", "field"),
    [
        (PAGE, a_post("x" * 63_207), "text"),
        (PAGE, a_post(" "), "text"),
        (PAGE, a_post("a", "ftp://media.example/a.jpg"), "media"),
        (PAGE, a_post("a", FILM, PICTURES[0]), "media"),
        (PAGE, a_post("a", *PICTURES * 4), "media"),
        (PAGE, a_post("a", link="shop.example"), "link"),
        (INSTAGRAM, a_post("x" * 2_201, PICTURES[0]), "text"),
        (INSTAGRAM, a_post("#a " * 31, PICTURES[0]), "text"),
        (INSTAGRAM, a_post("words alone"), "media"),
    ],
)
def test_a_post_is_refused_by_its_field_before_any_call(server, profile, post, field):
    with pytest.raises(Refused) as refused:
        meta.publish(profile, post)

    assert refused.value.facts["field"] == field
    assert server.asked == []


@pytest.mark.parametrize(("profile", "length"), [(PAGE, 63_206), (INSTAGRAM, 2_200)])
def test_the_longest_text_is_taken(server, profile, length):
    server.acts = [said(id="c", status_code="FINISHED")]

    assert meta.publish(profile, a_post("x" * length, PICTURES[0])).external_id


# Reading posts


def test_what_nobody_did_is_zero_and_a_bare_post_is_read():
    row = posts.read_post({"id": "1_2", "created_time": "2026-11-22T12:00:00+0000"})

    assert (row.text, row.likes, row.comments, row.shares, row.media) == ("", 0, 0, 0, ())
    assert row.published_at == datetime(2026, 11, 22, 12, tzinfo=UTC)


def test_hidden_likes_on_instagram_are_zero():
    assert posts.read_medium({"id": "1", "timestamp": "2026-11-22T12:00:00+0000"}).likes == 0


def test_many_small_pages_are_one_list(meta_person, monkeypatch):
    for kind in ("facebook_page", "instagram"):
        profile = profile_of(meta_person, kind)
        whole = list(meta_person.connector.fetch_posts(profile, LONG_AGO))
        monkeypatch.setattr(posts, "PAGE", 3)

        assert list(meta_person.connector.fetch_posts(profile, LONG_AGO)) == whole
        monkeypatch.undo()


# Leads


def test_a_lead_is_read_with_its_pages_token_and_its_place(meta_person):
    happened = fill_in(meta_person)
    page = profile_of(meta_person, "facebook_page")

    lead = meta_person.connector.fetch_lead(page.token, happened["lead_id"])

    assert lead.fields == happened["fields"]
    assert (lead.form_id, lead.campaign_id, lead.ad_set_id, lead.ad_id) == tuple(
        happened[name] for name in ("form_id", "campaign_id", "ad_set_id", "ad_id")
    )
    assert (lead.created_at, lead.is_test) == (NOON, False)
    assert happened["fields"]["email"] not in repr(lead)


def test_a_lead_that_is_not_there_is_missing(meta_person):
    with pytest.raises(Missing):
        meta_person.connector.fetch_lead(meta_person.tokens.access, "999")


def test_several_answers_are_joined_and_a_test_is_known(server):
    fields = [
        {"name": "sizes", "values": ["S", "M"]}, {"name": "note", "values": []},
        {"name": "email", "values": ["<test lead: dummy data for email>"]},
    ]  # fmt: skip
    server.acts = [said(id="1", created_time="2026-11-22T12:00:00+0000", field_data=fields)]

    lead = meta.fetch_lead("token", "1")

    assert lead.fields == {"sizes": "S, M", "note": "", "email": "<test lead: dummy data for email>"}
    assert (lead.is_test, lead.campaign_id) == (True, "")


def fill_in(person: Person) -> dict[str, Any]:
    """Somebody fills in a form, and an address that does not care is told."""
    url = f"{person.sandbox.url}/_control/health"
    happened: dict[str, Any] = person.sandbox.http.post(
        "/webhooks", json={"platform": "meta", "kind": "lead", "url": url}
    ).json()["happened"]
    return happened
