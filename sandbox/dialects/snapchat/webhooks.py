"""What Snapchat sends out: leads, each with all that was entered, and nothing else.

Its documents name neither the headers nor what is signed. Those who received real deliveries in August 2026 found
the time in a header `t`, and in `signature` the HMAC of time and body with a full stop between them.
"""

import hmac
from typing import Any

import orjson

from sandbox.dialects.snapchat.access import SNAPCHAT
from sandbox.stage import Stage
from sandbox.webhooks import Happening, Outgoing
from sandbox.world.leads import Lead


def emit(stage: Stage, happening: Happening) -> list[Outgoing]:
    """One delivery of a lead; there is no handshake."""
    if happening.lead is None:
        return []
    body, moment = orjson.dumps(_flat(stage, happening.lead)), str(int(happening.at.timestamp()))
    signature = hmac.new(happening.secret.encode(), moment.encode() + b"." + body, "sha256").hexdigest()
    return [Outgoing(body, {"Content-Type": "application/json", "t": moment, "signature": signature})]


def _flat(stage: Stage, lead: Lead) -> dict[str, Any]:
    """The lead on one level: where it comes from, then the answers under the names of their fields."""
    form = stage.content.forms[SNAPCHAT, lead.form_id]
    first, _, last = lead.fields["full_name"].partition(" ")
    return {
        "form_id": form.id,
        "form_name": form.name,
        "ad_account_id": lead.account_id,
        "campaign_id": lead.campaign_id,
        "campaign_name": _name(stage, lead.campaign_id),
        "ad_squad_id": lead.ad_set_id,
        "ad_squad_name": _name(stage, lead.ad_set_id),
        "ad_id": lead.ad_id,
        "ad_name": _name(stage, lead.ad_id),
        "lead_id": lead.id,
        "create_time": str(int(lead.at.timestamp() * 1000)),
        "first_name": first,
        "last_name": last,
        **{name: answer for name, answer in lead.fields.items() if name != "full_name"},
    }


def _name(stage: Stage, entity_id: str) -> str:
    entity = stage.world.entity(SNAPCHAT, entity_id)
    return stage.world.name(SNAPCHAT, entity) if entity else ""
