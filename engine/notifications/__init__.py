"""Telling people: in the app, and where they asked to be told.

kinds         what people can be told about, and what nobody has chosen yet
people        who is in the org, in which language, and how they want to be told
timing        when a message may leave: quiet hours, digests
telling       an alert or an announcement becomes one notification a person, and one delivery a channel
"""

from engine.notifications.telling import announce, tell_of_alert

__all__ = ["announce", "tell_of_alert"]
