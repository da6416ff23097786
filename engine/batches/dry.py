"""The dry run: what a file would create, and everything that stands against it, by line and column."""

from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models import BatchCampaign, Org
from db.session import tenant
from engine import campaigns
from engine.batches.groups import Flaw, Group, groups_of
from engine.batches.sheets import NOT_KNOWN, Sheet, read_sheet
from engine.core.i18n import t


@dataclass(frozen=True, slots=True)
class Read:
    """A file as it is understood in the reader's language."""

    sheet: Sheet
    groups: list[Group]


def understand(session: Session, body: bytes) -> Read:
    """The campaigns of a file. Invalid when it cannot be read at all, or holds too many."""
    sheet = read_sheet(body)
    zone = session.get_one(Org, tenant(session)).timezone
    return Read(sheet, groups_of(session, sheet, zone))


def flaws_of(session: Session, group: Group) -> tuple[list[Flaw], list[str]]:
    """What stands against one campaign, and what only deserves a thought: as the API would judge it."""
    faults, warnings = campaigns.judged(session, group.body)
    return group.told(faults), list(dict.fromkeys(said for each in warnings.values() for said in each))


def made_before(session: Session, groups: list[Group]) -> dict[str, UUID]:
    """The campaigns that the same rows have become already, by key."""
    found = session.execute(
        select(BatchCampaign.key, BatchCampaign.campaign_id).where(
            BatchCampaign.org_id == tenant(session), BatchCampaign.key.in_([group.key for group in groups])
        )
    )
    return {row.key: row.campaign_id for row in found}


def dry_run(session: Session, body: bytes) -> dict[str, Any]:
    """`campaigns`, `errors`, `notes`, `creatable`: what creating would do now."""
    found = understand(session, body)
    before = made_before(session, found.groups)
    shown, errors = [], []
    for group in found.groups:
        flaws, warnings = ([], []) if group.key in before else flaws_of(session, group)
        errors += flaws
        shown.append(_shown(group, before.get(group.key), flaws, warnings))
    errors.sort(key=lambda flaw: flaw.line)
    return {
        "campaigns": shown,
        "errors": [asdict(flaw) for flaw in errors],
        "notes": [t(NOT_KNOWN, column=label) for label in found.sheet.unknown],
        "creatable": sum(one["state"] == "ready" for one in shown),
    }


def _shown(group: Group, before: UUID | None, flaws: list[Flaw], warnings: list[str]) -> dict[str, Any]:
    return {
        "name": group.name,
        "lines": group.lines,
        "platforms": list(dict.fromkeys(ad["platform"] for ad in group.body["ads"] if ad["platform"])),
        "posts": len(group.posts),
        "total_budget": group.body.get("total_budget"),
        "currency": group.body.get("currency"),
        "start_date": group.body.get("start_date"),
        "end_date": group.body.get("end_date"),
        "state": "made" if before else "wrong" if flaws else "ready",
        "campaign_id": str(before) if before else None,
        "errors": len(flaws),
        "warnings": warnings,
    }
