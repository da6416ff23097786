"""Posts over HTTP: written, moved, refused by their fields, and nobody's change overwritten."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import httpx
import pytest

from db.kinds import PostStatus
from db.models import SocialPost
from tests.factories import OrgFacts, make_integration, make_profile
from tests.rows import rows
from tests.site import member

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
    answer = write(person, content="\0", platforms=["myspace"], media=["x"], scheduled_for="2020-01-01T00:00:00Z")

    assert set(answer.json()["messages"]) == {"content", "platforms.0", "media.0", "scheduled_for"}


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
