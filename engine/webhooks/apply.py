"""A kept delivery becomes what it means: every notice of it, whatever becomes of its neighbours.

It may be done again from its beginning at any time: each effect takes place once. What failed is told at the end,
so that the workers try again what may get better, and a person can replay the rest.
"""

from typing import Any
from uuid import UUID

from sqlalchemy import select

from db.kinds import DataType, Trigger, WebhookStatus
from db.models import AdCampaign, Integration, WebhookDelivery
from db.session import session
from engine import syncs
from engine.connectors import connector
from engine.connectors.notices import Kind, Owner
from engine.core import clock
from engine.core.errors import AppError, Conflict, Missing, PlatformError, Refused, SignedOut, Unready
from engine.core.i18n import N_
from engine.core.log import get_logger
from engine.core.work import work
from engine.webhooks.effects import EFFECTS
from engine.webhooks.told import Told, read

SETTLE_S = 10  # platforms tell of figures in swarms: one sync answers them all
ENDED = (WebhookStatus.DONE, WebhookStatus.IGNORED)
HOPELESS = (Refused, SignedOut)
NO_ACCOUNT = N_(
    "{platform} told of campaign {campaign}, which no connected account has. Sync first, then replay this."
)
Syncs = set[tuple[UUID, DataType]]
log = get_logger()


def apply(org_id: UUID, delivery_id: UUID) -> None:
    """Do what a delivery means, unless that is done; raises what kept it from being done, the curable first."""
    begun = _begin(org_id, delivery_id)
    if begun is None:
        return
    platform, notices = begun
    wanted: Syncs = set()
    failures: list[Exception] = []
    relevant = [one for one in notices if one.kind is not Kind.OTHER]
    for one in relevant:
        try:
            wanted |= _take(org_id, platform, one)
        except Exception as error:  # noqa: BLE001 - raised below: one bad entry must not stop the others
            log.warning("webhook.entry_failed", kind=one.kind, error=f"{type(error).__name__}: {error}")
            failures.append(error)
    _sync(org_id, wanted)
    status = WebhookStatus.DONE if relevant else WebhookStatus.IGNORED
    _end(org_id, delivery_id, status, failures)


def _begin(org_id: UUID, delivery_id: UUID) -> tuple[str, list[Told]] | None:
    with work(org_id) as unit:
        row = unit.find(WebhookDelivery, delivery_id, lock=True)
        if row.status in ENDED:
            return None
        row.attempts += 1
        return row.platform, read(row.body, row.created_at)


def _take(org_id: UUID, platform: str, one: Told) -> Syncs:
    integration_id = one.integration_id or _integration_of(org_id, platform, one)
    return {(integration_id, kind) for kind in EFFECTS[one.kind](org_id, platform, one, integration_id)}


def _integration_of(org_id: UUID, platform: str, one: Told) -> UUID:
    """The account of a notice that only names a campaign: the one that runs it, else the org's only one there."""
    connected = select(Integration.id).where(
        Integration.org_id == org_id, Integration.platform == platform, Integration.is_active
    )
    running = connected.join(
        AdCampaign, (AdCampaign.org_id == Integration.org_id) & (AdCampaign.integration_id == Integration.id)
    ).where(AdCampaign.external_id == one.owner_id.replace("\0", ""))
    with session(org_id) as reader:
        if one.owner is Owner.CAMPAIGN and (found := reader.scalars(running.limit(1)).first()):
            return found
        all_there = reader.scalars(connected.order_by(Integration.id)).all()
    if len(all_there) == 1 or (all_there and _is_test(one)):
        return all_there[0]
    raise Missing(NO_ACCOUNT, platform=connector(platform).PLATFORM.name, campaign=one.owner_id)


def _is_test(one: Told) -> bool:
    """Whether it was sent to try the form out: such a lead names campaigns that do not exist."""
    told: dict[str, Any] = one.facts.get("lead") or {}
    return told.get("is_test") is True


def _sync(org_id: UUID, wanted: Syncs) -> None:
    for integration_id, kind in sorted(wanted):
        try:
            with work(org_id) as unit:
                syncs.request(unit, integration_id, kind, Trigger.WEBHOOK, delay_s=SETTLE_S)
        except Conflict as gone:  # disconnected or signed out since; somebody was told of that already
            log.info("webhook.not_synced", integration_id=str(integration_id), why=str(gone))


def _end(org_id: UUID, delivery_id: UUID, status: WebhookStatus, failures: list[Exception]) -> None:
    worst = min(failures, key=lambda error: not _is_curable(error), default=None)
    with work(org_id) as unit:
        row = unit.find(WebhookDelivery, delivery_id, lock=True)
        row.status, row.error, row.processed_at = status, None, clock.now()
        if worst is not None:
            known = worst if isinstance(worst, AppError) else AppError(detail=f"{type(worst).__name__}: {worst}")
            row.status, row.error, row.processed_at = WebhookStatus.FAILED, known.kept(), None
    if worst is not None:
        raise worst


def _is_curable(error: Exception) -> bool:
    """Whether time may help. A fault of ours counts as well: it is tried again before it is given up."""
    if isinstance(error, AppError):
        return isinstance(error, PlatformError | Unready) and not isinstance(error, HOPELESS)
    return True
