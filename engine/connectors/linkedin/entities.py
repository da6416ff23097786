"""Campaign groups, campaigns and creatives, deleted ones included."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from db.kinds import EntityStatus, Level, Objective
from engine.connectors import faults
from engine.connectors.base import Account, EntityRow
from engine.connectors.linkedin import restli
from engine.connectors.linkedin.calls import pages, read
from engine.connectors.linkedin.platform import (
    CAMPAIGN_STATUSES,
    GROUP_STATUSES,
    PLATFORM,
    objective,
    status,
)
from engine.core import clock
from engine.core.errors import Missing
from engine.core.money import micros

RESOURCES = {Level.CAMPAIGN: "adCampaignGroups", Level.AD_SET: "adCampaigns", Level.AD: "creatives"}
PAGE = 500
CREATIVES_PAGE = 100  # LinkedIn gives no more of them at once


def fetch_entities(account: Account) -> Iterator[EntityRow]:
    """Every campaign group, then every campaign, then every creative."""
    campaigns = list(fetch_level(account, Level.AD_SET))
    yield from _read_groups(_search(account, Level.CAMPAIGN, GROUP_STATUSES), campaigns)
    yield from campaigns
    yield from fetch_level(account, Level.AD)


def fetch_level(
    account: Account, level: Level, *, ids: Sequence[str] = (), parent_id: str | None = None
) -> Iterator[EntityRow]:
    """One level of the account, or of what is below a parent; what has an id can be had by it alone."""
    if level is Level.CAMPAIGN:
        groups = _nodes(account, level, ids) if ids else _search(account, level, GROUP_STATUSES)
        yield from _read_groups(groups, _campaigns_of(account, ids))
    elif level is Level.AD_SET:
        items = _nodes(account, level, ids) if ids else _campaigns(account, [parent_id] if parent_id else [])
        yield from faults.read_each(PLATFORM, read_campaign, items)
    else:
        items = _nodes(account, level, ids) if ids else _creatives(account, parent_id)
        yield from faults.read_each(PLATFORM, read_creative, items)


def _campaigns_of(account: Account, groups: Sequence[str]) -> Iterator[EntityRow]:
    return faults.read_each(PLATFORM, read_campaign, _campaigns(account, groups))


def _read_groups(items: Iterable[dict[str, Any]], campaigns: Iterable[EntityRow]) -> Iterator[EntityRow]:
    shared = shared_objectives(campaigns)
    return faults.read_each(PLATFORM, lambda item: read_group(item, shared), items)


def shared_objectives(campaigns: Iterable[EntityRow]) -> dict[str, Objective]:
    """The objective of each group whose campaigns agree on one: LinkedIn's groups have none of their own."""
    found: defaultdict[str, set[Objective]] = defaultdict(set)
    for row in campaigns:
        if row.parent_id and row.objective:
            found[row.parent_id].add(row.objective)
    return {group: next(iter(names)) for group, names in found.items() if len(names) == 1}


def read_group(item: dict[str, Any], objectives: Mapping[str, Objective]) -> EntityRow:
    """One campaign group as LinkedIn writes it; one whose last moment is over counts as completed."""
    group_id, starts_at, ends_at = str(item["id"]), *_schedule(item)
    set_to = status(item["status"])
    over = set_to is EntityStatus.ACTIVE and ends_at is not None and ends_at <= clock.now()
    return EntityRow(
        level=Level.CAMPAIGN,
        external_id=group_id,
        parent_id=None,
        name=item.get("name", ""),
        status=EntityStatus.COMPLETED if over else set_to,
        delivery=_words(item.get("servingStatuses")),
        objective=objectives.get(group_id, Objective.UNKNOWN),
        daily_budget_micros=_money(item.get("dailyBudget")),
        lifetime_budget_micros=_money(item.get("totalBudget")),
        starts_at=starts_at,
        ends_at=ends_at,
        extra={"run_schedule": item["runSchedule"]} if item.get("runSchedule") else {},
    )


