"""API keys: how a program enters. Shown once, stored hashed, one org, one role, narrowed by scopes, revocable.

A rotated key keeps its id, name and use; the secret before opens as well for some days, so that no program has to
change in the same second. One that ended is told so, since whoever holds its secret knows it anyway.
"""

import hashlib
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from db.kinds import Role
from db.models import ApiKey, Org
from db.session import session, tenant
from engine import limits
from engine.core import clock
from engine.core.cache import read
from engine.core.errors import Conflict, Denied, Invalid, Unknown
from engine.core.i18n import N_, t
from engine.core.work import Work
from engine.identity import Identity, limits_of
from engine.limits import Tier
from engine.permissions import Permission, granted

PREFIX = "cmis"
LONGEST_DAYS = 730
OVERLAP_HOURS = 24
LONGEST_OVERLAP_HOURS = 7 * 24


class Expired(Unknown):
    """The key's time is over."""

    code = "key_expired"
    default = N_("This API key expired on {day}. Ask an admin of your organisation for a new one.")


class Revoked(Unknown):
    """Somebody ended the key."""

    code = "key_revoked"
    default = N_("This API key was revoked. Ask an admin of your organisation for a new one.")


def create_key(  # noqa: PLR0917 - what a key is
    unit: Work,
    name: str,
    role: Role,
    scopes: Collection[Permission] | None = None,
    expires_at: datetime | None = None,
    rate_limit: int | None = None,
    *,
    maker: Role | Identity,
) -> str:
    """A new key, `cmis_<org>_<secret>`: its only showing.

    `scopes` narrow the role, None leaves it whole. Denied for a key that may more than its maker; Invalid for
    scopes that the role does not have, a moment that is past or too far, a limit out of bounds.
    """
    _check(role, scopes, expires_at, rate_limit)
    wanted = granted(role) if scopes is None else frozenset(scopes)
    if not wanted <= (maker.permissions if isinstance(maker, Identity) else granted(maker)):
        raise Denied(N_("A key may not do more than you may. Choose a smaller role."))
    key = _new_secret(unit.org_id)
    row = ApiKey(org_id=unit.org_id, id=uuid7(), name=name, role=role, prefix=_hint(key))
    row.secret_hash, row.created_by = _digest(key), unit.actor.user_id
    row.scopes = None if scopes is None else sorted(scopes)
    row.expires_at, row.rate_limit = expires_at, rate_limit
    unit.add(row)
    told = {"scopes": row.scopes, "expires_at": expires_at and expires_at.isoformat(), "rate_limit": rate_limit}
    unit.audit("key_created", row.id, name=name, role=role, **{k: v for k, v in told.items() if v is not None})
    return key


def rotate_key(unit: Work, key_id: UUID, overlap_hours: int = OVERLAP_HOURS, *, maker: Role | Identity) -> str:
    """A new secret for the key, shown this once; the present one opens for so many hours more.

    Conflict for a key that has ended; Denied for one that may more than whoever asks: its secret would be theirs.
    """
    row = unit.find(ApiKey, key_id, lock=True)
    now = clock.now()
    if row.revoked_at or _is_past(row.expires_at, now):
        raise Conflict(N_("This key has ended. Create a new one instead."))
    if not 0 <= overlap_hours <= LONGEST_OVERLAP_HOURS:
        words = t(N_("Between {least} and {most} hours."), least=0, most=LONGEST_OVERLAP_HOURS)
        raise Invalid(fields={"overlap_hours": [words]})
    if not _may(row) <= (maker.permissions if isinstance(maker, Identity) else granted(maker)):
        raise Denied(N_("A key may not do more than you may. Choose a smaller role."))
    key = _new_secret(unit.org_id)
    row.previous_hash, row.previous_until = row.secret_hash, now + timedelta(hours=overlap_hours)
    row.secret_hash, row.prefix, row.rotated_at = _digest(key), _hint(key), now
    unit.audit("key_rotated", key_id, name=row.name, overlap_hours=overlap_hours)
    return key


def revoke_key(unit: Work, key_id: UUID) -> None:
    """From now on the key opens nothing."""
    row = unit.find(ApiKey, key_id)
    row.revoked_at = row.revoked_at or clock.now()
    unit.audit("key_revoked", key_id, name=row.name)


def by_key(key: str, ip: str = "") -> Identity:
    """Who this key is; Unknown when it is not one of ours, Expired or Revoked when it was."""
    org_id, digest, now = _org_of(key), _digest(key), clock.now()
    with session(org_id) as reader:
        row = reader.execute(
            select(ApiKey, Org, limits_of(Org.id))
            .join(Org, Org.id == ApiKey.org_id)
            .where(ApiKey.org_id == org_id, Org.is_active)
            .where(or_(ApiKey.secret_hash == digest, ApiKey.previous_hash == digest))
        ).one_or_none()
        if row is None:
            raise Unknown
        found, org, chosen = row
        _still_open(found, digest, now)
        _note_use(reader, found, ip, now)
    own = {} if found.rate_limit is None else {str(Tier.API): found.rate_limit}
    return Identity(
        user_id=None,
        email="",
        name=found.name,
        org_id=org.id,
        org_name=org.name,
        role=Role(found.role),
        locale=org.locale,
        timezone=org.timezone,
        currency=org.currency,
        via="key",
        key_id=found.id,
        scopes=None if found.scopes is None else _known(found.scopes),
        limits=(chosen or {}).get("value", {}) | own,
    )


