"""The pictures and films of a post, small."""

from collections.abc import Sequence
from uuid import UUID

from markupsafe import Markup

from engine.core.i18n import t
from pages.ui.scope import Scope


def thumbs(scope: Scope, media: Sequence[str]) -> Markup:
    """Our own files as pictures; what lies elsewhere by its address, since nothing is loaded from outside."""
    if not media:
        return Markup("")
    return Markup('<div class="thumbs">{}</div>').format(Markup("").join(_thumb(scope, each) for each in media))


def _thumb(scope: Scope, each: str) -> Markup:
    try:
        media_id = UUID(each)
    except ValueError:
        return Markup('<bdi class="sub" dir="ltr">{}</bdi>').format(each)
    address = f"/api/orgs/{scope.org_id}/posts/media/{media_id}"
    return Markup('<a href="{}" target="_blank"><img src="{}" alt="{}" loading="lazy"></a>').format(
        address, address, t("A file of this post")
    )
