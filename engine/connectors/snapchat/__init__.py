"""Snapchat's Marketing API: pages with absolute links, one report for an account, JSON Patch to change."""

from engine.connectors.oauth import code_of
from engine.connectors.snapchat.accounts import fetch_accounts
from engine.connectors.snapchat.changes import apply_change
from engine.connectors.snapchat.entities import fetch_entities
from engine.connectors.snapchat.leads import fetch_lead
from engine.connectors.snapchat.metrics import fetch_metrics
from engine.connectors.snapchat.platform import PLATFORM
from engine.connectors.snapchat.signin import authorize_url, exchange_code, refresh, revoke
from engine.connectors.snapchat.webhooks import greet, read_webhook, verify

__all__ = [
    "PLATFORM",
    "apply_change",
    "authorize_url",
    "code_of",
    "exchange_code",
    "fetch_accounts",
    "fetch_entities",
    "fetch_lead",
    "fetch_metrics",
    "greet",
    "read_webhook",
    "refresh",
    "revoke",
    "verify",
]
