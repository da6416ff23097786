"""Turning the keys: everything an org holds sealed, brought under the ring's first key, row by row.

It may stop and go on, while everybody else works: a value under an old key opens as long as that key is on the
ring. Whatever is sealed is in `SEALED`, or a person's own (`engine.factors`); a test looks through the database
for what is not.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models import (
    Integration,
    Membership,
    NotificationChannel,
    Profile,
    WebhookEndpoint,
    WebhookSubscription,
)
from db.session import tenant
from engine import factors
from engine.core.crypto import keyring, seal, unseal
from engine.core.errors import Unready
from engine.core.log import get_logger
from engine.core.work import work

# Each value is sealed for its place: org, row, column. A column holds one value, or a list of them.
SEALED: dict[Any, tuple[str, ...]] = {
    Integration: ("access_token", "refresh_token"),
    Profile: ("access_token", "refresh_token"),
    WebhookEndpoint: ("secrets",),
    NotificationChannel: ("address", "secret"),
    WebhookSubscription: ("secrets",),
}
log = get_logger()


class Resealed(NamedTuple):
    """How many values are under the first key now that were not, and how many no key opens."""

    changed: int
    unreadable: int


def reseal(org_id: UUID) -> Resealed:
    """Seal everything the org holds under the ring's first key; what no key opens is counted and left."""
    changed = unreadable = 0
    for model, columns in SEALED.items():
        with work(org_id) as unit:
            ids = unit.session.scalars(select(model.id).where(model.org_id == org_id)).all()
        for row_id in ids:
            with work(org_id) as unit:
                row = unit.find(model, row_id, lock=True)
                for column in columns:
                    try:
                        changed += _turn(row, column)
                    except Unready:
                        unreadable += 1
                        log.warning("sealed.unreadable", row_id=str(row_id), column=column)
    for user_id in _members(org_id):
        try:
            changed += factors.reseal(user_id, keyring().current)
        except Unready:
            unreadable += 1
            log.warning("sealed.unreadable", row_id=str(user_id), column="second_factor")
    if changed:
        with work(org_id) as unit:
            unit.audit("keys_turned", keyring().current, values=changed)
    return Resealed(changed, unreadable)


def sealed_values(session: Session) -> Iterator[str]:
    """Everything the org holds sealed, as it is sealed."""
    for model, columns in SEALED.items():
        kept = session.execute(
            select(*(getattr(model, name) for name in columns)).where(model.org_id == tenant(session))
        )
        for row in kept:
            for held in row:
                yield from (value for value in (held if isinstance(held, list) else [held]) if value)


def _members(org_id: UUID) -> list[UUID]:
    """Everybody who ever belonged to the org: what is theirs alone is sealed, too."""
    with work(org_id) as unit:
        return list(unit.session.scalars(select(Membership.user_id).where(Membership.org_id == org_id)))


def _turn(row: Any, column: str) -> int:
    """Bring one column under the first key; how many values were not."""
    held = getattr(row, column)
    values = held if isinstance(held, list) else [held]
    place, current = (row.org_id, row.id, column), f"v1:{keyring().current}:"
    old = [bool(value) and not value.startswith(current) for value in values]
    fresh = [
        seal(unseal(value, *place), *place) if turn else value for value, turn in zip(values, old, strict=True)
    ]
    if any(old):
        setattr(row, column, fresh if isinstance(held, list) else fresh[0])
    return sum(old)
