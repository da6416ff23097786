"""A lead that a notice only named: read with the token of the page that it came to."""

from datetime import datetime
from typing import Any

from engine.connectors import faults
from engine.connectors.content import LeadRow
from engine.connectors.meta.calls import get
from engine.connectors.meta.platform import PLATFORM

_FIELDS = "id,created_time,form_id,campaign_id,adset_id,ad_id,field_data"
_TEST = "<test lead: dummy data for"  # how Meta's own test tool fills a form in


def fetch_lead(token: str, lead_id: str) -> LeadRow:
    """What the person entered; several answers to one question are joined by commas."""
    item = get(token, lead_id, {"fields": _FIELDS})
    return next(faults.read_each(PLATFORM, _lead, [item]))


def _lead(item: dict[str, Any]) -> LeadRow:
    answers = {each["name"]: ", ".join(map(str, each.get("values", ()))) for each in item["field_data"]}
    return LeadRow(
        external_id=item["id"],
        form_id=item.get("form_id", ""),
        created_at=datetime.fromisoformat(item["created_time"]),
        fields=answers,
        campaign_id=item.get("campaign_id", ""),
        ad_set_id=item.get("adset_id", ""),
        ad_id=item.get("ad_id", ""),
        is_test=any(value.startswith(_TEST) for value in answers.values()),
    )
