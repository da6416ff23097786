"""Where every file of campaigns stands, what it would create, and the files that people take away."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.kinds import ImportStatus
from db.models import CampaignBatch, Org
from db.session import tenant
from engine.batches.dry import dry_run, understand
from engine.batches.fields import OUTCOME, TITLES, Field
from engine.batches.sheets import words
from engine.core import clock
from engine.core.cache import read
from engine.core.errors import Conflict, Missing, told
from engine.core.exports import File, Form, written
from engine.core.i18n import N_, locale, t

SHOWN = 30
NOT_YET = N_("This file has no result yet. Create its campaigns first.")
CREATED = N_("created")
BEFORE = N_("was there already")
NOT_CREATED = N_("not created")
HEADLINE, BODY = N_("Winter sale"), N_("Up to half off this week. Free delivery.")


@read
def list_batches(session: Session) -> list[dict[str, Any]]:
    """The newest files, without what they hold."""
    query = select(CampaignBatch).where(CampaignBatch.org_id == tenant(session))
    return [_shown(row) for row in session.scalars(query.order_by(CampaignBatch.created_at.desc()).limit(SHOWN))]


@read
def batch_progress(session: Session, batch_id: UUID) -> dict[str, Any]:
    """One file without what it holds: how many of its campaigns are through."""
    return _shown(_row(session, batch_id))


@read
def batch_status(session: Session, batch_id: UUID) -> dict[str, Any]:
    """One file with its dry run while it waits, or with the errors of what was not created."""
    row = _row(session, batch_id)
    if row.status in {ImportStatus.PREVIEW, ImportStatus.FAILED}:
        return _shown(row) | dry_run(session, row.body)
    return _shown(row) | {"errors": [flaw for one in row.outcomes for flaw in one["errors"].get(locale(), [])]}


@read
def result_file(session: Session, batch_id: UUID, form: Form) -> File:
    """The rows as they came, each with its outcome, its campaign's id and what is wrong; Conflict before that."""
    row = _row(session, batch_id)
    if row.status not in {ImportStatus.DONE, ImportStatus.FAILED} or not row.outcomes:
        raise Conflict(NOT_YET)
    found = understand(session, row.body)
    outcomes = {one["key"]: one for one in row.outcomes}
    of_line = {line: outcomes.get(group.key) for group in found.groups for line in group.lines}
    head = [*found.sheet.labels, *(t(title) for title in OUTCOME.values())]

    def lines() -> Iterator[list[object]]:
        for one in found.sheet.rows:
            cells = [words(cell) for cell in one.cells]
            room = [""] * (len(found.sheet.labels) - len(cells))
            yield [*cells[: len(found.sheet.labels)], *room, *_came_of(of_line[one.line], one.line)]

    return written(form, "campaigns-result", head, lines())


def sample_file(org_id: UUID, form: Form) -> File:
    """A file with every column and two rows that make one campaign on two platforms, and a post."""
    return _sample(org_id, form)


@read
def _sample(session: Session, form: Form) -> File:
    org = session.get_one(Org, tenant(session))
    first = clock.today(org.timezone) + timedelta(days=7)
    whole = {
        Field.CAMPAIGN: t(HEADLINE), Field.OBJECTIVE: "traffic", Field.TOTAL: 5000,
        Field.CURRENCY: org.currency, Field.START: first, Field.END: first + timedelta(days=13),
        Field.ACTIVATE: t("no"),
    }  # fmt: skip
    ad = {
        Field.BUDGET: 2500, Field.COUNTRIES: "SA; AE", Field.HEADLINE: t(HEADLINE),
        Field.BODY: t(BODY), Field.URL: "https://example.com/offer",
        Field.MEDIA: "https://example.com/offer.jpg",
    }  # fmt: skip
    post = {Field.POST: t(BODY), Field.POST_PLATFORMS: "meta", Field.POST_AT: f"{first} 09:00"}
    rows: list[dict[Field, object]] = [
        {**whole, Field.PLATFORM: "meta", **ad, **post},
        {Field.CAMPAIGN: whole[Field.CAMPAIGN], Field.PLATFORM: "tiktok", **ad},
    ]
    head = [t(TITLES[which]) for which in Field]
    return written(form, "campaigns-sample", head, ([row.get(which) for which in Field] for row in rows))


def _came_of(outcome: dict[str, Any] | None, line: int) -> list[object]:
    if outcome is None:
        return [t(NOT_CREATED), "", ""]
    if outcome["campaign_id"]:
        return [t(BEFORE) if outcome["before"] else t(CREATED), outcome["campaign_id"], ""]
    flaws = [flaw for flaw in outcome["errors"].get(locale(), []) if flaw["line"] == line]
    return [t(NOT_CREATED), "", "\n".join(f"{flaw['column']}: {flaw['message']}" for flaw in flaws)]


def _row(session: Session, batch_id: UUID) -> CampaignBatch:
    row = session.get(CampaignBatch, (tenant(session), batch_id))
    if row is None:
        raise Missing
    return row


def _shown(row: CampaignBatch) -> dict[str, Any]:
    made = [one for one in row.outcomes if one["campaign_id"]]
    return {
        "id": str(row.id),
        "file_name": row.file_name,
        "status": row.status,
        "rows": row.rows,
        "total": row.campaigns,
        "through": len(row.outcomes),
        "created": sum(not one["before"] for one in made),
        "before": sum(one["before"] for one in made),
        "wrong": len(row.outcomes) - len(made),
        "created_at": row.created_at.isoformat(),
        "error": told(row.error) if row.error else None,
    }
