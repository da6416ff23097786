"""Changing one entity: a status belongs to it, a budget to its budget resource, a bid to the ad group."""

from zoneinfo import ZoneInfo

from db.kinds import EntityStatus, Level
from engine.connectors import faults, flights
from engine.connectors.base import Account, Change
from engine.connectors.google.calls import mutate
from engine.connectors.google.limits import LIMITS
from engine.connectors.google.platform import PLATFORM, STATUSES

_COLLECTIONS = {Level.CAMPAIGN: "campaigns", Level.AD_SET: "adGroups", Level.AD: "adGroupAds"}


def apply_change(account: Account, change: Change) -> None:
    """Change one campaign, ad group or ad; Refused when Google keeps no such thing at that level.

    `change.extra` is the entity's own `extra`: the names of its resource and of its budget.
    """
    _check(change)
    dates = _dates(account, change)
    # Money first: whoever raises a budget and starts a campaign does not want the old budget spent.
    if change.daily_budget_micros is not None:
        _update(account, "campaignBudgets", change.extra["budget"], "amountMicros", change.daily_budget_micros)
    if change.lifetime_budget_micros is not None:
        name = "totalAmountMicros"
        _update(account, "campaignBudgets", change.extra["budget"], name, change.lifetime_budget_micros)
    if change.bid_micros is not None:
        _update(account, "adGroups", _resource(account, change), "cpcBidMicros", change.bid_micros)
    if change.name is not None:
        _update(account, _COLLECTIONS[change.level], _resource(account, change), "name", change.name)
    if dates:
        update = {"resourceName": _resource(account, change), **dates}
        _mutate(account, _COLLECTIONS[change.level], {"update": update, "updateMask": ",".join(dates)})
    if change.status is not None:
        _set_status(account, change, change.status)


def _dates(account: Account, change: Change) -> dict[str, str]:
    """Whole days of the account's own calendar; both in one call, lest one stand against the other."""
    begins, zone = flights.wanted(PLATFORM, LIMITS, account, change)[0], ZoneInfo(account.timezone)
    starts = {"startDateTime": f"{flights.first_day(begins, zone)} 00:00:00"} if begins else {}
    return starts | ({"endDateTime": f"{change.ends_on} 23:59:59"} if change.ends_on else {})


def _check(change: Change) -> None:
    """Nothing is sent unless everything can be."""
    if change.status is not None and change.status not in STATUSES:
        raise faults.invalid(PLATFORM, f"no such state: {change.status}")
    budgets = change.daily_budget_micros, change.lifetime_budget_micros
    if budgets != (None, None) and not change.extra.get("budget"):
        raise faults.invalid(PLATFORM, f"no budget of its own: {change.level} {change.external_id}")
    if change.name is not None and change.level is Level.AD:
        raise faults.invalid(PLATFORM, f"no name of its own: {change.level} {change.external_id}")
    if change.bid_micros is not None and change.level is not Level.AD_SET:
        raise faults.invalid(PLATFORM, f"no bid of its own: {change.level} {change.external_id}")


def _set_status(account: Account, change: Change, status: EntityStatus) -> None:
    collection, resource = _COLLECTIONS[change.level], _resource(account, change)
    if status is EntityStatus.REMOVED:
        _mutate(account, collection, {"remove": resource})
    else:
        update = {"resourceName": resource, "status": STATUSES[status]}
        _mutate(account, collection, {"update": update, "updateMask": "status"})


def _update(account: Account, collection: str, resource: str, name: str, value: int | str) -> None:
    update = {"resourceName": resource, name: str(value)}
    _mutate(account, collection, {"update": update, "updateMask": name})


def _mutate(account: Account, collection: str, operation: dict[str, object]) -> None:
    mutate(account.token, account.external_id, account.login_id, collection, operation)


def _resource(account: Account, change: Change) -> str:
    """The entity's resource name; an ad's cannot be composed from its own id alone, so it is carried."""
    composed = f"customers/{account.external_id}/{_COLLECTIONS[change.level]}/{change.external_id}"
    return str(change.extra.get("resource") or composed)
