"""Alerts: one open alert per cause, raised and resolved by the parts of the house that know the cause.

raising    opening one, or refreshing the one that is open; its end when the cause is gone
handling   what people do about one: acknowledge, snooze, resolve, reopen; and snoozed ones that return
reads      the live ones, the list with its filters, one with its history
"""

from engine.alerts.handling import acknowledge, reopen, resolve, snooze, wake
from engine.alerts.raising import LOUDNESS, raise_alert, resolve_alert
from engine.alerts.reads import (
    alert_history,
    count_alerts,
    list_alert_kinds,
    list_alerts,
    list_open_alerts,
    next_return,
)

__all__ = [
    "LOUDNESS",
    "acknowledge",
    "alert_history",
    "count_alerts",
    "list_alert_kinds",
    "list_alerts",
    "list_open_alerts",
    "next_return",
    "raise_alert",
    "reopen",
    "resolve",
    "resolve_alert",
    "snooze",
    "wake",
]
