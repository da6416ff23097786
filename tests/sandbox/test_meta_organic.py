"""Pages, Instagram and leads of the played Meta: whose token may do what, and everything that is refused."""

from dataclasses import replace
from typing import Any

import pytest

from tests.sandbox.visitors import KSA, Meta, meta_person, meta_with, serving

PAGE, OTHER, INSTAGRAM = "105550000000077", "105550000000078", "17841400000000077"
PICTURE, FILM, NOWHERE = (
    "https://media.example/a.jpg",
    "https://media.example/a.mp4",
    "https://nowhere.invalid/a.jpg",
)


@pytest.fixture
def page(meta: Meta) -> Meta:
    """The page itself, speaking with its own token."""
    return speaking(meta)


def speaking(meta: Meta, page_id: str = PAGE) -> Meta:
    rows = meta.get("me/accounts", fields="access_token")["data"]
    return replace(meta, token=next(row["access_token"] for row in rows if row["id"] == page_id))


def posted(who: Meta, path: str, **fields: Any) -> Any:
    return who.call("POST", path, **fields).raise_for_status().json()


def code_of(who: Meta, path: str, method: str = "POST", **fields: Any) -> tuple[int, int | None]:
    error = who.error(path, method, **fields)
    return error["code"], error.get("error_subcode")


# Whose token


def test_a_person_finds_pages_and_their_instagram(meta):
    fields = "name,access_token,tasks,instagram_business_account{username}"
    rows = meta.get("me/accounts", fields=fields)["data"]

    assert [row["id"] for row in rows] == [PAGE, OTHER]
    assert rows[0]["instagram_business_account"] == {"id": INSTAGRAM, "username": "alwaha"}
    assert rows == meta.get("me/accounts", fields=fields)["data"]
    assert len({row["access_token"] for row in rows} | {meta.token}) == 3


def test_a_page_knows_itself(page):
    assert page.get("me", fields="name,link") == {
        "id": PAGE, "name": "Al Waha", "link": "https://www.facebook.com/alwaha",
    }  # fmt: skip


def test_only_the_page_itself_publishes(meta, page):
    assert code_of(meta, f"{PAGE}/feed", message="a") == (190, 2069032)
    assert code_of(page, f"{OTHER}/feed", message="a") == (200, None)
    assert posted(page, f"{PAGE}/feed", message="a")["id"].startswith(f"{PAGE}_")


def test_a_pages_token_outlives_the_persons_but_not_the_consent(meta, page, control):
    control.post("/tokens", platform="meta", action="expire", token=meta.token)
    assert code_of(meta, "me/accounts", "GET") == (190, 463)
    assert page.get(f"{PAGE}/published_posts")["data"]

    control.post("/tokens", platform="meta", action="revoke", token=meta.token)
    assert code_of(page, f"{PAGE}/published_posts", "GET") == (190, 458)


@pytest.mark.parametrize(
    ("scope", "method", "path"),
    [
        ("ads_read", "GET", "me/accounts"),
        ("ads_read", "GET", f"{PAGE}/published_posts"),
        ("ads_management", "POST", f"{PAGE}/feed"),
        ("pages_manage_posts", "GET", f"{INSTAGRAM}/media"),
        ("instagram_basic", "POST", f"{INSTAGRAM}/media"),
        ("ads_management", "GET", f"{PAGE}/leadgen_forms"),
        ("pages_manage_posts", "GET", f"act_{KSA}/campaigns"),
    ],
)
def test_every_door_has_its_scope(meta, control, scope, method, path):
    error = meta_with(meta, control, scope).error(path, method)

    assert (error["http"], error["code"]) == (403, 200)


# Pages


