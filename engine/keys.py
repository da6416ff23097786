"""API keys: how a program enters. Shown once, stored hashed, one org, one role, revocable."""

import hashlib
import secrets
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from db.kinds import Role
from db.models import ApiKey, Org
from db.session import session, tenant
from engine.core import clock
from engine.core.cache import read
from engine.core.errors import Denied, Unknown
from engine.core.i18n import N_
from engine.core.work import Work
from engine.identity import Identity
from engine.permissions import granted

PREFIX = "cmis"


def create_key(unit: Work, name: str, role: Role, *, maker: Role) -> str:
    """A new key, `cmis_<org>_<secret>`: its only showing. Denied for a role that may more than its maker."""
    if not granted(role) <= granted(maker):
        raise Denied(N_("A key may not do more than you may. Choose a smaller role."))
    key = f"{PREFIX}_{unit.org_id.hex}_{secrets.token_urlsafe(32)}"
    row = ApiKey(org_id=unit.org_id, id=uuid7(), name=name, role=role, prefix=key[:12] + key[-4:])
    row.secret_hash, row.created_by = _digest(key), unit.actor.user_id
    unit.add(row)
    unit.audit("key_created", row.id, name=name, role=role)
    return key


def by_key(key: str) -> Identity:
    """Who this key is; Unknown when it is not one of ours, or revoked."""
    org_id = _org_of(key)
    with session(org_id) as reader:
        row = reader.execute(
            select(ApiKey, Org)
            .join(Org, Org.id == ApiKey.org_id)
            .where(ApiKey.org_id == org_id, ApiKey.secret_hash == _digest(key), ApiKey.revoked_at.is_(None))
            .where(Org.is_active)
        ).one_or_none()
        if row is None:
            raise Unknown
        found, org = row
        _note_use(reader, found)
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
    )


@read
def list_keys(session: Session) -> list[dict[str, Any]]:
    """The org's keys, newest first, without their secrets."""
    rows = session.scalars(
        select(ApiKey).where(ApiKey.org_id == tenant(session)).order_by(ApiKey.created_at.desc())
    )
    return [
        {
            "id": str(row.id),
            "name": row.name,
            "role": row.role,
            "hint": row.prefix,
            "created_at": row.created_at.isoformat(),
            "last_used_at": row.last_used_at.isoformat() if row.last_used_at else None,
            "revoked_at": row.revoked_at.isoformat() if row.revoked_at else None,
        }
        for row in rows
    ]


def revoke_key(unit: Work, key_id: UUID) -> None:
    """From now on the key opens nothing."""
    row = unit.find(ApiKey, key_id)
    row.revoked_at = row.revoked_at or clock.now()
    unit.audit("key_revoked", key_id)


def _note_use(writer: Session, row: ApiKey) -> None:
    """Once a minute at most: a busy key must not write on every call."""
    writer.execute(
        update(ApiKey)
        .where(ApiKey.org_id == row.org_id, ApiKey.id == row.id)
        .where(or_(ApiKey.last_used_at.is_(None), ApiKey.last_used_at < clock.now() - timedelta(minutes=1)))
        .values(last_used_at=clock.now())
    )
    writer.commit()


def _org_of(key: str) -> UUID:
    prefix, _, rest = key.partition("_")
    try:
        if prefix != PREFIX:
            raise Unknown
        return UUID(hex=rest.partition("_")[0])
    except ValueError as wrong:
        raise Unknown from wrong


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
