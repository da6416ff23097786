"""How somebody proves who they are, as they change it themselves: password, codes of an app, recovery codes.

Each change asks for the present password again, ends the person's other sessions where an old proof could still
hold one open, is audited, and told to them, since it may not have been them.
"""

from uuid import UUID

from uuid_utils.compat import uuid7

from db.kinds import Severity
from db.models import User
from db.session import session
from engine import factors, identity, lockouts, passwords, sessions
from engine.core.errors import Denied, Unknown
from engine.core.i18n import N_
from engine.core.store import redis
from engine.core.work import work
from engine.identity import Identity
from engine.notifications import announce


def change_password(token: str, present: str, new: str, *, ip: str = "") -> None:
    """Set a new password and end the person's other sessions; Denied when the present one is wrong."""
    person = prove_again(token, present, ip=ip)
    user_id = user_of(person)
    hashed = passwords.hashed(new, person.email)
    with session(user_id=user_id) as writer:
        writer.get_one(User, user_id).password_hash = hashed
        writer.commit()
    sessions.end_all(user_id, keep=token)
    _note(person, "password_changed", N_("Your password was changed. If it was not you, tell your admin."), ip)


def turn_on_codes(token: str, code: str, *, ip: str = "") -> list[str]:
    """The secret that was offered is proved: codes are asked for from now on; the recovery codes, shown once."""
    person = _here(token)
    codes = factors.confirm(user_of(person), code)
    sessions.end_all(user_of(person), keep=token)
    _forget(person)
    _note(
        person, "second_factor_on", N_("Your sign-in asks for a code of your authenticator app from now on."), ip
    )
    return codes


def turn_off_codes(token: str, password: str, code: str, *, ip: str = "") -> None:
    """Ask for no codes any more; Denied without the password and a code."""
    person = prove_again(token, password, code=code, ip=ip)
    factors.turn_off(user_of(person))
    _forget(person)
    _note(
        person,
        "second_factor_off",
        N_("Your sign-in asks for no code any more. If it was not you, tell your admin."),
        ip,
    )


def renew_recovery(token: str, password: str, *, ip: str = "") -> list[str]:
    """New recovery codes instead of the old ones, shown once; Denied without the password."""
    person = prove_again(token, password, ip=ip)
    codes = factors.renew_recovery(user_of(person))
    _note(
        person,
        "recovery_codes_made",
        N_("New recovery codes were made for your sign-in. The old ones open nothing."),
        ip,
    )
    return codes


def prove_again(token: str, password: str, *, code: str | None = None, ip: str = "") -> Identity:
    """Who holds the session, once the password, and the code if one is given, is right; wrong ones count."""
    person = _here(token)
    lockouts.check(person.email, ip)
    with session(user_id=user_of(person)) as reader:
        user = reader.get_one(User, user_of(person))
    if not passwords.fits(user.password_hash, password):
        identity.refused(person.email, user, ip)
        raise Denied(N_("The present password is wrong. Type it again."))
    if code is not None and not factors.proves(user_of(person), code):
        identity.refused(person.email, user, ip, step="code")
        raise Denied(factors.WRONG)
    return person


def _note(person: Identity, action: str, message: str, ip: str) -> None:
    """Audit a change of how somebody signs in, and tell them, since it may not have been them."""
    with work(person.org_id, person.actor(ip)) as unit:
        unit.audit(action)
        announce(unit, action, Severity.WARNING, message, key=f"{action}:{uuid7()}", only=person.user_id)


def _here(token: str) -> Identity:
    person = identity.current(token)
    if not person or not person.user_id:
        raise Unknown
    return person


def _forget(person: Identity) -> None:
    """What was kept of the person for a moment is out of date, in each of their orgs."""
    for org in identity.orgs_of(user_of(person)):
        redis().delete(identity.identity_key(user_of(person), UUID(org["id"])))


def user_of(person: Identity) -> UUID:
    """The id of somebody with a session."""
    assert person.user_id  # noqa: S101 - only keys have none, and a key has no session
    return person.user_id
