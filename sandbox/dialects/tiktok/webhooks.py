"""What TikTok tells unasked: two families of bodies, one signature.

Events of TikTok accounts carry an `event` and their `content` as JSON text; subscriptions of the Marketing API
carry an `object` and an `entry`. Of campaigns and of used-up budgets TikTok tells nothing.
"""

import hmac
from typing import Any

import orjson

from sandbox.dialects.tiktok.access import TIKTOK
from sandbox.stage import Stage
from sandbox.webhooks import Happening, Outgoing
from sandbox.world.model import Ad, AdSet, Campaign, Status

LEAD, AD_GROUP, AD, REPORT_DATA_CHANGE, API_SERVICE_STATUS = 1, 2, 3, 11, 14
Fields = dict[str, Any]


def emit(stage: Stage, happening: Happening) -> list[Outgoing]:
    """The delivery that tells of it."""
    match happening.kind:
        case "entity" if isinstance(happening.entity, Campaign):
            return []
        case "comment" | "message" | "access":
            body = _event(stage, happening)
        case "lead" | "entity" | "figures" | "other":
            body = _subscription(stage, happening)
        case _:
            return []
    return [_signed(orjson.dumps(body), int(happening.at.timestamp()), happening.secret)]


def _signed(body: bytes, second: int, secret: str) -> Outgoing:
    # Not confirmed: that subscriptions are signed like the events of accounts, too.
    digest = hmac.new(secret.encode(), f"{second}.".encode() + body, "sha256").hexdigest()
    headers = {"Content-Type": "application/json", "TikTok-Signature": f"t={second},s={digest}"}
    return Outgoing(body, headers)


def _event(stage: Stage, happening: Happening) -> Fields:
    name, content = _content(happening)
    return {
        "client_key": stage.settings.client_id(TIKTOK),
        "event": name,
        "create_time": int(happening.at.timestamp()),
        "user_openid": happening.profile.id if happening.profile else "",
        "content": orjson.dumps(content).decode(),
    }


def _content(happening: Happening) -> tuple[str, Fields]:
    millis = int(happening.at.timestamp() * 1000)
    if happening.comment:
        said = happening.comment
        return "comment.update", {
            # Numbers too large for JavaScript, as TikTok writes them.
            "comment_id": int(said.id), "video_id": int(said.post_id), "comment_type": "comment",
            "comment_action": "insert", "unique_identifier": said.author, "text": said.text, "timestamp": millis,
        }  # fmt: skip
    if happening.kind == "access":
        return "authorization.removed", {"reason": 1}
    return "im_receive_msg", {
        "from": happening.author, "conversation_id": f"c{happening.id}", "message_id": happening.id,
        "unique_identifier": happening.author, "type": "text", "text": {"body": happening.text},
        "timestamp": millis,
    }  # fmt: skip


def _subscription(stage: Stage, happening: Happening) -> Fields:
    kind, entry = _entry(stage, happening)
    at = int(happening.at.timestamp())
    return {"request_id": happening.id, "object": kind, "time": at, "entry": [entry]}


def _entry(stage: Stage, happening: Happening) -> tuple[int, Fields]:
    if happening.kind == "lead":
        return LEAD, _lead(stage, happening)
    if happening.kind == "figures":
        changed = {happening.account.id: {"spend": 12.5, "impressions": 900}}
        return REPORT_DATA_CHANGE, {"data_level": "AUCTION_ADVERTISER", "changed_metrics_values": changed}
    if happening.kind == "other":
        incident = {"incident_id": happening.id, "incident_title": "Delayed reports"}
        told = {"incident_products": ["REPORTING_API"], "incident_event_type": "CREATE"}
        return API_SERVICE_STATUS, incident | told
    return _review(stage, happening)


def _review(stage: Stage, happening: Happening) -> tuple[int, Fields]:
    """A review of an ad group or an ad; what is not active afterwards was rejected."""
    entity = happening.entity
    assert isinstance(entity, AdSet | Ad)  # noqa: S101 - `emit` tells of nothing else
    campaign = stage.world.campaign_of(TIKTOK, entity.id)
    rejected = happening.status not in (None, Status.ACTIVE)
    told = {
        "log_id": happening.id, "adv_id": int(campaign.account.id), "campaign_id": campaign.id,
        "campaign_name": stage.world.name(TIKTOK, campaign),
        "reject_reason": "The landing page does not work." if rejected else "",
    }  # fmt: skip
    group = next(each for each in campaign.ad_sets if each.id in (entity.id, getattr(entity, "ad_set_id", "")))
    told |= {"adgroup_id": group.id, "adgroup_name": stage.world.name(TIKTOK, group)}
    if isinstance(entity, AdSet):
        return AD_GROUP, told
    return AD, told | {"ad_id": entity.id, "ad_name": stage.world.name(TIKTOK, entity)}


def _lead(stage: Stage, happening: Happening) -> Fields:
    lead = happening.lead
    assert lead is not None  # noqa: S101 - a happening of this kind has one
    form = stage.content.forms[TIKTOK, lead.form_id]
    return {
        "id": lead.id, "lead_source": "INSTANT_FORM", "page_id": form.id, "page_name": form.name,
        "advertiser_id": lead.account_id, "advertiser_name": happening.account.name,
        "campaign_id": lead.campaign_id, "adgroup_id": lead.ad_set_id, "ad_id": lead.ad_id,
        "create_time": int(lead.at.timestamp()),
        "changes": [{"field": name, "value": value} for name, value in lead.fields.items()],
    }  # fmt: skip
