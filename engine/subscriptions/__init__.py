"""Customers' systems that are told what happens here, as signed webhooks.

bodies      what each event tells: stable shapes, names beside ids · examples: one of each
fan         one event becomes one message for each subscription that hears it
deliveries  what is due is sent, one request at a time to each address · tries: one request and its outcome
backoff     when a message is tried again, and when an address rests
endings     switched off by a person, or because the address is broken; and on again
actions     what people do; reads: what they see; upkeep: what the clock does
"""

from engine.subscriptions.actions import (
    change,
    ping,
    redeliver,
    redeliver_failed,
    rotate,
    subscribe,
    unsubscribe,
)
from engine.subscriptions.bodies import PING, TELLS
from engine.subscriptions.deliveries import deliver
from engine.subscriptions.examples import list_events
from engine.subscriptions.fan import fan_out
from engine.subscriptions.reads import list_messages, list_subscriptions, read_message, read_subscription
from engine.subscriptions.upkeep import take_up, trim

__all__ = [
    "PING",
    "TELLS",
    "change",
    "deliver",
    "fan_out",
    "list_events",
    "list_messages",
    "list_subscriptions",
    "ping",
    "read_message",
    "read_subscription",
    "redeliver",
    "redeliver_failed",
    "rotate",
    "subscribe",
    "take_up",
    "trim",
    "unsubscribe",
]
