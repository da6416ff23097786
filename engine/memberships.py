"""The people of an org as its admins keep them: listed, invited, given another role, let go.

Somebody whose e-mail is new gets a link, shown once to whoever invites; it sets their password, within a week.
What an admin grants or takes away they must hold themselves, and the last owner stays one.
"""

import hashlib
import secrets
from typing import Any, cast
from uuid import UUID

import orjson
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from db.kinds import Role
from db.models import Membership, User
from db.session import session, tenant
from engine import passwords, sessions
from engine.core.cache import read
from engine.core.errors import Conflict, Denied, Invalid, Missing
from engine.core.i18n import LOCALES, N_, t
from engine.core.store import redis
from engine.core.work import Work
from engine.identity import Identity, identity_key
from engine.members import add_member, find_user
from engine.permissions import granted
from settings import settings

INVITED_S = 7 * 24 * 3600
BEYOND = N_("You may only grant or change roles that may no more than your own.")
OVER = N_("This link was used already or is over. Ask whoever invited you for a new one.")
LAST = N_("This is the last owner. Make somebody else an owner first.")


@read
def list_members(
    session: Session, *, role: str = "", active: bool | None = None, page: int = 1, per_page: int = 50
) -> dict[str, Any]:
    """`{"members", "total", "page", "per_page"}` by name: `user_id email name role is_active second_factor …`.

    `sessions`: how many are open in this org. Of those let go neither name nor e-mail is known here.
    """
    wanted = [Membership.org_id == tenant(session)]
    if role:
        wanted.append(Membership.role == role)
    if active is not None:
        wanted.append(Membership.is_active == active)
    rows = session.execute(
        select(Membership, User)
        .outerjoin(User, User.id == Membership.user_id)
        .where(*wanted)
        .order_by(User.name.nulls_last(), Membership.user_id)
        .limit(per_page)
        .offset((page - 1) * per_page)
    ).all()
    total = session.scalar(select(func.count()).select_from(Membership).where(*wanted)) or 0
    return {"members": [_shown(*row) for row in rows], "total": total, "page": page, "per_page": per_page}


@read
def read_member(session: Session, user_id: UUID) -> dict[str, Any]:
    """One of them; Missing when there is none."""
    row = session.get(Membership, (tenant(session), user_id))
    user = session.get(User, user_id) if row else None
    if row is None:
        raise Missing
    return _shown(row, user)


def invite(unit: Work, email: str, name: str, role: Role, *, by: Identity, locale: str = "") -> tuple[UUID, str]:
    """Let somebody in: their id, and for a new person the link that sets their password, else an empty text."""
    _may_grant(by, role)
    email = email.strip()
    if "@" not in email[1:-1] or any(sign.isspace() for sign in email):
        raise Invalid(fields={"email": [t(N_("Give an e-mail address, such as sara@example.com."))]})
    user_id = find_user(email)
    link = ""
    if user_id is None:
        user_id = _new_person(email, name, locale)
        link = _invitation(user_id)
    elif (present := unit.session.get(Membership, (unit.org_id, user_id))) and present.is_active:
        raise Conflict(N_("{email} is a member already. Change their role instead."), email=email)
    add_member(unit, user_id, role)
    return user_id, link


def change_member(
    unit: Work, user_id: UUID, *, role: Role | None = None, active: bool | None = None, by: Identity
) -> None:
    """Another role, or let go and back in. Denied beyond what one may oneself; Conflict for the last owner."""
    row = unit.session.get(Membership, (unit.org_id, user_id), with_for_update=True)
    if row is None:
        raise Missing
    _may_grant(by, Role(row.role))
    if role is not None:
        _may_grant(by, role)
    stays_owner = (role or row.role) == Role.OWNER and (row.is_active if active is None else active)
    if row.role == Role.OWNER and row.is_active and not stays_owner:
        _keep_an_owner(unit, user_id)
    row.role = role or row.role
    row.is_active = row.is_active if active is None else active
    person = unit.session.get(User, user_id)
    facts = {"role": row.role, "name": person.email if person else ""}
    unit.audit("member_set" if row.is_active else "member_removed", user_id, **facts)
    unit.session.flush()
    redis().delete(identity_key(user_id, unit.org_id))
    if not row.is_active:
        sessions.end_all(user_id, org_id=unit.org_id)


def invited(token: str) -> str | None:
    """The e-mail of whom the link is for; None when it is used, over, or none of ours."""
    kept = cast("bytes | None", redis().get(_key(token)))
    return str(orjson.loads(kept)["email"]) if kept else None


def accept(token: str, password: str) -> str:
    """Set the password of an invited person, once; their e-mail. Missing when the link is over."""
    kept = cast("bytes | None", redis().get(_key(token)))
    if not kept:
        raise Missing(OVER)
    facts = orjson.loads(kept)
    hashed = passwords.hashed(password, facts["email"])
    if not redis().delete(_key(token)):
        raise Missing(OVER)
    with session(user_id=UUID(facts["user_id"])) as writer:
        writer.get_one(User, UUID(facts["user_id"])).password_hash = hashed
        writer.commit()
    return str(facts["email"])


def _new_person(email: str, name: str, locale: str) -> UUID:
    """A person whom no password opens yet."""
    user_id = uuid7()
    with session(user_id=user_id) as writer:
        row = User(id=user_id, email=email, name=name.strip() or email.partition("@")[0], password_hash="!")  # noqa: S106
        row.locale = locale if locale in LOCALES else None
        writer.add(row)
        writer.commit()
    return user_id


def _invitation(user_id: UUID) -> str:
    with session(user_id=user_id) as reader:
        email = reader.get_one(User, user_id).email
    token = secrets.token_urlsafe(32)
    redis().set(_key(token), orjson.dumps({"user_id": str(user_id), "email": email}), ex=INVITED_S)
    return f"{settings().base_url}/auth/invitation?token={token}"


def _may_grant(by: Identity, role: Role) -> None:
    if not granted(role) <= by.permissions:
        raise Denied(BEYOND)


def _keep_an_owner(unit: Work, user_id: UUID) -> None:
    others = unit.session.scalars(
        select(Membership.user_id)
        .where(Membership.org_id == unit.org_id, Membership.role == Role.OWNER, Membership.is_active)
        .with_for_update()
    ).all()
    if set(others) <= {user_id}:
        raise Conflict(LAST)


def _shown(row: Membership, user: User | None) -> dict[str, Any]:
    return {
        "user_id": str(row.user_id),
        "email": user and user.email,
        "name": user and user.name,
        "role": row.role,
        "is_active": row.is_active,
        "second_factor": bool(user and user.second_factor_at),
        "sessions": sum(one["org_id"] == row.org_id for one in sessions.list_sessions(row.user_id)),
        "since": row.created_at.isoformat(),
    }


def _key(token: str) -> str:
    return f"invitation:{hashlib.sha256(token.encode('utf-8', 'replace')).hexdigest()}"
