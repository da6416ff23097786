"""Orgs and the people in them, as operators and admins make them."""

from uuid import UUID
from zoneinfo import available_timezones

from babel.numbers import list_currencies
from sqlalchemy import select
from uuid_utils.compat import uuid7

from db.kinds import Role
from db.models import Membership, Org, User
from db.session import session
from engine import passwords
from engine.core.errors import Invalid, Missing
from engine.core.i18n import LOCALES, N_
from engine.core.store import redis
from engine.core.work import Work, work
from engine.identity import identity_key, sign_out_everywhere
from settings import DEMO_EMAIL


def set_password(email: str, new: str) -> None:
    """The operator sets somebody's password; every session of theirs ends."""
    with session(email=email) as reader:
        found = reader.scalar(select(User.id).where(User.email == email))
    if not found:
        raise Missing(N_("Nobody here has the e-mail {email}."), email=email)
    with session(user_id=found) as writer:
        writer.get_one(User, found).password_hash = passwords.hashed(new, email)
        writer.commit()
    sign_out_everywhere(found)


def create_org(name: str, *, currency: str, timezone: str = "UTC", locale: str = "en") -> UUID:
    """A new tenant."""
    if not name.strip():
        raise Invalid(N_("An organisation needs a name."))
    if currency not in list_currencies():
        raise Invalid(N_("{currency} is not a currency. Give its ISO code, such as SAR."), currency=currency)
    if timezone not in available_timezones():
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


def demo_password_in_use() -> bool:
    """Whether the demo's person is here with the password that everybody can read in the code."""
    with session(email=DEMO_EMAIL) as reader:
        kept = reader.scalar(select(User.password_hash).where(User.email == DEMO_EMAIL))
    return kept is not None and passwords.is_demo(kept)
