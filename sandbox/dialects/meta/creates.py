"""New campaigns, ad sets and ads: what has to be said about each, and what the world makes of it."""

from collections.abc import Callable
from typing import Any

from sandbox.dialects.meta import creatives
from sandbox.dialects.meta.call import Call
from sandbox.dialects.meta.errors import invalid, unknown_node
from sandbox.dialects.meta.nodes import APP, OUTCOMES, PAGE_IDS, PIXEL_ID, stamp
from sandbox.dialects.meta.reading import budget, choice, moment, money, only, part, required, span, text
from sandbox.dialects.meta.statuses import GONE, META, effective
from sandbox.dialects.meta.updates import LONGEST_NAME
from sandbox.world.creations import Creation, Kind
from sandbox.world.model import Account, AdSet, Campaign, Objective, Status

STATUSES = ("ACTIVE", "PAUSED")
CATEGORIES = frozenset({
    "NONE", "CREDIT", "EMPLOYMENT", "FINANCIAL_PRODUCTS_SERVICES", "HOUSING", "ISSUES_ELECTIONS_POLITICS",
    "ONLINE_GAMBLING_AND_GAMING",
})  # fmt: skip
UNCAPPED, BID_CAP, COST_CAP, MIN_ROAS = STRATEGIES = (
    "LOWEST_COST_WITHOUT_CAP", "LOWEST_COST_WITH_BID_CAP", "COST_CAP", "LOWEST_COST_WITH_MIN_ROAS",
)  # fmt: skip
BY_OUTCOME = {word: objective for objective, word in reversed(OUTCOMES.items())} | {
    "OUTCOME_ENGAGEMENT": Objective.ENGAGEMENT
}
COMMON_GOALS = frozenset({"LINK_CLICKS", "LANDING_PAGE_VIEWS", "REACH", "IMPRESSIONS"})
GOALS = {
    Objective.AWARENESS: frozenset({"REACH", "IMPRESSIONS", "AD_RECALL_LIFT", "THRUPLAY"}),
    Objective.TRAFFIC: COMMON_GOALS,
    Objective.ENGAGEMENT: COMMON_GOALS | {"POST_ENGAGEMENT", "THRUPLAY", "CONVERSATIONS", "PAGE_LIKES"},
    Objective.LEADS: COMMON_GOALS | {"LEAD_GENERATION", "QUALITY_LEAD", "OFFSITE_CONVERSIONS", "CONVERSATIONS"},
    Objective.SALES: COMMON_GOALS | {"OFFSITE_CONVERSIONS", "VALUE", "CONVERSATIONS"},
    Objective.APP: frozenset({"APP_INSTALLS", "LINK_CLICKS", "OFFSITE_CONVERSIONS", "VALUE"}),
}
# What a goal makes an ad set promote.
PROMOTED = {
    "OFFSITE_CONVERSIONS": "pixel_id", "VALUE": "pixel_id", "LEAD_GENERATION": "page_id",
    "QUALITY_LEAD": "page_id",
}  # fmt: skip
EUROPE = frozenset({
    "AT", "BE", "BG", "HR", "CY", "CZ", "DK", "EE", "FI", "FR", "DE", "GR", "HU", "IE", "IT", "LV", "LT", "LU",
    "MT", "NL", "PL", "PT", "RO", "SK", "SI", "ES", "SE",
})  # fmt: skip
CAMPAIGN_SAYS = frozenset({
    "name", "objective", "status", "special_ad_categories", "special_ad_category_country", "buying_type",
    "bid_strategy", "daily_budget", "lifetime_budget", "is_adset_budget_sharing_enabled", "start_time",
    "stop_time", "spend_cap",
})  # fmt: skip
AD_SET_SAYS = frozenset({
    "name", "campaign_id", "status", "billing_event", "optimization_goal", "targeting", "daily_budget",
    "lifetime_budget", "bid_amount", "bid_strategy", "promoted_object", "start_time", "end_time",
    "attribution_spec", "destination_type", "dsa_beneficiary", "dsa_payor",
})  # fmt: skip
AD_SAYS = frozenset({"name", "adset_id", "creative", "status", "tracking_specs", "conversion_domain"})
Made = dict[str, Any]


