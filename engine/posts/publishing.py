"""Bringing a post to its platform exactly once, though any line of this may be a worker's last.

The claim is committed before the call: from then on the platform may have the post, and as long as nobody has
told us either way, it is looked for there before it is ever sent again. The lock says that somebody is at it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select

from db.kinds import PostStatus
from db.models import Profile, SocialPost
from engine.alerts import resolve_alert
from engine.connectors import connector, pace
from engine.connectors.content import Post, Published
from engine.connectors.media import at_hand
from engine.core import clock, locks
from engine.core.errors import AppError, Conflict, Missing, Refused, SignedOut
from engine.core.i18n import N_
from engine.core.log import get_logger
from engine.core.outages import explained
from engine.core.queue import RETRY_S
from engine.core.work import Work, work
from engine.events import PostFailed, PostPublished
from engine.integrations import account
from engine.posts.files import lend
from engine.posts.looks import look, settles
from engine.posts.rows import profile_of, words
from engine.posts.scheduling import enqueue
from engine.profiles import speaking
from engine.tokens import end, mark_dead

CALLS = 1 + len(RETRY_S)  # so often a platform is asked to publish; what comes after that only looks
SOON = timedelta(seconds=2)  # a job that comes so much too early is on time
TWIN_WAITS = timedelta(seconds=15)
PATIENT = timedelta(minutes=15)
LIMITS = frozenset({"waiting", "throttled", "quota"})  # reasons for which nothing was taken
NOT_THERE = N_("{platform} did not publish this, though it was asked {attempts} times. Try again later.")
log = get_logger()


@dataclass(frozen=True, slots=True)
class Claim:
    """One attempt. `doubt` is the earliest moment of an earlier call that nobody has answered for."""

    org_id: UUID
    post_id: UUID
    profile_id: UUID
    attempt: int
    text: str
    media: tuple[str, ...]
    doubt: datetime | None


def publish(org_id: UUID, post_id: UUID) -> None:
    """Publish a post that is due; nothing when it is not, or when another worker is at it."""
    with locks.held(f"post:{post_id}") as ours:
        claim = _claim(org_id, post_id) if ours else None
        if claim is None:
            return
        try:
            with pace.unqueued():
                published, at = _bring(claim)
        except Exception as error:  # noqa: BLE001 - whatever it was, the platform may have the post
            _fail(claim, error)
        else:
            settle(org_id, post_id, published, at)


def settle(org_id: UUID, post_id: UUID, published: Published, at: datetime) -> None:
    """The platform has it since then: say so, once."""
    with work(org_id) as unit:
        post = _locked(unit, post_id)
        if post is None or post.status == PostStatus.PUBLISHED:
            return
        _forget_twin(unit, post, published.external_id)
        shown(unit, post, published, at)


def shown(unit: Work, post: SocialPost, published: Published, at: datetime) -> None:
    """What follows from knowing that a post is out."""
    post.status, post.external_id, post.url = PostStatus.PUBLISHED, published.external_id, published.url
    post.published_at, post.claimed_at, post.next_attempt_at, post.error = at, None, None, None
    unit.emit(PostPublished(post_id=post.id))
    resolve_alert(unit, f"post:{post.id}")
    unit.audit("post_published", post.id, external_id=published.external_id, attempt=post.attempts)


def _claim(org_id: UUID, post_id: UUID) -> Claim | None:
    """Note, before anything is asked, that the platform may have it from now on."""
    with work(org_id) as unit:
        post = _locked(unit, post_id)
        if post is None or not _is_due(post):
            return None
        profile = profile_of(unit, post)
        locks.alone(unit.session, f"profile:{profile.id}")
        if waits_until := _must_wait(unit, post, profile):
            if post.status == PostStatus.PUBLISHING:
                post.next_attempt_at = waits_until
            enqueue(unit, post, waits_until)
            return None
        doubt = post.claimed_at
        post.status, post.attempts = PostStatus.PUBLISHING, post.attempts + 1
        post.attempted_at, post.claimed_at, post.next_attempt_at = clock.now(), doubt or clock.now(), None
        return Claim(org_id, post.id, profile.id, post.attempts, post.content, tuple(post.media), doubt)


def _is_due(post: SocialPost) -> bool:
    now = clock.now() + SOON
    if post.status == PostStatus.SCHEDULED:
        return post.scheduled_for is not None and post.scheduled_for <= now
    return post.status == PostStatus.PUBLISHING and (post.next_attempt_at or now) <= now


def _must_wait(unit: Work, post: SocialPost, profile: Profile) -> datetime | None:
    """Until an earlier call shows, if it had an effect; or until a post of the same words is settled."""
    if post.claimed_at and post.attempted_at:
        shows = post.attempted_at + settles(profile.kind)
        return shows if shows > clock.now() else None
    others = unit.session.scalars(
        select(SocialPost.content).where(
            SocialPost.org_id == unit.org_id,
            SocialPost.profile_id == profile.id,
            SocialPost.claimed_at.is_not(None),
            SocialPost.status == PostStatus.PUBLISHING,
            SocialPost.id != post.id,
        )
    )
    return clock.now() + TWIN_WAITS if words(post.content) in map(words, others) else None


def _bring(claim: Claim) -> tuple[Published, datetime]:
    """What the platform has of it and since when: found there, or published now."""
    with work(claim.org_id) as unit:
        row = unit.find(Profile, claim.profile_id)
        taken = _taken(unit, row, claim.doubt) if claim.doubt else set[str]()
        files = lend(unit, claim.media)
    if not row.is_active:
        raise Conflict(N_("The profile of this post is no longer connected. Connect it, then try again."))
    speaker = speaking(row, account(claim.org_id, row.integration_id))
    if claim.doubt and (found := look(speaker, claim.text, claim.doubt, taken)):
        log.info("post.found", external_id=found.external_id, attempt=claim.attempt)
        return Published(found.external_id, found.url), found.published_at
    platform = connector(row.platform)
    if claim.attempt > CALLS:
        raise Refused(NOT_THERE, platform=platform.PLATFORM.name, attempts=CALLS)
    with at_hand({address: medium for address, medium in files.items() if medium}):
        return platform.publish(speaker, Post(claim.post_id, claim.text, tuple(files))), clock.now()


def _fail(claim: Claim, error: Exception) -> None:
    """Keep why. Only a clear no adds no doubt; whatever else it was, we look before the next try."""
    known = explained(error)
    log.warning("post.failed", attempt=claim.attempt, error=str(known), exc_info=known is not error)
    final = isinstance(error, Refused | SignedOut | Conflict | Missing)
    with work(claim.org_id) as unit:
        post = _locked(unit, claim.post_id)
        if post is None or post.status != PostStatus.PUBLISHING:
            return
        post.error = known.kept()
        if _held_back(post, known):
            _wait(unit, post, claim, known)
            return
        if final:
            post.claimed_at = claim.doubt
        if final or claim.attempt > CALLS:
            post.status = PostStatus.FAILED
        if isinstance(error, SignedOut):
            _mark_dead(unit, post, error)
        unit.emit(PostFailed(post_id=post.id, attempt=claim.attempt))
        unit.audit("post_failed", post.id, attempt=claim.attempt, error=known.code)


def _held_back(post: SocialPost, error: AppError) -> bool:
    """Whether nothing was sent or taken because of a limit; for a while that is no failure."""
    late = clock.now() - (post.scheduled_for or clock.now())
    return error.facts.get("reason") in LIMITS and late < PATIENT


def _wait(unit: Work, post: SocialPost, claim: Claim, error: AppError) -> None:
    """The attempt did not happen: another one when the limit is over, or when we stop being patient."""
    pause_s = getattr(error, "retry_after", None) or 0
    pause = min(max(timedelta(seconds=pause_s), TWIN_WAITS), PATIENT)
    post.attempts, post.claimed_at, post.next_attempt_at = claim.attempt - 1, claim.doubt, clock.now() + pause
    enqueue(unit, post, post.next_attempt_at)


def _mark_dead(unit: Work, post: SocialPost, error: SignedOut) -> None:
    """The account's token is dead, unless it was the profile's own that was refused."""
    profile, reason = profile_of(unit, post), str(error.facts.get("reason", "revoked"))
    if profile.refresh_token:
        end(unit, profile, reason)
    elif profile.access_token is None:
        mark_dead(unit, profile.integration_id, reason)


def _locked(unit: Work, post_id: UUID) -> SocialPost | None:
    """The post, unless it is gone; held to the end of the unit."""
    return unit.session.scalars(
        select(SocialPost)
        .where(SocialPost.org_id == unit.org_id, SocialPost.id == post_id, SocialPost.deleted_at.is_(None))
        .with_for_update()
    ).one_or_none()


def _taken(unit: Work, profile: Profile, doubt: datetime) -> set[str]:
    """What the profile published for other posts of ours, as far back as a look would reach."""
    known = select(SocialPost.external_id).where(
        SocialPost.org_id == unit.org_id,
        SocialPost.profile_id == profile.id,
        SocialPost.group_id.is_not(None),
        SocialPost.external_id.is_not(None),
        SocialPost.published_at > doubt - timedelta(days=1),
    )
    return {str(each) for each in unit.session.scalars(known)}


def _forget_twin(unit: Work, post: SocialPost, external_id: str) -> None:
    """A sync may have seen the post before we knew that it is ours; it is one, not two."""
    unit.session.execute(
        delete(SocialPost).where(
            SocialPost.org_id == unit.org_id,
            SocialPost.profile_id == post.profile_id,
            SocialPost.external_id == external_id,
            SocialPost.group_id.is_(None),
        )
    )
