"""LinkedIn Ads over versioned Rest.li: groups, campaigns and creatives below the account, figures by pivot."""

from engine.connectors.linkedin.accounts import fetch_accounts
from engine.connectors.linkedin.changes import apply_change
from engine.connectors.linkedin.entities import fetch_entities
from engine.connectors.linkedin.metrics import fetch_metrics
from engine.connectors.linkedin.platform import PLATFORM
from engine.connectors.linkedin.signin import authorize_url, exchange_code, refresh, revoke
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
