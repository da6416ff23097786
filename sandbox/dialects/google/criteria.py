"""Whom a campaign is shown to and which searches an ad group answers: locations and keywords, on the shelf."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any, Literal

from sandbox.dialects.google.batch import Batch, Plan
from sandbox.dialects.google.channels import Reader
from sandbox.dialects.google.creates import parent_of, temporary
from sandbox.dialects.google.errors import bad
from sandbox.dialects.google.fields import Wish
from sandbox.dialects.google.places import COUNTRIES
from sandbox.stage import Stage

LONGEST_KEYWORD, MOST_WORDS = 80, 10
FORBIDDEN = frozenset("!@%,*(){}|~=?;<>")
MATCHES = frozenset({"EXACT", "PHRASE", "BROAD"})
Level = Literal["campaign", "ad_group"]


@dataclass(frozen=True, slots=True)
class Criterion:
    """One of them. `owner_id` is its campaign or ad group; `text` the keyword, or the location's resource name."""

    customer_id: str
    level: Level
    owner_id: str
    id: str
    type: Literal["LOCATION", "KEYWORD"]
    text: str
    match: str = ""
    negative: bool = False
    status: str = "ENABLED"

    @property
    def name(self) -> str:
        """Its resource name."""
        collection = "campaignCriteria" if self.level == "campaign" else "adGroupCriteria"
        return f"customers/{self.customer_id}/{collection}/{self.owner_id}~{self.id}"


def campaign_criterion(batch: Batch, wish: Wish) -> Plan:
    """`campaignCriteria:mutate`: a location that a campaign is shown in, or not."""
    wish.only("resourceName", "campaign", "negative", "location")
    temporary(batch, wish, "campaignCriteria")
    owner = parent_of(batch, wish, "campaign", "campaign")
    if not wish.has("location"):
        message = "Only locations are played here."
        raise bad("campaignCriterionError", "CONCRETE_TYPE_REQUIRED", message, None, *wish.path)
    location = wish.part("location").only("geoTargetConstant")
    name = str(location.need("geoTargetConstant"))
    kind, _, place_id = name.partition("/")
    if kind != "geoTargetConstants" or place_id not in COUNTRIES:
        where = location.at("geoTargetConstant")
        raise bad("criterionError", "INVALID_CRITERION_ID", "The criterion ID is invalid.", name, *where)
    negative = wish.flag("negative", usual=False)
    made = Criterion(batch.account.id, "campaign", owner.id, place_id, "LOCATION", name, negative=negative)
    return _shelved(batch, made)


def ad_group_criterion(batch: Batch, wish: Wish) -> Plan:
    """`adGroupCriteria:mutate`: a keyword that an ad group answers, or does not."""
    wish.only("resourceName", "adGroup", "status", "negative", "keyword", "cpcBidMicros")
    temporary(batch, wish, "adGroupCriteria")
    owner = parent_of(batch, wish, "adGroup", "ad_set")
    if not wish.has("keyword"):
        message = "Only keywords are played here."
        raise bad("adGroupCriterionError", "CONCRETE_TYPE_REQUIRED", message, None, *wish.path)
    keyword = wish.part("keyword").only("text", "matchType")
    text, where = str(keyword.need("text")).strip(), keyword.at("text")
    for wrong, name in (
        (len(text) > LONGEST_KEYWORD, "KEYWORD_TEXT_TOO_LONG"),
        (len(text.split()) > MOST_WORDS, "KEYWORD_HAS_TOO_MANY_WORDS"),
        (not text or bool(FORBIDDEN & set(text)), "KEYWORD_HAS_INVALID_CHARS"),
    ):
        if wrong:
            raise bad("criterionError", name, "The keyword is not valid.", text, *where)
    match, negative = keyword.choice("matchType", MATCHES, ""), wish.flag("negative", usual=False)
    status = wish.choice("status", {"ENABLED", "PAUSED"}, "ENABLED")
    made_id, customer = batch.new_id("criterion"), batch.account.id
    made = Criterion(customer, "ad_group", owner.id, made_id, "KEYWORD", text, match, negative, status)
    return _shelved(batch, made)


def remove_criterion(batch: Batch, collection: str, resource_name: str) -> Plan:
    """Take one away."""
    batch.split(collection, resource_name)
    if resource_name not in batch.stage.shelf.get("google criteria", {}):
        raise bad("mutateError", "RESOURCE_NOT_FOUND", "Resource was not found.", resource_name)
    return Plan(resource_name, (partial(batch.stage.shelf["google criteria"].pop, resource_name, None),))


def criteria_of(stage: Stage, customer_id: str, level: Level) -> Iterator[Criterion]:
    """Those of a customer, in the order of their making."""
    found = (Criterion(**row) for row in stage.shelf.get("google criteria", {}).values())
    return (each for each in found if (each.customer_id, each.level) == (customer_id, level))


def _shelved(batch: Batch, made: Criterion) -> Plan:
    if made.name in batch.stage.shelf.get("google criteria", {}):
        raise bad("mutateError", "RESOURCE_ALREADY_EXISTS", "Resource already exists.", made.name)
    return Plan(made.name, (partial(_shelve, batch.stage, made),))


def _shelve(stage: Stage, made: Criterion) -> None:
    stage.shelf.setdefault("google criteria", {})[made.name] = asdict(made)


def _shared() -> dict[str, Reader]:
    return {
        "resource_name": lambda _, c: c.name,
        "criterion_id": lambda _, c: int(c.id),
        "type": lambda _, c: c.type,
        "negative": lambda _, c: c.negative,
        "status": lambda _, c: c.status,
    }


def _owner(collection: str) -> Reader:
    def read(_: Any, criterion: Criterion) -> str:
        return f"customers/{criterion.customer_id}/{collection}/{criterion.owner_id}"

    return read


CAMPAIGN_CRITERION: dict[str, Reader] = _shared() | {
    "campaign": _owner("campaigns"),
    "location.geo_target_constant": lambda _, c: c.text,
}
AD_GROUP_CRITERION: dict[str, Reader] = _shared() | {
    "ad_group": _owner("adGroups"),
    "keyword.text": lambda _, c: c.text,
    "keyword.match_type": lambda _, c: c.match,
}
