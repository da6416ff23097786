"""New groups, campaigns and creatives: what has to be said about each, and what the world makes of it."""

from datetime import UTC, date, datetime
from typing import Any, TypeVar

from sandbox.dialects.linkedin.access import LINKEDIN
from sandbox.dialects.linkedin.call import Call
from sandbox.dialects.linkedin.errors import RestError, invalid
from sandbox.dialects.linkedin.finders import id_in
from sandbox.dialects.linkedin.money import budget_in, money_in
from sandbox.dialects.linkedin.resources import urn
from sandbox.dialects.linkedin.words import GONE, OBJECTIVES, SETTABLE, status
from sandbox.world.creations import Creation, Kind
from sandbox.world.model import Account, AdSet, Campaign, Entity, Status

LONGEST_NAME = 255
BEGINNINGS = {word: SETTABLE[word] for word in ("ACTIVE", "PAUSED")} | {"DRAFT": Status.DRAFT}
COSTS = frozenset({"CPC", "CPM", "CPV"})
TYPES = frozenset({"SPONSORED_UPDATES", "TEXT_AD", "SPONSORED_INMAILS", "DYNAMIC"})
GROUP = {"account", "name", "status"}, {"runSchedule", "totalBudget"}
# Not confirmed by the documents: that new campaigns have to say whether they are political.
CAMPAIGN = (
    {
        "account", "campaignGroup", "name", "type", "objectiveType", "costType", "unitCost", "locale",
        "offsiteDeliveryEnabled", "politicalIntent", "targetingCriteria",
    },
    {
        "status", "dailyBudget", "totalBudget", "runSchedule", "audienceExpansionEnabled", "creativeSelection",
        "format", "optimizationTargetType", "pacingStrategy", "associatedEntity",
    },
)  # fmt: skip
TOLD = (CAMPAIGN[0] | CAMPAIGN[1]) - {
    "account", "campaignGroup", "name", "status", "unitCost", "dailyBudget", "totalBudget", "runSchedule",
}  # fmt: skip
CREATIVE = {"campaign", "content", "intendedStatus"}, {"account", "name"}
Body = dict[str, Any]
Parent = TypeVar("Parent", Campaign, AdSet)


def group(call: Call, account: Account) -> Entity:
    """`POST /adAccounts/{id}/adCampaignGroups`."""
    body = _body(call, *GROUP)
    _same_account(body, account)
    if "totalBudget" in body:
        raise invalid("totalBudget", "budgets of groups are not part of this sandbox")
    return _made(call, "campaign", account.id, body, _schedule(body))


def campaign(call: Call, account: Account) -> Entity:
    """`POST /adAccounts/{id}/adCampaigns`, in a group that takes this objective."""
    body = _body(call, *CAMPAIGN)
    _same_account(body, account)
    group_id = id_in(str(body["campaignGroup"]), "sponsoredCampaignGroup", "campaignGroup")
    parent = _living(call, account, group_id, Campaign)
    for name, known in (("costType", COSTS), ("type", TYPES), ("objectiveType", set(OBJECTIVES.values()))):
        if body[name] not in known:
            raise invalid(name, f"'{body[name]}' is not one of {', '.join(sorted(known))}")
    money = {
        "bid_micros": money_in(account, "unitCost", body["unitCost"]),
        "budget_micros": budget_in(parent, body),
    }
    told = {name: body[name] for name in TOLD if name in body}
    return _made(call, "ad_set", parent.id, {"status": "ACTIVE"} | body, money | {"details": told})


def creative(call: Call, account: Account) -> Entity:
    """`POST /adAccounts/{id}/creatives`, with a post that exists already as its content."""
    body = _body(call, *CREATIVE)
    if "account" in body:
        _same_account(body, account)
    campaign_id = id_in(str(body["campaign"]), "sponsoredCampaign", "campaign")
    parent = _living(call, account, campaign_id, AdSet)
    match body["content"]:
        case {"reference": str(reference)} if reference.startswith(("urn:li:share:", "urn:li:ugcPost:")):
            name = body.get("name") or reference.rpartition(":")[2]
            said = {"name": name, "status": body["intendedStatus"]}
            return _made(call, "ad", parent.id, said, {"details": {"content": body["content"]}})
    raise invalid("content/reference", "the URN of a share or ugcPost is expected")


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


def _schedule(body: Body) -> Body:
    """First and last day of a run schedule in milliseconds, which a group may leave open."""
    schedule = body.get("runSchedule", {})
    if not isinstance(schedule, dict) or not set(schedule) <= {"start", "end"}:
        raise invalid("runSchedule", "an object with start and end is expected")
    days = {name: _day(f"runSchedule/{name}", value) for name, value in schedule.items()}
    if "end" in days and days["end"] < days.get("start", days["end"]):
        raise invalid("runSchedule/end", "the end is before the start")
    return {"starts_on": days.get("start"), "ends_on": days.get("end")}


def _day(name: str, value: Any) -> date:
    if not isinstance(value, int) or not 10**12 < value < 10**13:
        raise invalid(name, "milliseconds since 1970 are expected")
    return datetime.fromtimestamp(value / 1000, UTC).date()
