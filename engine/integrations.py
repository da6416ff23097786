"""Connected ad accounts: connecting, disconnecting, and the token to call with."""

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from db.kinds import SyncStatus
from db.models import AdAccount, Integration
from db.session import tenant
from engine.connectors import connector
from engine.connectors.base import Account, AccountRow, Tokens
from engine.connectors.http import is_sandbox
from engine.core import clock
from engine.core.cache import read
from engine.core.crypto import seal, unseal
from engine.core.errors import Conflict, SignedOut
from engine.core.i18n import N_, nt, t
from engine.core.work import Work, work
from engine.events import IntegrationConnected, IntegrationDisconnected

EARLY_S = 600  # a token is refreshed this long before its end, or at a fifth of its life if that is sooner
SOON = timedelta(days=7)
REVOKED = "revoked"


@read
def list_integrations(session: Session) -> list[dict[str, Any]]:
    """Every integration of the org, with its account and token status, without tokens."""
    rows = session.execute(
        select(Integration, AdAccount)
        .join(AdAccount, (AdAccount.org_id == Integration.org_id) & (AdAccount.integration_id == Integration.id))
        .where(Integration.org_id == tenant(session))
        .order_by(Integration.is_active.desc(), Integration.platform, AdAccount.name)
    )
    return [_shown(integration, account) for integration, account in rows]


def connect(unit: Work, platform: str, tokens: Tokens, found: AccountRow) -> Integration:
    """Keep an ad account with its tokens sealed; one that was connected before is taken up again."""
    row = _known(unit, platform, found.external_id)
    if row is None:
        row = Integration(org_id=unit.org_id, id=uuid7(), platform=platform, name=found.name, access_token="")
        _keep_tokens(row, tokens)
        unit.add(row)
        account = AdAccount(
            org_id=unit.org_id, id=uuid7(), integration_id=row.id, external_id=found.external_id, name=found.name,
            currency=found.currency, timezone=found.timezone, login_id=found.login_id,
        )  # fmt: skip
        unit.add(account)
    else:
        _keep_tokens(row, tokens)
        row.sync_status = SyncStatus.PENDING
    row.is_active, row.disconnected_at, row.sync_error = True, None, None
    row.is_sandbox, row.connected_by = is_sandbox(platform), unit.actor.user_id
    unit.session.flush()
    unit.emit(IntegrationConnected(integration_id=row.id))
    unit.audit("integration_connected", row.id, platform=platform, account=found.name)
    return row


def disconnect(unit: Work, integration_id: UUID) -> None:
    """Stop using an account; its history stays. The grant is given back by a job, since that is a call."""
    row = unit.find(Integration, integration_id, lock=True)
    if not row.is_active:
        return
    row.is_active, row.disconnected_at = False, clock.now()
    unit.enqueue("jobs.integrations.revoke", row.id)
    unit.emit(IntegrationDisconnected(integration_id=row.id))
    unit.audit("integration_disconnected", row.id, platform=row.platform, account=row.name)


def revoke(org_id: UUID, integration_id: UUID) -> None:
    """Give the grant back on the platform, unless another account of the org still lives on it."""
    with work(org_id) as unit:
        row = unit.find(Integration, integration_id, lock=True)
        if row.is_active or not row.access_token:
            return
        token = _open(row, "access_token", row.access_token)
        others = unit.session.scalars(
            select(Integration).where(
                Integration.org_id == org_id, Integration.platform == row.platform, Integration.is_active
            )
        )
        shared = any(_open(other, "access_token", other.access_token) == token for other in others)
        if not shared:
            with suppress(SignedOut):  # dead already is what we want
                connector(row.platform).revoke(token)
        row.access_token, row.refresh_token = "", None


