"""Telling people: in the app, and where they asked to be told.

kinds         what people can be told about, and what nobody has chosen yet
people        who is in the org, in which language, and how they want to be told
preferences   what one person chose
timing        when a message may leave: quiet hours, digests
telling       an alert or an announcement becomes one notification a person, and one delivery a channel
sending       a delivery on its way: claimed, sent, noted; tried again, or dead with its reason
letters ways  what is sent, in the reader's language, and how each kind of channel takes it
channels      the ways to reach a person, and their log; opening keeps one sealed
reads         what the bell shows
"""

from engine.notifications.channels import (
    add_channel,
    change_channel,
    list_channels,
    list_deliveries,
    remove_channel,
    try_channel,
)
from engine.notifications.kinds import ANY, IN_APP, TOPICS, topic_of
from engine.notifications.letters import WORDS
from engine.notifications.preferences import read_preferences, save_preferences
from engine.notifications.reads import count_unread, list_notifications, mark_read
from engine.notifications.sending import deliver, send_due
from engine.notifications.telling import announce, forget_old, tell_of_alert

__all__ = [
    "ANY",
    "IN_APP",
    "TOPICS",
    "WORDS",
    "add_channel",
    "announce",
    "change_channel",
    "count_unread",
    "deliver",
    "forget_old",
    "list_channels",
    "list_deliveries",
    "list_notifications",
    "mark_read",
    "read_preferences",
    "remove_channel",
    "save_preferences",
    "send_due",
    "tell_of_alert",
    "topic_of",
    "try_channel",
]
