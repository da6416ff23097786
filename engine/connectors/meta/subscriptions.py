"""Having Meta tell us of a page and of an ad account: each has to let our app in.

To which address it tells is set once for the app, in its dashboard. A page lets in what its Instagram account is
about, too; `me` is the page, since it is the page's token that asks.
"""

from engine.connectors import oauth
from engine.connectors.base import Account
from engine.connectors.content import Profile
from engine.connectors.meta.calls import delete, post
from engine.connectors.meta.platform import PLATFORM
from engine.connectors.subscriptions import Subscribed

OF_PAGES = ("leadgen", "feed")
# Chosen once for the app; an account lets in all of them or none.
OF_ACCOUNTS = ("in_process_ad_objects", "with_issues_ad_objects")


def subscribe(owner: Account | Profile, callback: str) -> Subscribed:  # noqa: ARG001 - the app's own address it is
    """Let our app in; Refused when the person declined a permission that it takes."""
    if isinstance(owner, Account):
        post(owner.token, f"act_{owner.external_id}/subscribed_apps", _app(), repeatable=True)
        return Subscribed(OF_ACCOUNTS)
    post(owner.token, "me/subscribed_apps", {"subscribed_fields": ",".join(OF_PAGES)}, repeatable=True)
    return Subscribed(OF_PAGES)


def unsubscribe(owner: Account | Profile, kept: Subscribed) -> None:  # noqa: ARG001 - the app leaves as a whole
    """Let it out again."""
    if isinstance(owner, Account):
        delete(owner.token, f"act_{owner.external_id}/subscribed_apps", _app())
    else:
        delete(owner.token, "me/subscribed_apps")


def _app() -> dict[str, str]:
    return {"app_id": oauth.credentials(PLATFORM)[0]}
