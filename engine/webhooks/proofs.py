"""By which secret a delivery is believed: a relay's, an endpoint's own, or that of our app on the platform."""

from collections.abc import Sequence
from typing import Any

from engine.connectors import PLATFORMS, connector
from engine.connectors.base import Connector, Platform
from engine.connectors.http import is_sandbox
from engine.connectors.notices import Delivery, Forged, Secrets
from engine.connectors.oauth import credentials
from engine.core import signing
from engine.core.errors import Unready
from engine.core.i18n import N_
from engine.webhooks import relay
from engine.webhooks.endpoints import KEY_IN_BODY, Endpoint, address, exists
from settings import settings

OF_A_FORM = frozenset({"google", "snapchat"})  # their secrets belong to a lead form, not to an app
SANDBOX_VERIFY_TOKEN = "sandbox-verify"  # noqa: S105 - known to everybody, like the sandbox's client secret
NO_ADDRESS = N_(
    "{platform} signs with a secret of its own for each form, so it needs an address of its own. Make one on the "
    "Webhooks screen."
)
NO_SECRET = N_("{platform} is not set up here. Configure its client id and secret, then send this again.")
NO_RELAY = N_("No relay is set up here. Configure its secret in CMIS_RELAY_SECRETS, then send this again.")


def prove(speaker: Connector, delivery: Delivery, endpoint: Endpoint | None) -> str:
    """The relay's id of a delivery, "" when it came from the platform itself; Forged when nobody's secret fits.

    Unready when there is no secret that it could be proven by.
    """
    if relay.is_relayed(delivery):
        return relay.verify(delivery, _relay_secrets(endpoint), speaker.PLATFORM.name)
    choices = secrets_of(speaker.PLATFORM, endpoint)
    for choice in choices[:-1]:
        try:
            speaker.verify(delivery, choice)
        except Forged:
            continue
        return ""
    speaker.verify(delivery, choices[-1])
    return ""


def secrets_of(platform: Platform, endpoint: Endpoint | None) -> list[Secrets]:
    """What may prove a delivery of the platform's own; an endpoint's secret may also stand in its address."""
    if endpoint:
        return [Secrets(endpoint.secrets, token) for token in endpoint.secrets]
    if platform.slug in OF_A_FORM:
        if platform.slug in KEY_IN_BODY and exists(platform.slug):
            return [Secrets(())]  # its key is none of ours
        raise Unready(NO_ADDRESS, platform=platform.name)
    if is_sandbox(platform.slug):
        if not settings().demo:
            raise Unready(NO_SECRET, platform=platform.name)
        return [Secrets((credentials(platform)[1],), SANDBOX_VERIFY_TOKEN)]
    token = settings().client(platform.slug).verify_token.get_secret_value()
    return [Secrets((credentials(platform)[1],), token)]


def list_addresses() -> list[dict[str, Any]]:
    """`[{platform, name, address, is_ready, relays}]`: where platforms deliver for all orgs.

    `is_ready`: whether a delivery of the platform itself can be proven there; where its secrets belong to forms,
    an org needs an address of its own. `relays`: whether one passed on by a relay can be.
    """
    relays = any(signing.is_secret(one) for one in _shared_relay_secrets())
    return [
        {
            "platform": platform.slug,
            "name": platform.name,
            "address": address(platform.slug),
            "is_ready": platform.slug not in OF_A_FORM and (settings().demo or not is_sandbox(platform.slug)),
            "relays": relays,
        }
        for platform in (connector(slug).PLATFORM for slug in PLATFORMS)
    ]


def _relay_secrets(endpoint: Endpoint | None) -> Sequence[str]:
    if endpoint:
        return endpoint.secrets
    found = _shared_relay_secrets()
    if not any(signing.is_secret(one) for one in found):
        raise Unready(NO_RELAY)
    return found


def _shared_relay_secrets() -> list[str]:
    given = settings().relay_secrets
    return [one.strip() for one in given.get_secret_value().split(",")] if given else []
