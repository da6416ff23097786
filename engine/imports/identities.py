"""Who is who: the platform's ids where a file has them, and ids made of names where it has none.

A made id is the same for the same names under the same parents, so the same file twice is one campaign. What an
account already knows by its real id is found by its name again, and the other way round, so that a file with ids
and one without do not count a campaign twice.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.kinds import EntityStatus, Level
from db.models import Ad, AdCampaign, AdSet
from db.session import tenant
from engine.connectors.base import EntityRow
from engine.imports.fields import Named, Reading

_MODELS: dict[Level, type[Any]] = {Level.CAMPAIGN: AdCampaign, Level.AD_SET: AdSet, Level.AD: Ad}
_KEPT = (
    "delivery", "extra", "objective", "daily_budget_micros", "lifetime_budget_micros", "bid_micros",
    "starts_at", "ends_at",
)  # fmt: skip
_SEVERAL = ""  # a name that more than one entity carries


@dataclass(slots=True)
class Register:
    """The entities of one account: those stored, and those that a file adds or renames."""

    stored: dict[Level, dict[str, dict[str, Any]]]
    by_name: dict[tuple[Level, str, str], str]
    met: dict[tuple[Level, str], EntityRow] = field(default_factory=dict)

    def place(self, reading: Reading, level: Level) -> dict[Level, str]:
        """The ids of the campaign, ad set and ad that a row of that level is about; notes what it says of them."""
        campaign = self._id(Level.CAMPAIGN, reading.campaign, "")
        self._meet(Level.CAMPAIGN, campaign, None, reading.campaign.name, reading)
        if level is Level.CAMPAIGN:
            return {Level.CAMPAIGN: campaign}
        # ads of a file without ad sets stand under one that carries the campaign's name
        named = reading.ad_set or Named(reading.campaign.name or reading.campaign.external_id)
        ad_set = self._id(Level.AD_SET, named, campaign)
        self._meet(Level.AD_SET, ad_set, campaign, named.name)
        if level is Level.AD_SET:
            return {Level.CAMPAIGN: campaign, Level.AD_SET: ad_set}
        ad = self._id(Level.AD, reading.ad, ad_set)
        self._meet(Level.AD, ad, ad_set, reading.ad.name)
        return {Level.CAMPAIGN: campaign, Level.AD_SET: ad_set, Level.AD: ad}

    def listing(self) -> Iterator[EntityRow]:
        """What the file named, campaigns first."""
        for level in Level:
            yield from (row for (at, _), row in self.met.items() if at is level)

    def _id(self, level: Level, named: Named, parent: str) -> str:
        made = _made(level, parent, named.name)
        key = (level, parent, named.name)
        if not named.external_id:
            return self.by_name.get(key) or made
        if named.external_id not in self.stored[level] and named.name and made in self.stored[level]:
            return made
        if self.by_name.setdefault(key, named.external_id) != named.external_id:
            self.by_name[key] = _SEVERAL
        return named.external_id

    def _meet(
        self, level: Level, external_id: str, parent: str | None, name: str, told: Reading | None = None
    ) -> None:
        """Keep what is stored and not told; of two rows the later one tells the state."""
        known = self.stored[level].get(external_id, {})
        before = self.met.get((level, external_id))
        status = told.status if told else None
        objective = told.objective if told else None
        if before and (before.name == name or not name) and not status and not objective:
            return
        kept = {one: known[one] for one in _KEPT if known.get(one) is not None}
        if objective or (before and before.objective):
            kept["objective"] = objective or (before and before.objective)
        self.met[level, external_id] = EntityRow(
            level=level,
            external_id=external_id,
            parent_id=parent,
            name=name or (before.name if before else "") or known.get("name") or external_id,
            status=status or (before.status if before else None) or known.get("status") or EntityStatus.ACTIVE,
            **kept,
        )


def register_of(session: Session, integration_id: UUID | None) -> Register:
    """What is stored of an account; nothing of one that is still to be made."""
    stored: dict[Level, dict[str, dict[str, Any]]] = {level: {} for level in Level}
    by_name: dict[tuple[Level, str, str], str] = {}
    parents: dict[UUID, str] = {}
    for level, model in _MODELS.items() if integration_id else ():
        found = select(model).where(model.org_id == tenant(session), model.integration_id == integration_id)
        for row in session.scalars(found):
            parents[row.id] = row.external_id
            above = {Level.AD_SET: "ad_campaign_id", Level.AD: "ad_set_id"}.get(level)
            key = (level, parents.get(getattr(row, above), "") if above else "", row.name)
            by_name[key] = _SEVERAL if key in by_name else row.external_id
            stored[level][row.external_id] = {one: getattr(row, one, None) for one in ("name", "status", *_KEPT)}
    return Register(stored, by_name)


def _made(level: Level, parent: str, name: str) -> str:
    return f"name:{blake2b(chr(31).join((level, parent, name)).encode(), digest_size=10).hexdigest()}"
