"""What was posted for a public profile: a story for a day, a saved one, or a spotlight."""

from datetime import timedelta

from sandbox.dialects.snapchat.objects import Object, stamp
from sandbox.stage import Stage
from sandbox.world.posts import Post

KINDS = {"stories": "STORY", "saved_stories": "SAVED_STORY", "spotlights": "SPOTLIGHT"}
STORY_LASTS = timedelta(hours=24)


def kind_of(post: Post) -> str:
    """What a post is: films are spotlights, and everything else was saved, unless told otherwise."""
    return str(post.details.get("kind", "spotlights" if post.video else "saved_stories"))


def shape(post: Post) -> Object:
    """A posted thing."""
    text = {"spotlights": "description", "saved_stories": "title"}.get(kind_of(post))
    media = [{"media_type": "VIDEO" if post.video else "IMAGE", "media_url": address} for address in post.media]
    told = {text: post.text} if text else {}
    return {
        "id": post.id, "profile_id": post.profile_id, "created_at": stamp(post.at), "type": KINDS[kind_of(post)],
        "media": media, **told,
    }  # fmt: skip


def stands(stage: Stage, kind: str, post: Post) -> bool:
    """Whether it is of that kind, and a story not yet gone."""
    return kind_of(post) == kind and (kind != "stories" or post.at + STORY_LASTS > stage.clock.now())
