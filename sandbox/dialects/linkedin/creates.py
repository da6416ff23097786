"""New groups, campaigns and creatives: what has to be said about each, and what the world makes of it."""

from typing import Any, TypeVar

from sandbox.dialects.linkedin.access import LINKEDIN
from sandbox.dialects.linkedin.call import Call
from sandbox.dialects.linkedin.errors import RestError, invalid
from sandbox.dialects.linkedin.finders import id_in
from sandbox.dialects.linkedin.money import budget_in, money_in
from sandbox.dialects.linkedin.resources import urn
from sandbox.dialects.linkedin.targeting import check_criteria, check_locale, schedule_in
from sandbox.dialects.linkedin.urns import POST_KINDS
from sandbox.dialects.linkedin.words import GONE, OBJECTIVES, SETTABLE, objective, status
from sandbox.world.creations import Creation, Kind
from sandbox.world.model import Account, AdSet, Campaign, Entity, Status

LONGEST_NAME = 255
BEGINNINGS = {word: SETTABLE[word] for word in ("ACTIVE", "PAUSED")} | {"DRAFT": Status.DRAFT}
COSTS = frozenset({"CPC", "CPM", "CPV"})
LABELS = frozenset({"APPLY", "DOWNLOAD", "LEARN_MORE", "REQUEST_DEMO", "SIGN_UP", "SUBSCRIBE", "VIEW_QUOTE"})
TYPES = frozenset({"SPONSORED_UPDATES", "TEXT_AD", "SPONSORED_INMAILS", "DYNAMIC"})
GROUP = {"account", "name", "status"}, {"runSchedule", "totalBudget"}
# Not confirmed by the documents: that new campaigns have to say whether they are political.
CAMPAIGN = (
    {
        "account", "campaignGroup", "name", "type", "objectiveType", "costType", "locale",
        "offsiteDeliveryEnabled", "politicalIntent", "targetingCriteria",
    },
    {
        "status", "unitCost", "dailyBudget", "totalBudget", "runSchedule", "audienceExpansionEnabled",
        "creativeSelection", "format", "optimizationTargetType", "pacingStrategy", "associatedEntity",
    },
)  # fmt: skip
TOLD = (CAMPAIGN[0] | CAMPAIGN[1]) - {
    "account", "campaignGroup", "name", "status", "unitCost", "dailyBudget", "totalBudget",
}  # fmt: skip
CREATIVE = {"campaign", "content", "intendedStatus"}, {"account", "name", "leadgenCallToAction"}
AUTOMATIC = "MAX_"  # what targets begin with whose bids are LinkedIn's own
Body = dict[str, Any]
Parent = TypeVar("Parent", Campaign, AdSet)


def group(call: Call, account: Account) -> Entity:
    """`POST /adAccounts/{id}/adCampaignGroups`."""
    body = _body(call, *GROUP)
    _same_account(body, account)
    if "totalBudget" in body:
        raise invalid("totalBudget", "budgets of groups are not part of this sandbox")
    told = {"details": {"runSchedule": body["runSchedule"]}} if "runSchedule" in body else {}
    return _made(call, "campaign", account.id, body, schedule_in(body) | told)


def campaign(call: Call, account: Account) -> Entity:
    """`POST /adAccounts/{id}/adCampaigns`, in a group that takes this objective."""
    body = _body(call, *CAMPAIGN)
    _same_account(body, account)
    group_id = id_in(str(body["campaignGroup"]), "sponsoredCampaignGroup", "campaignGroup")
    parent = _living(call, account, group_id, Campaign)
    for name, known in (("costType", COSTS), ("type", TYPES), ("objectiveType", set(OBJECTIVES.values()))):
        if body[name] not in known:
            raise invalid(name, f"'{body[name]}' is not one of {', '.join(sorted(known))}")
    check_locale(body["locale"])
    check_criteria(body["targetingCriteria"])
    days = schedule_in(body)
    budget, lifetime = budget_in(parent, body)
    money = {"bid_micros": _bid(account, body), "budget_micros": budget, "lifetime": lifetime} | days
    told = {name: body[name] for name in TOLD if name in body}
    return _made(call, "ad_set", parent.id, {"status": "ACTIVE"} | body, money | {"details": told})


