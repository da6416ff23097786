"""Who asks: sign-in, sessions and the orgs to choose from. Keys for programs live in `engine.keys`.

A session is a random token in the person's cookie; Redis keeps, under its hash, who and in which org. What a
person may do is read from the database at most `ROLE_S` seconds ago, so a lost role ends open tabs too.
"""

import hashlib
import secrets
from dataclasses import asdict, dataclass
from typing import Any, cast
from uuid import UUID

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from db.kinds import Role
from db.models import Membership, Org, User
from db.session import session
from engine import passwords
from engine.core.errors import Denied, Missing
from engine.core.i18n import LOCALES, N_
from engine.core.store import redis
from engine.core.work import Actor, work
from engine.permissions import Permission, granted
from settings import settings

ROLE_S = 15


@dataclass(frozen=True, slots=True)
class Identity:
    """A person or program in one org. `locale` and `timezone` are the ones to speak in."""

    user_id: UUID | None
    email: str
    name: str
    org_id: UUID
    org_name: str
    role: Role
    locale: str
    timezone: str
    currency: str
    via: str = "session"

    def can(self, permission: Permission) -> bool:
        """Whether the role allows it."""
        return permission in granted(self.role)

    def actor(self, ip: str = "") -> Actor:
        """Who to write into the audit log."""
        return Actor(self.email, self.user_id, ip)


def sign_in(email: str, password: str, *, ip: str = "") -> str:
    """A new session's token. Denied, in one sentence, whatever was wrong."""
    with session(email=email.strip()) as reader:
        user = reader.scalar(select(User).where(User.email == email.strip()))
    proved = passwords.fits(user.password_hash if user else None, password)
    orgs = orgs_of(user.id) if user and proved and user.is_active else []
    if not user or not orgs:
        _audit_refusal(user, ip)
        raise Denied(N_("The e-mail or the password is wrong. Check both and try again."))
    token = secrets.token_urlsafe(32)
    _keep(token, user.id, UUID(orgs[0]["id"]))
    with work(UUID(orgs[0]["id"]), Actor(user.email, user.id, ip)) as unit:
        unit.audit("sign_in")
    return token


def current(token: str) -> Identity | None:
    """Who holds this token, or None when the session has ended."""
    if not token:
        return None
    kept = cast("bytes | None", redis().get(_session_key(token)))
    if not kept:
        return None
    user_id, org_id = (UUID(one) for one in orjson.loads(kept))
    return in_org(user_id, org_id)


def in_org(user_id: UUID, org_id: UUID) -> Identity | None:
    """The person in that org, None when it is not theirs; as the database had it at most `ROLE_S` seconds ago."""
    key = identity_key(user_id, org_id)
    if kept := cast("bytes | None", redis().get(key)):
        return _thaw(orjson.loads(kept))
    with session(org_id, user_id=user_id) as reader:
        found = _load(reader, user_id, org_id)
    if found:
        redis().set(key, orjson.dumps(asdict(found)), ex=ROLE_S)
    return found


def sign_out(token: str) -> None:
    """End this session."""
    if identity := current(token):
        with work(identity.org_id, identity.actor()) as unit:
            unit.audit("sign_out")
        redis().srem(_sessions_key(cast("UUID", identity.user_id)), _digest(token))
    redis().delete(_session_key(token))


def sign_out_everywhere(user_id: UUID, *, keep: str = "") -> int:
    """End every session of that person, except the one of the token to keep; how many ended."""
    hashes = {one.decode() for one in cast("set[bytes]", redis().smembers(_sessions_key(user_id)))}
    ending = hashes - ({_digest(keep)} if keep else set())
    if ending:
        redis().delete(*(f"session:{one}" for one in ending))
        redis().srem(_sessions_key(user_id), *ending)
    return len(ending)


def switch_org(token: str, org_id: UUID) -> None:
    """Move this session to another of the person's orgs; Missing when they are not a member."""
    identity = current(token)
    if not identity or not identity.user_id or not in_org(identity.user_id, org_id):
        raise Missing
    _keep(token, identity.user_id, org_id)


def orgs_of(user_id: UUID) -> list[dict[str, str]]:
    """The orgs somebody may choose from: `{id, name, role}`, by name."""
    with session(user_id=user_id) as reader:
        rows = reader.execute(
            select(Org.id, Org.name, Membership.role)
            .join(Membership, Membership.org_id == Org.id)
            .where(Membership.user_id == user_id, Membership.is_active, Org.is_active)
            .order_by(Org.name)
        )
        return [{"id": str(row.id), "name": row.name, "role": row.role} for row in rows]


def change_password(token: str, present: str, new: str) -> None:
    """Set a new password and end the person's other sessions; Denied when the present one is wrong."""
    identity = current(token)
    if not identity or not identity.user_id:
        raise Denied
    with session(identity.org_id, user_id=identity.user_id) as writer:
        user = writer.get_one(User, identity.user_id)
        if not passwords.fits(user.password_hash, present):
            raise Denied(N_("The present password is wrong. Type it again."))
        user.password_hash = passwords.hashed(new, user.email)
        writer.commit()
    sign_out_everywhere(identity.user_id, keep=token)
    with work(identity.org_id, identity.actor()) as unit:
        unit.audit("password_changed")


def set_locale(token: str, locale: str) -> None:
    """The language this person reads from now on."""
    identity = current(token)
    if identity and identity.user_id and locale in LOCALES:
        with session(identity.org_id, user_id=identity.user_id) as writer:
            writer.get_one(User, identity.user_id).locale = locale
            writer.commit()
        redis().delete(identity_key(identity.user_id, identity.org_id))


def _load(reader: Session, user_id: UUID, org_id: UUID) -> Identity | None:
    row = reader.execute(
        select(User, Org, Membership.role)
        .join(Membership, Membership.user_id == User.id)
        .join(Org, Org.id == Membership.org_id)
        .where(User.id == user_id, Org.id == org_id, Membership.is_active, User.is_active, Org.is_active)
    ).one_or_none()
    if row is None:
        return None
    user, org, role = row
    return Identity(
        user_id=user.id,
        email=user.email,
        name=user.name,
        org_id=org.id,
        org_name=org.name,
        role=Role(role),
        locale=user.locale or org.locale,
        timezone=org.timezone,
        currency=org.currency,
    )


def _thaw(kept: dict[str, Any]) -> Identity:
    ids = {name: UUID(kept[name]) for name in ("user_id", "org_id")}
    return Identity(**(kept | ids | {"role": Role(kept["role"])}))


def _keep(token: str, user_id: UUID, org_id: UUID) -> None:
    seconds = settings().session_hours * 3600
    with redis().pipeline() as pipe:
        pipe.set(_session_key(token), orjson.dumps([str(user_id), str(org_id)]), ex=seconds)
        pipe.sadd(_sessions_key(user_id), _digest(token))
        pipe.expire(_sessions_key(user_id), seconds)
        pipe.execute()


def _audit_refusal(user: User | None, ip: str) -> None:
    """A refusal is noted in the orgs of the person it was aimed at; an unknown e-mail concerns no org."""
    for org in orgs_of(user.id) if user else []:
        with work(UUID(org["id"]), Actor(user.email if user else "", None, ip)) as unit:
            unit.audit("sign_in_refused")


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _session_key(token: str) -> str:
    return f"session:{_digest(token)}"


def _sessions_key(user_id: UUID) -> str:
    return f"sessions:{user_id}"


def identity_key(user_id: UUID, org_id: UUID) -> str:
    """Where the person's role in that org is kept for a moment."""
    return f"identity:{user_id}:{org_id}"