@pytest.mark.parametrize(
    ("edge", "fields", "expected"),
    [
        ("feed", {}, (100, 1366046)),
        ("feed", {"message": "  "}, (100, 1366046)),
        ("feed", {"message": "x" * 63_207}, (100, None)),
        ("feed", {"message": "a", "link": "shop"}, (100, 1815520)),
        ("feed", {"message": "a", "published": "false"}, (100, None)),
        ("feed", {"attached_media": [{"media_fbid": "1"}]}, (100, 33)),
        ("feed", {"attached_media": [{"photo": "1"}]}, (100, None)),
        ("feed", {"message": "a", "mood": "glad"}, (100, None)),
        ("photos", {}, (100, None)),
        ("photos", {"url": NOWHERE}, (389, None)),
        ("photos", {"url": "a.jpg"}, (100, 1815520)),
        ("videos", {"file_url": NOWHERE}, (389, None)),
        ("albums", {"name": "a"}, (2500, None)),
    ],
)
def test_what_a_page_cannot_publish(page, edge, fields, expected):
    before = page.all(f"{PAGE}/published_posts")

    assert code_of(page, f"{PAGE}/{edge}", **fields) == expected
    assert page.all(f"{PAGE}/published_posts") == before


def test_pictures_wait_unseen_until_a_post_shows_them(page):
    before = len(page.all(f"{PAGE}/published_posts"))
    photos = [posted(page, f"{PAGE}/photos", url=PICTURE, published="false")["id"] for _ in range(2)]
    assert len(page.all(f"{PAGE}/published_posts")) == before

    made = posted(page, f"{PAGE}/feed", message="a", attached_media=[{"media_fbid": each} for each in photos])

    shown = page.get(made["id"], fields="attachments{media_type}")["attachments"]["data"][0]
    assert (shown["media_type"], len(shown["subattachments"]["data"])) == ("album", 2)


def test_the_same_words_count_again_only_later(page, control):
    posted(page, f"{PAGE}/feed", message="once")

    assert code_of(page, f"{PAGE}/feed", message="once") == (506, 1455006)
    control.post("/clock", advance_s=3_600)
    assert posted(page, f"{PAGE}/feed", message="once")


def test_a_post_is_read_and_taken_down(meta, page):
    made = posted(page, f"{PAGE}/feed", message="شتاء")["id"]

    assert meta.get(made, fields="message,likes.summary(true).limit(0)") == {
        "id": made, "message": "شتاء", "likes": {"data": [], "summary": {"total_count": 0}},
    }  # fmt: skip
    assert code_of(meta, made, "DELETE") == (190, 2069032)
    assert page.call("DELETE", made).json() == {"success": True}
    assert code_of(page, made, "GET") == (100, 33)


def test_posts_are_paged_and_bounded_by_time(page):
    rows = page.all(f"{PAGE}/published_posts", fields="created_time", limit=3)
    assert len(rows) == 8
    assert rows == sorted(rows, key=lambda row: row["created_time"], reverse=True)

    middle = 1_794_000_000  # 2026-11-06
    later = page.all(f"{PAGE}/published_posts", fields="created_time", since=middle)
    earlier = page.all(f"{PAGE}/published_posts", fields="created_time", until=middle)

    assert later + earlier == rows
    assert later
    assert earlier
    assert page.error(f"{PAGE}/published_posts", fields="mood")["code"] == 100


# Instagram


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"caption": "words alone"}, (100, None)),
        ({"image_url": PICTURE, "caption": "x" * 2_201}, (100, 2207010)),
        ({"image_url": PICTURE, "caption": "#a " * 31}, (100, 2207010)),
        ({"image_url": NOWHERE}, (9004, 2207052)),
        ({"media_type": "REELS", "image_url": PICTURE}, (100, None)),
        ({"media_type": "POEM", "image_url": PICTURE}, (100, None)),
        ({"media_type": "CAROUSEL", "children": ["1", "2"]}, (24, 2207006)),
        ({"image_url": PICTURE, "filter": "sepia"}, (100, None)),
    ],
)
def test_what_instagram_does_not_take(page, fields, expected):
    assert code_of(page, f"{INSTAGRAM}/media", **fields) == expected