def creative(call: Call, account: Account) -> Entity:
    """`POST /adAccounts/{id}/creatives`, with a post that exists already as its content."""
    body = _body(call, *CREATIVE)
    if "account" in body:
        _same_account(body, account)
    campaign_id = id_in(str(body["campaign"]), "sponsoredCampaign", "campaign")
    parent = _living(call, account, campaign_id, AdSet)
    post_id = _post_id(call, body["content"])
    told = {name: body[name] for name in ("content", "leadgenCallToAction") if name in body}
    if (objective(call.world, parent) == "LEAD_GENERATION") != ("leadgenCallToAction" in body):
        raise invalid("leadgenCallToAction", "it is there in campaigns for leads, and only there")
    if "leadgenCallToAction" in body:
        _check_form(call, account, body["leadgenCallToAction"])
    post = call.stage.content.post(LINKEDIN, post_id)
    said = {"name": body.get("name") or post_id, "status": body["intendedStatus"]}
    shown = {"creative_id": post_id, "body": post.text if post else ""}
    return _made(call, "ad", parent.id, said, shown | {"details": told})


def _post_id(call: Call, content: Any) -> str:
    """The id of the post that a creative shows; raises 400 unless there is such a post."""
    match content:
        case {"reference": str(reference), **more} if not more:
            head, _, post_id = reference.rpartition(":")
            shown = any(ad.creative_id == post_id for ad in call.world.ads_of(LINKEDIN))
            known = shown or call.stage.content.post(LINKEDIN, post_id)
            if head in {f"urn:li:{kind}" for kind in POST_KINDS} and known:
                return post_id
    raise invalid("content/reference", "the URN of a share or ugcPost that exists is expected")


def _check_form(call: Call, account: Account, value: Any) -> None:
    """Raise 400 unless it leads to a form of the account.

    Not confirmed by the documents: that only campaigns for leads take one, and that they do not go without.
    """
    forms = {f"urn:li:adForm:{form.id}" for form in call.stage.content.forms_of(account)}
    match value:
        case {"destination": str(form), "label": str(label), **more} if not more:
            if form in forms and label in LABELS:
                return
    raise invalid("leadgenCallToAction", "a form of the account and one of the labels are expected")


def _bid(account: Account, body: Body) -> int:
    """The bid in micros, which is LinkedIn's own where the campaign is optimised for the most of something."""
    if str(body.get("optimizationTargetType", "")).startswith(AUTOMATIC) and "unitCost" not in body:
        return 0
    if "unitCost" not in body:
        raise invalid("unitCost", "field is required but not found and has no default value")
    return money_in(account, "unitCost", body["unitCost"])


def _made(call: Call, kind: Kind, parent_id: str, said: Body, more: Body) -> Entity:
    name, begins = said["name"], said["status"]
    if not isinstance(name, str) or not 1 <= len(name.strip()) <= LONGEST_NAME:
        raise invalid("name", f"1 to {LONGEST_NAME} characters are expected")
    if begins not in BEGINNINGS:
        raise invalid("status", f"'{begins}' is not one of {', '.join(BEGINNINGS)}")
    world = call.world
    entity_id, now = world.new_id(LINKEDIN, kind), world.clock.now()
    world.create(Creation(now, LINKEDIN, kind, entity_id, parent_id, name, BEGINNINGS[begins], **more))
    call.stage.save()
    found = world.entity(LINKEDIN, entity_id)
    assert found is not None  # noqa: S101 - it was created a line ago
    return found


def _body(call: Call, required: set[str], optional: set[str]) -> Body:
    body = call.json()
    for name in body:
        if name not in required | optional:
            raise invalid(name, "unrecognized field found but not allowed")
    for name in sorted(required):
        if body.get(name) in (None, ""):
            raise invalid(name, "field is required but not found and has no default value")
    return body


def _same_account(body: Body, account: Account) -> None:
    if body["account"] != urn(account):
        raise invalid("account", f"it is not {urn(account)}")


def _living(call: Call, account: Account, entity_id: str, kind: type[Parent]) -> Parent:
    """What a new entity goes into."""
    found = call.world.entity(LINKEDIN, entity_id)
    if not isinstance(found, kind) or call.world.campaign_of(LINKEDIN, entity_id).account is not account:
        raise invalid("parent", f"{entity_id} does not exist in this account")
    if status(call.world, found) in GONE:
        raise RestError(400, "INVALID_ENTITY_STATE", f"{urn(found)} is deleted")
    return found
