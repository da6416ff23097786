"""The ad platforms, one folder each, behind one set of verbs.

base       the shapes and verbs that every platform shares      (what the engine sees)
launches   what is to be created · flights: from which day to which
content    what is published · posting: what each kind of profile takes
notices    what platforms tell us by themselves
wire       one call, its answer, and what a dialect must tell   (what the platforms share below)
http       the one client: sandbox or real host, retries, bounds, one log line per call
tape       what a platform answered, word for word, while a window is read
pace       the shared budget of calls per ad account, in Redis
circuit    stops calling what keeps failing
faults     every way a platform can fail us, and its sentence
signatures proof that a delivery is genuine · subscriptions: what a platform was asked to tell
media      the files that a launch or a post names by address
oauth      PKCE, consent addresses, token answers
<platform> platform (data and words) · calls · faults · signin · accounts · entities · metrics · changes
           creates · profiles · posts · leads · webhooks · subscriptions · consent (TikTok)
           (and where it has them: usage headers, asynchronous reports)
"""

from importlib import import_module
from typing import cast

from engine.connectors.base import Connector
from engine.core.errors import Missing
from engine.core.i18n import N_

_MODULES = {
    "meta": "engine.connectors.meta",
    "google": "engine.connectors.google",
    "tiktok": "engine.connectors.tiktok",
    "snapchat": "engine.connectors.snapchat",
    "linkedin": "engine.connectors.linkedin",
    "twitter": "engine.connectors.twitter",
}

PLATFORMS = tuple(_MODULES)


def connector(platform: str) -> Connector:
    """The connector of that platform, imported on first use; Missing when there is none."""
    if platform not in _MODULES:
        raise Missing(
            N_("We cannot connect to {platform}. Choose one of: {known}."),
            platform=platform,
            known=", ".join(_MODULES),
        )
    return cast("Connector", import_module(_MODULES[platform]))
