"""The access we hold to accounts, and to profiles that consent by themselves: sealed, and given up when dead.

A call takes it from here, renewed when it is about to end, always under the row's lock, since a refresh token may
be good for one use only. Renewal in time, and warning of what only a person can renew, is `engine.renewals`.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from db.kinds import Severity, SourceKind, SyncStatus
from db.models import Alert, Integration, Profile
from engine.alerts import raise_alert, resolve_alert
from engine.connectors import connector
from engine.connectors.base import Platform, Tokens
from engine.core import clock
from engine.core.crypto import seal, unseal
from engine.core.errors import SignedOut
from engine.core.i18n import N_, nt, t
from engine.core.work import Work, work

LEAST_LEFT = timedelta(minutes=10)
LEAST_SHARE = 0.2  # of a token's life
SOON = timedelta(days=7)
REVOKED, EXPIRED = "revoked", "expired"
Holder = Integration | Profile


def keep(row: Holder, tokens: Tokens) -> None:
    """Seal fresh tokens into their row; a refresh token that was not repeated stays."""
    row.access_token = seal(tokens.access, *_place(row, "access_token"))
    if tokens.refresh:
        row.refresh_token = seal(tokens.refresh, *_place(row, "refresh_token"))
    row.token_expires_at, row.token_obtained_at, row.token_dead = tokens.expires_at, clock.now(), None
    row.consent_ends_at = tokens.consent_ends_at
    row.scopes = list(tokens.scopes) or row.scopes or []


def access(row: Holder) -> str:
    """The token to call with. SignedOut when it is dead; renewed first when it is about to end."""
    if row.token_dead:
        raise SignedOut(platform=_platform(row).name, reason=row.token_dead)
    if is_due(row):
        renew(row)
    elif row.token_expires_at and row.token_expires_at <= clock.now():
        raise SignedOut(platform=_platform(row).name, reason=EXPIRED)
    return _open(row)


def renew(row: Holder) -> None:
    """Trade the access for a fresh one; SignedOut when only a person can help."""
    speaker = connector(row.platform)
    old = Tokens(
        _open(row),
        unseal(row.refresh_token, *_place(row, "refresh_token")) if row.refresh_token else None,
        row.token_expires_at,
        consent_ends_at=row.consent_ends_at,
    )
    consent = speaker.own_consent if isinstance(row, Profile) else None
    keep(row, consent.refresh(old) if consent else speaker.refresh(old))


def is_due(row: Holder) -> bool:
    """A refresh token is used with a fifth of the life left, ten minutes at least; an exchange days before."""
    if row.token_expires_at is None:
        return False
    left = row.token_expires_at - clock.now()
    if row.refresh_token:
        life = row.token_expires_at - (row.token_obtained_at or row.created_at)
        return left < max(LEAST_LEFT, life * LEAST_SHARE)
    return timedelta() < left < timedelta(days=_platform(row).exchange_days)


def ends_for_good(row: Holder) -> datetime | None:
    """When a person has to consent anew, as far as it is known: nothing renews the access beyond that."""
    return row.consent_ends_at if row.refresh_token else row.token_expires_at


def as_it_stands(row: Holder) -> str:
    """The token as it is, dead or alive: to undo things with, where a refusal does no harm."""
    return _open(row)


def same_grant(row: Integration, other: Integration) -> bool:
    """Whether both accounts live on one access."""
    return _open(row) == _open(other)


def forget(row: Integration) -> str:
    """Take the token out of its row, to be given back."""
    token, row.access_token, row.refresh_token = _open(row), "", None
    return token


def forget_own(row: Profile) -> str:
    """The same of a profile that consented by itself."""
    token, row.access_token, row.refresh_token = _open(row), None, None
    return token


def mark_dead(unit: Work, integration_id: UUID, reason: str) -> None:
    """The platform refused the token: no more calls until somebody reconnects. `reason`: expired or revoked."""
    row = unit.find(Integration, integration_id, lock=True)
    row.token_dead, row.sync_status = reason, SyncStatus.FAILED


def may_renew(org_id: UUID, integration_id: UUID) -> bool:
    """Whether a refused token can be renewed; its time is over then, whatever we had been told, so it will be."""
    with work(org_id) as unit:
        row = unit.find(Integration, integration_id, lock=True)
        if row.refresh_token is None or row.token_dead:
            return False
        row.token_expires_at = clock.now()
        return True


def give_up(org_id: UUID, model: type[Holder], row_id: UUID, refused: SignedOut) -> None:
    """The access is dead: said on its row, and by an alert."""
    with work(org_id) as unit:
        end(unit, unit.find(model, row_id, lock=True), str(refused.facts.get("reason", REVOKED)))


def end(unit: Work, row: Holder, reason: str) -> None:
    """The same within a unit that has the row."""
    row.token_dead = reason
    if isinstance(row, Profile):
        _alert_silenced(unit, row)
        return
    row.sync_status, row.sync_error = SyncStatus.FAILED, SignedOut(platform=_platform(row).name).kept()
    alert_dead(unit, row)


def token_status(row: Holder) -> dict[str, Any]:
    """`{"status": unknown | expired | expiring_soon | valid, "message", "expires_at" or "expired_at"}`."""
    ends, last = row.token_expires_at, ends_for_good(row)
    if isinstance(row, Integration) and row.source == SourceKind.FILE:
        return {"status": "unknown", "message": t("Its figures come from files.")}
    if row.token_dead == REVOKED:
        return {"status": "expired", "message": t("The platform withdrew our access. Reconnect the account.")}
    if row.token_dead or (last and last <= clock.now()):
        told = {"status": "expired", "message": t("The access has expired. Reconnect the account.")}
        return told | ({"expired_at": (last or ends or clock.now()).isoformat()} if last or ends else {})
    if ends is None:
        return {"status": "valid", "message": t("The access does not expire.")}
    left = last - clock.now() if last else SOON
    if row.refresh_token and left >= SOON:
        return {"status": "valid", "message": t("Renews itself."), "expires_at": ends.isoformat()}
    status = "expiring_soon" if left < SOON else "valid"
    message = nt("{n} day left.", "{n} days left.", max(left.days, 0))
    return {"status": status, "message": message, "expires_at": (last or ends).isoformat()}


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


def settle_warnings(unit: Work, row: Holder) -> None:
    """A new access was given: whatever warned of the old one's end has lost its cause."""
    open_keys = select(Alert.dedupe_key).where(
        Alert.org_id == unit.org_id, Alert.kind == "token_ends", Alert.dedupe_key.startswith(warning_key(row))
    )
    for key in unit.session.scalars(open_keys).all():
        resolve_alert(unit, key)


def warning_key(row: Holder) -> str:
    """What the keys of its warnings begin with."""
    return f"token-ends:{row.id}:"


def _alert_silenced(unit: Work, row: Profile) -> None:
    raise_alert(
        unit,
        "profile_withdrawn",
        f"profile:{row.id}",
        Severity.ERROR,
        N_("{platform} no longer accepts our access to {profile}. Its posts rest until it is connected again."),
        integration_id=row.integration_id,
        profile=row.name,
        platform=_platform(row).name,
    )


def _open(row: Holder) -> str:
    return unseal(row.access_token or "", *_place(row, "access_token"))


def _place(row: Holder, column: str) -> tuple[object, ...]:
    return row.org_id, row.id, column


def _platform(row: Holder) -> Platform:
    return connector(row.platform).PLATFORM
