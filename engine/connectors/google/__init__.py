"""Google Ads over REST: one query language for reading, `:mutate` for writing, lead forms as webhooks."""

from engine.connectors.content import nobody, nothing, refused
from engine.connectors.google.accounts import fetch_accounts
from engine.connectors.google.changes import apply_change
from engine.connectors.google.creates import create
from engine.connectors.google.entities import fetch_entities, fetch_level
from engine.connectors.google.limits import LIMITS, check_launch
from engine.connectors.google.metrics import fetch_metrics
from engine.connectors.google.platform import PLATFORM
from engine.connectors.google.signin import authorize_url, exchange_code, refresh, revoke
from engine.connectors.google.webhooks import greet, read_webhook, verify
from engine.connectors.oauth import code_of
from engine.connectors.posting import PostRules
from engine.connectors.subscriptions import by_hand, nothing_to_undo
from engine.core.i18n import N_

POSTING: dict[str, PostRules] = {}
fetch_profiles = nobody
fetch_posts = list_posts = nothing
publish = refused(PLATFORM.name)
fetch_lead = refused(PLATFORM.name)  # leads are told whole
own_consent = None
subscribe = by_hand(
    N_(
        "Google sends leads only to an address that is entered in the lead form, with its key. "
        "Make one on the Webhooks screen."
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
