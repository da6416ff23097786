"""One window of a run: fetched, loaded, and ticked off in the same transaction, or not at all."""

from datetime import timedelta
from uuid import UUID

from db.kinds import Level
from db.models import Integration, SyncRun
from engine import entities, metrics, posts, profiles
from engine.connectors import connector
from engine.connectors.base import Account
from engine.connectors.tape import recording
from engine.core import clock
from engine.core.errors import Refused, SignedOut, TooMuchData
from engine.core.log import get_logger
from engine.core.work import Work, work
from engine.events import CampaignCreated, CampaignMetricsUpdated
from engine.integrations import account
from engine.staging import Counts, Source
from engine.syncs import answers, windows
from engine.syncs.pulse import Pulse
from engine.syncs.windows import Window
from engine.tokens import may_renew
from settings import settings

TOLD_AT_ONCE = 25
log = get_logger()


def bring(pulse: Pulse, source: Source, window: Window) -> None:
    """Bring one window in. One that is too much for the platform is replaced by its halves in the plan."""
    try:
        try:
            _load(pulse, source, window)
        except SignedOut:
            if not may_renew(pulse.org_id, source.integration_id):
                raise
            _load(pulse, source, window)
    except TooMuchData:
        if (smaller := windows.halves(window)) is None:
            raise
        with work(pulse.org_id) as unit:
            _replace(unit.find(SyncRun, pulse.run_id, lock=True), smaller)


def _load(pulse: Pulse, source: Source, window: Window) -> None:
    called = account(pulse.org_id, source.integration_id)
    with recording() as tape, work(pulse.org_id) as unit:
        counts = _READERS[window["kind"]](unit, pulse, source, called, window)
        answers.keep(unit, pulse.run_id, source.integration_id, window, tape)
        _tick_off(unit, pulse, window, counts)
        if counts.written:
            unit.emit(CampaignMetricsUpdated(integration_id=source.integration_id))


def _read_entities(unit: Work, pulse: Pulse, source: Source, called: Account, _window: Window) -> Counts:
    found = pulse.over(connector(called.platform).fetch_entities(called))
    counts = entities.store(unit.session, source, found)
    if counts.created and windows.KNOWN_ENTITIES in unit.find(Integration, source.integration_id).watermarks:
        _tell_of_new(unit, entities.new_campaigns(unit.session, source))
    return counts


def _tell_of_new(unit: Work, campaigns: list[UUID]) -> None:
    """A campaign each, up to a number that somebody would read; the last of them counts the rest."""
    for place, campaign_id in enumerate(told := campaigns[:TOLD_AT_ONCE], start=1):
        others = len(campaigns) - len(told) if place == len(told) else 0
        unit.emit(CampaignCreated(ad_campaign_id=campaign_id, others=others))


def _read_metrics(unit: Work, pulse: Pulse, source: Source, called: Account, window: Window) -> Counts:
    days, level = windows.days_of(window), Level(window["level"])
    rows = pulse.over(connector(called.platform).fetch_metrics(called, days, level))
    return metrics.load(unit.session, source, days, level, rows)


def _read_posts(unit: Work, pulse: Pulse, source: Source, called: Account, _window: Window) -> Counts:
    """Of every profile of the account: what is published now and then, as far back as figures go."""
    since = clock.now() - timedelta(days=settings().backfill_days)
    counts = Counts()
    for row in profiles.of_integration(unit, source.integration_id):
        try:
            found = connector(called.platform).fetch_posts(profiles.speaking(row, called), since)
            counts += posts.store(unit, row, since, pulse.over(found))
        except Refused as error:  # this profile may not be read; the account's figures are no less good for it
            log.warning("sync.profile_refused", profile_id=str(row.id), error=str(error))
        except SignedOut as error:
            if not profiles.signed_out(row, error):
                raise
            log.warning("sync.profile_signed_out", profile_id=str(row.id), error=str(error))
    return counts


_READERS = {"entities": _read_entities, "metrics": _read_metrics, "posts": _read_posts}


def _tick_off(unit: Work, pulse: Pulse, window: Window, counts: Counts) -> None:
    run = unit.find(SyncRun, pulse.run_id, lock=True)
    run.rows_read += counts.read
    run.rows_created += counts.created
    run.rows_updated += counts.updated
    run.rows_unchanged += counts.unchanged
    if counts.unknown:
        log.warning("sync.unknown_entities", window=window, rows=counts.unknown)
        _replace(run, _after_unknown(window, counts.unknown))
    run.windows_done += 1
    run.heartbeat_at = clock.now()


def _after_unknown(window: Window, rows: int) -> list[Window]:
    """Figures of something that was created since the listing: list again, and read the window once more."""
    noted = window | {"unknown": rows}
    if window["kind"] == "entities" or "again" in window:
        return [noted]
    return [noted, windows.ENTITIES, window | {"again": True}]


def _replace(run: SyncRun, instead: list[Window]) -> None:
    """Put these windows in the place of the one that is being done."""
    done = run.windows_done
    run.plan = [*run.plan[:done], *instead, *run.plan[done + 1 :]]
