"""Leads as they are read: a notice names one, its answers are fetched with `leads_retrieval`."""

from typing import Any

from sandbox.dialects.meta.access import need_scope
from sandbox.dialects.meta.call import Call
from sandbox.dialects.meta.fields import parse
from sandbox.dialects.meta.paging import envelope, page
from sandbox.dialects.meta.statuses import META
from sandbox.grants import Token
from sandbox.world.leads import Form, Lead

MOST = 500
USUAL = "id,created_time,field_data"


def lead(call: Call, token: Token, found: Lead) -> dict[str, Any]:
    """`GET /{leadgen_id}`."""
    need_scope(token, "leads_retrieval")
    return _told(call, found)


def form(call: Call, token: Token, found: Form, rest: list[str]) -> dict[str, Any] | None:
    """`GET /{form_id}` and its `leads`; None for any other edge."""
    need_scope(token, "leads_retrieval")
    if rest == ["leads"]:
        shown, paging = page(call, call.stage.content.leads_of(found)[::-1], MOST)
        return envelope([_told(call, each) for each in shown], paging)
    return {"id": found.id, "name": found.name, "status": "ACTIVE", "locale": "ar_AR"} if not rest else None


def lead_of(call: Call, node_id: str) -> Lead | None:
    """The lead of that id."""
    return call.stage.content.lead(META, node_id)


def form_of(call: Call, node_id: str) -> Form | None:
    """The form of that id."""
    return call.stage.content.forms.get((META, node_id))


def _told(call: Call, found: Lead) -> dict[str, Any]:
    known: dict[str, Any] = {
        "id": found.id, "created_time": found.at.strftime("%Y-%m-%dT%H:%M:%S+0000"), "form_id": found.form_id,
        "campaign_id": found.campaign_id, "adset_id": found.ad_set_id, "ad_id": found.ad_id, "is_organic": False,
        "platform": "ig",
        "field_data": [{"name": name, "values": [value]} for name, value in found.fields.items()],
    }  # fmt: skip
    wanted = parse(call.params.get("fields") or USUAL)
    wanted.check(known, "UserLeadGenInfo")
    return {name: known[name] for name in dict.fromkeys(("id", *wanted.names))}
