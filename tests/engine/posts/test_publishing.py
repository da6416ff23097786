"""Posts go out once, on every platform, whatever the platform or a worker does in between."""

from datetime import timedelta

import pytest

from db.kinds import PostStatus
from db.models import Alert, OutboxEvent, Profile, SocialPost
from engine import posts
from engine.connectors import connector
from engine.core import clock
from engine.core.errors import Conflict
from engine.core.store import redis
from engine.core.work import work
from tests.rows import rows
from tests.speakers import KINDS, TEXT, Speakers, speakers
from tests.working import work_off

LAST_STEP = {  # the call that publishes, apart from those that prepare it
    "facebook_page": "/feed", "instagram": "/media_publish", "linkedin_organization": "/posts",
    "x_user": "/tweets", "tiktok_account": "/publish", "snapchat_profile": "/saved_stories",
}  # fmt: skip


def events(org_id, name):
    return [event.payload for event in rows(org_id, OutboxEvent) if event.name == name]


def go_on(who: Speakers, post_id) -> None:
    """Let time pass, minute by minute, with a tick at each, until the post is settled."""
    for _ in range(30):
        posts.plan_due(who.org.id)
        posts.publish(who.org.id, post_id)  # as a job does that was to come at that moment
        work_off()
        if who.post(post_id).status in (PostStatus.PUBLISHED, PostStatus.FAILED):
            return
        who.age(post_id, 60)
    raise AssertionError(who.post(post_id).status)


@pytest.fixture(params=KINDS)
def one(request, database, redis, sandbox):
    """One kind of profile, and an org that has it."""
    return request.param, speakers(sandbox, [request.param])


def test_one_content_goes_out_once_on_every_profile(everywhere):
    ids = everywhere.write_now("facebook_page", "linkedin_organization", "x_user")

    work_off()

    found = [everywhere.post(each) for each in ids]
    assert [post.status for post in found] == [PostStatus.PUBLISHED] * 3
    assert len({post.group_id for post in found}) == 1
    for kind, post in zip(("facebook_page", "linkedin_organization", "x_user"), found, strict=True):
        assert [row.external_id for row in everywhere.there(kind)] == [post.external_id]
    assert len(events(everywhere.org.id, "PostScheduled")) == len(events(everywhere.org.id, "PostPublished")) == 3


@pytest.mark.parametrize("fault", ["500", "500_after_effect"])
def test_an_unclear_answer_ends_in_exactly_one_post(one, fault):
    kind, who = one
    who.sandbox.fault(KINDS[kind], fault, path=LAST_STEP[kind])
    [post_id] = who.write_now(kind)

    go_on(who, post_id)

    post = who.post(post_id)
    assert post.status == PostStatus.PUBLISHED
    assert [row.external_id for row in who.there(kind)] == [post.external_id]
    failed = events(who.org.id, "PostFailed")
    assert [fact["attempt"] for fact in failed] == [1]
    assert rows(who.org.id, Alert) == []


def test_a_worker_that_died_before_the_call_publishes_later(page):
    [post_id] = page.write_now("facebook_page")
    claimed = {"status": PostStatus.PUBLISHING, "attempts": 1, "claimed_at": clock.now()}
    page.update(post_id, attempted_at=clock.now(), **claimed)  # as a worker leaves it that dies before its call

    go_on(page, post_id)

    assert page.post(post_id).status == PostStatus.PUBLISHED
    assert page.post(post_id).attempts == 2
    assert len(page.there("facebook_page")) == 1


def test_a_platform_that_says_no_is_not_asked_again(page):
    page.sandbox.fault("meta", "permission", path="/feed")
    [post_id] = page.write_now("facebook_page")

    go_on(page, post_id)

    post = page.post(post_id)
    assert (post.status, post.attempts, post.claimed_at) == (PostStatus.FAILED, 1, None)
    assert "refused" in posts.post_of(page.org.id, post_id)["error"]
    [alert] = rows(page.org.id, Alert)
    assert (alert.kind, alert.status) == ("post_failed", "open")


def test_four_attempts_then_one_alert_and_a_person_tries_again(page):
    page.sandbox.fault("meta", "500", path="/feed", times=4)
    [post_id] = page.write_now("facebook_page")

    go_on(page, post_id)

    assert page.post(post_id).status == PostStatus.FAILED
    assert [fact["attempt"] for fact in events(page.org.id, "PostFailed")] == [
        1,
        2,
        3,
        4,
        5,
    ]  # the last only looks
    assert [alert.status for alert in rows(page.org.id, Alert)] == ["open"]
    assert page.there("facebook_page") == []

    with work(page.org.id) as unit:
        posts.retry(unit, post_id)
    go_on(page, post_id)

    assert page.post(post_id).status == PostStatus.PUBLISHED
    assert len(page.there("facebook_page")) == 1
    assert [alert.status for alert in rows(page.org.id, Alert)] == ["resolved"]


def test_one_platform_down_is_tried_again_there_only(database, redis, sandbox):
    who = speakers(sandbox, ["facebook_page", "linkedin_organization"])
    sandbox.fault("linkedin", "503", path="/posts", times=3)
    page, company = who.write_now("facebook_page", "linkedin_organization")

    work_off()
    halfway = who.post(page).status, who.post(company).status
    go_on(who, company)

    assert halfway == (PostStatus.PUBLISHED, PostStatus.PUBLISHING)
    assert who.post(company).status == PostStatus.PUBLISHED
    assert [len(who.there(kind)) for kind in who.profiles] == [1, 1]
    assert who.post(page).attempts == 1


