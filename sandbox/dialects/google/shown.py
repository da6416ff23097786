"""A resource as a write answers it, when the client asks for more than its name: what of it can be written."""

from typing import Any

from sandbox.dialects.google.batch import Batch
from sandbox.dialects.google.resources import Place, read
from sandbox.dialects.google.rows import put
from sandbox.dialects.google.updates import CHANGEABLE
from sandbox.world.model import Ad, AdSet, Campaign

MUTABLE = {
    "campaigns": ("campaign", (
        "resource_name", "name", "status", "advertising_channel_type", "campaign_budget", "start_date_time",
        "end_date_time",
    )),
    "campaignBudgets": ("campaign_budget", (
        "resource_name", "name", "amount_micros", "total_amount_micros", "period",
    )),
    "adGroups": ("ad_group", ("resource_name", "name", "status", "type", "campaign", "cpc_bid_micros")),
    "adGroupAds": ("ad_group_ad", ("resource_name", "status", "ad_group", "ad.resource_name", "ad.final_urls")),
}  # fmt: skip


def mutable(batch: Batch, collection: str, resource_name: str) -> dict[str, Any]:
    """The writable fields of what stands under that name now; none for criteria and waiting budgets."""
    if collection not in CHANGEABLE:
        return {}
    _, place = batch.split(collection, resource_name)
    entity = CHANGEABLE[collection].find(batch.world, batch.account, place)
    subject = Place(
        batch.account,
        campaign=entity if isinstance(entity, Campaign) else None,
        ad_set=entity if isinstance(entity, AdSet) else None,
        ad=entity if isinstance(entity, Ad) else None,
    )
    owner, fields = MUTABLE[collection]
    row: dict[str, Any] = {}
    for name in fields if entity else ():
        put(row, name, read(batch.world, subject, f"{owner}.{name}"))
    return row
