"""Campaigns, ad groups and ads; Google lists removed ones too, and leaves out every field that is unset."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from db.kinds import Level
from engine.connectors import faults
from engine.connectors.base import Account, EntityRow
from engine.connectors.google.calls import rows
from engine.connectors.google.platform import PLATFORM, objective, status

_CAMPAIGNS = (
    "SELECT campaign.id, campaign.resource_name, campaign.name, campaign.status, campaign.primary_status, "
    "campaign.advertising_channel_type, campaign.bidding_strategy_type, campaign.start_date_time, "
    "campaign.end_date_time, campaign_budget.resource_name, campaign_budget.amount_micros, "
    "campaign_budget.total_amount_micros FROM campaign"
)
_AD_GROUPS = (
    "SELECT ad_group.id, ad_group.resource_name, ad_group.name, ad_group.status, "
    "ad_group.cpc_bid_micros, campaign.id FROM ad_group"
)
_ADS = (
    "SELECT ad_group_ad.ad.id, ad_group_ad.resource_name, ad_group_ad.ad.name, ad_group_ad.status, "
    "ad_group_ad.ad.responsive_search_ad.headlines, ad_group_ad.policy_summary.approval_status, ad_group.id "
    "FROM ad_group_ad"
)
_QUERIES = {Level.CAMPAIGN: _CAMPAIGNS, Level.AD_SET: _AD_GROUPS, Level.AD: _ADS}
_IDS = {Level.CAMPAIGN: "campaign.id", Level.AD_SET: "ad_group.id", Level.AD: "ad_group_ad.ad.id"}
_PARENTS = {Level.AD_SET: "campaign.id", Level.AD: "ad_group.id"}
_NEVER = 2037  # the year of Google's "no end"


def fetch_entities(account: Account) -> Iterator[EntityRow]:
    """Every campaign, then every ad group, then every ad."""
    for level in _QUERIES:
        yield from fetch_level(account, level)


def fetch_level(
    account: Account, level: Level, *, ids: Sequence[str] = (), parent_id: str | None = None
) -> Iterator[EntityRow]:
    """One level of the customer, or of what is below a parent, or these."""
    parse: dict[Level, Callable[[dict[str, Any]], EntityRow]] = {
        Level.CAMPAIGN: partial(read_campaign, ZoneInfo(account.timezone)),
        Level.AD_SET: read_ad_group,
        Level.AD: read_ad,
    }
    query = _QUERIES[level] + _where(level, ids, parent_id)
    items = rows(account.token, account.external_id, account.login_id, query)
    yield from faults.read_each(PLATFORM, parse[level], items)


def _where(level: Level, ids: Sequence[str], parent_id: str | None) -> str:
    field, wanted = (_IDS[level], ids) if ids else (_PARENTS.get(level, ""), [parent_id] if parent_id else [])
    return f" WHERE {field} IN ({', '.join(str(int(each)) for each in wanted)})" if wanted else ""


def read_campaign(zone: ZoneInfo, row: dict[str, Any]) -> EntityRow:
    """One campaign with its budget as Google writes it; `zone` is the account's."""
    campaign, budget = row["campaign"], row.get("campaignBudget", {})
    delivery = campaign.get("primaryStatus", "")
    return EntityRow(
        level=Level.CAMPAIGN,
        external_id=campaign["id"],
        parent_id=None,
        name=campaign.get("name", ""),
        status=status(campaign["status"], delivery),
        delivery=delivery,
        objective=objective(campaign.get("advertisingChannelType", ""), campaign.get("biddingStrategyType", "")),
        daily_budget_micros=_amount(budget, "amountMicros"),
        lifetime_budget_micros=_amount(budget, "totalAmountMicros"),
        starts_at=_moment(campaign.get("startDateTime"), zone),
        ends_at=_moment(campaign.get("endDateTime"), zone),
        extra={"resource": campaign["resourceName"], "budget": budget.get("resourceName", "")},
    )


def read_ad_group(row: dict[str, Any]) -> EntityRow:
    """One ad group as Google writes it."""
    group = row["adGroup"]
    return EntityRow(
        level=Level.AD_SET,
        external_id=group["id"],
        parent_id=row["campaign"]["id"],
        name=group.get("name", ""),
        status=status(group["status"]),
        bid_micros=_amount(group, "cpcBidMicros"),
        extra={"resource": group["resourceName"]},
    )


def read_ad(row: dict[str, Any]) -> EntityRow:
    """One ad, which is known by its ad group and its own id together."""
    ad = row["adGroupAd"]
    return EntityRow(
        level=Level.AD,
        external_id=ad["ad"]["id"],
        parent_id=row["adGroup"]["id"],
        name=ad["ad"].get("name") or _headline(ad["ad"]),
        status=status(ad["status"]),
        delivery=ad.get("policySummary", {}).get("approvalStatus", ""),
        extra={"resource": ad["resourceName"]},
    )


def _headline(ad: dict[str, Any]) -> str:
    """Search ads have no name: the first of their headlines is what people know them by."""
    headlines = ad.get("responsiveSearchAd", {}).get("headlines", [])
    return str(headlines[0].get("text", "")) if headlines else ""


def _amount(values: dict[str, Any], name: str) -> int | None:
    return int(values.get(name, 0)) or None


def _moment(text: str | None, zone: ZoneInfo) -> datetime | None:
    """An aware moment of the account's own clock, which is the one Google writes."""
    moment = datetime.fromisoformat(text).replace(tzinfo=zone) if text else None
    return moment if moment and moment.year < _NEVER else None
