"""Snapchat's Marketing API: pages with absolute links, one report for an account, JSON Patch to change.

Beside what every platform has: `reports` asynchronous ones · `creatives` and `holdings` what an ad is made with ·
`business` media of public profiles, at their own host.
"""

from engine.connectors.oauth import code_of
from engine.connectors.snapchat.accounts import fetch_accounts
from engine.connectors.snapchat.changes import apply_change
from engine.connectors.snapchat.creates import create
from engine.connectors.snapchat.entities import fetch_entities, fetch_level
from engine.connectors.snapchat.leads import fetch_lead
from engine.connectors.snapchat.limits import LIMITS, check_launch
from engine.connectors.snapchat.metrics import fetch_metrics
from engine.connectors.snapchat.platform import PLATFORM
from engine.connectors.snapchat.posts import POSTING, fetch_posts, list_posts, publish
from engine.connectors.snapchat.profiles import fetch_profiles
from engine.connectors.snapchat.signin import authorize_url, exchange_code, refresh, revoke
from engine.connectors.snapchat.webhooks import greet, read_webhook, verify
from engine.connectors.subscriptions import by_hand, nothing_to_undo
from engine.core.i18n import N_

own_consent = None
subscribe = by_hand(
    N_(
        "Snapchat gives every lead form a secret of its own. "
        "Enter it on the Webhooks screen, and its address at the form."
    )
)
unsubscribe = nothing_to_undo

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