def test_the_same_words_twice_are_two_posts_and_each_knows_its_own(database, redis, sandbox):
    who = speakers(sandbox, ["linkedin_organization"])
    sandbox.fault("linkedin", "500_after_effect", path="/posts")
    [first] = who.write_now("linkedin_organization")
    work_off()
    [second] = who.write_now("linkedin_organization")

    work_off()
    assert who.post(second).status == PostStatus.SCHEDULED  # waits until it is known which is which
    go_on(who, first)
    who.age(second, 20)
    go_on(who, second)

    ids = {who.post(each).external_id for each in (first, second)}
    assert {row.external_id for row in who.there("linkedin_organization")} == ids
    assert len(ids) == 2


def test_what_a_sync_saw_first_is_not_a_second_post(page):
    page.sandbox.fault("meta", "500_after_effect", path="/feed")
    [post_id] = page.write_now("facebook_page")
    work_off()

    sync(page)
    assert [row.id for row in everything(page) if row.content == TEXT] == [post_id]
    go_on(page, post_id)
    sync(page)

    [row] = [row for row in everything(page) if row.content == TEXT]
    assert (row.id, row.status) == (post_id, PostStatus.PUBLISHED)


def test_a_post_that_was_given_up_is_known_again_when_a_sync_sees_it(page):
    page.sandbox.fault("meta", "500_after_effect", path="/feed")
    [post_id] = page.write_now("facebook_page")
    work_off()
    page.update(post_id, status=PostStatus.FAILED, next_attempt_at=None)

    sync(page)

    [row] = [row for row in everything(page) if row.content == TEXT]
    assert (row.id, row.status, row.claimed_at) == (post_id, PostStatus.PUBLISHED, None)
    assert len(events(page.org.id, "PostPublished")) == 1


def test_a_post_whose_time_has_not_come_waits_for_it(page):
    [soon] = page.write("facebook_page", at=clock.now() + timedelta(seconds=40))
    [late] = page.write("facebook_page", text="late", at=clock.now() + timedelta(hours=2))

    posts.publish(page.org.id, soon)
    assert page.post(soon).status == PostStatus.SCHEDULED
    assert page.post(soon).queued_for == page.post(soon).scheduled_for  # a job waits for the very moment
    assert page.post(late).queued_for is None
    page.age(late, 2 * 3600 - 30)
    assert (posts.plan_due(page.org.id), posts.plan_due(page.org.id)) == (1, 0)
    page.age(soon, 40)
    go_on(page, soon)

    assert page.post(soon).status == PostStatus.PUBLISHED
    assert page.post(late).status == PostStatus.SCHEDULED


def test_a_deleted_or_unscheduled_post_does_not_go_out(page):
    gone, taken_back = page.write_now("facebook_page") + page.write_now("facebook_page", text="back")
    with work(page.org.id) as unit:
        posts.delete(unit, gone)
        posts.unschedule(unit, taken_back)

    work_off()

    assert page.there("facebook_page") == page.there("facebook_page", "back") == []
    assert page.post(taken_back).status == PostStatus.DRAFT


def everything(who: Speakers):
    return [row for row in rows(who.org.id, SocialPost) if row.deleted_at is None]


def sync(who: Speakers) -> None:
    since = clock.now() - timedelta(days=1)
    found = connector("meta").fetch_posts(who.speaker("facebook_page"), since)
    with work(who.org.id) as unit:
        profile = unit.find(Profile, who.profiles["facebook_page"])
        posts.store(unit, profile, since, found)


def test_a_limit_is_waited_for_and_is_no_failure(page):
    page.sandbox.fault("meta", "throttle", path="/feed")
    [post_id] = page.write_now("facebook_page")
    work_off()

    post = page.post(post_id)
    assert (post.status, post.attempts, post.claimed_at) == (PostStatus.PUBLISHING, 0, None)
    assert post.next_attempt_at > clock.now()
    assert events(page.org.id, "PostFailed") == []
    redis().flushdb()  # the gate that closed for a minute
    go_on(page, post_id)

    assert page.post(post_id).status == PostStatus.PUBLISHED
    assert len(page.there("facebook_page")) == 1


def test_a_limit_that_stays_becomes_a_failure_that_somebody_hears_of(page):
    page.sandbox.fault("meta", "throttle", path="/feed")
    [post_id] = page.write_now("facebook_page")
    page.age(post_id, 16 * 60)
    work_off()

    assert [fact["attempt"] for fact in events(page.org.id, "PostFailed")] == [1]


def test_a_job_that_did_not_come_is_planned_again_by_the_next_tick(page):
    [post_id] = page.write("facebook_page", at=clock.now() + timedelta(seconds=30))
    redis().flushdb()
    page.age(post_id, 55)

    assert posts.plan_due(page.org.id) == 1
    work_off()

    assert page.post(post_id).status == PostStatus.PUBLISHED


def test_a_refused_post_is_corrected_and_one_in_doubt_is_not(page):
    page.sandbox.fault("meta", "permission", path="/feed")
    refused, doubtful = page.write_now("facebook_page") + page.write("facebook_page", text="doubt")
    go_on(page, refused)
    page.update(doubtful, status=PostStatus.FAILED, claimed_at=clock.now())

    with work(page.org.id) as unit:
        posts.edit(unit, refused, text="Corrected")
        posts.retry(unit, refused)
        with pytest.raises(Conflict):
            posts.edit(unit, doubtful, text="Corrected")
    go_on(page, refused)

    assert len(page.there("facebook_page", "Corrected")) == 1
