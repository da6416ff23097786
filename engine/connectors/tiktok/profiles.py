"""The TikTok accounts that a grant for ads may speak as, by the ids that they have there: identities.

Publishing takes the token of the account itself, and its own id: see `signin`.
"""

from typing import Any

from engine.connectors import faults
from engine.connectors.content import ProfileRow
from engine.connectors.tiktok.assets import identities
from engine.connectors.tiktok.platform import PLATFORM
from engine.connectors.tiktok.signin import ACCOUNT, advertisers

_ACCOUNTS = frozenset({"TT_USER", "BC_AUTH_TT", "AUTH_CODE"})  # the other identities are made up for ads


def fetch_profiles(token: str) -> list[ProfileRow]:
    """The TikTok accounts that the ads of this grant's advertisers may speak as, each once."""
    listed = faults.objects(PLATFORM, advertisers(token).get("list"))
    ids = list(faults.read_each(PLATFORM, lambda item: str(item["advertiser_id"]), listed))
    found = (item for each in ids for item in identities(token, each) if item.get("identity_type") in _ACCOUNTS)
    return list({row.external_id: row for row in faults.read_each(PLATFORM, _identity, found)}.values())


def _identity(item: dict[str, Any]) -> ProfileRow:
    name = item.get("user_name")
    url = f"https://www.tiktok.com/@{name}" if name else ""
    return ProfileRow(item["identity_id"], ACCOUNT, item.get("display_name") or name or "", url)
