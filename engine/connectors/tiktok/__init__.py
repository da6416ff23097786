"""TikTok Ads through the Marketing API: HTTP 200 for everything, a `code` for what it means."""

from engine.connectors.content import refused
from engine.connectors.tiktok.accounts import fetch_accounts
from engine.connectors.tiktok.changes import apply_change
from engine.connectors.tiktok.creates import create
from engine.connectors.tiktok.entities import fetch_entities
from engine.connectors.tiktok.metrics import fetch_metrics
from engine.connectors.tiktok.platform import PLATFORM
from engine.connectors.tiktok.posts import POSTING, fetch_posts, publish
from engine.connectors.tiktok.profiles import fetch_profiles
from engine.connectors.tiktok.signin import authorize_url, code_of, exchange_code, refresh, revoke
from engine.connectors.tiktok.webhooks import greet, read_webhook, verify

fetch_lead = refused(PLATFORM.name)  # its notices carry leads whole

__all__ = [
    "PLATFORM",
    "POSTING",
    "apply_change",
    "authorize_url",
    "code_of",
    "create",
    "exchange_code",
    "fetch_accounts",
    "fetch_entities",
    "fetch_lead",
    "fetch_metrics",
    "fetch_posts",
    "fetch_profiles",
    "greet",
    "publish",
    "read_webhook",
    "refresh",
    "revoke",
    "verify",
]
