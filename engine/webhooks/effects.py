"""What a notice means, one function a kind. Each may run twice, or die half-way and run again: once is enough.

An effect opens its own units of work, so that a call to a platform never holds a row, and answers what should be
synced because of it.
"""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from db.kinds import DataType, EntityStatus, Level
from db.models import Ad, AdCampaign, AdSet
from db.session import session
from engine import budgets, comments, integrations, leads, profiles
from engine.connectors import connector
from engine.connectors.content import LeadRow
from engine.connectors.notices import Kind, Owner
from engine.core.work import Work, work
from engine.events import CampaignMetricsUpdated
from engine.webhooks.told import Told
from engine.webhooks.withdrawals import profile_of, withdraw

Wanted = Collection[DataType]
ENTITIES: dict[Level, type[AdCampaign | AdSet | Ad]] = {
    Level.CAMPAIGN: AdCampaign, Level.AD_SET: AdSet, Level.AD: Ad,
}  # fmt: skip


def lead(org_id: UUID, platform: str, one: Told, integration_id: UUID) -> Wanted:
    """Keep who filled in a form; what was only named is fetched first."""
    lead_id = str(one.facts["lead_id"])
    with session(org_id) as reader:
        known = leads.is_known(reader, platform, lead_id)
    if known:
        return ()
    if one.facts.get("lead"):
        row = _lead_row(one)
    else:
        row = connector(platform).fetch_lead(_token(org_id, one, integration_id), lead_id)
    with work(org_id) as unit:
        leads.store(unit, platform, integration_id, row, profile_id=_profile_id(unit, platform, one))
    return ()


def remark(org_id: UUID, platform: str, one: Told, integration_id: UUID) -> Wanted:
    """Keep a comment or a message."""
    facts = one.facts
    with work(org_id) as unit:
        comments.store(
            unit,
            platform,
            integration_id,
            kind=one.kind,
            external_id=str(facts.get("comment_id") or facts["message_id"]),
            written_at=one.occurred_at,
            profile_id=_profile_id(unit, platform, one),
            post_id=str(facts.get("post_id", "")),
            author=str(facts.get("author", "")),
            text=str(facts.get("text", "")),
        )
    return ()


def entity(org_id: UUID, _platform: str, one: Told, integration_id: UUID) -> Wanted:
    """Show the new state of a campaign, ad set or ad at once; the sync that follows brings the rest of it."""
    news: dict[str, Any] = {}
    if status := one.facts.get("status"):
        news["status"] = EntityStatus(status)
    if delivery := one.facts.get("delivery"):
        news["delivery"] = str(delivery)
    with work(org_id) as unit:
        for row in _entity_rows(unit, one, integration_id):
            if any(getattr(row, name) != value for name, value in news.items()):
                for name, value in news.items():
                    setattr(row, name, value)
                unit.emit(CampaignMetricsUpdated(integration_id=integration_id))
    return (DataType.CAMPAIGNS,)


def budget(org_id: UUID, _platform: str, one: Told, integration_id: UUID) -> Wanted:
    """Say now that a budget is used up; what is left of it, and what it did, a sync tells."""
    with work(org_id) as unit:
        rows = _entity_rows(unit, one, integration_id)
        budgets.told_used_up(unit, integration_id, str(one.facts["external_id"]), rows)
    return (DataType.METRICS, DataType.CAMPAIGNS)


def figures(_org_id: UUID, _platform: str, one: Told, _integration_id: UUID) -> Wanted:
    """Figures changed: those of ads, or, where a profile tells it, those of its posts."""
    return (DataType.POSTS,) if one.owner is Owner.PROFILE else (DataType.METRICS,)


def access(org_id: UUID, platform: str, one: Told, integration_id: UUID) -> Wanted:
    """Somebody took back what they had allowed: no more calls with it, and somebody here has to know."""
    with work(org_id) as unit:
        withdraw(unit, platform, one, integration_id)
    return ()


def _lead_row(one: Told) -> LeadRow:
    """The lead as it was told; where no time was, it is as old as the notice."""
    told = one.facts["lead"]
    created = told.get("created_at")
    return LeadRow(**(told | {"created_at": datetime.fromisoformat(created) if created else one.occurred_at}))


def _token(org_id: UUID, one: Told, integration_id: UUID) -> str:
    """The token of the profile that tells, where it has one of its own, else the account's."""
    account = integrations.account(org_id, integration_id)
    if one.owner is not Owner.PROFILE:
        return account.token
    with session(org_id) as reader:
        found = profile_of(reader, account.platform, one)
    return profiles.speaking(found, account).token if found else account.token


def _profile_id(unit: Work, platform: str, one: Told) -> UUID | None:
    """The page that tells, where a page does."""
    found = profile_of(unit.session, platform, one) if one.owner is Owner.PROFILE else None
    return found.id if found else None


def _entity_rows(unit: Work, one: Told, integration_id: UUID) -> Sequence[AdCampaign | AdSet | Ad]:
    model = ENTITIES[Level(one.facts["level"])]
    query: Select[Any] = select(model).where(
        model.org_id == unit.org_id,
        model.integration_id == integration_id,
        model.external_id == str(one.facts["external_id"]),
    )
    return unit.session.scalars(query).all()


EFFECTS: dict[Kind, Callable[[UUID, str, Told, UUID], Wanted]] = {
    Kind.LEAD: lead,
    Kind.COMMENT: remark,
    Kind.MESSAGE: remark,
    Kind.ENTITY: entity,
    Kind.BUDGET: budget,
    Kind.FIGURES: figures,
    Kind.ACCESS: access,
}
