"""What is published and said without paying, and who filled in a lead form: seeded, and what was added since.

Seeded posts, comments and leads follow from the world's seed; what clients and the control room added is kept
with the stage's state, so that it survives a restart.
"""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from sandbox.world.identity import content_id
from sandbox.world.leads import Form, Lead, filled, form_of, leads_of
from sandbox.world.model import Account, Campaign, Platform
from sandbox.world.posts import Comment, Engagement, Post, comments_of, engagement_of, posts_of
from sandbox.world.profiles import PROFILES, Profile
from sandbox.world.world import World

Key = tuple[Platform, str]


class Content:
    """Everything organic of a world, and its leads; ask it as the dialects do, and it answers as of now."""

    def __init__(self, world: World) -> None:
        self._world, self._seed = world, world.seed
        self.profiles: dict[Key, Profile] = {(each.platform, each.id): each for each in PROFILES}
        self.forms: dict[Key, Form] = {}
        self._born_posts = [post for each in PROFILES for post in posts_of(self._seed, each, world.born)]
        self._born_leads: list[Lead] = []
        for account in world.accounts.values():
            campaigns = world.campaigns[account.platform, account.id]
            if form := form_of(self._seed, account, campaigns):
                self.forms[form.platform, form.id] = form
                self._born_leads += leads_of(self._seed, form, self._shown_in(form), world.born)
        self.forget()

    def forget(self) -> None:
        """Be as at birth."""
        self._posts = {(post.platform, post.id): post for post in self._born_posts}
        self._leads = {(lead.platform, lead.id): lead for lead in self._born_leads}
        self._said: list[Comment] = []
        self._withdrawn: set[Key] = set()
        self._made = 0

    # Posts

    def profiles_of(self, platform: Platform) -> list[Profile]:
        """All profiles of a platform."""
        return [each for each in self.profiles.values() if each.platform == platform]

    def posts_of(self, profile: Profile) -> list[Post]:
        """What the profile has published and not withdrawn, the newest first."""
        mine = [post for post in self._posts.values() if post.profile_id == profile.id and self._stands(post)]
        return sorted(mine, key=lambda post: (post.at, post.id), reverse=True)

    def post(self, platform: Platform, post_id: str) -> Post | None:
        """The published post of that id."""
        found = self._posts.get((platform, post_id))
        return found if found and self._stands(found) else None

    def publish(
        self, profile: Profile, text: str, media: Iterable[str] = (), link: str = "", **details: Any
    ) -> Post:
        """A new post, as of now; the caller saves the stage."""
        made, at = self.new_id(profile.platform, "post"), self._world.clock.now()
        post = Post(at, profile.platform, profile.id, made, text, tuple(media), link, details)
        self._posts[post.platform, post.id] = post
        return post

    def withdraw(self, post: Post) -> None:
        """Take a post down."""
        self._withdrawn.add((post.platform, post.id))

    def engagement(self, post: Post) -> Engagement:
        """How people have answered it by now."""
        followers = self.profiles[post.platform, post.profile_id].followers
        return engagement_of(self._seed, post, followers, len(self.comments_of(post)), self._world.clock.now())

    def comments_of(self, post: Post) -> list[Comment]:
        """What has been said beneath it, the oldest first."""
        added = [each for each in self._said if (each.platform, each.post_id) == (post.platform, post.id)]
        now = self._world.clock.now()
        found = [each for each in (*comments_of(self._seed, post), *added) if each.at <= now]
        return sorted(found, key=lambda each: (each.at, each.id))

    def comment(self, post: Post, author: str, text: str) -> Comment:
        """Somebody says something beneath a post, now."""
        made = self.new_id(post.platform, "comment")
        said = Comment(self._world.clock.now(), post.platform, post.id, made, author, text)
        self._said.append(said)
        return said

    # Leads

    def forms_of(self, account: Account) -> list[Form]:
        """The account's lead forms."""
        return [each for each in self.forms.values() if (each.platform, each.account_id) == _key(account)]

    def leads_of(self, form: Form) -> list[Lead]:
        """Who has filled the form in, the earliest first."""
        mine = [lead for lead in self._leads.values() if (lead.platform, lead.form_id) == (form.platform, form.id)]
        return sorted((lead for lead in mine if lead.at <= self._world.clock.now()), key=lambda lead: lead.at)

    def lead(self, platform: Platform, lead_id: str) -> Lead | None:
        """The lead of that id."""
        return self._leads.get((platform, lead_id))

    def fill_in(self, form: Form, *, is_test: bool = False) -> Lead:
        """Somebody fills the form in, now."""
        made, at = self.new_id(form.platform, "lead"), self._world.clock.now()
        lead = filled(form, self._shown_in(form), made, at, is_test=is_test)
        self._leads[lead.platform, lead.id] = lead
        return lead

    # Keeping

    def new_id(self, platform: Platform, kind: str) -> str:
        """An identifier for the next thing that is added."""
        self._made += 1
        return content_id(platform, self._seed, "added", kind, self._made)

    def dump(self) -> dict[str, Any]:
        """What was added and withdrawn, as plain values for the state file."""
        return {
            "posts": [asdict(post) for post in self._posts.values() if post not in self._born_posts],
            "leads": [asdict(lead) for lead in self._leads.values() if lead not in self._born_leads],
            "comments": [asdict(comment) for comment in self._said],
            "withdrawn": sorted(self._withdrawn),
            "made": self._made,
        }

    def load(self, kept: dict[str, Any]) -> None:
        """Take back what the state file kept."""
        for row in kept["posts"]:
            post = Post(**(row | _known(row) | {"media": tuple(row["media"])}))
            self._posts[post.platform, post.id] = post
        for row in kept["leads"]:
            lead = Lead(**(row | _known(row)))
            self._leads[lead.platform, lead.id] = lead
        self._said = [Comment(**(row | _known(row))) for row in kept["comments"]]
        self._withdrawn = {(Platform(platform), post_id) for platform, post_id in kept["withdrawn"]}
        self._made = kept["made"]

    def _stands(self, post: Post) -> bool:
        return post.at <= self._world.clock.now() and (post.platform, post.id) not in self._withdrawn

    def _shown_in(self, form: Form) -> Campaign:
        return self._world.campaign_of(form.platform, form.campaign_id)


def _key(account: Account) -> Key:
    return account.platform, account.id


def _known(row: dict[str, Any]) -> dict[str, Any]:
    return {"at": datetime.fromisoformat(row["at"]).astimezone(UTC), "platform": Platform(row["platform"])}
