"""Who asks: sign-in in one or two steps, and the orgs to choose from. Keys for programs live in `engine.keys`.

What a person may do is read from the database at most `ROLE_S` seconds ago, so a lost role ends open tabs too.
"""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, cast
from uuid import UUID

import orjson
from redis.exceptions import RedisError
from sqlalchemy import select
from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from db.kinds import Role, Severity
from db.models import Membership, Org, Setting, User
from db.session import session
from engine import factors, limits, lockouts, passwords, sessions
from engine.core.errors import Denied, Missing, Unknown
from engine.core.i18n import LOCALES, N_, t
from engine.core.store import redis
from engine.core.work import Actor, work
from engine.notifications import announce
from engine.permissions import WORDS, Permission, granted, require

ROLE_S = 15
WAITS_S = 300  # how long a right password waits for its code
CODES_FOR_ALL = "second_factor_for_all"  # the org's setting


@dataclass(frozen=True, slots=True)
class Identity:
    """A person or program in one org. `locale` and `timezone` are the ones to speak in.

    `scopes` narrows what the role may, for keys; `limits` are the requests a minute chosen for this org or key.
    """

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
    codes_since: str | None = None  # when their sign-in began to ask for a code, too
    must_add_codes: bool = False  # the org wants that of everybody, and they have not yet
    key_id: UUID | None = None
    scopes: frozenset[Permission] | None = None
    limits: Mapping[str, int] = field(default_factory=dict)

    @property
    def permissions(self) -> frozenset[Permission]:
        """Everything that may be done: by the role, and for a key by its scopes as well."""
        return granted(self.role) if self.scopes is None else granted(self.role) & self.scopes

    def can(self, permission: Permission) -> bool:
        """Whether it is allowed."""
        return permission in self.permissions

    def require(self, permission: Permission) -> None:
        """Denied, naming what is missing, unless it is allowed."""
        require(self.role, permission)
        if not self.can(permission):
            raise Denied(
                N_("This API key may not {action} (permission {permission}). Use a key with that scope."),
                action=t(WORDS[permission]),
                permission=str(permission),
            )

    def actor(self, ip: str = "") -> Actor:
        """Who to write into the audit log."""
        return Actor(self.email or self.name, self.user_id, ip)


class CodeWanted(Unknown):
    """The password is right; the sign-in goes on with a code, within `WAITS_S`, by this `ticket`."""

    def __init__(self, ticket: str) -> None:
        super().__init__(N_("The password is right. Now give the code of your authenticator app."))
        self.ticket = ticket


def sign_in(email: str, password: str, *, ip: str = "", agent: str = "") -> str:
    """A new session's token. Denied, in one sentence, whatever was wrong; TooMany after many wrong ones.

    CodeWanted when the person's sign-in has a second step.
    """
    lockouts.check(email, ip)
    with session(email=email.strip()) as reader:
        user = reader.scalar(select(User).where(User.email == email.strip()))
    proved = passwords.fits(user.password_hash if user else None, password)
    orgs = orgs_of(user.id) if user and proved and user.is_active else []
    if not user or not orgs:
        refused(email, user, ip)
        raise Denied(N_("The e-mail or the password is wrong. Check both and try again."))
    if user.second_factor_at:
        ticket = secrets.token_urlsafe(32)
        redis().set(_ticket_key(ticket), str(user.id), ex=WAITS_S)
        raise CodeWanted(ticket)
    return _enter(user, ip, agent)


def sign_in_with_code(ticket: str, code: str, *, ip: str = "", agent: str = "") -> str:
    """The second step: a new session's token. Unknown when the ticket is over, Denied for a wrong code."""
    kept = cast("bytes | None", redis().get(_ticket_key(ticket)))
    user = _user(UUID(kept.decode())) if kept else None
    if user is None:
        raise Unknown(N_("This sign-in took too long. Start again with your e-mail and password."))
    lockouts.check(user.email, ip)
    if not factors.proves(user.id, code):
        refused(user.email, user, ip, step="code")
        raise Denied(factors.WRONG)
    if not redis().delete(_ticket_key(ticket)) or not user.is_active or not orgs_of(user.id):
        raise Unknown
    return _enter(user, ip, agent)


def current(token: str) -> Identity | None:
    """Who holds this token, or None when the session has ended."""
    kept = sessions.use(token)
    return in_org(kept.user_id, kept.org_id) if kept else None


def in_org(user_id: UUID, org_id: UUID) -> Identity | None:
    """The person in that org, None when it is not theirs; as the database had it at most `ROLE_S` seconds ago."""
    key = identity_key(user_id, org_id)
    if kept := cast("bytes | None", redis().get(key)):
        return thaw(kept)
    with session(org_id, user_id=user_id) as reader:
        found = _load(reader, user_id, org_id)
    if found:
        redis().set(key, orjson.dumps(asdict(found)), ex=ROLE_S)
    return found


