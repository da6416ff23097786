"""The public profiles of every organization that a person is a member of; none for an app that is not chosen."""

from typing import Any

from engine.connectors import faults
from engine.connectors.content import ProfileRow
from engine.connectors.snapchat.accounts import organizations
from engine.connectors.snapchat.business import at
from engine.connectors.snapchat.calls import items
from engine.connectors.snapchat.platform import PLATFORM
from engine.core.errors import Refused

KIND = "snapchat_profile"
PAGE = {"limit": "50"}


def fetch_profiles(token: str) -> list[ProfileRow]:
    """Every profile once; the grant's own token speaks for them."""
    found: dict[str, ProfileRow] = {}
    for organization_id in organizations(token):
        listed = items(
            token,
            at(f"organizations/{organization_id}/public_profiles"),
            ("public_profiles", "public_profile"),
            PAGE,
        )
        try:
            rows = list(faults.read_each(PLATFORM, _profile, listed))
        except Refused as error:
            if error.facts.get("reason") != "permission":
                raise
            continue  # our app is not among the chosen ones, or the person is a mere guest there
        found |= {row.external_id: row for row in rows}
    return list(found.values())


def _profile(item: dict[str, Any]) -> ProfileRow:
    handle = str(item.get("snap_user_name") or "")
    return ProfileRow(
        external_id=str(item["id"]),
        kind=KIND,
        name=str(item.get("display_name") or handle),
        url=f"https://www.snapchat.com/add/{handle}" if handle else "",
    )
