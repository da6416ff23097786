"""X has no lead forms that programs could read."""

from engine.connectors.content import refused
from engine.connectors.twitter.platform import PLATFORM

fetch_lead = refused(PLATFORM.name)
