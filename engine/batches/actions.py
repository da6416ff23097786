"""What people do with a file of campaigns: bring it, have it created, throw it away; and the job that creates.

Each campaign is one transaction: the campaign itself, the key of its rows, and its outcome in the file. A worker
that dies leaves whole campaigns or none, and whoever comes next goes on behind the last one.
"""

from dataclasses import asdict
from datetime import timedelta
from hashlib import sha256
from pathlib import PurePath
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from uuid_utils.compat import uuid7

from db.kinds import ImportStatus
from db.models import BatchCampaign, CampaignBatch
from db.session import org_ids, session
from engine import campaigns
from engine.batches.dry import flaws_of, understand
from engine.batches.groups import Group
from engine.core import clock
from engine.core.errors import AppError, Conflict, Invalid
from engine.core.i18n import LOCALES, N_, speaking
from engine.core.log import about, get_logger
from engine.core.outages import explained
from engine.core.work import Actor, Work, work

KEPT_FOR = timedelta(days=90)
JOB = "jobs.batches.create"
OPEN = (ImportStatus.PREVIEW, ImportStatus.FAILED)
CREATED = N_("This file is created already, or being created. Bring it again to create what is left.")
STOPPED = N_("Nobody went on with this file after {through} of its campaigns. Create the rest once more.")
_LONGEST_NAME = 200
STUCK_AFTER = timedelta(minutes=15)  # of a file that nobody goes on with
log = get_logger()


class _Faster(Exception):
    """Another worker has just made a campaign of the same rows."""


def upload(unit: Work, file_name: str, body: bytes) -> UUID:
    """Keep a file as it came. Invalid when it cannot be read at all; nothing of it is created yet."""
    found = understand(unit.session, body)
    old = (CampaignBatch.org_id == unit.org_id) & (CampaignBatch.created_at < clock.now() - KEPT_FOR)
    unit.session.execute(delete(CampaignBatch).where(old))
    name = PurePath(file_name.replace("\\", "/")).name.strip().replace("\0", "")[:_LONGEST_NAME] or "file"
    row = CampaignBatch(
        org_id=unit.org_id, id=uuid7(), file_name=name, file_hash=sha256(body).hexdigest(), body=body,
        rows=len(found.sheet.rows), campaigns=len(found.groups), requested_by=unit.actor.user_id,
    )  # fmt: skip
    return unit.add(row).id


def start(unit: Work, batch_id: UUID) -> None:
    """Have every campaign created that nothing stands against; the others are told in the result."""
    row = unit.find(CampaignBatch, batch_id, lock=True)
    if row.status not in OPEN and not (
        row.status == ImportStatus.RUNNING and row.updated_at < clock.now() - STUCK_AFTER
    ):
        raise Conflict(CREATED)
    row.status, row.error, row.requested_by = ImportStatus.RUNNING, None, unit.actor.user_id
    row.outcomes = [one for one in row.outcomes if one["campaign_id"]]
    unit.enqueue(JOB, row.id, queue="priority")
    unit.audit("campaign_file_started", row.id, file=row.file_name, campaigns=row.campaigns)


def discard(unit: Work, batch_id: UUID) -> None:
    """Throw a file away that was not created."""
    unit.session.delete(_open(unit, batch_id))


def create(org_id: UUID, batch_id: UUID) -> None:
    """Create the campaigns of a file that somebody started, one after the other; nothing when that is done."""
    with session(org_id) as reader:
        row = reader.get(CampaignBatch, (org_id, batch_id))
        if row is None or row.status != ImportStatus.RUNNING:
            return
        body, actor = row.body, Actor("system", row.requested_by)
        groups = understand(reader, body).groups
    with about(batch_id=str(batch_id)):
        for place, group in enumerate(groups):
            try:
                _go(org_id, actor, batch_id, group)
            except Invalid:
                _note(org_id, batch_id, group.key, errors=_told(org_id, body, place))
        with work(org_id, actor) as unit:
            row = unit.find(CampaignBatch, batch_id, lock=True)
            row.status, row.error = ImportStatus.DONE, None
        log.info("batch.created", campaigns=len(groups))


