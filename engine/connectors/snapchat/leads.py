"""Leads: Snapchat tells each of them whole, once; no program can read one by its id."""

from engine.connectors import content
from engine.connectors.snapchat.platform import PLATFORM

fetch_lead = content.refused(PLATFORM.name)
