"""What somebody should know before scheduling: the same words lately, another post close by, the best times."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.kinds import PostStatus
from db.models import Profile, SocialPost
from db.session import tenant
from engine.core import clock
from engine.core.cache import cached_read, read
from engine.core.i18n import t
from engine.orgs import org_facts
from engine.posts.contents import Content, examined, rules_of, shown_of
from engine.posts.rows import words
from engine.science.best_times import ENOUGH, HOURS, SETTLED, Seen, propose

LATELY = timedelta(days=30)
CLOSE = timedelta(minutes=30)
HISTORY = timedelta(days=180)


@read
def check(session: Session, content: Content, zone: str) -> dict[str, Any]:
    """`{"fields", "profiles": [{id, name, network, platform, length, longest, warnings}]}`; nothing is written."""
    profiles, flaws = examined(session, content)
    shown = shown_of(session, content.media)
    told = []
    for profile in profiles:
        rules = rules_of(profile.platform, profile.kind)
        told.append(
            {
                "id": str(profile.id),
                "name": profile.name,
                "network": rules.name,
                "platform": profile.platform,
                "length": rules.measure(content.text),
                "longest": rules.limit(shown),
                "warnings": _warnings(session, profile, content, zone),
            }
        )
    return {"fields": flaws, "profiles": told}


@cached_read("analytics", "posts", "org")
def best_times(session: Session) -> dict[str, Any]:
    """`{"enough", "posts", "needed", "zone", "slots": [{weekday, hour, hours, lift, posts}]}`, on the org's clock.

    `weekday` 0 is Monday; `lift` 1.2 is 20 % above usual; no slot while fewer than `needed` posts are known.
    """
    seen = read_seen(session)
    return {
        "enough": len(seen) >= ENOUGH,
        "posts": len(seen),
        "needed": ENOUGH,
        "zone": org_facts.question(session)["timezone"],
        "slots": [
            {
                "weekday": slot.weekday,
                "hour": slot.hour,
                "hours": HOURS,
                "lift": round(slot.lift, 2),
                "posts": slot.posts,
            }
            for slot in propose(seen)
        ],
    }


def read_seen(session: Session, history: timedelta = HISTORY) -> list[Seen]:
    """The posts that were published so lately and are old enough to be judged, on the org's clock."""
    zone = ZoneInfo(org_facts.question(session)["timezone"])
    engaged = SocialPost.likes + SocialPost.comments + SocialPost.shares
    rows = session.execute(
        select(SocialPost.profile_id, SocialPost.published_at, engaged).where(
            SocialPost.org_id == tenant(session),
            SocialPost.status == PostStatus.PUBLISHED,
            SocialPost.deleted_at.is_(None),
            SocialPost.published_at > clock.now() - history,
            SocialPost.published_at < clock.now() - SETTLED,
        )
    )
    return [Seen(str(profile), at.astimezone(zone), float(figure)) for profile, at, figure in rows if at]


def _warnings(session: Session, profile: Profile, content: Content, zone: str) -> list[str]:
    return [*_same_words(session, profile, content.text), *_close(session, profile, content.scheduled_for, zone)]


def _same_words(session: Session, profile: Profile, text: str) -> list[str]:
    """Platforms punish repetition, and X refuses it."""
    moment = func.coalesce(SocialPost.published_at, SocialPost.scheduled_for)
    others = session.execute(
        _of(profile, moment > clock.now() - LATELY).with_only_columns(SocialPost.content, moment)
    )
    same = [at for said, at in others if words(text) and words(said) == words(text)]
    if not same:
        return []
    return [
        t("The same words are on this profile already, on {day}. Say it another way.", day=f"{max(same):%Y-%m-%d}")
    ]


def _close(session: Session, profile: Profile, at: datetime | None, zone: str) -> list[str]:
    if at is None:
        return []
    moment = func.coalesce(SocialPost.published_at, SocialPost.scheduled_for)
    near = session.scalars(
        _of(profile, moment > at - CLOSE, moment < at + CLOSE).with_only_columns(moment).order_by(moment).limit(1)
    ).first()
    if near is None:
        return []
    clock_of = near.astimezone(ZoneInfo(zone))
    return [
        t(
            "Another post of this profile is planned for {time}. Choose a time further away.",
            time=f"{clock_of:%H:%M}",
        )
    ]


def _of(profile: Profile, *conditions: Any) -> Any:
    return select(SocialPost).where(
        SocialPost.org_id == profile.org_id,
        SocialPost.profile_id == profile.id,
        SocialPost.deleted_at.is_(None),
        SocialPost.status != PostStatus.FAILED,
        *conditions,
    )
