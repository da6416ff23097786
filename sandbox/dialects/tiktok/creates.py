"""New campaigns, ad groups and ads: what has to be said about each, and what the world makes of it."""

from datetime import date, timedelta
from typing import Any

from sandbox.dialects.tiktok.access import TIKTOK, advertiser
from sandbox.dialects.tiktok.assets import APP_ID, COUNTRIES
from sandbox.dialects.tiktok.call import Call
from sandbox.dialects.tiktok.errors import ApiError, invalid, missing, not_found
from sandbox.dialects.tiktok.lists import find
from sandbox.dialects.tiktok.money import check_least, micros_of
from sandbox.dialects.tiktok.nodes import OBJECTIVES, PIXEL_ID
from sandbox.dialects.tiktok.statuses import deleted
from sandbox.dialects.tiktok.texts import LONGEST_NAME, LONGEST_TEXT, check_text
from sandbox.dialects.tiktok.times import moment
from sandbox.dialects.tiktok.updates import SWITCHES
from sandbox.world.creations import Creation, Kind
from sandbox.world.model import Account, AdSet, Campaign, Entity, Objective
from sandbox.world.world import local

BY_WORD = {word: objective for objective, word in OBJECTIVES.items()} | {"PRODUCT_SALES": Objective.SALES}
WORDS: dict[Kind, str] = {"campaign": "campaign", "ad_set": "adgroup", "ad": "ad"}
DAILY = frozenset({"BUDGET_MODE_DAY", "BUDGET_MODE_DYNAMIC_DAILY_BUDGET"})
NO_BUDGET, LIFETIME = "BUDGET_MODE_INFINITE", "BUDGET_MODE_TOTAL"
CHOICES = {
    "billing_event": {"CPC", "CPM", "CPV", "OCPM", "GD"},
    "optimization_goal": {
        "CLICK", "CONVERT", "REACH", "VIDEO_VIEW", "ENGAGED_VIEW", "TRAFFIC_LANDING_PAGE_VIEW", "LEAD_GENERATION",
        "INSTALL",
    },
    "pacing": {"PACING_MODE_SMOOTH", "PACING_MODE_FAST"},
    "schedule_type": {"SCHEDULE_FROM_NOW", "SCHEDULE_START_END"},
}  # fmt: skip
# What is said again as it was told.
AD_GROUP_TOLD = frozenset({
    "billing_event", "optimization_goal", "optimization_event", "pacing", "placement_type", "placements",
    "location_ids", "promotion_type", "promotion_target_type", "bid_type", "pixel_id", "app_id", "schedule_type",
})  # fmt: skip
AD_TOLD = frozenset({
    "ad_format", "identity_type", "identity_id", "video_id", "image_ids", "ad_text", "call_to_action",
    "landing_page_url",
})  # fmt: skip
MEDIA = {
    "SINGLE_VIDEO": ("video_id", "image_ids"),  # the image is its cover
    "SINGLE_IMAGE": ("image_ids",),
    "CAROUSEL_ADS": ("image_ids",),
}
MOST_ADS = 20
Fields = dict[str, Any]


def campaign(call: Call) -> Fields:
    """`POST /campaign/create/`."""
    owner, word = advertiser(call), call.text("objective_type")
    if word not in BY_WORD:
        raise invalid("objective_type: Not a valid choice.")
    _check_new(call.params, "campaign")
    budget = _budget(call, owner, "campaign", mandatory=False)
    mode, today = call.params["budget_mode"], call.stage.clock.today(owner.zone)
    told = {"objective_type": word, "special_industries": call.names("special_industries"), "budget_mode": mode}
    made = {"objective": BY_WORD[word], "budget_micros": budget, "starts_on": today, "lifetime": mode == LIFETIME}
    return {
        "campaign_id": _made(
            call, "campaign", owner.id, call.params, made | {"details": told | _once(call, owner)}
        )
    }


