"""Google Ads over REST: one query language for reading, one `:mutate` per resource for writing."""

from engine.connectors.google.accounts import fetch_accounts
from engine.connectors.google.changes import apply_change
from engine.connectors.google.entities import fetch_entities
from engine.connectors.google.metrics import fetch_metrics
from engine.connectors.google.platform import PLATFORM
from engine.connectors.google.signin import authorize_url, exchange_code, refresh, revoke
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
    "refresh",
    "revoke",
]
