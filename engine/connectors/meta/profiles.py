"""The pages and Instagram accounts that a person may speak for; both speak with the page's own token."""

from typing import Any

from engine.connectors import faults
from engine.connectors.content import ProfileRow
from engine.connectors.meta.calls import pages
from engine.connectors.meta.platform import PLATFORM

PAGE, INSTAGRAM = "facebook_page", "instagram"

_FIELDS = "id,name,link,access_token,instagram_business_account{id,username,name}"


def fetch_profiles(token: str) -> list[ProfileRow]:
    """Every page, and the Instagram account behind it where it has one."""
    found = faults.read_each(PLATFORM, _profiles, pages(token, "me/accounts", {"fields": _FIELDS}, limit=100))
    return [row for rows in found for row in rows]


def _profiles(item: dict[str, Any]) -> list[ProfileRow]:
    token, behind = item["access_token"], item.get("instagram_business_account")
    page = ProfileRow(item["id"], PAGE, item["name"], item.get("link", ""), token)
    return [page, _instagram(behind, token)] if behind else [page]


def _instagram(account: dict[str, Any], token: str) -> ProfileRow:
    handle = account.get("username", "")
    url = f"https://www.instagram.com/{handle}/" if handle else ""
    return ProfileRow(account["id"], INSTAGRAM, account.get("name") or handle or account["id"], url, token)