def give_up(org_id: UUID, batch_id: UUID, error: Exception) -> None:
    """Note why a file was not gone through; what was created stays, and it may be started again."""
    known = explained(error)
    with work(org_id) as unit:
        row = unit.find(CampaignBatch, batch_id, lock=True)
        if row.status == ImportStatus.RUNNING:
            row.status, row.error = ImportStatus.FAILED, known.kept()


def take_up() -> int:
    """Go on with the files whose worker died; how many. One that comes no further even so is given up."""
    return sum(map(_take_up, org_ids()))


def _take_up(org_id: UUID) -> int:
    with work(org_id) as unit:
        rows = unit.session.scalars(
            select(CampaignBatch)
            .where(CampaignBatch.org_id == org_id, CampaignBatch.status == ImportStatus.RUNNING)
            .where(CampaignBatch.updated_at < clock.now() - STUCK_AFTER)
            .with_for_update(skip_locked=True)
        ).all()
        for row in rows:
            through = len(row.outcomes)
            if row.error and row.error["facts"].get("through") == through:
                row.status = ImportStatus.FAILED
            else:
                row.error = AppError(STOPPED, through=through).kept()
                unit.enqueue(JOB, row.id, queue="priority")
            log.warning("batch.taken_up", batch_id=str(row.id), through=through, status=row.status)
    return len(rows)


def _go(org_id: UUID, actor: Actor, batch_id: UUID, group: Group) -> None:
    """Create one campaign; where another file with the same rows was faster, take what it has made."""
    try:
        with work(org_id, actor) as unit:
            _create(unit, batch_id, group)
    except _Faster:
        with work(org_id, actor) as unit:
            _create(unit, batch_id, group)


def _create(unit: Work, batch_id: UUID, group: Group) -> None:
    row = unit.find(CampaignBatch, batch_id, lock=True)
    if row.status != ImportStatus.RUNNING or any(one["key"] == group.key for one in row.outcomes):
        return
    campaign_id, before = _once(unit, group)
    row.outcomes = [*row.outcomes, _outcome(group.key, campaign_id, before=before)]


def _once(unit: Work, group: Group) -> tuple[UUID, bool]:
    """The campaign of these rows, and whether it was there: two files at once wait for one another here."""
    known = select(BatchCampaign.campaign_id).where(
        BatchCampaign.org_id == unit.org_id, BatchCampaign.key == group.key
    )
    if found := unit.session.scalars(known).one_or_none():
        return found, True
    if group.flaws:
        raise Invalid
    campaign_id = campaigns.create_campaign(unit, group.body)
    fresh = {"org_id": unit.org_id, "id": uuid7(), "key": group.key, "campaign_id": campaign_id}
    claim = insert(BatchCampaign).values(fresh).on_conflict_do_nothing(index_elements=["org_id", "key"])
    if unit.session.execute(claim.returning(BatchCampaign.id)).first() is None:
        raise _Faster  # the transaction with this campaign leaves nothing behind
    return campaign_id, False


def _told(org_id: UUID, body: bytes, place: int) -> dict[str, list[dict[str, Any]]]:
    """What stands against a campaign, in every language: who will read it is not known yet."""
    told = {}
    for language in LOCALES:
        with speaking(language), session(org_id) as reader:
            group = understand(reader, body).groups[place]
            told[language] = [asdict(flaw) for flaw in flaws_of(reader, group)[0]]
    return told


def _note(org_id: UUID, batch_id: UUID, key: str, *, errors: dict[str, list[dict[str, Any]]]) -> None:
    with work(org_id) as unit:
        row = unit.find(CampaignBatch, batch_id, lock=True)
        if row.status == ImportStatus.RUNNING and not any(one["key"] == key for one in row.outcomes):
            row.outcomes = [*row.outcomes, _outcome(key, None, errors=errors)]


def _outcome(
    key: str, campaign_id: UUID | None, *, before: bool = False, errors: dict[str, Any] | None = None
) -> dict[str, Any]:
    made = str(campaign_id) if campaign_id else None
    return {"key": key, "campaign_id": made, "before": before, "errors": errors or {}}


def _open(unit: Work, batch_id: UUID) -> CampaignBatch:
    row = unit.find(CampaignBatch, batch_id, lock=True)
    if row.status not in OPEN:
        raise Conflict(CREATED)
    return row
