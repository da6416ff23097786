"""An org with profiles on the sandbox's platforms, and what really was published there."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from db.models import Profile, SocialPost
from db.session import session
from engine import posts
from engine.connectors import connector
from engine.connectors import content as contents
from engine.connectors.content import PostRow
from engine.core.store import redis
from engine.core.work import Actor, work
from engine.integrations import account, connect
from engine.profiles import connect_own, connect_profiles, speaking
from tests.control import Control
from tests.factories import OrgFacts, make_org

REDIRECT = "http://127.0.0.1:8501/auth/connect/callback"
KINDS = {
    "facebook_page": "meta", "instagram": "meta", "linkedin_organization": "linkedin", "x_user": "twitter",
    "tiktok_account": "tiktok", "snapchat_profile": "snapchat",
}  # fmt: skip
PICTURE, FILM = "https://media.example/new.jpg", "https://media.example/new.mp4"
MEDIA = {"instagram": PICTURE, "tiktok_account": FILM, "snapchat_profile": PICTURE}
MOMENTS = ("scheduled_for", "claimed_at", "attempted_at", "next_attempt_at", "queued_for")
TEXT = "وصل الشتاء ❄ Winter is here"


@dataclass(frozen=True)
class Speakers:
    """Who may speak for which profiles."""

    org: OrgFacts
    sandbox: Control
    profiles: dict[str, UUID]

    @property
    def actor(self) -> Actor:
        """The org's owner."""
        return Actor(self.org.email, self.org.user_id)

    def write(self, *kinds: str, text: str = TEXT, at: datetime | None = None, **more: Any) -> list[UUID]:
        """Posts of one content for profiles of these kinds, scheduled for `at` if given; their ids."""
        media = {MEDIA[kind] for kind in kinds if kind in MEDIA}
        content = posts.Content(
            text, tuple(sorted(media)), profiles=tuple(self.profiles[kind] for kind in kinds), scheduled_for=at
        )
        with work(self.org.id, self.actor) as unit:
            return [post.id for post in posts.create_posts(unit, content, **more)]

    def write_now(self, *kinds: str, text: str = TEXT) -> list[UUID]:
        """The same, to go out at once."""
        ids = self.write(*kinds, text=text)
        with work(self.org.id, self.actor) as unit:
            for post_id in ids:
                posts.publish_now(unit, post_id)
        return ids

    def post(self, post_id: UUID) -> SocialPost:
        """The row as it stands."""
        with session(self.org.id) as reader:
            return reader.scalars(
                select(SocialPost).where(SocialPost.org_id == self.org.id, SocialPost.id == post_id)
            ).one()

    def update(self, post_id: UUID, **columns: Any) -> None:
        """Change a row behind the product's back."""
        with session(self.org.id) as writer:
            row = writer.scalars(
                select(SocialPost).where(SocialPost.org_id == self.org.id, SocialPost.id == post_id)
            ).one()
            for name, value in columns.items():
                setattr(row, name, value)
            writer.commit()

    def age(self, post_id: UUID, seconds: float) -> None:
        """Let so much time have passed since everything that is noted of a post."""
        post, ago = self.post(post_id), timedelta(seconds=seconds)
        moments = {name: getattr(post, name) for name in MOMENTS}
        self.update(post_id, **{name: moment - ago for name, moment in moments.items() if moment})

    def there(self, kind: str, text: str = TEXT) -> list[PostRow]:
        """The posts of these words that the platform shows."""
        since = datetime.now(UTC) - timedelta(days=1)
        found = connector(KINDS[kind]).fetch_posts(self.speaker(kind), since)
        return [row for row in found if row.text == text]

    def speaker(self, kind: str) -> contents.Profile:
        """The profile with its token."""
        with session(self.org.id) as reader:
            row = reader.get_one(Profile, (self.org.id, self.profiles[kind]))
        return speaking(row, account(self.org.id, row.integration_id))


def speakers(sandbox: Control, kinds: Iterable[str] = KINDS) -> Speakers:
    """A new org whose first profile of each of these kinds is connected."""
    wanted = list(kinds)
    org = make_org()
    profiles: dict[str, UUID] = {}
    if "snapchat_profile" in wanted:
        sandbox.post("/capabilities", platform="snapchat", capability="public_profile", on=True)
    for platform in dict.fromkeys(KINDS[kind] for kind in wanted):
        profiles |= {kind: each for kind, each in _connected(sandbox, org, platform).items() if kind in wanted}
    redis().flushdb()  # connecting starts a sync, which is not what is tested with these
    return Speakers(org, sandbox, profiles)


def _connected(sandbox: Control, org: OrgFacts, platform: str) -> dict[str, UUID]:
    speaker = connector(platform)
    code = sandbox.post("/grants", platform=platform, redirect_uri=REDIRECT)["code"]
    tokens = speaker.exchange_code(code, REDIRECT, "")
    accounts, rows = speaker.fetch_accounts(tokens.access), speaker.fetch_profiles(tokens.access)
    firsts = {row.kind: row for row in reversed(rows)}
    with work(org.id, Actor("test", org.user_id)) as unit:
        integration = connect(unit, platform, tokens, accounts[0])
        made = connect_profiles(unit, integration, firsts.values())
        if speaker.own_consent:
            scope = ",".join(speaker.PLATFORM.profile_scopes)
            code = sandbox.post("/grants", platform=platform, redirect_uri=REDIRECT, scope=scope)["code"]
            made.append(connect_own(unit, platform, *speaker.own_consent.exchange(code, REDIRECT)))
        return {row.kind: row.id for row in made}
