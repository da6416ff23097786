"""Loading: a worker reads the file again and writes all of it in one transaction, or nothing.

A file speaks for the campaigns and days it names and for no others: what it no longer holds of these becomes
zero, unless some of its rows could not be read, for then we do not know what it holds.
"""

from dataclasses import asdict, replace
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select, text, update

from db.kinds import ImportStatus, Level
from db.models import AdAccount, Import, Integration
from db.session import engine, session
from engine import entities, metrics
from engine.connectors import connector
from engine.core import clock
from engine.core.i18n import N_
from engine.core.log import about, get_logger
from engine.core.outages import explained
from engine.core.periods import Days
from engine.core.work import Actor, Work, work
from engine.events import CampaignMetricsUpdated
from engine.imports.accounts import open_account
from engine.imports.choices import Choices
from engine.imports.identities import register_of
from engine.imports.previews import Understood, understand
from engine.imports.rows import Findings, Reader
from engine.imports.sums import Totals
from engine.metrics import Told
from engine.staging import Counts, Source

FLAWS_KEPT = 5000
ATTRIBUTION = N_("As the ad manager exported it: its columns and its attribution setting.")
log = get_logger()


def load(org_id: UUID, import_id: UUID) -> None:
    """Load a file that somebody started; nothing when it is loaded already. Raises Invalid when it cannot be."""
    with session(org_id) as reader:
        row = reader.get(Import, (org_id, import_id))
        if row is None or row.status != ImportStatus.RUNNING or row.body is None:
            return
        with about(import_id=str(import_id)):
            met = understand(reader, row.body, Choices.of(row.choices), _told(org_id, import_id))
    if met.problems:
        raise met.problems[0].refusal()
    _make_room(met.findings)
    with work(org_id, Actor("system", row.requested_by)) as unit:
        row = unit.find(Import, import_id, lock=True)
        if row.status == ImportStatus.RUNNING:
            _write(unit, row, met)


def give_up(org_id: UUID, import_id: UUID, error: Exception) -> None:
    """Note why a file was not loaded; its person may change something and start again."""
    known = explained(error)
    with work(org_id) as unit:
        row = unit.find(Import, import_id, lock=True)
        if row.status == ImportStatus.RUNNING:
            row.status, row.error = ImportStatus.FAILED, known.kept()


def _write(unit: Work, row: Import, met: Understood) -> None:
    account = open_account(unit, row.platform, met.choices.account)
    counts = _store(unit, account, met)
    row.integration_id, row.status, row.body = account.id, ImportStatus.DONE, None
    row.rows, row.errors = len(met.findings.readings), [asdict(flaw) for flaw in met.findings.flaws[:FLAWS_KEPT]]
    row.created, row.updated, row.unchanged = counts.created, counts.updated, counts.unchanged
    row.choices = met.choices.kept() | {"result": _result(met.findings)}
    unit.emit(CampaignMetricsUpdated(integration_id=account.id))
    unit.audit("file_imported", account.id, file=row.file_name, rows=row.rows)
    log.info("import.loaded", rows=row.rows, created=counts.created, updated=counts.updated)


def _store(unit: Work, account: Integration, met: Understood) -> Counts:
    """The entities, then the figures of each level; the counts are those of the file's own level."""
    level, readings = met.plan.level, met.findings.readings
    register = register_of(unit.session, account.id)
    totals = {one: Totals(one) for one in (Level.CAMPAIGN, level)}
    for reading in readings:
        ids = register.place(reading, level)
        for one, sums in totals.items():
            sums.add(ids[one], ids[Level.CAMPAIGN], reading)
    source = _source(unit, account)
    entities.store(unit.session, source, register.listing(), complete=False)
    days = Days(min(one.date for one in readings), max(one.date for one in readings) + timedelta(days=1))
    told = Told.ROWS if met.findings.flawed else Told.DAYS
    met_counts = Counts()
    for one, sums in totals.items():
        met_counts = metrics.load(unit.session, source, days, one, sums.rows(), told)
    return met_counts


def _source(unit: Work, account: Integration) -> Source:
    currency = unit.session.execute(
        select(AdAccount.currency).where(AdAccount.org_id == unit.org_id, AdAccount.integration_id == account.id)
    ).scalar_one()
    platform = replace(connector(account.platform).PLATFORM, attribution=ATTRIBUTION)
    return Source(account.id, platform, currency)


def _result(found: Findings) -> dict[str, int]:
    return {"errors": found.flawed, **found.skipped}


def _make_room(found: Findings) -> None:
    """Months before the oldest partition get one of their own."""
    months = {one.date.replace(day=1) for one in found.readings}
    with engine().begin() as connection:
        for month in sorted(months):
            connection.execute(text("SELECT ensure_partition('ad_metrics', :month)"), {"month": month})


def _told(org_id: UUID, import_id: UUID) -> type[Reader]:
    """A reader that notes its progress on the import's row, where the screen looks."""

    class Telling(Reader):
        def read(self, _tell: object = None) -> Findings:
            return Reader.read(self, note)

    def note(done: int) -> None:
        with session(org_id) as writer:
            own = (Import.org_id == org_id) & (Import.id == import_id)
            writer.execute(update(Import).where(own).values(rows=done, updated_at=clock.now()))
            writer.commit()

    return Telling
