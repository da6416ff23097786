"""Pages and profiles that connected accounts can speak for."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from db.models import Integration, Profile
from db.session import tenant
from engine.alerts import resolve_alert
from engine.connectors import content
from engine.connectors.base import Account
from engine.connectors.notices import Owner
from engine.core.cache import read
from engine.core.crypto import seal, unseal
from engine.core.work import Work
from engine.routes import route, unroute


def connect_profiles(unit: Work, integration: Integration, found: Iterable[content.ProfileRow]) -> list[Profile]:
    """Keep the chosen profiles with the account whose grant reaches them; known ones are taken up again."""
    return [_connect(unit, integration, row) for row in found]


def of_integration(unit: Work, integration_id: UUID) -> list[Profile]:
    """The profiles that an account speaks for."""
    query = select(Profile).where(
        Profile.org_id == unit.org_id, Profile.integration_id == integration_id, Profile.is_active
    )
    return list(unit.session.scalars(query.order_by(Profile.id)))


def pass_on(unit: Work, gone: Integration) -> None:
    """An account was disconnected: its profiles go to another one of the same platform, or rest."""
    heir = unit.session.scalars(
        select(Integration)
        .where(
            Integration.org_id == unit.org_id,
            Integration.platform == gone.platform,
            Integration.is_active,
            Integration.token_dead.is_(None),
        )
        .order_by(Integration.id)
        .limit(1)
    ).first()
    for row in of_integration(unit, gone.id):
        if heir and heir.connected_by == gone.connected_by:
            row.integration_id = heir.id
            route(unit, heir, Owner.PROFILE, row.external_id, row.name)
        else:
            row.is_active = False
    unroute(unit, gone.id, Owner.PROFILE)


def speaking(row: Profile, account: Account) -> content.Profile:
    """The profile with the token to speak for it: its own, else the account's."""
    token = unseal(row.access_token, *_place(row)) if row.access_token else account.token
    return content.Profile(row.platform, row.external_id, row.kind, token)


@read
def list_profiles(session: Session) -> list[dict[str, Any]]:
    """`[{id, platform, kind, name, url, external_id, integration_id}]` of the org, without tokens."""
    rows = session.scalars(
        select(Profile)
        .where(Profile.org_id == tenant(session), Profile.is_active)
        .order_by(Profile.platform, Profile.name)
    )
    return [
        {
            "id": str(row.id),
            "platform": row.platform,
            "kind": row.kind,
            "name": row.name,
            "url": row.url,
            "external_id": row.external_id,
            "integration_id": str(row.integration_id),
        }
        for row in rows
    ]


def _connect(unit: Work, integration: Integration, found: content.ProfileRow) -> Profile:
    row = unit.session.scalars(
        select(Profile)
        .where(
            Profile.org_id == unit.org_id,
            Profile.platform == integration.platform,
            Profile.kind == found.kind,
            Profile.external_id == found.external_id,
        )
        .with_for_update()
    ).one_or_none()
    row = row or Profile(
        org_id=unit.org_id,
        id=uuid7(),
        platform=integration.platform,
        kind=found.kind,
        external_id=found.external_id,
    )
    row.integration_id, row.name, row.url, row.is_active = integration.id, found.name, found.url, True
    row.access_token = seal(found.token, *_place(row)) if found.token else None
    route(unit, integration, Owner.PROFILE, found.external_id, found.name)
    resolve_alert(unit, f"profile:{row.id}")
    return unit.add(row)


def _place(row: Profile) -> tuple[object, ...]:
    return row.org_id, row.id, "access_token"
