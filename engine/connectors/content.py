"""What is published without paying: pages and profiles, their posts, and how people answered."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from engine.core.errors import Refused
from engine.core.i18n import N_

NOT_OFFERED = N_("{platform} does not offer this to programs.")


@dataclass(frozen=True, slots=True)
class ProfileRow:
    """A page, organisation, channel or profile that a grant can speak for.

    `kind` is one word: facebook_page, instagram, linkedin_organization, x_user, tiktok_account, snapchat_profile.
    `token`: one of its own, as a Facebook page has; None when the grant's token speaks for it.
    """

    external_id: str
    kind: str
    name: str
    url: str = ""
    token: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Profile:
    """One of them, with the token to speak for it."""

    platform: str
    external_id: str
    kind: str
    token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Post:
    """What is to be published; `media` are public addresses. `key` is the same for every try."""

    key: UUID
    text: str
    media: tuple[str, ...] = ()
    link: str = ""


@dataclass(frozen=True, slots=True)
class Published:
    """What the platform made of a post."""

    external_id: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class PostRow:
    """A published post as its platform describes it now; None means that it does not say."""

    external_id: str
    text: str
    published_at: datetime
    url: str = ""
    media: tuple[str, ...] = ()
    likes: int = 0
    comments: int = 0
    shares: int = 0
    impressions: int | None = None


@dataclass(frozen=True, slots=True)
class LeadRow:
    """What a person entered into a lead form: the form's own field names and their answers."""

    external_id: str
    form_id: str
    created_at: datetime
    fields: dict[str, str] = field(repr=False)
    form_name: str = ""
    campaign_id: str = ""
    ad_set_id: str = ""
    ad_id: str = ""
    is_test: bool = False


def nobody(token: str) -> list[ProfileRow]:  # noqa: ARG001 - the verb's shape
    """`fetch_profiles` of a platform that publishes nothing."""
    return []


def nothing(profile: Profile, since: datetime) -> Iterator[PostRow]:  # noqa: ARG001 - the verb's shape
    """`fetch_posts` and `list_posts` of a platform that publishes nothing."""
    return iter(())


def refused(platform: str) -> Any:
    """A verb that the platform, by its name on screen, does not offer: it says so."""

    def verb(*_given: Any) -> Any:
        raise Refused(NOT_OFFERED, platform=platform)

    return verb
