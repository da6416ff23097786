"""The access we hold to ad accounts: sealed at rest, renewed before it ends, and given up when it is dead.

Renewal is the clock's business (`jobs.tokens`), and any call's that comes first; either way under the row's lock,
since a refresh token may be good for one use only.
"""

import random
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from db.kinds import Severity, SourceKind, SyncStatus
from db.models import Alert, Integration
from engine.alerts import raise_alert, resolve_alert
from engine.connectors import connector
from engine.connectors.base import Platform, Tokens
from engine.core import clock
from engine.core.crypto import seal, unseal
from engine.core.errors import SignedOut
from engine.core.i18n import N_, nt, t
from engine.core.log import get_logger
from engine.core.work import Work, work

LEAST_LEFT = timedelta(minutes=10)
LEAST_SHARE = 0.2  # of a token's life
JITTER_S = 60
WARN_DAYS = {1: Severity.ERROR, 3: Severity.WARNING, 7: Severity.INFO}
SOON = timedelta(days=max(WARN_DAYS))
REVOKED, EXPIRED = "revoked", "expired"
log = get_logger()


def keep(row: Integration, tokens: Tokens) -> None:
    """Seal fresh tokens into their row; a refresh token that was not repeated stays."""
    row.access_token = seal(tokens.access, *_place(row, "access_token"))
    if tokens.refresh:
        row.refresh_token = seal(tokens.refresh, *_place(row, "refresh_token"))
    row.token_expires_at, row.token_obtained_at, row.token_dead = tokens.expires_at, clock.now(), None
    row.scopes = list(tokens.scopes) or row.scopes or []


def access(row: Integration) -> str:
    """The token to call with. SignedOut when it is dead; renewed first when it is about to end."""
    if row.token_dead:
        raise SignedOut(platform=_platform(row).name, reason=row.token_dead)
    if _is_due(row):
        _renew(row)
    elif row.token_expires_at and row.token_expires_at <= clock.now():
        raise SignedOut(platform=_platform(row).name, reason=EXPIRED)
    return unseal(row.access_token, *_place(row, "access_token"))


def same_grant(row: Integration, other: Integration) -> bool:
    """Whether both accounts live on one access."""
    return _open(row) == _open(other)


def forget(row: Integration) -> str:
    """Take the token out of its row, to be given back."""
    token, row.access_token, row.refresh_token = _open(row), "", None
    return token


def mark_dead(unit: Work, integration_id: UUID, reason: str) -> None:
    """The platform refused the token: no more calls until somebody reconnects. `reason`: expired or revoked."""
    row = unit.find(Integration, integration_id, lock=True)
    row.token_dead, row.sync_status = reason, SyncStatus.FAILED


def token_status(row: Integration) -> dict[str, Any]:
    """`{"status": unknown | expired | expiring_soon | valid, "message", "expires_at" or "expired_at"}`."""
    ends = row.token_expires_at
    if row.source == SourceKind.FILE:
        return {"status": "unknown", "message": t("Its figures come from files.")}
    if row.token_dead == REVOKED:
        return {"status": "expired", "message": t("The platform withdrew our access. Reconnect the account.")}
    if row.token_dead or (ends and ends <= clock.now() and not _renewable(row)):
        told = {"status": "expired", "message": t("The access has expired. Reconnect the account.")}
        return told | ({"expired_at": ends.isoformat()} if ends else {})
    if ends is None:
        return {"status": "valid", "message": t("The access does not expire.")}
    if _renewable(row):
        return {"status": "valid", "message": t("Renews itself."), "expires_at": ends.isoformat()}
    left = ends - clock.now()
    status = "expiring_soon" if left < SOON else "valid"
    message = nt("{n} day left.", "{n} days left.", max(left.days, 0))
    return {"status": status, "message": message, "expires_at": ends.isoformat()}


def plan_renewals(org_id: UUID) -> int:
    """Give each token that is about to end a job of its own, spread over a minute; how many."""
    with work(org_id) as unit:
        rows = _held(unit)
        for row in rows:
            if _is_due(row):
                unit.enqueue("jobs.tokens.renew", row.id, delay_s=random.uniform(0, JITTER_S))  # noqa: S311
            _warn(unit, row)
        return sum(_is_due(row) for row in rows)


