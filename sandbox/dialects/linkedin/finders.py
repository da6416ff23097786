"""Lists: which entities a search finds, a page at a time; without a search for statuses the deleted are hidden."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from collections.abc import Collection, Sequence
from typing import Any

from sandbox.dialects.linkedin.access import LINKEDIN
from sandbox.dialects.linkedin.call import Call, texts
from sandbox.dialects.linkedin.errors import bad_param, illegal
from sandbox.dialects.linkedin.resources import (
    Resource,
    account_resource,
    campaign_resource,
    creative_resource,
    group_resource,
)
from sandbox.dialects.linkedin.words import CAMPAIGN_STATUSES, GONE, GROUP_STATUSES
from sandbox.world.model import Account

USUAL_PAGE = 100
MOST = {"adAccounts": 1_000, "adCampaignGroups": 1_000, "adCampaigns": 1_000, "creatives": 100}
ACCOUNT_STATUSES = frozenset({"ACTIVE", "CANCELED", "DRAFT", "PENDING_DELETION", "REMOVED"})
# What can be searched for beside the status, and the field that it is compared with.
SEARCHED = {
    "adAccounts": {"id": "id", "name": "name", "currency": "currency", "type": "type", "reference": "reference"},
    "adCampaignGroups": {"id": "id", "name": "name"},
    "adCampaigns": {"id": "id", "name": "name", "type": "type", "campaignGroup": "campaignGroup"},
}
STATUSES = {
    "adAccounts": ACCOUNT_STATUSES,
    "adCampaignGroups": GROUP_STATUSES,
    "adCampaigns": CAMPAIGN_STATUSES,
}
CRITERIA = {"campaigns": "campaign", "creatives": "id", "intendedStatuses": "intendedStatus"}
PAGING = ("q", "pageSize", "pageToken", "fields")


def accounts(call: Call) -> dict[str, Any]:
    """`GET /adAccounts?q=search`."""
    everything = [account_resource(call.world, each) for each in call.world.accounts_of(LINKEDIN)]
    return _search(call, "adAccounts", everything)


def groups(call: Call, account: Account) -> dict[str, Any]:
    """`GET /adAccounts/{id}/adCampaignGroups?q=search`."""
    found = [group_resource(call.world, each) for each in call.world.campaigns_of(account)]
    return _search(call, "adCampaignGroups", found)


def campaigns(call: Call, account: Account) -> dict[str, Any]:
    """`GET /adAccounts/{id}/adCampaigns?q=search`."""
    found = [campaign_resource(call.world, s) for c in call.world.campaigns_of(account) for s in c.ad_sets]
    return _search(call, "adCampaigns", found)


def creatives(call: Call, account: Account) -> dict[str, Any]:
    """`GET /adAccounts/{id}/creatives?q=criteria`, which wants to be called a FINDER."""
    if call.verb != "FINDER":
        raise illegal("The header X-RestLi-Method: FINDER is required")
    call.only(*PAGING, *CRITERIA, "sortOrder")
    if call.text("q") != "criteria":
        raise bad_param("q", "creatives are found by criteria")
    wanted = {CRITERIA[name]: call.items(name) for name in CRITERIA if name in call.params}
    _known(wanted.get("intendedStatus", ()), GROUP_STATUSES, "intendedStatuses")
    for name, kind in (("campaign", "sponsoredCampaign"), ("id", "sponsoredCreative")):
        for each in wanted.get(name, ()):
            id_in(each, kind, name)
    found = [creative_resource(call.world, ad) for c in call.world.campaigns_of(account) for ad in c.ads]
    kept = [each for each in found if _passes(each, wanted, "intendedStatus")]
    if call.text("sortOrder", "ASCENDING") == "DESCENDING":
        kept.reverse()
    return _page(call, "creatives", kept)


def id_in(name: str, kind: str, parameter: str) -> str:
    """The id in a URN of that kind; raises 400 for anything else, such as one that was encoded twice."""
    head, _, entity_id = name.rpartition(":")
    if head != f"urn:li:{kind}" or not entity_id.isdigit():
        raise bad_param(parameter, f"'{name}' is not a urn:li:{kind}")
    return entity_id


def project(call: Call, resource: Resource) -> Resource:
    """Only the fields that were asked for, all of them where none were."""
    wanted = call.params.get("fields")
    return resource if not wanted else {name: resource[name] for name in wanted if name in resource}


def _search(call: Call, resource: str, everything: Sequence[Resource]) -> dict[str, Any]:
    call.only(*PAGING, "search")
    if call.text("q") != "search":
        raise bad_param("q", f"{resource} are found by search")
    search = call.params.get("search", {})
    if not isinstance(search, dict):
        raise bad_param("search", "an object such as (status:(values:List(ACTIVE))) is expected")
    fields = SEARCHED[resource] | {"status": "status"}
    wanted: dict[str, list[str]] = {}
    for name, criterion in search.items():
        if name not in fields or not isinstance(criterion, dict) or set(criterion) != {"values"}:
            raise bad_param("search", f"{name} cannot be searched for like this")
        wanted[fields[name]] = texts("search", criterion["values"])
    _known(wanted.get("status", ()), STATUSES[resource], "search")
    return _page(call, resource, [each for each in everything if _passes(each, wanted, "status")])


def _known(words: Collection[str], known: Collection[str], name: str) -> None:
    for word in words:
        if word not in known:
            raise bad_param(name, f"{word} is not one of {', '.join(sorted(known))}")


def _passes(resource: Resource, wanted: dict[str, list[str]], status: str) -> bool:
    if status not in wanted and resource[status] in GONE:
        return False
    return all(str(resource[name]) in values for name, values in wanted.items())


def _page(call: Call, resource: str, found: Sequence[Resource]) -> dict[str, Any]:
    most, text = MOST[resource], call.text("pageSize", str(USUAL_PAGE))
    if not text.isdigit() or not 1 <= int(text) <= most:
        raise bad_param("pageSize", f"a whole number from 1 to {most} is expected")
    start, size = _place(call), int(text)
    more = {"nextPageToken": _token(start + size)} if start + size < len(found) else {}
    shown = [project(call, each) for each in found[start : start + size]]
    return {"elements": shown, "metadata": more}


def _token(place: int) -> str:
    return urlsafe_b64encode(f"page:{place}".encode()).decode()


def _place(call: Call) -> int:
    if "pageToken" not in call.params:
        return 0
    try:
        kind, _, place = urlsafe_b64decode(call.text("pageToken")).decode().partition(":")
        if kind == "page":
            return int(place)
    except (Error, ValueError):
        pass
    raise bad_param("pageToken", "it is not a page of this list")
