"""TikTok Ads through the Marketing API: HTTP 200 for everything, a `code` for what it means."""

from engine.connectors.content import nobody, refused
from engine.connectors.tiktok import consent as own_consent
from engine.connectors.tiktok.accounts import fetch_accounts
from engine.connectors.tiktok.changes import apply_change
from engine.connectors.tiktok.creates import create
from engine.connectors.tiktok.entities import fetch_entities, fetch_level
from engine.connectors.tiktok.limits import LIMITS, check_launch
from engine.connectors.tiktok.metrics import fetch_metrics
from engine.connectors.tiktok.platform import PLATFORM
from engine.connectors.tiktok.posts import POSTING, fetch_posts, publish
from engine.connectors.tiktok.signin import authorize_url, code_of, exchange_code, refresh, revoke
from engine.connectors.tiktok.subscriptions import subscribe, unsubscribe
from engine.connectors.tiktok.webhooks import greet, read_webhook, verify

fetch_lead = refused(PLATFORM.name)  # its notices carry leads whole
fetch_profiles = nobody  # a TikTok account speaks by a consent of its own, never by the one for ads
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