def admit(person: Identity, permission: Permission, *, ip: str = "", to: str = "") -> None:
    """Denied, naming what is missing, unless the person may; refusals are audited, the same once a minute."""
    try:
        person.require(permission)
    except Denied:
        if _is_news(f"refused:{person.org_id}:{person.user_id or person.key_id}:{permission}"):
            with work(person.org_id, person.actor(ip)) as unit:
                unit.audit("refused", to, permission=permission)
        raise


def sign_out(token: str) -> None:
    """End this session."""
    if identity := current(token):
        with work(identity.org_id, identity.actor()) as unit:
            unit.audit("sign_out")
    sessions.end(token)


def end_session(identity: Identity, session_id: str, *, ip: str = "") -> None:
    """End one of the person's own sessions; Missing when it is none of theirs."""
    if not identity.user_id or not sessions.end_one(identity.user_id, session_id):
        raise Missing
    with work(identity.org_id, identity.actor(ip)) as unit:
        unit.audit("session_ended", session_id)


def switch_org(token: str, org_id: UUID) -> None:
    """Move this session to another of the person's orgs; Missing when they are not a member."""
    identity = current(token)
    if not identity or not identity.user_id or not in_org(identity.user_id, org_id):
        raise Missing
    sessions.move(token, org_id)


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


def set_locale(token: str, locale: str) -> None:
    """The language this person reads from now on."""
    identity = current(token)
    if identity and identity.user_id and locale in LOCALES:
        with session(identity.org_id, user_id=identity.user_id) as writer:
            writer.get_one(User, identity.user_id).locale = locale
            writer.commit()
        redis().delete(identity_key(identity.user_id, identity.org_id))


def _is_news(mark: str) -> bool:
    """Whether that was not said in this minute; without Redis everything is news."""
    try:
        return bool(redis().set(mark, 1, ex=60, nx=True))
    except RedisError:
        return True


def _load(reader: Session, user_id: UUID, org_id: UUID) -> Identity | None:
    row = reader.execute(
        select(User, Org, Membership.role, limits_of(Org.id))
        .join(Membership, Membership.user_id == User.id)
        .join(Org, Org.id == Membership.org_id)
        .where(User.id == user_id, Org.id == org_id, Membership.is_active, User.is_active, Org.is_active)
    ).one_or_none()
    if row is None:
        return None
    user, org, role, chosen = row
    wanted = reader.scalar(select(Setting.value).where(Setting.org_id == org_id, Setting.key == CODES_FOR_ALL))
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
        codes_since=user.second_factor_at.isoformat() if user.second_factor_at else None,
        must_add_codes=bool(wanted and wanted.get("value")) and not user.second_factor_at,
        limits=(chosen or {}).get("value", {}),
    )


def limits_of(org_id: Any) -> Any:
    """A column with what the org chose of its limits: `{"value": {tier: a minute}}`, or null."""
    return (
        select(Setting.value)
        .where(Setting.org_id == org_id, Setting.key == limits.SETTING)
        .scalar_subquery()
        .label("limits")
    )


def thaw(raw: bytes) -> Identity:
    """Somebody as Redis keeps them for a moment."""
    kept = orjson.loads(raw)
    ids = {name: UUID(kept[name]) for name in ("user_id", "org_id")}
    return Identity(**(kept | ids | {"role": Role(kept["role"])}))


def _enter(user: User, ip: str, agent: str) -> str:
    """Open the session: everything is proved."""
    lockouts.right(user.email, ip)
    org_id = UUID(orgs_of(user.id)[0]["id"])
    token = sessions.begin(user.id, org_id, ip=ip, agent=agent)
    with work(org_id, Actor(user.email, user.id, ip)) as unit:
        unit.audit("sign_in")
    return token


def refused(email: str, user: User | None, ip: str, step: str = "password") -> None:
    """Count a wrong guess, and note it in the orgs of the person it was aimed at; an unknown e-mail has none.

    When the account begins to wait, the person is told.
    """
    wrong = lockouts.count_wrong(email, ip)
    for org in orgs_of(user.id) if user else []:
        with work(UUID(org["id"]), Actor(user.email if user else "", None, ip)) as unit:
            unit.audit("sign_in_refused", step=step)
            if wrong.begins and user:
                unit.audit("sign_in_locked", wait_s=wrong.wait_s)
                announce(
                    unit,
                    "sign_in_locked",
                    Severity.WARNING,
                    N_("Somebody gave wrong passwords for your account from {ip}. Sign-ins from there must wait."),
                    key=f"sign_in_locked:{uuid7()}",
                    only=user.id,
                    ip=ip,
                )


def _user(user_id: UUID) -> User | None:
    with session(user_id=user_id) as reader:
        return reader.get(User, user_id)


def _ticket_key(ticket: str) -> str:
    return f"ticket:{hashlib.sha256(ticket.encode()).hexdigest()}"


def identity_key(user_id: UUID, org_id: UUID) -> str:
    """Where the person's role in that org is kept for a moment."""
    return f"identity:{user_id}:{org_id}"