def account(org_id: UUID, integration_id: UUID) -> Account:
    """The account with a token that works now; refreshes it first when it is about to end.

    Raises SignedOut when only the person can help, Conflict when the account is disconnected.
    """
    with work(org_id) as unit:
        row = unit.find(Integration, integration_id, lock=True)
        if not row.is_active:
            raise Conflict(N_("This account is disconnected. Connect it again first."))
        if row.is_sandbox != is_sandbox(row.platform):  # a token never travels from one world to the other
            raise Conflict(
                N_("This account was connected to the other of sandbox and real platform. Reconnect it.")
            )
        if row.token_dead:
            raise SignedOut(platform=connector(row.platform).PLATFORM.name)
        if _ends_soon(row.token_expires_at):
            _refresh(row)
        owner = unit.session.scalars(
            select(AdAccount).where(AdAccount.org_id == org_id, AdAccount.integration_id == integration_id)
        ).one()
        return Account(
            platform=row.platform,
            external_id=owner.external_id,
            currency=owner.currency,
            timezone=owner.timezone,
            token=_open(row, "access_token", row.access_token),
            login_id=owner.login_id,
        )


def mark_token_dead(unit: Work, integration_id: UUID, reason: str) -> None:
    """The platform refused the token: no more calls until somebody reconnects. `reason`: expired or revoked."""
    row = unit.find(Integration, integration_id, lock=True)
    row.token_dead, row.sync_status = reason, SyncStatus.FAILED


def token_status(row: Integration) -> dict[str, Any]:
    """`{"status": unknown | expired | expiring_soon | valid, "message", "expires_at" or "expired_at"}`."""
    ends = row.token_expires_at
    refreshes = row.refresh_token is not None
    if row.token_dead == REVOKED:
        return {"status": "expired", "message": t("The platform withdrew our access. Reconnect the account.")}
    if row.token_dead or (ends and ends <= clock.now() and not refreshes):
        told = {"status": "expired", "message": t("The access has expired. Reconnect the account.")}
        return told | ({"expired_at": ends.isoformat()} if ends else {})
    if ends is None:
        return {"status": "valid", "message": t("The access does not expire.")}
    if refreshes:
        return {"status": "valid", "message": t("Renews itself."), "expires_at": ends.isoformat()}
    left = ends - clock.now()
    status = "expiring_soon" if left < SOON else "valid"
    message = nt("{n} day left.", "{n} days left.", max(left.days, 0))
    return {"status": status, "message": message, "expires_at": ends.isoformat()}


def _known(unit: Work, platform: str, external_id: str) -> Integration | None:
    return unit.session.scalars(
        select(Integration)
        .join(AdAccount, (AdAccount.org_id == Integration.org_id) & (AdAccount.integration_id == Integration.id))
        .where(
            Integration.org_id == unit.org_id,
            Integration.platform == platform,
            AdAccount.external_id == external_id,
        )
        .with_for_update(of=Integration)
    ).one_or_none()


def _refresh(row: Integration) -> None:
    speaker = connector(row.platform)
    refresh = _open(row, "refresh_token", row.refresh_token) if row.refresh_token else None
    if refresh is None and speaker.PLATFORM.refreshes:
        raise SignedOut(platform=speaker.PLATFORM.name)
    held = Tokens(_open(row, "access_token", row.access_token), refresh, row.token_expires_at)
    _keep_tokens(row, speaker.refresh(held))


def _keep_tokens(row: Integration, tokens: Tokens) -> None:
    row.access_token = seal(tokens.access, row.org_id, row.id, "access_token")
    if tokens.refresh:
        row.refresh_token = seal(tokens.refresh, row.org_id, row.id, "refresh_token")
    row.token_expires_at, row.token_dead = tokens.expires_at, None
    row.scopes = list(tokens.scopes) or row.scopes or []


def _open(row: Integration, column: str, sealed: str) -> str:
    return unseal(sealed, row.org_id, row.id, column)


def _ends_soon(ends: datetime | None) -> bool:
    return ends is not None and ends - clock.now() < timedelta(seconds=EARLY_S)


def _shown(row: Integration, owner: AdAccount) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "platform": row.platform,
        "name": owner.name,
        "external_id": owner.external_id,
        "currency": owner.currency,
        "timezone": owner.timezone,
        "is_active": row.is_active,
        "is_sandbox": row.is_sandbox,
        "sync_status": row.sync_status,
        "sync_error": row.sync_error,
        "last_synced_at": row.last_synced_at.isoformat() if row.last_synced_at else None,
        "scopes": row.scopes,
        "token_status": token_status(row),
    }