def renew(org_id: UUID, integration_id: UUID) -> None:
    """Renew one token, if it still needs it. A refusal makes it dead, with an alert; other trouble is retried."""
    try:
        with work(org_id) as unit:
            row = unit.find(Integration, integration_id, lock=True)
            if row.is_active and not row.token_dead and _is_due(row):
                _renew(row)
                log.info("token.renewed", integration_id=str(row.id), platform=row.platform)
    except SignedOut as refused:
        _give_up(org_id, integration_id, str(refused.facts.get("reason", REVOKED)))


def _renew(row: Integration) -> None:
    refresh = unseal(row.refresh_token, *_place(row, "refresh_token")) if row.refresh_token else None
    keep(row, connector(row.platform).refresh(Tokens(_open(row), refresh, row.token_expires_at)))


def _give_up(org_id: UUID, integration_id: UUID, reason: str) -> None:
    with work(org_id) as unit:
        mark_dead(unit, integration_id, reason)
        row = unit.find(Integration, integration_id)
        row.sync_error = SignedOut(platform=_platform(row).name).kept()
        alert_dead(unit, row)


def alert_dead(unit: Work, row: Integration) -> None:
    """One alert for a dead access, whoever noticed."""
    raise_alert(
        unit,
        "token_expired",
        f"sync:{row.id}",
        Severity.CRITICAL,
        N_("{platform} no longer accepts our access to {account}. Nothing is measured until it is reconnected."),
        integration_id=row.id,
        account=row.name,
        platform=_platform(row).name,
    )


def _warn(unit: Work, row: Integration) -> None:
    """Say 7, 3 and 1 days before that a person has to reconnect, once each."""
    ends = row.token_expires_at
    if ends is None or _renewable(row):
        return
    reached = [days for days in WARN_DAYS if ends - clock.now() <= timedelta(days=days)]
    key = f"token-ends:{row.id}:{ends:%Y%m%d}:{min(reached, default=0)}"
    if not reached or _was_raised(unit, key):
        return
    raise_alert(
        unit,
        "token_ends",
        key,
        WARN_DAYS[min(reached)],
        N_("The access to {account} on {platform} ends on {date}. Reconnect it before then."),
        integration_id=row.id,
        account=row.name,
        platform=_platform(row).name,
        date=f"{ends:%Y-%m-%d}",
    )


def _was_raised(unit: Work, key: str) -> bool:
    found = select(Alert.id).where(Alert.org_id == unit.org_id, Alert.dedupe_key == key)
    return unit.session.scalars(found.limit(1)).first() is not None


def settle_warnings(unit: Work, integration_id: UUID) -> None:
    """A new access was given: whatever warned of the old one's end has lost its cause."""
    open_keys = select(Alert.dedupe_key).where(
        Alert.org_id == unit.org_id, Alert.integration_id == integration_id, Alert.kind == "token_ends"
    )
    for key in unit.session.scalars(open_keys).all():
        resolve_alert(unit, key)


def _held(unit: Work) -> list[Integration]:
    """The accounts whose access is alive."""
    return list(
        unit.session.scalars(
            select(Integration)
            .where(Integration.org_id == unit.org_id, Integration.is_active, Integration.token_dead.is_(None))
            .order_by(Integration.id)
        )
    )


def _renewable(row: Integration) -> bool:
    return row.refresh_token is not None


def _is_due(row: Integration) -> bool:
    """A refresh token is used with a fifth of the life left, ten minutes at least; an exchange days before."""
    if row.token_expires_at is None:
        return False
    left = row.token_expires_at - clock.now()
    if row.refresh_token:
        life = row.token_expires_at - (row.token_obtained_at or row.created_at)
        return left < max(LEAST_LEFT, life * LEAST_SHARE)
    return timedelta() < left < timedelta(days=_platform(row).exchange_days)


def _open(row: Integration) -> str:
    return unseal(row.access_token, *_place(row, "access_token"))


def _place(row: Integration, column: str) -> tuple[object, ...]:
    return row.org_id, row.id, column


def _platform(row: Integration) -> Platform:
    return connector(row.platform).PLATFORM
