"""What all that is created has in common: a temporary name, a name of its own, a parent, a place in the world."""

from collections.abc import Iterable
from functools import partial
from typing import Any

from sandbox.dialects.google.access import GOOGLE
from sandbox.dialects.google.batch import Batch, Plan
from sandbox.dialects.google.errors import bad
from sandbox.dialects.google.fields import Wish
from sandbox.dialects.google.updates import LONGEST_NAME, SETTABLE, target
from sandbox.world.creations import Creation, Kind

COLLECTIONS: dict[Kind, str] = {"campaign": "campaigns", "ad_set": "adGroups", "ad": "adGroupAds"}


def temporary(batch: Batch, wish: Wish, collection: str) -> str:
    """The temporary resource name of something new, "" without one."""
    return batch.reserve(collection, str(wish.fields.get("resourceName") or ""), *wish.at("resourceName"))


def name_of(wish: Wish, taken: Iterable[str], family: str, duplicate: str) -> str:
    """The name of something new, which nothing living beside it may have."""
    name = wish.text("name", LONGEST_NAME)
    if name.casefold() in {each.casefold() for each in taken}:
        raise bad(family, duplicate, "The name is already taken.", name, *wish.at("name"))
    return name


def parent_of(batch: Batch, wish: Wish, field: str, kind: Kind) -> Any:
    """What something new goes into: an entity of that kind, or one that this request will have made."""
    name = str(wish.need(field))
    drafted = batch.drafted(name)
    if isinstance(drafted, Creation) and drafted.kind == kind:
        return drafted
    return target(batch, COLLECTIONS[kind], name)


def join(batch: Batch, wish: Wish, kind: Kind, parent_id: str, name: str, /, **more: Any) -> Plan:
    """Something new that joins the world; `more` is what its record says beside name and status."""
    reserved = temporary(batch, wish, COLLECTIONS[kind])
    status = SETTABLE[wish.choice("status", SETTABLE, "ENABLED")]
    made = Creation(batch.world.clock.now(), GOOGLE, kind, batch.new_id(kind), parent_id, name, status, **more)
    place = f"{parent_id}~{made.id}" if kind == "ad" else made.id
    resource_name = batch.name(COLLECTIONS[kind], place)
    batch.draft(reserved, resource_name, made)
    return Plan(resource_name, (partial(batch.world.create, made),))
