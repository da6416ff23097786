"""What a launch needs of an ad account on X: what pays, who speaks, where it is shown, what is counted."""

from collections.abc import Sequence
from typing import Any

from db.kinds import Objective
from engine.connectors import faults
from engine.connectors.base import Account
from engine.connectors.twitter.calls import get, pages, person
from engine.connectors.twitter.platform import PLATFORM, SIGN_UP_TAGS

TAGS = {Objective.LEADS: SIGN_UP_TAGS, Objective.SALES: frozenset({"PURCHASE"})}
_STORES = {"ios": "ios_app_store_identifier", "android": "android_app_store_identifier"}

Item = dict[str, Any]


def funding(account: Account) -> str:
    """What pays: the first funding instrument that can, in the account's currency."""
    for each in _listed(account, "funding_instruments"):
        if each.get("able_to_fund") and each.get("currency") == account.currency:
            return str(each["id"])
    raise faults.forbidden(PLATFORM, f"nothing can pay in {account.currency} for {account.external_id}")


def speaker(account: Account, wanted: str) -> str:
    """Whose Tweet an ad is: the promotable user of that id, or else the account's own."""
    users = [str(each["user_id"]) for each in _listed(account, "promotable_users")
             if each.get("promotable_user_type") == "FULL" and each.get("user_id")]  # fmt: skip
    if wanted and wanted not in users:
        raise faults.unfit(PLATFORM, "profile_id", f"the account may not promote the Tweets of {wanted}")
    if not users:
        raise faults.forbidden(PLATFORM, f"{account.external_id} may promote nobody's Tweets")
    return wanted or users[0]


def places(account: Account, countries: Sequence[str]) -> list[str]:
    """The values that target these countries; X has one of its own for each."""
    return [_place(account, country) for country in dict.fromkeys(countries)]


def tag(account: Account, objective: Objective) -> str:
    """The web event tag that counts what the objective is after."""
    for each in _listed(account, "web_event_tags"):
        if each.get("type") in TAGS[objective] and not each.get("deleted"):
            return str(each["id"])
    raise faults.unfit(PLATFORM, "objective", f"no web event tag of the account counts {objective}")


def apps(account: Account, address: str) -> Item:
    """The registered apps that the address names, or else the account's only ones; one for each kind of phone."""
    found = [each for each in _listed(account, "account_apps") if each.get("app_store_identifier")]
    chosen = [each for each in found if str(each["app_store_identifier"]) in address] or found
    fields: Item = {}
    for each in chosen:
        name = _STORES.get(str(each.get("os_type", "")).lower(), "")
        if not name or name in fields:
            raise faults.unfit(PLATFORM, "url", f"{len(chosen)} apps of the ad account fit, one has to")
        fields[name] = str(each["app_store_identifier"])
    if not fields:
        raise faults.unfit(PLATFORM, "objective", "no app is registered with the ad account")
    return fields


def _place(account: Account, country: str) -> str:
    query = {"location_type": "COUNTRIES", "country_code": country}
    owner = person(account.token)
    found = get(account.token, "targeting_criteria/locations", query, account=owner).get("data")
    for each in faults.objects(PLATFORM, found):
        if each.get("country_code") == country and each.get("targeting_value"):
            return str(each["targeting_value"])
    raise faults.unfit(PLATFORM, "countries", f"X shows no ads in {country}")


def _listed(account: Account, name: str) -> list[Item]:
    path = f"accounts/{account.external_id}/{name}"
    return list(pages(account.token, path, {}, account=account.external_id))
