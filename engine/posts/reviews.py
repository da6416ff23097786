"""Approval in steps, if the org wants it: who said what about a draft, and when.

A round begins when a draft is submitted, and again when its words or files change. An approval takes somebody else
than the author, or an admin; each step another person. A time that was wished for holds once all steps are done.
"""

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from db.kinds import PostStatus, ReviewState, Role, Severity
from db.models import SocialPost
from engine.core import clock
from engine.core.cache import read
from engine.core.errors import Conflict, Denied, Invalid
from engine.core.i18n import N_, t
from engine.core.work import Work
from engine.notifications import announce
from engine.orgs import save_setting, setting
from engine.posts.rows import find, not_now, profile_of

STEPS, MOST_STEPS = "post_approvals", 3
LONGEST_COMMENT = 2000
SUBMITTED, APPROVED, REJECTED = "submitted", "approved", "rejected"
SOMEBODY_ELSE = N_("Somebody else has to approve this: another member who writes posts, or an admin.")


@read
def approvals(session: Session) -> int:
    """How many people have to approve a post; 0: nobody."""
    return int(setting(session, STEPS, 0))


def set_approvals(unit: Work, steps: int) -> None:
    """From now on so many people have to approve; what is scheduled already stays so."""
    if not 0 <= steps <= MOST_STEPS:
        raise Invalid(fields={"approvals": [t("Choose between 0 and {most}.", most=MOST_STEPS)]})
    save_setting(unit, STEPS, steps)
    unit.audit("post_approvals_set", steps=steps)


def unapproved(unit: Work, post: SocialPost) -> bool:
    """Whether the post has to wait for somebody."""
    return post.review != ReviewState.APPROVED and approvals.question(unit.session) > 0


def submit(unit: Work, post_id: UUID) -> SocialPost:
    """Ask for approval of a draft; nothing when it waits already."""
    post = find(unit, post_id, lock=True)
    if post.status != PostStatus.DRAFT or post.review == ReviewState.APPROVED:
        raise not_now(post)
    if not approvals.question(unit.session):
        raise Conflict(N_("Your organisation asks for no approval. Schedule or publish the post."))
    if post.review != ReviewState.WAITING:
        begin(unit, post)
    return post


def begin(unit: Work, post: SocialPost) -> None:
    """A new round: what was said before counts no more, and is kept."""
    post.review = ReviewState.WAITING
    _note(unit, post, SUBMITTED)
    announce(
        unit,
        "post_review",
        Severity.INFO,
        N_("A post of {profile} waits for approval."),
        key=f"review:{post.id}:{len(post.reviews)}",
        profile=profile_of(unit, post).name,
    )


def approve(unit: Work, post_id: UUID, role: Role, comment: str = "") -> bool:
    """One step done; whether it was the last. Denied for the author who is no admin, and for the same twice."""
    post = _waiting(unit, post_id, comment)
    said = _of_this_round(post)
    if unit.actor.user_id in {each["user_id"] and UUID(each["user_id"]) for each in said if each["user_id"]}:
        raise Denied(N_("You have approved this already. The next step takes another person."))
    if role not in (Role.OWNER, Role.ADMIN) and unit.actor.user_id in (None, post.created_by):
        raise Denied(SOMEBODY_ELSE)
    _note(unit, post, APPROVED, comment)
    if len(said) + 1 < approvals.question(unit.session):
        return False
    post.review = ReviewState.APPROVED
    return True


def reject(unit: Work, post_id: UUID, role: Role, comment: str) -> None:
    """Send a draft back with a reason."""
    post = _waiting(unit, post_id, comment)
    if role not in (Role.OWNER, Role.ADMIN) and unit.actor.user_id in (None, post.created_by):
        raise Denied(SOMEBODY_ELSE)
    if not comment.strip():
        raise Invalid(fields={"comment": [t("Say what has to change.")]})
    post.review = ReviewState.REJECTED
    _note(unit, post, REJECTED, comment)


def _waiting(unit: Work, post_id: UUID, comment: str) -> SocialPost:
    post = find(unit, post_id, lock=True)
    if post.status != PostStatus.DRAFT or post.review != ReviewState.WAITING:
        raise not_now(post)
    if len(comment) > LONGEST_COMMENT or "\0" in comment:
        raise Invalid(fields={"comment": [t("At most {max_length} characters.", max_length=LONGEST_COMMENT)]})
    return post


def _of_this_round(post: SocialPost) -> list[dict[str, Any]]:
    """The approvals since it was submitted last."""
    last = max((place for place, each in enumerate(post.reviews) if each["verdict"] == SUBMITTED), default=-1)
    return [each for each in post.reviews[last + 1 :] if each["verdict"] == APPROVED]


def _note(unit: Work, post: SocialPost, verdict: str, comment: str = "") -> None:
    who = unit.actor
    entry = {
        "verdict": verdict,
        "user_id": str(who.user_id) if who.user_id else None,
        "name": who.name,
        "at": clock.now().isoformat(),
        "comment": comment.strip(),
    }
    post.reviews = [*post.reviews, entry]
    post.version += 1
    unit.audit(f"post_{verdict}", post.id, comment=comment.strip())