def read_campaign(item: dict[str, Any]) -> EntityRow:
    """One campaign as LinkedIn writes it: what others call an ad set or ad group."""
    starts_at, ends_at = _schedule(item)
    return EntityRow(
        level=Level.AD_SET,
        external_id=str(item["id"]),
        parent_id=restli.id_of(item["campaignGroup"]),
        name=item.get("name", ""),
        status=status(item["status"]),
        delivery=_words(item.get("servingStatuses")),
        objective=objective(item.get("objectiveType", "")),
        daily_budget_micros=_money(item.get("dailyBudget")),
        lifetime_budget_micros=_money(item.get("totalBudget")),
        bid_micros=_money(item.get("unitCost")),
        starts_at=starts_at,
        ends_at=ends_at,
        extra={"run_schedule": item["runSchedule"]} if item.get("runSchedule") else {},
    )


def read_creative(item: dict[str, Any]) -> EntityRow:
    """One creative as LinkedIn writes it; not all of them have a name."""
    creative_id = restli.id_of(item["id"])
    return EntityRow(
        level=Level.AD,
        external_id=creative_id,
        parent_id=restli.id_of(item["campaign"]),
        name=item.get("name") or creative_id,
        status=status(item["intendedStatus"]),
        delivery=_words(item.get("servingHoldReasons")),
    )


def _search(
    account: Account, level: Level, statuses: tuple[str, ...], **wanted: list[str]
) -> Iterator[dict[str, Any]]:
    path = f"{path_of(account)}/{RESOURCES[level]}"
    query = {"q": "search", "search": restli.search(status=statuses, **wanted)}
    return pages(account.token, path, query, account=account.external_id, size=PAGE)


def _campaigns(account: Account, groups: Sequence[str]) -> Iterator[dict[str, Any]]:
    inside = {"campaignGroup": [restli.urn("sponsoredCampaignGroup", each) for each in groups]} if groups else {}
    return _search(account, Level.AD_SET, CAMPAIGN_STATUSES, **inside)


def _creatives(account: Account, campaign_id: str | None) -> Iterator[dict[str, Any]]:
    query = {"q": "criteria", "intendedStatuses": restli.listed(GROUP_STATUSES)}
    if campaign_id:
        query["campaigns"] = restli.listed([restli.urn("sponsoredCampaign", campaign_id)])
    path = f"{path_of(account)}/{RESOURCES[Level.AD]}"
    return pages(account.token, path, query, account=account.external_id, size=CREATIVES_PAGE)


def _nodes(account: Account, level: Level, ids: Sequence[str]) -> Iterator[dict[str, Any]]:
    for each in ids:
        with suppress(Missing):
            yield read(account.token, path_to(account, level, each), account=account.external_id)


def path_to(account: Account, level: Level, external_id: str) -> str:
    """The path of one entity; a creative's key is its URN."""
    key = restli.urn("sponsoredCreative", external_id) if level is Level.AD else external_id
    return f"{path_of(account)}/{RESOURCES[level]}/{restli.text(key)}"


def path_of(account: Account) -> str:
    """The account as the beginning of a path."""
    return f"adAccounts/{restli.text(account.external_id)}"


def _money(amount: dict[str, Any] | None) -> int | None:
    """Micros of `{"amount": "5.00", "currencyCode": "USD"}`; zero is how LinkedIn says that there is none."""
    return (micros(amount["amount"]) or None) if amount else None


def _schedule(item: dict[str, Any]) -> tuple[datetime | None, datetime | None]:
    schedule = item.get("runSchedule") or {}
    return _moment(schedule.get("start")), _moment(schedule.get("end"))


def _moment(milliseconds: int | None) -> datetime | None:
    return datetime.fromtimestamp(milliseconds / 1000, UTC) if milliseconds else None


def _words(names: list[str] | None) -> str:
    return ", ".join(names or ())
