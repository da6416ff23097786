"""New campaigns, ad groups and ads: what has to be said about each, and what the world makes of it."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sandbox.dialects.tiktok.access import TIKTOK, advertiser
from sandbox.dialects.tiktok.call import Call
from sandbox.dialects.tiktok.errors import ApiError, invalid, missing, not_found
from sandbox.dialects.tiktok.lists import find
from sandbox.dialects.tiktok.money import check_least, micros_of
from sandbox.dialects.tiktok.nodes import OBJECTIVES
from sandbox.dialects.tiktok.statuses import deleted
from sandbox.dialects.tiktok.updates import LONGEST_NAME, SWITCHES
from sandbox.world.creations import Creation, Kind
from sandbox.world.model import Account, AdSet, Campaign, Entity, Objective

BY_WORD = {word: objective for objective, word in OBJECTIVES.items()} | {"PRODUCT_SALES": Objective.SALES}
WORDS: dict[Kind, str] = {"campaign": "campaign", "ad_set": "adgroup", "ad": "ad"}
DAILY = frozenset({"BUDGET_MODE_DAY", "BUDGET_MODE_DYNAMIC_DAILY_BUDGET"})
NO_BUDGET, LIFETIME = "BUDGET_MODE_INFINITE", "BUDGET_MODE_TOTAL"
CHOICES = {
    "billing_event": {"CPC", "CPM", "CPV", "OCPM", "GD"},
    "optimization_goal": {
        "CLICK", "CONVERT", "REACH", "VIDEO_VIEW", "TRAFFIC_LANDING_PAGE_VIEW", "LEAD_GENERATION", "INSTALL",
    },
    "pacing": {"PACING_MODE_SMOOTH", "PACING_MODE_FAST"},
    "schedule_type": {"SCHEDULE_FROM_NOW", "SCHEDULE_START_END"},
}  # fmt: skip
# What is said again as it was told.
AD_GROUP_TOLD = frozenset({
    "billing_event", "optimization_goal", "optimization_event", "pacing", "placement_type", "placements",
    "location_ids", "promotion_type", "bid_type", "pixel_id",
})  # fmt: skip
AD_TOLD = frozenset({
    "ad_format", "identity_type", "identity_id", "video_id", "image_ids", "ad_text", "call_to_action",
    "landing_page_url",
})  # fmt: skip
MEDIA = {"SINGLE_VIDEO": "video_id", "SINGLE_IMAGE": "image_ids", "CAROUSEL_ADS": "image_ids"}
MOST_ADS, LONGEST_TEXT = 20, 100
Fields = dict[str, Any]


def campaign(call: Call) -> Fields:
    """`POST /campaign/create/`."""
    owner, word = advertiser(call), call.text("objective_type")
    if word not in BY_WORD:
        raise invalid("objective_type: Not a valid choice.")
    _check_new(call.params, "campaign")
    budget = _budget(call, owner, "campaign", mandatory=False)
    told = {"objective_type": word, "special_industries": call.names("special_industries")}
    today = call.stage.clock.today(owner.zone)
    made = {"objective": BY_WORD[word], "budget_micros": budget, "starts_on": today, "details": told}
    _once(call, owner)
    return {"campaign_id": _made(call, "campaign", owner.id, call.params, made)}


def ad_group(call: Call) -> Fields:
    """`POST /adgroup/create/`, in a campaign that keeps the budget or leaves it to its ad groups."""
    owner = advertiser(call)
    parent = _living(call, owner, Campaign, "campaign_id")
    for name, known in CHOICES.items():
        if call.text(name) not in known:
            raise invalid(f"{name}: Not a valid choice.")
    _check_new(call.params, "adgroup")
    _check_schedule(call)
    if (parent.budget_micros is not None) is not (call.text("budget_mode") == NO_BUDGET):
        raise invalid("budget_mode: The budget is kept either by the campaign or by its ad groups.")
    budget = _budget(call, owner, "ad_group", mandatory=parent.budget_micros is None)
    told = {name: call.params[name] for name in AD_GROUP_TOLD & call.params.keys()}
    more = {"budget_micros": budget, "details": {"bid_type": "BID_TYPE_NO_BID"} | told, **_bid(call, owner)}
    _once(call, owner)
    return {"adgroup_id": _made(call, "ad_set", parent.id, call.params, more)}


def ads(call: Call) -> Fields:
    """`POST /ad/create/`: up to twenty ads of one ad group; all of them or none."""
    owner = advertiser(call)
    parent, creatives = _living(call, owner, AdSet, "adgroup_id"), call.json("creatives", list)
    if not creatives:
        raise missing("creatives")
    if len(creatives) > MOST_ADS or not all(isinstance(each, dict) for each in creatives):
        raise invalid(f"creatives: Must be a list of at most {MOST_ADS} objects.")
    for each in creatives:
        _check_creative(each)
    _once(call, owner)
    ids = []
    for each in creatives:
        details = {name: each[name] for name in AD_TOLD & each.keys()}
        more = {"headline": each["ad_text"], "details": details}
        ids.append(_made(call, "ad", parent.id, each, more))
    return {"ad_ids": ids}


def _made(call: Call, kind: Kind, parent_id: str, said: Fields, more: Fields) -> str:
    """The id of what is made; everything wrong with it was said before."""
    name = said[f"{WORDS[kind]}_name"]
    status = SWITCHES[said.get("operation_status", "ENABLE")]
    entity_id, now = call.world.new_id(TIKTOK, kind), call.stage.clock.now()
    call.world.create(Creation(now, TIKTOK, kind, entity_id, parent_id, name, status, **more))
    call.stage.save()
    return entity_id


def _check_new(said: Fields, word: str) -> None:
    field = f"{word}_name"
    name = said.get(field)
    if name in (None, ""):
        raise missing(field)
    if not isinstance(name, str) or not name.strip() or len(name) > LONGEST_NAME:
        raise invalid(f"{field}: Must be 1 to {LONGEST_NAME} characters long.")
    if said.get("operation_status", "ENABLE") not in ("ENABLE", "DISABLE"):
        raise invalid("operation_status: Not a valid choice.")


def _living(call: Call, owner: Account, kind: type[Entity], field: str) -> Any:
    found = find(call, owner, kind, call.text(field))
    if found is None or deleted(call.world, found):
        raise not_found(field.removesuffix("_id"))
    return found


def _budget(call: Call, owner: Account, kind: str, *, mandatory: bool) -> int | None:
    mode = call.text("budget_mode")
    if mode == NO_BUDGET and not mandatory:
        if call.params.get("budget"):
            raise invalid("budget: BUDGET_MODE_INFINITE has no budget.")
        return None
    if mode == LIFETIME:
        raise ApiError(40009, "Creating with BUDGET_MODE_TOTAL is not supported in sandbox.")
    if mode not in DAILY:
        raise invalid("budget_mode: Not a valid choice.")
    if "budget" not in call.params:
        raise missing("budget")
    micros = micros_of("budget", call.params["budget"], owner)
    check_least("budget", kind, micros, owner)
    return micros


def _bid(call: Call, owner: Account) -> dict[str, int]:
    """The bid in the field that the billing event asks for; none with BID_TYPE_NO_BID."""
    field = "conversion_bid_price" if call.params["billing_event"] == "OCPM" else "bid_price"
    if call.params.get("bid_type", "BID_TYPE_NO_BID") == "BID_TYPE_NO_BID":
        return {}
    if field not in call.params:
        raise missing(field)
    return {"bid_micros": micros_of(field, call.params[field], owner)}


def _check_schedule(call: Call) -> None:
    try:
        start = datetime.strptime(call.text("schedule_start_time"), "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)
    except ValueError as error:
        raise invalid("schedule_start_time: Not a valid time, YYYY-MM-DD HH:MM:SS in UTC.") from error
    later = start > call.stage.clock.now() + timedelta(hours=1)
    if later or call.params["schedule_type"] == "SCHEDULE_START_END":
        raise ApiError(40009, "Creating with a later start or with an end is not supported in sandbox.")


def _check_creative(said: Fields) -> None:
    _check_new(said, "ad")
    kind = said.get("ad_format")
    if kind not in MEDIA:
        raise invalid("creatives.ad_format: Not a valid choice.")
    for field in ("identity_type", "identity_id", "ad_text", MEDIA[kind]):
        if not said.get(field):
            raise missing(f"creatives.{field}")
    if not isinstance(said["ad_text"], str) or len(said["ad_text"]) > LONGEST_TEXT:
        raise invalid(f"creatives.ad_text: Must be 1 to {LONGEST_TEXT} characters long.")


def _once(call: Call, owner: Account) -> None:
    """Raise 40050 for a `request_id` that the advertiser has used before."""
    request_id = call.params.get("request_id")
    if request_id is None:
        return
    if not isinstance(request_id, str) or not request_id.isdigit():
        raise invalid("request_id: Must be a 64-bit integer as text.")
    seen: set[tuple[str, str]] = call.stage.memory.setdefault("tiktok requests", set())
    if (owner.id, request_id) in seen:
        raise ApiError(40050, "Duplicated request.")
    seen.add((owner.id, request_id))