def campaign(call: Call, account: Account) -> Made:
    """`POST /act_X/campaigns`."""
    only(call, CAMPAIGN_SAYS)
    name, objective = text(call, "name", LONGEST_NAME), BY_OUTCOME[choice(call, "objective", BY_OUTCOME)]
    status, (amount, lifetime) = choice(call, "status", STATUSES), budget(call, account)
    choice(call, "buying_type", ("AUCTION", "RESERVED"), "AUCTION")
    strategy = _strategy(call) if amount is not None else None
    if amount is None and call.json("is_adset_budget_sharing_enabled") not in (True, False):
        raise invalid(
            "Must specify True or False in is_adset_budget_sharing_enabled field", 4834011,
            "Say whether ad sets may share their budgets.", blame="is_adset_budget_sharing_enabled",
        )  # fmt: skip
    begins, ends = span(call, account, "stop_time")
    if lifetime and ends is None:
        raise invalid("A lifetime budget needs an end", 1487033, "Choose an end date.", blame="stop_time")
    told = {"bid_strategy": strategy, "special_ad_categories": _categories(call)} | _times(call, account)
    return _made(
        call, "campaign", account.id, name, status, objective=objective, budget_micros=amount, lifetime=lifetime,
        starts_on=begins or call.stage.clock.today(account.zone), ends_on=ends, details=told,
    )  # fmt: skip


def ad_set(call: Call, account: Account) -> Made:
    """`POST /act_X/adsets`, in a campaign that keeps the budget or leaves it to its ad sets."""
    only(call, AD_SET_SAYS)
    name, status = text(call, "name", LONGEST_NAME), choice(call, "status", STATUSES)
    parent = _parent(call, account, "campaign_id", Campaign)
    choice(call, "billing_event", ("IMPRESSIONS", "LINK_CLICKS", "THRUPLAY", "APP_INSTALLS"))
    goal = choice(call, "optimization_goal", sorted(GOALS[_like(parent.objective)]))
    targeting, promoted = _targeting(call), _promoted(call, goal, parent.objective)
    amount, lifetime = _own_budget(call, account, parent)
    bid, strategy = money(call, "bid_amount", account), _bidding(call, parent)
    if bid is None and strategy in {BID_CAP, COST_CAP}:
        raise invalid(
            "Bid amount required", 1815857, f"The strategy {strategy} needs a bid amount.", blame="bid_amount"
        )
    begins, ends = span(call, account, "end_time")
    if lifetime and ends is None:
        raise invalid("A lifetime budget needs an end", 1487033, "Choose an end date.", blame="end_time")
    told = {
        "bid_strategy": strategy if amount is not None else None, "optimization_goal": goal,
        "billing_event": call.params["billing_event"], "targeting": targeting, "promoted_object": promoted,
        "automatic_bid": bid is None,
    } | _times(call, account)  # fmt: skip
    return _made(
        call, "ad_set", parent.id, name, status, budget_micros=amount, lifetime=lifetime, starts_on=begins,
        ends_on=ends, details=told, **({"bid_micros": bid} if bid else {}),
    )  # fmt: skip


def ad(call: Call, account: Account) -> Made:
    """`POST /act_X/ads`, with a creative that there is, or one said on the spot."""
    only(call, AD_SAYS)
    name, status = text(call, "name", LONGEST_NAME), choice(call, "status", STATUSES)
    parent = _parent(call, account, "adset_id", AdSet)
    shown = creatives.of_ad(call, account, part(call, "creative"))
    words = {"headline": shown["title"], "body": shown["body"], "creative_id": shown["id"]}
    return _made(call, "ad", parent.id, name, status, details={"creative": shown}, **words)


def _made(call: Call, kind: Kind, parent_id: str, name: str, status: str, **more: Any) -> Made:
    """The id of what is made; with `validate_only` nothing is, but everything wrong with it has been said."""
    if "validate_only" in call.items("execution_options"):
        return {"success": True}
    entity_id, now = call.world.new_id(META, kind), call.stage.clock.now()
    call.world.create(Creation(now, META, kind, entity_id, parent_id, name, Status[status], **more))
    call.stage.save()
    return {"id": entity_id}


