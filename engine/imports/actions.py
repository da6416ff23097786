"""What people do with a file: bring it, say how to read it, have it loaded, or drop it."""

from datetime import timedelta
from hashlib import blake2b
from pathlib import PurePath
from typing import Any
from uuid import UUID

from sqlalchemy import delete
from uuid_utils.compat import uuid7

from db.kinds import ImportStatus, PlatformName
from db.models import Import
from engine.core import clock
from engine.core.errors import Conflict
from engine.core.i18n import N_
from engine.core.work import Work
from engine.imports.choices import Choices
from engine.imports.previews import settle_account, understand

KEPT_FOR = timedelta(days=7)  # a file that nobody loads
JOB = "jobs.imports.load"
OPEN = (ImportStatus.PREVIEW, ImportStatus.FAILED)
_LOADED = N_("This file is loaded already, or being loaded. Bring it again to load it anew.")
_NAME_LENGTH = 200


def upload(unit: Work, file_name: str, body: bytes, changes: dict[str, Any] | None = None) -> Import:
    """Keep a file as it came, to be looked at before it is loaded. Invalid when it cannot be read at all."""
    name = PurePath(file_name.replace("\\", "/")).name.strip()[:_NAME_LENGTH] or "file"
    first = Choices().changed({"account": {"name": PurePath(name).stem[:80]}}).changed(changes or {})
    met = understand(unit.session, body, first)
    unit.session.execute(
        delete(Import).where(
            Import.org_id == unit.org_id, Import.status.in_(OPEN), Import.created_at < clock.now() - KEPT_FOR
        )
    )
    row = Import(
        org_id=unit.org_id,
        id=uuid7(),
        platform=met.plan.platform or PlatformName.META,
        file_name=name,
        file_hash=blake2b(body, digest_size=16).hexdigest(),
        body=body,
        choices=met.choices.changed({"platform": met.plan.platform or "", "columns": first.columns}).kept(),
        rows=len(met.findings.readings),
        requested_by=unit.actor.user_id,
    )
    return unit.add(row)


def adjust(unit: Work, import_id: UUID, changes: dict[str, Any]) -> Import:
    """Change how a file is read; Invalid names the choices that make no sense."""
    row = _open(unit, import_id)
    chosen = settle_account(unit.session, Choices.of(row.choices).changed(changes))
    row.choices, row.platform = chosen.kept(), chosen.platform or row.platform
    return row


def start(unit: Work, import_id: UUID) -> Import:
    """Have the file loaded; Invalid says what has to be decided before."""
    row = _open(unit, import_id)
    met = understand(unit.session, row.body or b"", Choices.of(row.choices))
    if met.problems:
        raise met.problems[0].refusal()
    expected = {"expected": len(met.plan.rows)}
    row.choices, row.platform = met.choices.kept() | expected, str(met.plan.platform)
    row.status, row.error, row.rows = ImportStatus.RUNNING, None, 0
    unit.session.flush()
    unit.enqueue(JOB, row.id, queue="priority")
    return row


def discard(unit: Work, import_id: UUID) -> None:
    """Drop a file that was not loaded."""
    unit.session.delete(_open(unit, import_id))


def _open(unit: Work, import_id: UUID) -> Import:
    row = unit.find(Import, import_id, lock=True)
    if row.status not in OPEN:
        raise Conflict(_LOADED)
    return row