def ad_group(call: Call) -> Fields:
    """`POST /adgroup/create/`, in a campaign that keeps the budget or leaves it to its ad groups."""
    owner = advertiser(call)
    parent = _living(call, owner, Campaign, "campaign_id")
    for name, known in CHOICES.items():
        if call.text(name) not in known:
            raise invalid(f"{name}: Not a valid choice.")
    _check_new(call.params, "adgroup")
    _check_target(call, parent)
    since, until = _schedule(call, owner)
    if parent.lifetime and until is None:
        raise invalid("schedule_type: BUDGET_MODE_TOTAL needs SCHEDULE_START_END.")
    if (parent.budget_micros is not None) is not (call.text("budget_mode") == NO_BUDGET):
        raise invalid("budget_mode: The budget is kept either by the campaign or by its ad groups.")
    budget = _budget(call, owner, "ad_group", mandatory=parent.budget_micros is None)
    told = {name: call.params[name] for name in AD_GROUP_TOLD & call.params.keys()}
    details = {"bid_type": "BID_TYPE_NO_BID"} | told | _once(call, owner)
    more = {"budget_micros": budget, "starts_on": since, "ends_on": until, "details": details, **_bid(call, owner)}
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
    check_text(f"{word}_name", said.get(f"{word}_name"), LONGEST_NAME)
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
    if mode == LIFETIME and kind == "ad_group":
        raise ApiError(40009, "BUDGET_MODE_TOTAL is supported for campaigns only in sandbox.")
    if mode not in DAILY | {LIFETIME}:
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


def _schedule(call: Call, owner: Account) -> tuple[date, date | None]:
    """The first and the last day, the last one None where it runs on."""
    start = moment(call, "schedule_start_time")
    if call.params["schedule_type"] != "SCHEDULE_START_END":
        return local(start, owner.zone).date(), None
    end = moment(call, "schedule_end_time")
    if end <= max(start, call.stage.clock.now()):
        raise invalid("schedule_end_time: Must be later than schedule_start_time and than now.")
    return local(start, owner.zone).date(), local(end - timedelta(seconds=1), owner.zone).date()


def _check_target(call: Call, parent: Campaign) -> None:
    """Where it is shown, and what conversions are counted by."""
    places = call.names("location_ids")
    if not places:
        raise missing("location_ids")
    if unknown := [each for each in places if each not in COUNTRIES]:
        raise invalid(f"location_ids: {unknown[0]} is not a valid location.")
    if parent.objective is Objective.SALES:
        for name in ("pixel_id", "optimization_event"):
            call.text(name)
    if parent.objective is Objective.APP:
        call.text("app_id")
    for name, known in (("pixel_id", PIXEL_ID), ("app_id", APP_ID)):
        if call.params.get(name) not in (None, known):
            raise not_found(name)


def _check_creative(said: Fields) -> None:
    _check_new(said, "ad")
    kind = said.get("ad_format")
    if kind not in MEDIA:
        raise invalid("creatives.ad_format: Not a valid choice.")
    for field in ("identity_type", "identity_id", *MEDIA[kind]):
        if not said.get(field):
            raise missing(f"creatives.{field}")
    check_text("creatives.ad_text", said.get("ad_text"), LONGEST_TEXT)


def _once(call: Call, owner: Account) -> Fields:
    """The `request_id`, to be kept; raises 40050 for one that the advertiser has used before."""
    request_id = call.params.get("request_id")
    if request_id is None:
        return {}
    if not isinstance(request_id, str) or not request_id.isdigit() or int(request_id) >= 2**63:
        raise invalid("request_id: Must be a 64-bit integer as text.")
    for made in call.world.created:
        same = made.platform == TIKTOK and made.details.get("request_id") == request_id
        if same and call.world.campaign_of(TIKTOK, made.id).account is owner:
            raise ApiError(40050, "Duplicated request.")
    return {"request_id": request_id}
