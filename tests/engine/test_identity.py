"""Who asks, and what they may do."""

from collections.abc import Sequence
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from db.kinds import Role
from db.models import AuditEntry
from db.session import session
from engine import identity, keys, members, sessions
from engine.core.errors import Denied, Invalid, Missing, Unknown
from engine.core.store import redis as store
from engine.core.work import work
from engine.permissions import Permission, granted, require
from tests.factories import PASSWORD, make_member, make_org

pytestmark = pytest.mark.usefixtures("database", "redis")


def actions(org_id: UUID) -> Sequence[str]:
    with session(org_id) as reader:
        return reader.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()


def test_the_right_password_opens_a_session_in_the_persons_org():
    org = make_org("Al Waha")
    found = identity.current(org.sign_in())
    assert found is not None
    assert (found.email, found.org_name, found.role, found.currency) == (org.email, "Al Waha", Role.OWNER, "SAR")


@pytest.mark.parametrize("attempt", ["wrong-password", ""])
def test_every_wrong_combination_gets_the_same_sentence(attempt):
    org = make_org()
    with pytest.raises(Denied) as known:
        identity.sign_in(org.email, attempt)
    with pytest.raises(Denied) as unknown:
        identity.sign_in(f"{uuid4().hex}@example.com", attempt)
    assert known.value.sentence() == unknown.value.sentence()
    assert "sign_in_refused" in actions(org.id)


def test_an_email_with_a_quote_in_it_is_only_wrong():
    with pytest.raises(Denied):
        identity.sign_in("o'hara'; DROP TABLE users; --@example.com", "x")


def test_a_session_token_is_not_kept_in_the_clear():
    token = make_org().sign_in()
    assert all(token.encode() not in key for key in store().keys("*"))


def test_signing_out_ends_the_session():
    token = make_org().sign_in()
    identity.sign_out(token)
    assert identity.current(token) is None


def test_signing_out_everywhere_ends_the_others():
    org = make_org()
    here, there = org.sign_in(), org.sign_in()
    assert sessions.end_all(org.user_id, keep=here) == 1
    assert identity.current(here)
    assert identity.current(there) is None


def test_nobody_switches_into_an_org_they_do_not_belong_to():
    mine, theirs = make_org(), make_org()
    token = mine.sign_in()
    with pytest.raises(Missing):
        identity.switch_org(token, theirs.id)
    with work(theirs.id) as unit:
        members.add_member(unit, mine.user_id, Role.VIEWER)
    identity.switch_org(token, theirs.id)
    found = identity.current(token)
    assert found is not None
    assert (found.org_id, found.role) == (theirs.id, Role.VIEWER)


def test_somebody_sees_their_own_orgs_only():
    mine, _theirs = make_org("Mine"), make_org("Theirs")
    assert [org["name"] for org in identity.orgs_of(mine.user_id)] == ["Mine"]


def test_an_email_is_one_person():
    org = make_org()
    with pytest.raises(Invalid):
        members.create_user(org.email.upper(), "Twin", PASSWORD)


@pytest.mark.parametrize(
    ("role", "may", "may_not"),
    [
        (Role.OWNER, Permission.ORG_DELETE, None),
        (Role.ADMIN, Permission.KEYS_MANAGE, Permission.ORG_DELETE),
        (Role.MARKETER, Permission.SYNC_TRIGGER, Permission.INTEGRATIONS_MANAGE),
        (Role.ANALYST, Permission.EXPORT, Permission.SYNC_TRIGGER),
        (Role.VIEWER, Permission.READ, Permission.EXPORT),
    ],
)
def test_a_role_may_what_the_table_says(role, may, may_not):
    require(role, may)
    if may_not:
        with pytest.raises(Denied, match=may_not.value):
            require(role, may_not)


def test_every_role_may_read():
    assert all(Permission.READ in granted(role) for role in Role)


def test_a_key_opens_its_own_org_until_it_is_revoked():
    org = make_org()
    with work(org.id) as unit:
        key = keys.create_key(unit, "reports", Role.ANALYST, maker=Role.OWNER)
    found = keys.by_key(key)
    assert (found.org_id, found.role, found.via) == (org.id, Role.ANALYST, "key")
    (listed,) = keys.list_keys(org.id)
    assert listed["last_used_at"]
    assert key not in str(listed)
    with work(org.id) as unit:
        keys.revoke_key(unit, UUID(listed["id"]))
    with pytest.raises(Unknown):
        keys.by_key(key)


def test_a_key_does_not_open_another_org():
    org, other = make_org(), make_org()
    with work(org.id) as unit:
        key = keys.create_key(unit, "reports", Role.ANALYST, maker=Role.OWNER)
    forged = key.replace(org.id.hex, other.id.hex)
    for wrong in (forged, "cmis_nonsense", "", "other_" + key):
        with pytest.raises(Unknown):
            keys.by_key(wrong)


def test_nobody_makes_a_key_that_may_more_than_they_may():
    org = make_org()
    make_member(org.id, Role.MARKETER)
    with pytest.raises(Denied), work(org.id) as unit:
        keys.create_key(unit, "too much", Role.ADMIN, maker=Role.MARKETER)