@read
def list_keys(session: Session) -> list[dict[str, Any]]:
    """The org's keys, newest first, without their secrets; `status` is `active`, `expired` or `revoked`."""
    rows = session.scalars(
        select(ApiKey).where(ApiKey.org_id == tenant(session)).order_by(ApiKey.created_at.desc())
    )
    return [_shown(row, clock.now()) for row in rows]


@read
def read_key(session: Session, key_id: UUID) -> dict[str, Any]:
    """One of them; Missing when it is not theirs."""
    return _shown(Work(session, tenant(session)).find(ApiKey, key_id), clock.now())


def _shown(row: ApiKey, now: datetime) -> dict[str, Any]:
    ended = "revoked" if row.revoked_at else "expired" if _is_past(row.expires_at, now) else ""
    overlap = row.previous_until if row.previous_until and row.previous_until > now and not ended else None
    return {
        "id": str(row.id),
        "name": row.name,
        "role": row.role,
        "scopes": row.scopes,
        "permissions": sorted(_may(row)),
        "rate_limit": row.rate_limit,
        "status": ended or "active",
        "hint": row.prefix,
        "created_at": row.created_at.isoformat(),
        "expires_at": _iso(row.expires_at),
        "rotated_at": _iso(row.rotated_at),
        "previous_until": _iso(overlap),
        "last_used_at": _iso(row.last_used_at),
        "last_used_ip": row.last_used_ip,
        "revoked_at": _iso(row.revoked_at),
    }


def _check(
    role: Role, scopes: Collection[Permission] | None, expires_at: datetime | None, rate_limit: int | None
) -> None:
    wrong: dict[str, list[str]] = {}
    if scopes is not None and not scopes:
        wrong["scopes"] = [t("Choose at least one.")]
    elif scopes is not None and (beyond := frozenset(scopes) - granted(role)):
        words = t("The role {role} does not have: {scopes}.", role=role, scopes=", ".join(sorted(beyond)))
        wrong["scopes"] = [words]
    now = clock.now()
    if expires_at is not None and expires_at <= now:
        wrong["expires_at"] = [t("Choose a moment to come.")]
    elif expires_at is not None and expires_at > now + timedelta(days=LONGEST_DAYS):
        wrong["expires_at"] = [t("At most {days} days from now.", days=LONGEST_DAYS)]
    if rate_limit is not None and not limits.KEY.least <= rate_limit <= limits.KEY.most:
        words = t("Between {least} and {most} a minute.", least=limits.KEY.least, most=limits.KEY.most)
        wrong["rate_limit"] = [words]
    if wrong:
        raise Invalid(fields=wrong)


def _still_open(row: ApiKey, digest: str, now: datetime) -> None:
    if row.revoked_at:
        raise Revoked
    if row.expires_at and _is_past(row.expires_at, now):
        raise Expired(day=str(row.expires_at.date()))
    if digest != row.secret_hash and row.previous_until and _is_past(row.previous_until, now):
        raise Expired(day=str(row.previous_until.date()))


def _note_use(writer: Session, row: ApiKey, ip: str, now: datetime) -> None:
    """Once a minute at most, or from another address: a busy key must not write on every call."""
    stale = or_(ApiKey.last_used_at.is_(None), ApiKey.last_used_at < now - timedelta(minutes=1))
    if row.last_used_at and row.last_used_at >= now - timedelta(minutes=1) and row.last_used_ip == (ip or None):
        return
    writer.execute(
        update(ApiKey)
        .where(ApiKey.org_id == row.org_id, ApiKey.id == row.id)
        .where(or_(stale, ApiKey.last_used_ip.is_distinct_from(ip or None)))
        .values(last_used_at=now, last_used_ip=ip or None)
    )
    writer.commit()


def _may(row: ApiKey) -> frozenset[Permission]:
    allowed = granted(Role(row.role))
    return allowed if row.scopes is None else allowed & _known(row.scopes)


def _known(scopes: list[Any]) -> frozenset[Permission]:
    """Scopes that still exist: one that was taken out of the product opens nothing."""
    return frozenset(Permission(one) for one in scopes if one in set(Permission))


def _is_past(moment: datetime | None, now: datetime) -> bool:
    return moment is not None and moment <= now


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _new_secret(org_id: UUID) -> str:
    return f"{PREFIX}_{org_id.hex}_{secrets.token_urlsafe(32)}"


def _hint(key: str) -> str:
    return key[:12] + key[-4:]


def _org_of(key: str) -> UUID:
    prefix, _, rest = key.partition("_")
    try:
        if prefix != PREFIX:
            raise Unknown
        return UUID(hex=rest.partition("_")[0])
    except ValueError as wrong:
        raise Unknown from wrong


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()
