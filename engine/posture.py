"""How safe an org is now, in figures: keys, accesses, sign-ins, refused deliveries, codes, what is sealed."""

from datetime import datetime, timedelta
from typing import Any, TypedDict

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.models import ApiKey, AuditEntry, Integration, Membership, Profile, User
from db.session import tenant
from engine import resealing
from engine.core import clock
from engine.core.cache import read
from engine.core.crypto import keyring
from engine.identity import CODES_FOR_ALL
from engine.orgs import setting
from engine.tokens import token_status

OLD, IDLE, WEEK = timedelta(days=180), timedelta(days=90), timedelta(days=7)


class Posture(TypedDict):
    """What the Security screen judges."""

    keys: dict[str, Any]  # active, old: [names], idle: [names]
    access: dict[str, int]  # by token status
    sign_ins: dict[str, Any]  # of a week: refused, locked, denied, addresses, worst
    people: dict[str, Any]  # members, with_codes, for_all
    ring: dict[str, Any]  # key, keys, sealed, stale, turned_at


@read
def read_posture(session: Session) -> Posture:
    """All of it, a few statements."""
    return {
        "keys": _keys(session),
        "access": _access(session),
        "sign_ins": _sign_ins(session),
        "people": _people(session),
        "ring": _ring(session),
    }


def _keys(session: Session) -> dict[str, Any]:
    rows = session.scalars(
        select(ApiKey).where(ApiKey.org_id == tenant(session), ApiKey.revoked_at.is_(None))
    ).all()
    now = clock.now()
    return {
        "active": len(rows),
        "old": [row.name for row in rows if row.created_at < now - OLD],
        "idle": [row.name for row in rows if (row.last_used_at or row.created_at) < now - IDLE],
    }


def _access(session: Session) -> dict[str, int]:
    org_id = tenant(session)
    accounts = session.scalars(select(Integration).where(Integration.org_id == org_id, Integration.is_active))
    profiles = session.scalars(
        select(Profile).where(Profile.org_id == org_id, Profile.is_active, Profile.refresh_token.is_not(None))
    )
    found = dict.fromkeys(("valid", "expiring_soon", "expired", "unknown"), 0)
    for row in (*accounts, *profiles):
        found[token_status(row)["status"]] += 1
    return found


def _sign_ins(session: Session) -> dict[str, Any]:
    recent = (AuditEntry.org_id == tenant(session), AuditEntry.created_at > clock.now() - WEEK)
    counted = dict(
        session.execute(
            select(AuditEntry.action, func.count())
            .where(*recent, AuditEntry.action.in_(("sign_in_refused", "sign_in_locked", "refused")))
            .group_by(AuditEntry.action)
        )
        .tuples()
        .all()
    )
    by_address = session.execute(
        select(AuditEntry.ip, func.count().label("times"))
        .where(*recent, AuditEntry.action == "sign_in_refused")
        .group_by(AuditEntry.ip)
        .order_by(func.count().desc())
    ).all()
    return {
        "refused": counted.get("sign_in_refused", 0),
        "locked": counted.get("sign_in_locked", 0),
        "denied": counted.get("refused", 0),
        "addresses": len(by_address),
        "worst": by_address[0].ip if by_address else "",
    }


def _people(session: Session) -> dict[str, Any]:
    members, with_codes = session.execute(
        select(func.count(), func.count(User.second_factor_at))
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.org_id == tenant(session), Membership.is_active, User.is_active)
    ).one()
    return {"members": members, "with_codes": with_codes, "for_all": bool(setting(session, CODES_FOR_ALL, False))}


def _ring(session: Session) -> dict[str, Any]:
    """Which key seals, how many values are still under another, and when the keys were last turned."""
    current = f"v1:{keyring().current}:"
    values = list(resealing.sealed_values(session))
    turned: datetime | None = session.scalar(
        select(func.max(AuditEntry.created_at)).where(
            AuditEntry.org_id == tenant(session), AuditEntry.action == "keys_turned"
        )
    )
    return {
        "key": keyring().current,
        "keys": len(keyring().keys),
        "sealed": len(values),
        "stale": sum(not value.startswith(current) for value in values),
        "turned_at": turned,
    }
