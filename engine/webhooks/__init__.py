"""What platforms tell us by themselves, from the door to its effect.

receive    one request: proven, read, kept once for each org it concerns, given to the workers
proofs     by which secret a delivery is believed · relay: by the scheme of those who pass one on
endpoints  an org's own addresses and secrets
refusals   what was not believed: counted, never kept
told       one org's part of a delivery, as its row keeps it
apply      a delivery's notices become what they mean, each once · effects: one function a kind
           withdrawals: what ends when somebody takes an access back
actions    doing one again, and taking up what was left lying; reads: what the screen shows
"""

from engine.webhooks.actions import replay, take_up, trim
from engine.webhooks.apply import apply
from engine.webhooks.endpoints import (
    create_endpoint,
    drop_old_secrets,
    list_endpoints,
    remove_endpoint,
    rotate_secret,
)
from engine.webhooks.proofs import list_addresses
from engine.webhooks.reads import count_deliveries, list_deliveries, read_delivery
from engine.webhooks.receive import LARGEST, DeliveryTooLarge, receive
from engine.webhooks.refusals import list_refusals, trim_refusals

__all__ = [
    "LARGEST",
    "DeliveryTooLarge",
    "apply",
    "count_deliveries",
    "create_endpoint",
    "drop_old_secrets",
    "list_addresses",
    "list_deliveries",
    "list_endpoints",
    "list_refusals",
    "read_delivery",
    "receive",
    "remove_endpoint",
    "replay",
    "rotate_secret",
    "take_up",
    "trim",
    "trim_refusals",
]
