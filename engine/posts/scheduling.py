"""When posts go out. A tick each minute plans what is due soon; a job then waits for the exact moment.

Any number of jobs for one post do no harm: the claim in `publishing` lets one of them through. So whatever may
have been lost (a job, a worker, Redis) is simply planned again.
"""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import case, func, or_, select

from db.kinds import PostStatus, ReviewState, Role
from db.models import SocialPost
from engine.core import clock
from engine.core.errors import Conflict, Invalid
from engine.core.i18n import N_
from engine.core.work import Work, work
from engine.events import PostScheduled
from engine.posts import reviews
from engine.posts.contents import moment_flaws
from engine.posts.rows import expect, find, not_now

JOB, QUEUE = "jobs.posts.publish", "priority"
AHEAD = timedelta(seconds=90)  # a tick plans this far: the next one, and a late one, still comes in time
SILENT = timedelta(seconds=60)  # an attempt without a word for so long: its worker may be dead
# A job that was to come at its moment and is so late waits for RQ's scheduler, which a killed worker leaves locked
# for a minute; one that was sent at once is lost, or in a long queue that must not grow by it.
LATE, LOST = timedelta(seconds=20), timedelta(minutes=5)
MOST = 2000  # of one org in one tick


def schedule(unit: Work, post_id: UUID, moment: datetime, *, version: int | None = None) -> SocialPost:
    """Give a draft its moment, or a scheduled post another one; Invalid naming `scheduled_for` when it is past.

    Where the org wants approval, a draft is submitted with it, and a post that is approved stays so when it moves.
    """
    post = find(unit, post_id, lock=True)
    expect(post, version)
    if post.status not in (PostStatus.DRAFT, PostStatus.SCHEDULED):
        raise not_now(post)
    if flaws := moment_flaws(moment):
        raise Invalid(fields={"scheduled_for": flaws})
    post.version += 1
    set_moment(unit, post, moment)
    return post


def approve(unit: Work, post_id: UUID, role: Role, comment: str = "") -> SocialPost:
    """One step of approval; after the last, a time that was wished for and has not passed holds."""
    done, post = reviews.approve(unit, post_id, role, comment), find(unit, post_id)
    if done and post.scheduled_for and not moment_flaws(post.scheduled_for):
        set_moment(unit, post, post.scheduled_for)
    return post


def publish_now(unit: Work, post_id: UUID) -> SocialPost:
    """Publish a draft or a scheduled post at once."""
    post = find(unit, post_id, lock=True)
    if post.status not in (PostStatus.DRAFT, PostStatus.SCHEDULED):
        raise not_now(post)
    if reviews.unapproved(unit, post):
        raise Conflict(N_("This post has to be approved first. Submit it, and ask somebody else."))
    set_moment(unit, post, clock.now())
    return post


def unschedule(unit: Work, post_id: UUID) -> SocialPost:
    """A scheduled post becomes a draft again; nothing when it is one."""
    post = find(unit, post_id, lock=True)
    if post.status == PostStatus.SCHEDULED:
        post.status, post.scheduled_for, post.queued_for = PostStatus.DRAFT, None, None
        post.version += 1
        unit.audit("post_unscheduled", post.id)
    elif post.status != PostStatus.DRAFT:
        raise not_now(post)
    return post


def set_moment(unit: Work, post: SocialPost, moment: datetime) -> None:
    """The post goes out at that moment, which may be now; while it is not approved that is but a wish."""
    if post.status == PostStatus.DRAFT and reviews.unapproved(unit, post):
        post.scheduled_for = moment
        if post.review != ReviewState.WAITING:
            reviews.begin(unit, post)
        return
    post.status, post.scheduled_for, post.queued_for = PostStatus.SCHEDULED, moment, None
    if moment <= clock.now() + AHEAD:
        enqueue(unit, post, moment)
    unit.emit(PostScheduled(post_id=post.id))
    unit.audit("post_scheduled", post.id, scheduled_for=moment.isoformat())


def enqueue(unit: Work, post: SocialPost, moment: datetime) -> None:
    """A job of this post's at that moment."""
    post.queued_for = max(moment, clock.now())
    unit.enqueue(JOB, post.id, queue=QUEUE, delay_s=max((moment - clock.now()).total_seconds(), 0))


def plan_due(org_id: UUID) -> int:
    """A job for every post that is due soon, is to be tried again, or whose worker fell silent; how many."""
    now = clock.now()
    due = case(
        (SocialPost.status == PostStatus.SCHEDULED, SocialPost.scheduled_for),
        else_=func.coalesce(SocialPost.next_attempt_at, SocialPost.attempted_at + SILENT),
    )
    with work(org_id) as unit:
        rows = unit.session.execute(
            select(SocialPost, due)
            .where(
                SocialPost.org_id == org_id,
                SocialPost.status.in_((PostStatus.SCHEDULED, PostStatus.PUBLISHING)),
                SocialPost.deleted_at.is_(None),
                due <= now + AHEAD,
                or_(
                    SocialPost.queued_for.is_(None),
                    SocialPost.queued_for < due,
                    (SocialPost.queued_for == due) & (due < now - LATE),
                    SocialPost.queued_for < now - LOST,
                ),
            )
            .order_by(due)
            .limit(MOST)
            .with_for_update(skip_locked=True)
        ).all()
        for post, moment in rows:
            enqueue(unit, post, moment)
    return len(rows)
