"""What Google sends out: what somebody entered into a lead form, with the form's key in the body.

Nothing signs these deliveries, and nothing else is ever told: no status, no budget, no figures.
"""

from typing import Any

import orjson

from sandbox.stage import Stage
from sandbox.webhooks import Happening, Outgoing
from sandbox.world.leads import Lead

# Our words for what was asked → Google's column and what it calls it on screen.
COLUMNS = {
    "full_name": ("FULL_NAME", "Full Name"),
    "email": ("EMAIL", "User Email"),
    "phone_number": ("PHONE_NUMBER", "User Phone"),
    "city": ("CITY", "City"),
}


def emit(_: Stage, happening: Happening) -> list[Outgoing]:
    """One delivery of a lead; none of anything else."""
    if happening.lead is None:
        return []
    body = orjson.dumps(_told(happening.lead) | {"google_key": happening.secret})
    return [Outgoing(body, {"Content-Type": "application/json", "User-Agent": "Google-Ads-Leads"})]


def _told(lead: Lead) -> dict[str, Any]:
    columns = [
        {"column_name": COLUMNS[name][1], "string_value": value, "column_id": COLUMNS[name][0]}
        for name, value in lead.fields.items()
    ]
    return {
        "lead_id": lead.id,
        "user_column_data": columns,
        "api_version": "1.0",
        "form_id": int(lead.form_id),
        "campaign_id": int(lead.campaign_id),
        "adgroup_id": int(lead.ad_set_id or 0),
        "creative_id": int(lead.ad_id or 0),
        "gcl_id": f"Cj0KCQ{lead.id}",
        "is_test": lead.is_test,
    }
