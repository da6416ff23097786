"""What is told before scheduling, best times with their sample, and the calendar on the org's clock."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from db.kinds import PostStatus
from db.models import SocialPost
from engine import posts
from engine.core import clock
from engine.core.errors import Invalid
from engine.core.periods import moment_in
from engine.core.work import work
from tests.factories import insert, make_integration, make_org, make_profile


@pytest.fixture
def org(database, redis):
    return make_org()


@pytest.fixture
def profile(org):
    return make_profile(org.id, make_integration(org.id))


def content(profile, text="Hello", at=None, media=()):
    return posts.Content(text, media, profiles=(profile,), scheduled_for=at)


def published(org, profile, at, likes, text="old"):
    insert(
        org.id,
        SocialPost(org_id=org.id, id=uuid4(), created_at=at, profile_id=profile, platform="meta", content=text,
                   status=PostStatus.PUBLISHED, published_at=at, likes=likes, external_id=uuid4().hex),
    )  # fmt: skip


def test_the_same_words_and_a_post_close_by_are_told_and_nothing_is_written(org, profile):
    at = clock.now() + timedelta(hours=2)
    with work(org.id) as unit:
        posts.create_posts(unit, content(profile, "Winter  is here", at))

    [close] = posts.check(org.id, content(profile, "Other", at + timedelta(minutes=20)), "UTC")["profiles"]
    [same] = posts.check(org.id, content(profile, "Winter is here", at + timedelta(hours=5)), "UTC")["profiles"]
    [fine] = posts.check(org.id, content(profile, "Other", at + timedelta(hours=5)), "UTC")["profiles"]

    assert ["planned for" in each for each in close["warnings"]] == [True]
    assert ["same words" in each for each in same["warnings"]] == [True]
    assert (fine["warnings"], fine["length"], fine["longest"]) == ([], 5, 63_206)
    assert posts.list_posts(org.id)["total"] == 1


@pytest.mark.parametrize(
    ("kind", "platform", "text", "length"),
    [
        ("x_user", "twitter", "https://a.example/very/long/address ❄", 26),
        ("tiktok_account", "tiktok", "❄👩‍👩‍👧", 9),
        ("linkedin_organization", "linkedin", "مرحبا", 5),
    ],
)
def test_a_text_is_as_long_as_its_platform_counts_it(org, kind, platform, text, length):
    profile = make_profile(org.id, make_integration(org.id, platform), platform=platform, kind=kind)

    [found] = posts.check(org.id, content(profile, text), "UTC")["profiles"]

    assert found["length"] == length


def test_best_times_wait_for_enough_posts_and_say_how_many_they_rest_on(org, profile):
    monday = (clock.now() - timedelta(days=90)).replace(hour=6, minute=0)
    monday -= timedelta(days=monday.weekday())
    for week in range(9):
        published(org, profile, monday + timedelta(weeks=week), 50)  # 09:00 in Riyadh
    before = posts.best_times(org.id)
    for week in range(11):
        published(org, profile, monday + timedelta(weeks=week, days=2, hours=6), 10)

    after = posts.best_times(org.id)
    assert (before["enough"], before["slots"], before["posts"]) == (False, [], 9)
    assert (after["enough"], after["posts"]) == (True, 20)
    best = after["slots"][0]
    assert (best["weekday"], best["hour"], best["posts"]) == (0, 9, 9)


def test_an_hour_that_the_clocks_skip_is_refused_and_one_that_comes_twice_is_the_first():
    with pytest.raises(Invalid):
        moment_in(datetime.fromisoformat("2027-03-28T02:30"), "Europe/Berlin", field="scheduled_for")
    twice = moment_in(datetime.fromisoformat("2027-10-31T02:30"), "Europe/Berlin", field="scheduled_for")

    assert twice.isoformat() == "2027-10-31T00:30:00+00:00"


def test_the_dashboard_tells_what_is_planned_and_what_went_out(org, profile):
    from engine.dashboard import dashboard

    dashboard(org.id)
    with work(org.id) as unit:
        posts.create_posts(unit, content(profile, at=clock.now() + timedelta(hours=2)))
    published(org, profile, clock.now() - timedelta(hours=1), 3, "out")

    shown = dashboard(org.id)
    assert [each["content"] for each in shown["scheduled_content"]] == ["Hello"]
    assert [each["content"] for each in shown["recent_posts"]] == ["out"]