def _parent(call: Call, account: Account, field: str, kind: type[Any]) -> Any:
    """The living campaign or ad set of this account that something new belongs to."""
    found = call.world.entity(META, required(call, field))
    if not isinstance(found, kind) or call.world.campaign_of(META, found.id).account != account:
        raise unknown_node(call.params[field])
    if effective(call.world, found) in GONE:
        raise invalid("The parent is archived or deleted", 1487056, "It was deleted.", blame=field)
    return found


def _categories(call: Call) -> list[str]:
    name = "special_ad_categories"
    required(call, name)
    found = call.json(name)
    if not isinstance(found, list) or not set(map(str, found)) <= CATEGORIES:
        raise invalid(f"Param {name} must be an array of known categories", blame=name)
    return found


def _strategy(call: Call) -> str:
    found = choice(call, "bid_strategy", STRATEGIES, UNCAPPED)
    if found == MIN_ROAS:
        raise invalid("LOWEST_COST_WITH_MIN_ROAS is not part of this sandbox", blame="bid_strategy")
    return found


def _bidding(call: Call, parent: Campaign) -> str:
    """The strategy that an ad set bids by: its campaign's, where that keeps the budget."""
    if parent.budget_micros is None:
        return _strategy(call)
    if "bid_strategy" in call.params:
        raise invalid("The campaign keeps the bid strategy", 1885737, blame="bid_strategy")
    return str(call.world.details(META, parent.id).get("bid_strategy") or UNCAPPED)


def _own_budget(call: Call, account: Account, parent: Campaign) -> tuple[int | None, bool]:
    amount, lifetime = budget(call, account)
    if (amount is not None) is (parent.budget_micros is not None):
        raise invalid(
            "Budget cannot be set here", 1885621, blame="daily_budget",
            advice="Either the campaign has a budget or each of its ad sets, never both.",
        )  # fmt: skip
    if amount is not None and parent.ad_sets and lifetime is not parent.lifetime:
        raise invalid("Ad sets of one campaign with both kinds of budget are not part of this sandbox")
    return amount, lifetime


def _targeting(call: Call) -> dict[str, Any]:
    found = part(call, "targeting")
    places = found.get("geo_locations")
    countries = places.get("countries") if isinstance(places, dict) else None
    if not isinstance(countries, list) or not countries:
        raise invalid("Targeting needs a location", 1885364, "Add at least one country.", blame="targeting")
    if not all(isinstance(each, str) and len(each) == 2 and each.isupper() for each in countries):
        raise invalid("Invalid country", 1487756, "Use ISO 3166 codes of two letters.", blame="targeting")
    if set(countries) & EUROPE and not (call.params.get("dsa_beneficiary") and call.params.get("dsa_payor")):
        raise invalid(
            "Beneficiary missing", 3858081, "Ads shown in the European Union name who they are for.",
            blame="targeting",
        )  # fmt: skip
    return found


def _promoted(call: Call, goal: str, objective: Objective) -> dict[str, Any] | None:
    """What an ad set promotes; conversions need a pixel and its event, lead forms a page, apps their store."""
    found = call.json("promoted_object") or {}
    checks: dict[str, Callable[[], bool]] = {
        "pixel_id": lambda: found.get("pixel_id") == PIXEL_ID and bool(found.get("custom_event_type")),
        "page_id": lambda: found.get("page_id") in PAGE_IDS,
        "application_id": lambda: (
            found.get("application_id") == APP["id"] and found.get("object_store_url") in APP["object_store_urls"]
        ),
    }
    wanted = "application_id" if objective is Objective.APP else PROMOTED.get(goal, "")
    if not isinstance(found, dict) or (wanted and not checks[wanted]()):
        raise invalid(
            "Promoted object is missing or not yours", 1885014, f"The goal {goal} needs a valid {wanted}.",
            blame="promoted_object",
        )  # fmt: skip
    return found or None


def _like(objective: Objective) -> Objective:
    return Objective.ENGAGEMENT if objective is Objective.VIDEO_VIEWS else objective


def _times(call: Call, account: Account) -> dict[str, str]:
    said = {name: moment(call, name, account) for name in ("start_time", "stop_time", "end_time")}
    return {name: stamp(at, account.zone) for name, at in said.items() if at}
