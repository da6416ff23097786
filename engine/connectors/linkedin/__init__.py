"""LinkedIn Ads over versioned Rest.li: groups, campaigns and creatives below the account, figures by pivot."""

from engine.connectors.linkedin.accounts import fetch_accounts
from engine.connectors.linkedin.changes import apply_change
from engine.connectors.linkedin.creates import create
from engine.connectors.linkedin.entities import fetch_entities, fetch_level
from engine.connectors.linkedin.leads import fetch_lead
from engine.connectors.linkedin.limits import LIMITS, check_launch
from engine.connectors.linkedin.metrics import fetch_metrics
from engine.connectors.linkedin.platform import PLATFORM
from engine.connectors.linkedin.posts import POSTING, fetch_posts, list_posts, publish
from engine.connectors.linkedin.profiles import fetch_profiles
from engine.connectors.linkedin.signin import authorize_url, exchange_code, refresh, revoke
from engine.connectors.linkedin.subscriptions import subscribe, unsubscribe
from engine.connectors.linkedin.webhooks import greet, read_webhook, verify
from engine.connectors.oauth import code_of

own_consent = None

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
