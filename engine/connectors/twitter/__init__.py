"""X Ads: signed with OAuth 1.0a, objectives on the line items, figures as arrays, long windows as queued jobs."""

from engine.connectors.subscriptions import by_hand, nothing_to_undo
from engine.connectors.twitter.accounts import fetch_accounts
from engine.connectors.twitter.changes import apply_change
from engine.connectors.twitter.creates import create
from engine.connectors.twitter.entities import fetch_entities, fetch_level
from engine.connectors.twitter.leads import fetch_lead
from engine.connectors.twitter.limits import LIMITS, check_launch
from engine.connectors.twitter.metrics import fetch_metrics
from engine.connectors.twitter.platform import PLATFORM
from engine.connectors.twitter.posts import POSTING, fetch_posts, publish
from engine.connectors.twitter.profiles import fetch_profiles
from engine.connectors.twitter.signin import authorize_url, code_of, exchange_code, refresh, revoke
from engine.connectors.twitter.webhooks import greet, read_webhook, verify
from engine.core.i18n import N_

own_consent = None
subscribe = by_hand(
    N_(
        "X takes no such request from an account. "
        "The owner of the app registers the address in X's developer portal."
    )
)
unsubscribe = nothing_to_undo
list_posts = fetch_posts  # its figures come with it

__all__ = [
    "LIMITS",
    "PLATFORM",
    "POSTING",
    "apply_change",
    "authorize_url",
    "check_launch",
    "code_of",
    "create",
    "exchange_code",
    "fetch_accounts",
    "fetch_entities",
    "fetch_lead",
    "fetch_level",
    "fetch_metrics",
    "fetch_posts",
    "fetch_profiles",
    "greet",
    "list_posts",
    "own_consent",
    "publish",
    "read_webhook",
    "refresh",
    "revoke",
    "subscribe",
    "unsubscribe",
    "verify",
]
