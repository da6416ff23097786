"""TikTok Ads through the Marketing API: HTTP 200 for everything, a `code` for what it means."""

from engine.connectors.tiktok.accounts import fetch_accounts
from engine.connectors.tiktok.changes import apply_change
from engine.connectors.tiktok.entities import fetch_entities
from engine.connectors.tiktok.metrics import fetch_metrics
from engine.connectors.tiktok.platform import PLATFORM
from engine.connectors.tiktok.signin import authorize_url, code_of, exchange_code, refresh, revoke

__all__ = [
    "PLATFORM",
    "apply_change",
    "authorize_url",
    "code_of",
    "exchange_code",
    "fetch_accounts",
    "fetch_entities",
    "fetch_metrics",
    "refresh",
    "revoke",
]
