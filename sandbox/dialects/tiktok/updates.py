"""Writes: the switches of up to twenty objects at once; budget, bid, name and schedule of one."""

from datetime import timedelta
from typing import Any

from sandbox.dialects.tiktok.access import TIKTOK, advertiser
from sandbox.dialects.tiktok.call import Call
from sandbox.dialects.tiktok.errors import PARTIAL, ApiError, invalid, missing, not_found
from sandbox.dialects.tiktok.lists import find
from sandbox.dialects.tiktok.money import check_least, micros_of
from sandbox.dialects.tiktok.nodes import bid_field
from sandbox.dialects.tiktok.statuses import deleted
from sandbox.dialects.tiktok.texts import LONGEST_NAME, check_text
from sandbox.dialects.tiktok.times import moment
from sandbox.world.changes import Field, Value
from sandbox.world.model import Account, Ad, AdSet, Campaign, Entity, Status
from sandbox.world.world import local

SWITCHES = {"ENABLE": Status.ACTIVE, "DISABLE": Status.PAUSED, "DELETE": Status.DELETED}
MOST = 20
KINDS: dict[str, type[Entity]] = {"campaign": Campaign, "adgroup": AdSet, "ad": Ad}
PATCHED = {"ad_id", "ad_name"}
SCHEDULE: dict[str, Field] = {"schedule_start_time": "starts_on", "schedule_end_time": "ends_on"}
NOT_FIELDS = frozenset({"advertiser_id", "campaign_id", "adgroup_id", "request_id"})


def set_statuses(call: Call, word: str) -> dict[str, Any]:
    """`POST /{campaign,adgroup,ad}/status/update/`: all of the ids or none, unless part of them may fail."""
    owner, ids = advertiser(call), call.names(f"{word}_ids")
    switch = call.text("operation_status")
    if not ids:
        raise missing(f"{word}_ids")
    if len(ids) > MOST:
        raise invalid(f"{word}_ids: Longer than maximum length {MOST}.")
    if switch not in SWITCHES:
        raise invalid("operation_status: Not a valid choice.")
    found = {each: _living(call, owner, word, each) for each in ids}
    good = [entity for entity in found.values() if entity is not None]
    partly = word == "adgroup" and call.params.get("allow_partial_success") is True
    if len(good) < len(found) and not (partly and good):
        raise not_found(f"{word} {next(each for each, entity in found.items() if entity is None)}")
    for entity in good:
        call.world.change(TIKTOK, entity.id, "status", SWITCHES[switch])
    call.stage.save()
    changed = [entity.id for entity in good]
    data = {
        f"{word}_ids": changed,
        "status": switch,
        f"{word}_list": [{f"{word}_id": each, "status": switch} for each in changed],
    }
    if len(good) < len(found):
        raise ApiError(PARTIAL, "Partial success.", data)
    return data


def update(call: Call, word: str) -> dict[str, Any]:
    """`POST /{campaign,adgroup}/update/`: every field given or, raising 40002, none."""
    owner, entity_id = advertiser(call), call.text(f"{word}_id")
    entity = _living(call, owner, word, entity_id)
    if entity is None:
        raise not_found(f"{word} {entity_id}")
    given = {name: value for name, value in call.params.items() if name not in NOT_FIELDS}
    if not given:
        raise ApiError(40012, "Nothing to update.")
    edits = [_edit(call, word, entity, name, value) for name, value in given.items()]
    _check_dates(call, entity, edits)
    for field, value in edits:
        call.world.change(TIKTOK, entity.id, field, value)
    call.stage.save()
    return {f"{word}_id": entity.id, **given}


def rename_ads(call: Call) -> dict[str, Any]:
    """`POST /ad/update/` with `patch_update`: the names of ads; nothing else of them can be changed here."""
    owner, creatives = advertiser(call), call.json("creatives", list)
    parent = _living(call, owner, "adgroup", call.text("adgroup_id"))
    if parent is None:
        raise not_found("adgroup")
    if not creatives or len(creatives) > MOST or not all(isinstance(each, dict) for each in creatives):
        raise invalid(f"creatives: Must be a list of 1 to {MOST} objects.")
    if call.params.get("patch_update") is not True or any(set(each) != PATCHED for each in creatives):
        raise ApiError(40009, "Only ad_name with patch_update=true is supported in sandbox.")
    for each in creatives:
        ad = _living(call, owner, "ad", str(each["ad_id"]))
        if not isinstance(ad, Ad) or ad.ad_set_id != parent.id:
            raise not_found(f"ad {each['ad_id']}")
        check_text("creatives.ad_name", each["ad_name"], LONGEST_NAME)
    for each in creatives:
        call.world.change(TIKTOK, each["ad_id"], "name", each["ad_name"])
    call.stage.save()
    return {"ad_ids": [each["ad_id"] for each in creatives]}


def _living(call: Call, owner: Account, word: str, entity_id: str) -> Entity | None:
    entity = find(call, owner, KINDS[word], entity_id)
    return None if entity is None or deleted(call.world, entity) else entity


def _edit(call: Call, word: str, entity: Entity, name: str, value: Any) -> tuple[Field, Value]:
    campaign = call.world.campaign_of(TIKTOK, entity.id)
    if name == f"{word}_name":
        check_text(name, value, LONGEST_NAME)
        return "name", value
    if name == "budget" and not isinstance(entity, Ad):
        if entity.budget_micros is None:
            raise invalid("budget: The budget_mode of this object is BUDGET_MODE_INFINITE.")
        micros = micros_of(name, value, campaign.account)
        check_least(name, "campaign" if word == "campaign" else "ad_group", micros, campaign.account)
        return "budget_micros", micros
    if isinstance(entity, AdSet) and name == bid_field(call.world, entity):
        return "bid_micros", micros_of(name, value, campaign.account)
    if isinstance(entity, AdSet) and name in SCHEDULE:
        inside = moment(call, name) - timedelta(seconds=SCHEDULE[name] == "ends_on")
        return SCHEDULE[name], local(inside, campaign.account.zone).date().isoformat()
    raise invalid(f"{name}: Cannot be changed on this object.")


def _check_dates(call: Call, entity: Entity, edits: list[tuple[Field, Value]]) -> None:
    if not isinstance(entity, AdSet):
        return
    if "ends_on" in dict(edits) and call.world.flight(TIKTOK, entity)[1] is None:
        raise invalid("schedule_end_time: The schedule_type of this ad group is SCHEDULE_FROM_NOW.")
    match call.world.against_dates(TIKTOK, entity, edits):
        case "begun":
            raise invalid("schedule_start_time: The ad group has started, so this cannot be changed.")
        case "past" | "order":
            raise invalid("schedule_end_time: Must be later than schedule_start_time and than now.")