def test_a_carousel_takes_slides_only(page):
    slides = [
        posted(page, f"{INSTAGRAM}/media", image_url=PICTURE, is_carousel_item="true")["id"] for _ in range(2)
    ]
    whole = posted(page, f"{INSTAGRAM}/media", image_url=PICTURE)["id"]

    for children in (slides[:1], [*slides, whole]):
        assert code_of(page, f"{INSTAGRAM}/media", media_type="CAROUSEL", children=children) == (100, 2207028)
    assert code_of(page, f"{INSTAGRAM}/media_publish", creation_id=slides[0]) == (9007, 2207027)
    made = posted(page, f"{INSTAGRAM}/media", media_type="CAROUSEL", children=slides)["id"]
    published = posted(page, f"{INSTAGRAM}/media_publish", creation_id=made)["id"]
    assert page.get(published, fields="media_type")["media_type"] == "CAROUSEL_ALBUM"


def test_a_container_goes_through_its_states_once(page):
    made = posted(page, f"{INSTAGRAM}/media", media_type="REELS", video_url=FILM)["id"]

    assert code_of(page, f"{INSTAGRAM}/media_publish", creation_id=made) == (9007, 2207027)
    states = [page.get(made, fields="status_code")["status_code"] for _ in range(2)]
    posted(page, f"{INSTAGRAM}/media_publish", creation_id=made)

    assert [*states, page.get(made, fields="status_code")["status_code"]] == [
        "IN_PROGRESS",
        "FINISHED",
        "PUBLISHED",
    ]
    assert code_of(page, f"{INSTAGRAM}/media_publish", creation_id=made) == (9007, 2207027)


def test_a_container_lives_for_a_day(page, control):
    made = posted(page, f"{INSTAGRAM}/media", image_url=PICTURE)["id"]

    control.post("/clock", advance_s=86_401)

    assert page.get(made, fields="status_code")["status_code"] == "EXPIRED"
    assert code_of(page, f"{INSTAGRAM}/media_publish", creation_id=made) == (9007, 2207027)


def test_a_hundred_posts_a_day_are_all(page):
    for _ in range(100):
        made = posted(page, f"{INSTAGRAM}/media", image_url=PICTURE)["id"]
        posted(page, f"{INSTAGRAM}/media_publish", creation_id=made)
    made = posted(page, f"{INSTAGRAM}/media", image_url=PICTURE)["id"]

    assert code_of(page, f"{INSTAGRAM}/media_publish", creation_id=made) == (9, 2207042)
    assert page.get(f"{INSTAGRAM}/content_publishing_limit")["data"][0]["quota_usage"] == 100


# Leads


def test_forms_and_their_leads_are_listed_and_read(meta):
    form = meta.get(f"{PAGE}/leadgen_forms")["data"][0]
    leads = meta.all(f"{form['id']}/leads", fields="created_time,field_data,form_id", limit=4)

    assert len(leads) == 10
    assert meta.get(leads[3]["id"], fields="created_time,field_data,form_id") == leads[3]
    assert {each["name"] for each in leads[0]["field_data"]} == {"full_name", "email", "phone_number", "city"}
    assert meta.error(leads[0]["id"], "POST", name="x")["code"] == 100
    assert meta.error(form["id"] + "/ads")["code"] == 2500


def test_what_was_published_survives_a_restart(tmp_path, http):
    state = {"SANDBOX_STATE_DIR": str(tmp_path / "state")}
    with serving(tmp_path, **state) as url:
        page = speaking(meta_person(url, http))
        gone = posted(page, f"{PAGE}/feed", message="gone")["id"]
        kept = posted(page, f"{PAGE}/feed", message="kept")["id"]
        container = posted(page, f"{INSTAGRAM}/media", image_url=PICTURE)["id"]
        page.call("DELETE", gone)
        before = page.all(f"{PAGE}/published_posts", fields="message,likes,comments,shares")

    with serving(tmp_path, **state) as url:
        page.url = url
        assert page.all(f"{PAGE}/published_posts", fields="message,likes,comments,shares") == before
        assert kept in {row["id"] for row in before}
        assert posted(page, f"{INSTAGRAM}/media_publish", creation_id=container)["id"]
        assert posted(page, f"{PAGE}/feed", message="next")["id"] not in {gone, kept}
