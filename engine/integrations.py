"""Connected ad accounts: connecting, disconnecting, and the account to call with."""

import time
from contextlib import suppress
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from db.kinds import SourceKind, SyncStatus
from db.models import AdAccount, Integration
from db.session import tenant
from engine import tokens as vault
from engine.connectors import PLATFORMS, connector
from engine.connectors.base import Account, AccountRow, Tokens
from engine.connectors.http import is_sandbox
from engine.connectors.notices import Owner
from engine.connectors.subscriptions import shown
from engine.core import clock
from engine.core.cache import read
from engine.core.errors import Conflict, PlatformError, SignedOut, Unready, told
from engine.core.i18n import N_, t
from engine.core.work import Work, work
from engine.events import IntegrationConnected, IntegrationDisconnected
from engine.routes import route, unroute

_OUT_OF_REACH = N_("The platform answers, but our access no longer reaches this account. Reconnect it.")


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
    """Keep an ad account with its tokens sealed; one that was connected before is taken up again.

    Conflict when it is a real one that another org has.
    """
    row = _known(unit, platform, found.external_id)
    if row is None:
        row = Integration(org_id=unit.org_id, id=uuid7(), platform=platform, name=found.name, access_token="")
        vault.keep(row, tokens)
        unit.add(row)
        account = AdAccount(
            org_id=unit.org_id, id=uuid7(), integration_id=row.id, external_id=found.external_id, name=found.name,
            currency=found.currency, timezone=found.timezone, login_id=found.login_id,
        )  # fmt: skip
        unit.add(account)
    else:
        vault.keep(row, tokens)
        vault.settle_warnings(unit, row)
        row.sync_status, row.source = SyncStatus.PENDING, SourceKind.API
    row.is_active, row.disconnected_at, row.sync_error = True, None, None
    row.is_sandbox, row.connected_by = is_sandbox(platform), unit.actor.user_id
    unit.session.flush()
    route(unit, row, Owner.ACCOUNT, found.external_id, found.name)
    unit.emit(IntegrationConnected(integration_id=row.id))
    unit.enqueue("jobs.enrolments.subscribe", row.id)
    unit.audit("integration_connected", row.id, platform=platform, account=found.name)
    return row


def disconnect(unit: Work, integration_id: UUID) -> None:
    """Stop using an account; its history stays. The grant is given back by a job, since that is a call."""
    row = unit.find(Integration, integration_id, lock=True)
    if not row.is_active:
        return
    row.is_active, row.disconnected_at = False, clock.now()
    unroute(unit, row.id, Owner.ACCOUNT)
    unit.enqueue("jobs.integrations.revoke", row.id)
    unit.emit(IntegrationDisconnected(integration_id=row.id))
    unit.audit("integration_disconnected", row.id, platform=row.platform, account=row.name)


def revoke(org_id: UUID, integration_id: UUID) -> None:
    """Give the grant back on the platform, unless another account of the org still lives on it."""
    with work(org_id) as unit:
        row = unit.find(Integration, integration_id, lock=True)
        if row.is_active or not row.access_token:
            return
        others = unit.session.scalars(
            select(Integration).where(
                Integration.org_id == org_id,
                Integration.platform == row.platform,
                Integration.is_active,
                Integration.source == SourceKind.API,
            )
        )
        shared = any(vault.same_grant(row, other) for other in others)
        token = vault.forget(row)
        if not shared:
            with suppress(SignedOut):  # dead already is what we want
                connector(row.platform).revoke(token)


def account(org_id: UUID, integration_id: UUID) -> Account:
    """The account with a token that works now; refreshes it first when it is about to end.

    Raises SignedOut when only the person can help, Conflict when the account is disconnected.
    """
    with work(org_id) as unit:
        row = unit.find(Integration, integration_id, lock=True)
        if not row.is_active:
            raise Conflict(N_("This account is disconnected. Connect it again first."))
        if row.source == SourceKind.FILE:
            raise Conflict(N_("The figures of this account come from files. Import a newer file instead."))
        if row.is_sandbox != is_sandbox(row.platform):  # a token never travels from one world to the other
            raise Conflict(
                N_("This account was connected to the other of sandbox and real platform. Reconnect it.")
            )
        owner = unit.session.scalars(
            select(AdAccount).where(AdAccount.org_id == org_id, AdAccount.integration_id == integration_id)
        ).one()
        return Account(
            platform=row.platform,
            external_id=owner.external_id,
            currency=owner.currency,
            timezone=owner.timezone,
            token=vault.access(row),
            login_id=owner.login_id,
        )


def check(org_id: UUID, integration_id: UUID) -> dict[str, Any]:
    """Ask the platform now whether the account can be reached: `{"ok", "message", "ms"}`."""
    started = time.perf_counter()
    try:
        called = account(org_id, integration_id)
        reached = {row.external_id for row in connector(called.platform).fetch_accounts(called.token)}
        ok = called.external_id in reached
        message = t("The platform answers, and the account is in reach.") if ok else t(_OUT_OF_REACH)
    except SignedOut as refused:
        with work(org_id) as unit:
            vault.mark_dead(unit, integration_id, str(refused.facts.get("reason", vault.REVOKED)))
        ok, message = False, refused.sentence()
    except (Conflict, PlatformError, Unready) as trouble:
        ok, message = False, trouble.sentence()
    return {"ok": ok, "message": message, "ms": round((time.perf_counter() - started) * 1000)}


def platforms() -> list[dict[str, Any]]:
    """Every platform we speak to, dates in ISO.

    `{slug, name, version, sunset, is_sandbox, organic, scopes, profile_scopes}`: what we ask for of ad accounts,
    and of a profile that consents by itself.
    """
    return [
        {
            "slug": one.slug,
            "name": one.name,
            "version": one.version,
            "sunset": one.sunset.isoformat() if one.sunset else None,
            "is_sandbox": is_sandbox(one.slug),
            "organic": one.organic,
            "scopes": list(one.scopes),
            "profile_scopes": list(one.profile_scopes),
        }
        for one in (connector(slug).PLATFORM for slug in PLATFORMS)
    ]


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
        "source": row.source,
        "sync_status": row.sync_status,
        "sync_error": told(row.sync_error) if row.sync_error else None,
        "last_synced_at": row.last_synced_at.isoformat() if row.last_synced_at else None,
        "scopes": row.scopes,
        "token_status": vault.token_status(row),
        "subscription": shown(row.subscription),
    }
