"""Countries as Google names them in targeting; it is asked, since its numbers are nowhere promised."""

from collections.abc import Sequence

from engine.connectors import faults
from engine.connectors.base import Account
from engine.connectors.google.calls import rows
from engine.connectors.google.platform import PLATFORM


def geo_targets(account: Account, countries: Sequence[str]) -> list[str]:
    """The resource names of countries given by their two letters; Refused when Google knows one of them not."""
    codes = ", ".join(f"'{code}'" for code in countries)
    query = (
        "SELECT geo_target_constant.resource_name, geo_target_constant.country_code FROM geo_target_constant "
        f"WHERE geo_target_constant.country_code IN ({codes}) AND geo_target_constant.target_type = 'Country' "
        "AND geo_target_constant.status = 'ENABLED'"
    )
    found = rows(account.token, account.external_id, account.login_id, query)
    pairs = faults.read_each(PLATFORM, lambda row: _pair(row["geoTargetConstant"]), found)
    names = dict(pairs)
    if unknown := [code for code in countries if code not in names]:
        raise faults.unfit(PLATFORM, "countries", f"not to be targeted: {', '.join(unknown)}")
    return [names[code] for code in dict.fromkeys(countries)]


def _pair(place: dict[str, str]) -> tuple[str, str]:
    return place["countryCode"], place["resourceName"]
