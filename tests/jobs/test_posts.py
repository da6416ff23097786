"""Real workers killed before, in and after the call to a platform: one post there, and it is known as ours."""

import os
import signal
from contextlib import suppress
from datetime import timedelta

import pytest

from db.kinds import PostStatus
from engine import posts
from engine.core import clock
from engine.core.queue import queue
from tests.jobs.doomed import doomed
from tests.jobs.proc import alive, descendants
from tests.speakers import speakers
from tests.waiting import eventually
from tests.working import work_off, worker_process

CASES = {
    "before the call": ("instagram", "slow", "/media", 0),  # while the picture is still being brought
    "in the call": ("facebook_page", "slow", "/feed", 1),
    "after the effect": ("facebook_page", "500_after_effect", "/feed", 1),
}
OTHERS = ("linkedin_organization", "x_user", "tiktok_account", "snapchat_profile")
MINUTES_S = 300  # longer than any platform takes to show what it accepted


@pytest.mark.parametrize("case", CASES)
def test_a_worker_killed_around_its_call_publishes_once(database, redis, sandbox, tmp_path, case):
    kind, fault, path, there = CASES[case]
    who = speakers(sandbox, [kind])
    sandbox.fault("meta", fault, path=path, seconds=30)
    [post_id] = who.write_now(kind)
    with worker_process(tmp_path / "worker.log") as pid:
        eventually(lambda: not sandbox.get("/faults")["faults"], timeout_s=60)  # the call has arrived
        family = {pid, *descendants(pid)}
        for one in family:
            with suppress(ProcessLookupError):  # it died with the one before it
                os.kill(one, signal.SIGKILL)
        eventually(lambda: not any(alive(one) for one in family))
    eventually(lambda: len(who.there(kind)) == there)  # what was sent takes effect, though nobody hears of it
    assert who.post(post_id).status == PostStatus.PUBLISHING

    for _minute in range(3):  # a tick sees that nobody is at it; what failed before the kill waits a minute more
        who.age(post_id, 65)
        posts.plan_due(who.org.id)
        work_off()

    [row] = who.there(kind)
    assert (who.post(post_id).status, who.post(post_id).external_id) == (PostStatus.PUBLISHED, row.external_id)


def test_workers_killed_after_each_of_four_platforms_accepted_publish_once(database, redis, sandbox, tmp_path):
    who = speakers(sandbox, OTHERS)
    ids = {kind: who.write_now(kind)[0] for kind in OTHERS}
    with doomed(
        tmp_path / "doomed.log", [f"engine.posts.publishing.settle {post_id}" for post_id in ids.values()]
    ) as dead:
        eventually(lambda: dead() == len(ids), timeout_s=90)
        assert {who.post(post_id).status for post_id in ids.values()} == {PostStatus.PUBLISHING}

        def over() -> bool:
            waiting = [post_id for post_id in ids.values() if who.post(post_id).status == PostStatus.PUBLISHING]
            if not queue("priority").count:
                for post_id in waiting:
                    who.age(post_id, MINUTES_S)
                posts.plan_due(who.org.id)
            return not waiting

        eventually(over, timeout_s=90, every_s=0.5)

    for kind, post_id in ids.items():
        [row] = who.there(kind)
        assert (who.post(post_id).status, who.post(post_id).external_id) == (PostStatus.PUBLISHED, row.external_id)


def test_a_scheduled_post_goes_out_at_its_moment(database, redis, sandbox, tmp_path):
    page = speakers(sandbox, ["facebook_page"])
    [post_id] = page.write("facebook_page", at=clock.now() + timedelta(seconds=6))
    with worker_process(tmp_path / "worker.log"):
        eventually(lambda: page.post(post_id).status == PostStatus.PUBLISHED, timeout_s=60)

    post = page.post(post_id)
    assert post.published_at
    assert post.scheduled_for
    assert post.published_at - post.scheduled_for < timedelta(seconds=30)
    assert len(page.there("facebook_page")) == 1
