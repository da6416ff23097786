"""What LinkedIn calls people, pages, posts, comments, media, forms and leads."""

from sandbox.dialects.linkedin.access import LINKEDIN
from sandbox.dialects.linkedin.finders import id_in
from sandbox.stage import Stage
from sandbox.world.chance import digest
from sandbox.world.posts import Comment, Post

PERSON = "urn:li:person:sandbox"
POST_KINDS = ("share", "ugcPost")


def organization_urn(organization_id: str) -> str:
    """A page."""
    return f"urn:li:organization:{organization_id}"


def post_urn(post: Post) -> str:
    """A film is a ugcPost, everything else a share."""
    return f"urn:li:{'ugcPost' if post.video else 'share'}:{post.id}"


def post_named(stage: Stage, name: str, parameter: str = "id") -> Post | None:
    """The post of a URN, under whichever of the two names; raises 400 for what is no name of a post."""
    kind = "ugcPost" if name.startswith("urn:li:ugcPost:") else "share"
    return stage.content.post(LINKEDIN, id_in(name, kind, parameter))


def comment_urn(comment: Comment) -> str:
    """A comment, beneath the activity that its post is."""
    return f"urn:li:comment:(urn:li:activity:{comment.post_id},{comment.id})"


def person_urn(name: str) -> str:
    """Somebody, the same for the same name."""
    return f"urn:li:person:{digest('person', name) % 36**9:010d}"
