"""Creating a search campaign, its ad group and its ad, paused; each level is one request that happens or does not.

The whole plan is looked at before the first of them, so that nothing is left half made for a text that is too
long. A campaign's name is Google's only key: a second campaign of that name is refused.
"""

from typing import Any
from zoneinfo import ZoneInfo

from db.kinds import Level, Objective
from engine.connectors.base import Account
from engine.connectors.google import texts
from engine.connectors.google.calls import mutate_together
from engine.connectors.google.geos import geo_targets
from engine.connectors.google.limits import check_launch
from engine.connectors.launches import Created, Launch
from engine.core import clock

BEGINS = "PAUSED"
# The law of the European Union wants it declared, for every campaign and wherever it is shown.
POLITICAL = "DOES_NOT_CONTAIN_EU_POLITICAL_ADVERTISING"
NETWORKS = {"targetGoogleSearch": True, "targetSearchNetwork": True, "targetContentNetwork": False}
MATCH = "PHRASE"

Resource = dict[str, Any]


def create(account: Account, launch: Launch, level: Level, parent_id: str | None) -> Created:
    """Create one level of a launch, paused; Refused names the field that Google would not accept."""
    check_launch(account, launch)
    match level:
        case Level.CAMPAIGN:
            return _campaign(account, launch)
        case Level.AD_SET:
            return _ad_group(account, launch, parent_id or "")
        case Level.AD:
            return _ad(account, launch, parent_id or "")


def _campaign(account: Account, launch: Launch) -> Created:
    """The budget first, since the campaign names it; then the places, which name the campaign."""
    budget, campaign = _name(account, "campaignBudgets", "-1"), _name(account, "campaigns", "-2")
    places = [
        {"campaign": campaign, "location": {"geoTargetConstant": place}}
        for place in geo_targets(account, launch.countries)
    ]
    wanted = {
        "resourceName": campaign,
        "name": launch.name,
        "status": BEGINS,
        "advertisingChannelType": "SEARCH",
        "campaignBudget": budget,
        "networkSettings": NETWORKS,
        "containsEuPoliticalAdvertising": POLITICAL,
        **_bidding(launch),
        **_schedule(account, launch),
    }
    budget_name, name, *_ = mutate_together(
        account,
        [
            {"campaignBudgetOperation": {"create": {"resourceName": budget, **_budget(launch)}}},
            {"campaignOperation": {"create": wanted}},
            *({"campaignCriterionOperation": {"create": place}} for place in places),
        ],
    )
    return Created(_last(name), {"resource": name, "budget": budget_name})


def _ad_group(account: Account, launch: Launch, campaign_id: str) -> Created:
    """With its keywords; without any it waits, since there is nothing that it could answer."""
    group = _name(account, "adGroups", "-1")
    wanted: Resource = {
        "resourceName": group,
        "name": launch.name,
        "campaign": _name(account, "campaigns", campaign_id),
        "status": BEGINS,
        "type": "SEARCH_STANDARD",
    }
    if launch.bid_micros is not None and launch.objective is Objective.TRAFFIC:
        wanted["cpcBidMicros"] = str(launch.bid_micros)
    keywords = [
        {"adGroup": group, "status": "ENABLED", "keyword": {"text": keyword, "matchType": MATCH}}
        for keyword in dict.fromkeys(launch.keywords)
    ]
    name, *_ = mutate_together(
        account,
        [
            {"adGroupOperation": {"create": wanted}},
            *({"adGroupCriterionOperation": {"create": keyword}} for keyword in keywords),
        ],
    )
    return Created(_last(name), {"resource": name})


def _ad(account: Account, launch: Launch, group_id: str) -> Created:
    """A responsive search ad; it has no name, and its id is told behind its ad group's."""
    shown = {
        "headlines": [{"text": text} for text in texts.headlines(launch.creative)],
        "descriptions": [{"text": text} for text in texts.descriptions(launch.creative)],
    }
    wanted = {
        "adGroup": _name(account, "adGroups", group_id),
        "status": BEGINS,
        "ad": {"finalUrls": [launch.creative.url], "responsiveSearchAd": shown},
    }
    (name,) = mutate_together(account, [{"adGroupAdOperation": {"create": wanted}}])
    return Created(_last(name), {"resource": name})


def _budget(launch: Launch) -> Resource:
    """Of this campaign alone; such a budget is called as its campaign is, so it is given no name."""
    alone = {"deliveryMethod": "STANDARD", "explicitlyShared": False}
    if launch.lifetime_budget_micros is not None:
        return alone | {"period": "CUSTOM_PERIOD", "totalAmountMicros": str(launch.lifetime_budget_micros)}
    return alone | {"period": "DAILY", "amountMicros": str(launch.daily_budget_micros)}


def _bidding(launch: Launch) -> Resource:
    """What is bid for, and how much; the bid for clicks stands at the ad group."""
    bid = launch.bid_micros
    match launch.objective:
        case Objective.LEADS:
            return {"maximizeConversions": {} if bid is None else {"targetCpaMicros": str(bid)}}
        case Objective.SALES:
            return {"maximizeConversionValue": {}}
    return {"targetSpend": {}} if bid is None else {"manualCpc": {}}


def _schedule(account: Account, launch: Launch) -> Resource:
    """Whole days of the account's own calendar; a first day that has come already goes without saying."""
    today = clock.now().astimezone(ZoneInfo(account.timezone)).date()
    begins = {"startDateTime": f"{launch.starts_on} 00:00:00"} if launch.starts_on > today else {}
    return begins | ({"endDateTime": f"{launch.ends_on} 23:59:59"} if launch.ends_on else {})


def _name(account: Account, collection: str, place: str) -> str:
    return f"customers/{account.external_id}/{collection}/{place}"


def _last(resource_name: str) -> str:
    """The id at the end of a resource name."""
    return resource_name.rpartition("/")[2].rpartition("~")[2]
