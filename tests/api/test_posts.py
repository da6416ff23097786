"""Posts over HTTP: written, moved, refused by their fields, and nobody's change overwritten."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit
from uuid import uuid4

import httpx
import pytest

from db.kinds import PostStatus, Role
from db.models import SocialPost
from engine.core.work import work
from engine.identity import sign_in
from engine.posts.files import lend
from tests.factories import PASSWORD, OrgFacts, make_integration, make_member, make_profile
from tests.pictures import FALSE, picture
from tests.rows import rows
from tests.site import member, visitor

TOMORROW = (datetime.now(UTC) + timedelta(days=1)).isoformat()


@pytest.fixture
def speaking(org: OrgFacts) -> OrgFacts:
    """An org with a Facebook page."""
    make_profile(org.id, make_integration(org.id))
    return org


@pytest.fixture
def person(web: str, speaking: OrgFacts) -> Iterator[httpx.Client]:
    with member(web, speaking.sign_in()) as person:
        person.base_url = httpx.URL(f"{web}/api/orgs/{speaking.id}")
        yield person


def write(person: httpx.Client, **body: object) -> httpx.Response:
    return person.post("/posts", json={"content": "Hello", "platforms": ["meta"]} | body)


def test_a_post_is_written_scheduled_moved_and_thrown_away(person, speaking):
    made = write(person, scheduled_for=TOMORROW)
    [post] = made.json()["posts"]
    path = f"/posts/{post['id']}"
    assert (made.status_code, post["status"], post["profile"]["network"]) == (201, "scheduled", "Facebook")

    moved = person.patch(path, json={"scheduled_for": "2027-01-10T20:00:00", "version": post["version"]})
    assert moved.json()["post"]["scheduled_for"] == "2027-01-10T17:00:00+00:00"  # Riyadh's clock
    assert person.patch(path, json={"content": "Other", "version": post["version"]}).status_code == 409
    assert person.post(f"{path}/unschedule").json()["post"]["status"] == "draft"
    span = {"since": "2027-01-01T00:00:00", "until": "2027-02-01T00:00:00"}
    assert person.get("/posts/calendar", params=span).json()["posts"] == []
    assert person.post(f"{path}/schedule", json={"scheduled_for": TOMORROW}).status_code == 200
    assert [one["id"] for one in person.get("/posts", params={"q": "hell"}).json()["posts"]] == [post["id"]]
    assert person.delete(path).status_code == 200
    assert person.get(path).status_code == 404
    assert person.get("/posts").json()["total"] == 0


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"platforms": []}, "platforms"),
        ({"platforms": ["myspace"]}, "platforms.0"),
        ({"platforms": ["google"]}, "platforms.0"),
        ({"platforms": ["meta", "tiktok"]}, "platforms.1"),
        ({"platforms": [], "profiles": [str(uuid4())]}, "profiles.0"),
        ({"scheduled_for": "2020-01-01T00:00:00Z"}, "scheduled_for"),
        ({"scheduled_for": "2099-01-01T00:00:00Z"}, "scheduled_for"),
        ({"scheduled_for": "soon"}, "scheduled_for"),
        ({"content": "a\0b"}, "content"),
        ({"content": "  "}, "content"),
        ({"content": "م" * 63_207}, "content"),
        ({"media": ["/etc/passwd"]}, "media.0"),
        ({"media": ["https://media.example/a.webp"]}, "media.0"),
        ({"media": ["https://media.example/a.mp4"] * 2}, "media"),
        ({"colour": "red"}, "colour"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_names_its_field_and_leaves_nothing(person, speaking, body, field):
    answer = write(person, **body)

    assert (answer.status_code, answer.json()["error"]) == (422, "Validation failed")
    assert field in answer.json()["messages"]
    assert rows(speaking.id, SocialPost) == []


def test_every_field_is_named_at_once(person):
    answer = write(person, platforms=["myspace"], media=["x"], scheduled_for="2020-01-01T00:00:00Z")

    assert set(answer.json()["messages"]) == {"platforms.0", "media.0", "scheduled_for"}


def test_any_script_and_any_picture_in_a_text_is_kept(person, speaking):
    text = "عرض الشتاء ❄️ \u200fWinter 👩‍👩‍👧 خصم ٥٠٪"
    write(person, content=text)

    [post] = rows(speaking.id, SocialPost)
    assert (post.content, post.status) == (text, PostStatus.DRAFT)


def test_what_is_out_or_not_failed_is_not_changed(person, speaking):
    [post] = write(person).json()["posts"]

    assert person.post(f"/posts/{post['id']}/retry").status_code == 409
    assert person.post(f"/posts/{post['id']}/publish").status_code == 202
    assert person.get(f"/posts/{post['id']}").json()["status"] == "scheduled"


def test_a_picture_is_brought_shown_in_place_and_never_as_anything_else(person, web, stranger):
    kept = person.post("/posts/media", files={"file": ("x.html", picture(), "text/html")})
    media_id = kept.json()["id"]
    shown = person.get(f"/posts/media/{media_id}")

    assert (kept.status_code, kept.json()["type"], kept.json()["width"]) == (201, "image/jpeg", 640)
    assert (shown.content, shown.headers["content-type"]) == (picture(), "image/jpeg")
    assert shown.headers["x-content-type-options"] == "nosniff"
    assert shown.headers["content-disposition"] == f'inline; filename="{media_id}.jpg"'
    assert write(person, media=[media_id]).status_code == 201
    with member(web, stranger.sign_in()) as other:
        assert other.get(f"/api/orgs/{stranger.id}/posts/media/{media_id}").status_code == 404


@pytest.mark.parametrize("name", FALSE)
def test_a_false_type_is_refused_with_a_sentence(person, name):
    answer = person.post("/posts/media", files={"file": (name, FALSE[name], "image/jpeg")})

    assert answer.status_code == 422
    assert "This is no picture" in answer.json()["messages"]["file"][0]
    assert person.get("/posts/media").json()["files"] == []


def test_a_platform_fetches_a_lent_file_without_signing_in(person, web, speaking):
    media_id = person.post("/posts/media", files={"file": ("a.jpg", picture())}).json()["id"]
    with work(speaking.id) as unit:
        [address] = lend(unit, [media_id])
    path = urlsplit(address).path

    with visitor(web) as platform:
        assert platform.get(path).content == picture()
        assert platform.get(path.replace("/files/", "/files/x")).status_code == 404


def test_checking_writes_nothing_and_tells_lengths_and_flaws(person, speaking):
    told = person.post("/posts/check", json={"content": "x" * 70_000, "platforms": ["meta", "tiktok"]}).json()

    assert set(told["fields"]) == {"content", "platforms.1"}
    assert [(one["length"], one["longest"]) for one in told["profiles"]] == [(70_000, 63_206)]
    assert rows(speaking.id, SocialPost) == []
    assert person.get("/posts/best-times").json()["enough"] is False


def test_approval_over_the_api(person, web, speaking):
    assert person.put("/posts/approvals", json={"approvals": 4}).status_code == 422
    assert person.put("/posts/approvals", json={"approvals": 1}).status_code == 200
    [post] = write(person, scheduled_for=TOMORROW).json()["posts"]
    path = f"/posts/{post['id']}"
    assert (post["status"], post["review"]) == ("draft", "waiting")
    assert person.post(f"{path}/publish").status_code == 409
    with member(web, sign_in(make_member(speaking.id, Role.MARKETER), PASSWORD)) as marketer:
        home = f"/api/orgs/{speaking.id}{path}"
        assert marketer.put(f"/api/orgs/{speaking.id}/posts/approvals", json={"approvals": 0}).status_code == 403
        assert "comment" in marketer.post(f"{home}/reject", json={}).json()["messages"]
        assert marketer.post(f"{home}/reject", json={"comment": "shorter"}).json()["post"]["review"] == "rejected"
        assert person.post(f"{path}/submit").json()["post"]["review"] == "waiting"
        assert marketer.post(f"{home}/approve").json()["post"]["status"] == "scheduled"
