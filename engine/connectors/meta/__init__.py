"""Meta Ads (Facebook and Instagram) through the Graph API's Marketing endpoints."""

from engine.connectors.meta.accounts import fetch_accounts
from engine.connectors.meta.changes import apply_change
from engine.connectors.meta.creates import create
from engine.connectors.meta.entities import fetch_entities, fetch_level
from engine.connectors.meta.leads import fetch_lead
from engine.connectors.meta.metrics import fetch_metrics
from engine.connectors.meta.plans import LIMITS, check_launch
from engine.connectors.meta.platform import PLATFORM
from engine.connectors.meta.posts import POSTING, fetch_posts, publish
from engine.connectors.meta.profiles import fetch_profiles
from engine.connectors.meta.signin import authorize_url, exchange_code, refresh, revoke
from engine.connectors.meta.subscriptions import subscribe, unsubscribe
from engine.connectors.meta.webhooks import greet, read_webhook, verify
from engine.connectors.oauth import code_of

own_consent = None
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
