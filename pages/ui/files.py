"""Pictures and films of ours: a field that takes them, and each of them small."""

from collections.abc import Sequence
from uuid import UUID

from markupsafe import Markup

from engine import posts
from engine.core.i18n import t
from pages.ui.html import render, show
from pages.ui.picks import pick, pick_button
from pages.ui.scope import Scope


def upload(scope: Scope, kept: Sequence[str]) -> list[str]:
    """The ids of what is kept, after what was brought or taken away just now; both are drawn."""
    brought, gone = pick("media"), pick("unmedia")
    now = [each for each in dict.fromkeys([*kept, brought]) if each and each != gone]
    show(render("media_upload", org_id=scope.org_id))
    if now:
        show(thumbs(scope, now, removable=True))
    return now


def thumbs(scope: Scope, media: Sequence[str], *, removable: bool = False) -> Markup:
    """Our own files as pictures; what lies elsewhere by its address, since nothing is loaded from outside."""
    if not media:
        return Markup("")
    known = posts.files_known(scope.org_id, media)
    drawn = [
        Markup("<div>{}{}</div>").format(
            _thumb(scope, each, film=each in known and known[each].film),
            pick_button("unmedia", each, t("Remove"), css="alink") if removable else "",
        )
        for each in media
    ]
    return Markup('<div class="thumbs">{}</div>').format(Markup("").join(drawn))


def _thumb(scope: Scope, each: str, *, film: bool) -> Markup:
    try:
        media_id = UUID(each)
    except ValueError:
        return Markup('<bdi class="sub" dir="ltr">{}</bdi>').format(each)
    address = f"/api/orgs/{scope.org_id}/posts/media/{media_id}"
    if film:
        return Markup('<video src="{}" preload="metadata" controls aria-label="{}"></video>').format(
            address, t("An uploaded film")
        )
    return Markup('<a href="{}" target="_blank"><img src="{}" alt="{}" loading="lazy"></a>').format(
        address, address, t("An uploaded picture")
    )
