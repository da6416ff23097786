"""Orgs and the people in them, as operators and admins make them."""

from uuid import UUID

from babel.numbers import list_currencies
from sqlalchemy import select
from uuid_utils.compat import uuid7

from db.kinds import Role
from db.models import Membership, Org, User
from db.session import session
from engine import factors, passwords, sessions
from engine.core.errors import Invalid, Missing
from engine.core.i18n import LOCALES, N_
from engine.core.periods import time_zones
from engine.core.store import redis
from engine.core.work import Actor, Work, work
from engine.identity import CODES_FOR_ALL, identity_key, orgs_of
from engine.orgs import save_setting
from settings import DEMO_EMAIL

OPERATOR = Actor("operator")  # whoever may run manage.py


def set_password(email: str, new: str) -> None:
    """The operator sets somebody's password; every session of theirs ends."""
    user_id = _known(email)
    with session(user_id=user_id) as writer:
        writer.get_one(User, user_id).password_hash = passwords.hashed(new, email)
        writer.commit()
    _note(user_id, "password_set")


def reset_codes(email: str) -> None:
    """The operator lets somebody in who lost their app and their recovery codes; their sessions end."""
    user_id = _known(email)
    factors.turn_off(user_id)
    _note(user_id, "second_factor_reset")


def create_org(name: str, *, currency: str, timezone: str = "UTC", locale: str = "en") -> UUID:
    """A new tenant."""
    if not name.strip():
        raise Invalid(N_("An organisation needs a name."))
    if currency not in list_currencies():
        raise Invalid(N_("{currency} is not a currency. Give its ISO code, such as SAR."), currency=currency)
    if timezone not in time_zones():
        raise Invalid(N_("{zone} is not a time zone. Give its name, such as Asia/Riyadh."), zone=timezone)
    if locale not in LOCALES:
        raise Invalid(N_("{locale} is not a language here. Give ar or en."), locale=locale)
    org_id = uuid7()
    with work(org_id) as unit:
        unit.add(Org(id=org_id, name=name.strip(), currency=currency, timezone=timezone, locale=locale))
        unit.audit("org_created", name)
    return org_id


def create_user(email: str, name: str, password: str, *, locale: str | None = None) -> UUID:
    """A new person, in no org yet; Invalid when the e-mail is taken or the password weak."""
    with session(email=email) as reader:
        if reader.scalar(select(User.id).where(User.email == email)):
            raise Invalid(N_("Somebody already has the e-mail {email}. Add them to the org instead."), email=email)
    user_id = uuid7()
    hashed = passwords.hashed(password, email)
    with session(user_id=user_id) as writer:
        writer.add(User(id=user_id, email=email, name=name, password_hash=hashed, locale=locale))
        writer.commit()
    return user_id


def find_user(email: str) -> UUID | None:
    """The id of the person with that e-mail."""
    with session(email=email) as reader:
        return reader.scalar(select(User.id).where(User.email == email))


def add_member(unit: Work, user_id: UUID, role: Role) -> None:
    """Let somebody into the org, or change their role."""
    row = unit.session.get(Membership, (unit.org_id, user_id))
    if row is None:
        unit.add(Membership(org_id=unit.org_id, user_id=user_id, role=role))
    else:
        row.role, row.is_active = role, True
    unit.audit("member_set", user_id, role=role)
    redis().delete(identity_key(user_id, unit.org_id))


def want_codes_of_all(unit: Work, *, wanted: bool) -> None:
    """Whether the org lets in only people whose sign-in asks for a code."""
    save_setting(unit, CODES_FOR_ALL, wanted)
    unit.audit("second_factor_for_all", wanted=wanted)
    for user_id in unit.session.scalars(select(Membership.user_id).where(Membership.org_id == unit.org_id)):
        redis().delete(identity_key(user_id, unit.org_id))


def end_sessions(unit: Work, user_id: UUID) -> int:
    """End a member's sessions in this org; Missing when they are no member. How many ended."""
    if unit.session.get(Membership, (unit.org_id, user_id)) is None:
        raise Missing
    ended = sessions.end_all(user_id, org_id=unit.org_id)
    unit.audit("member_sessions_ended", user_id, sessions=ended)
    return ended


def demo_password_in_use() -> bool:
    """Whether the demo's person is here with the password that everybody can read in the code."""
    with session(email=DEMO_EMAIL) as reader:
        kept = reader.scalar(select(User.password_hash).where(User.email == DEMO_EMAIL))
    return kept is not None and passwords.is_demo(kept)


def _known(email: str) -> UUID:
    found = find_user(email)
    if not found:
        raise Missing(N_("Nobody here has the e-mail {email}."), email=email)
    return found


def _note(user_id: UUID, action: str) -> None:
    """End somebody's sessions and audit what the operator did for them, in each of their orgs."""
    sessions.end_all(user_id)
    for org in orgs_of(user_id):
        with work(UUID(org["id"]), OPERATOR) as unit:
            unit.audit(action, user_id)
        redis().delete(identity_key(user_id, UUID(org["id"])))
