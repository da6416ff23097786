"""Meta Ads (Facebook and Instagram) through the Graph API's Marketing endpoints."""

from engine.connectors.meta.accounts import fetch_accounts
from engine.connectors.meta.changes import apply_change
from engine.connectors.meta.entities import fetch_entities
from engine.connectors.meta.metrics import fetch_metrics
from engine.connectors.meta.platform import PLATFORM
from engine.connectors.meta.signin import authorize_url, exchange_code, refresh, revoke
from engine.connectors.meta.webhooks import greet, read_webhook, verify
from engine.connectors.oauth import code_of

__all__ = [
    "PLATFORM",
    "apply_change",
    "authorize_url",
    "code_of",
    "exchange_code",
    "fetch_accounts",
    "fetch_entities",
    "fetch_metrics",
    "greet",
    "read_webhook",
    "refresh",
    "revoke",
    "verify",
]
