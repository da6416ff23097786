"""Creating a group, its campaign and its creative, paused: what others call campaign, ad set and ad.

The whole plan is looked at before the first of them, so that nothing is left half made for a text that is too
long. The ad shows a post of its own that is in nobody's feed.
"""

from datetime import UTC
from typing import Any

from db.kinds import Level, Objective
from engine.connectors import faults, flights
from engine.connectors.base import Account
from engine.connectors.launches import Created, Launch
from engine.connectors.linkedin import calls, restli, uploads
from engine.connectors.linkedin.changes import decimal_text, millis
from engine.connectors.linkedin.entities import path_of
from engine.connectors.linkedin.geos import targeting
from engine.connectors.linkedin.leads import published_form
from engine.connectors.linkedin.limits import check_launch
from engine.connectors.linkedin.platform import OBJECTIVES, PLATFORM
from engine.connectors.linkedin.posts import article, body_of
from engine.connectors.linkedin.profiles import organization

# Not confirmed by LinkedIn's documents, which name ACTIVE and DRAFT: that groups and campaigns may begin paused.
BEGINS = "PAUSED"
# Not confirmed either: that new campaigns have to say it, and that whoever speaks English sees this locale.
POLITICAL = "NOT_POLITICAL"
LOCALE = {"country": "US", "language": "en"}
LABEL = "LEARN_MORE"
NOWHERE = {"feedDistribution": "NONE", "targetEntities": [], "thirdPartyDistributionChannels": []}
# Objective → what is paid for at a bid of ours, and what LinkedIn gets the most of at a bid of its own.
GOALS = {
    Objective.AWARENESS: ("CPM", "MAX_IMPRESSION"),
    Objective.TRAFFIC: ("CPC", "MAX_CLICK"),
    Objective.ENGAGEMENT: ("CPC", "MAX_CLICK"),
    Objective.VIDEO_VIEWS: ("CPV", "MAX_VIDEO_VIEW"),
    Objective.LEADS: ("CPC", "MAX_LEAD"),
    Objective.SALES: ("CPC", "MAX_CONVERSION"),
}


def create(account: Account, launch: Launch, level: Level, parent_id: str | None) -> Created:
    """Create one level of a launch, paused; Refused names the field that LinkedIn would not accept."""
    check_launch(account, launch)
    body = {"account": restli.urn("sponsoredAccount", account.external_id), "name": launch.name}
    match level:
        case Level.CAMPAIGN:
            more = {"status": BEGINS, "runSchedule": _schedule(launch)}
            return Created(_made(account, "adCampaignGroups", body | more))
        case Level.AD_SET:
            return Created(_made(account, "adCampaigns", body | _campaign(account, launch, parent_id or "")))
        case Level.AD:
            return _creative(account, launch, parent_id or "")


def _made(account: Account, resource: str, body: dict[str, Any]) -> str:
    path = f"{path_of(account)}/{resource}"
    return calls.create(account.token, path, body, account=account.external_id)


def _campaign(account: Account, launch: Launch, group_id: str) -> dict[str, Any]:
    cost, most = GOALS[launch.objective]
    bid = (
        {"optimizationTargetType": "NONE", "costType": cost, "unitCost": _money(account, launch.bid_micros)}
        if launch.bid_micros is not None
        else {"optimizationTargetType": most, "costType": "CPM"}
    )
    budgets = {"dailyBudget": launch.daily_budget_micros, "totalBudget": launch.lifetime_budget_micros}
    return bid | {
        "campaignGroup": restli.urn("sponsoredCampaignGroup", group_id),
        "status": BEGINS,
        "type": "SPONSORED_UPDATES",
        "objectiveType": OBJECTIVES[launch.objective],
        **{name: _money(account, micros) for name, micros in budgets.items() if micros is not None},
        "runSchedule": _schedule(launch),
        "locale": LOCALE,
        "targetingCriteria": targeting(launch.countries),
        "associatedEntity": organization(launch.profile_id),
        "creativeSelection": "OPTIMIZED",
        "offsiteDeliveryEnabled": False,
        "audienceExpansionEnabled": False,
        "politicalIntent": POLITICAL,
    }


def _creative(account: Account, launch: Launch, campaign_id: str) -> Created:
    form = _form(account) if launch.objective is Objective.LEADS else {}
    post = _post(account, launch)
    body = {
        "campaign": restli.urn("sponsoredCampaign", campaign_id),
        "content": {"reference": post},
        "name": launch.name,
        "intendedStatus": BEGINS,
    }
    made = _made(account, "creatives", body | form)
    return Created(made.rpartition(":")[2], {"post": post})


def _form(account: Account) -> dict[str, Any]:
    """Where an ad for leads leads to: the account's newest form, since a launch names none."""
    found = published_form(account)
    if found is None:
        raise faults.unfit(PLATFORM, "objective", "the ad account has no published lead form")
    return {"leadgenCallToAction": {"destination": restli.urn("adForm", found), "label": LABEL}}


def _post(account: Account, launch: Launch) -> str:
    """The post that the ad shows. It is in no feed, so that one made twice harms nobody."""
    said, author = launch.creative, organization(launch.profile_id)
    names = uploads.upload(account.token, author, said.media)
    for_ads = {"dscAdAccount": restli.urn("sponsoredAccount", account.external_id), "dscStatus": "ACTIVE"}
    body = body_of(author, said.body, NOWHERE, article(said.url, said.headline, names)) | {"adContext": for_ads}
    if uploads.is_film(names):
        film = {"content": {"media": {"id": names[0], "title": said.headline}}}
        body |= film | {"contentLandingPage": said.url, "contentCallToActionLabel": LABEL}
    return calls.create(account.token, "posts", body, account=account.external_id, repeatable=True)


def _money(account: Account, micros: int) -> dict[str, str]:
    return {"amount": decimal_text(micros), "currencyCode": account.currency}


def _schedule(launch: Launch) -> dict[str, int]:
    """From the first day's midnight, or from now if that is over, to the last moment of the last day; in UTC."""
    found = {"start": millis(flights.first_moment(launch.starts_on, UTC))}
    return found | ({"end": millis(flights.end_of(launch.ends_on, UTC)) - 1000} if launch.ends_on else {})
