"""The advertisers that a token may act for: their ids first, then what they are, a hundred at a time."""

from collections.abc import Iterator
from typing import Any

from engine.connectors import faults
from engine.connectors.base import AccountRow
from engine.connectors.tiktok.calls import get
from engine.connectors.tiktok.platform import PLATFORM
from engine.connectors.tiktok.signin import advertisers

MOST_IDS = 100
_FIELDS = ["advertiser_id", "name", "currency", "timezone", "display_timezone", "status"]


def fetch_accounts(token: str) -> list[AccountRow]:
    """Every advertiser, those that cannot deliver marked inactive."""
    listed = faults.objects(PLATFORM, advertisers(token).get("list"))
    ids = list(faults.read_each(PLATFORM, lambda item: str(item["advertiser_id"]), listed))
    return list(faults.read_each(PLATFORM, _account, _infos(token, ids)))


def _infos(token: str, ids: list[str]) -> Iterator[dict[str, Any]]:
    for start in range(0, len(ids), MOST_IDS):
        query = {"advertiser_ids": ids[start : start + MOST_IDS], "fields": _FIELDS}
        yield from faults.objects(PLATFORM, get(token, "advertiser/info", query).get("list"))


def _account(item: dict[str, Any]) -> AccountRow:
    return AccountRow(
        external_id=item["advertiser_id"],
        name=item.get("name", ""),
        currency=item["currency"],
        # Not confirmed: that `timezone` is an offset such as Etc/GMT-3 and only the displayed one a place.
        timezone=item.get("display_timezone") or item["timezone"],
        active=item.get("status") == "STATUS_ENABLE",
    )
