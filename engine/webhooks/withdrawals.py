"""Somebody took back what they had allowed: which accesses ended by it, and who has to know."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.kinds import Severity
from db.models import Integration, Profile
from db.session import tenant
from engine import tokens
from engine.alerts import raise_alert
from engine.connectors import connector
from engine.connectors.notices import Owner
from engine.core.i18n import N_
from engine.core.work import Work
from engine.webhooks.told import Told


def profile_of(session: Session, platform: str, one: Told) -> Profile | None:
    """The profile that a notice is about, as long as we speak for it."""
    query = select(Profile).where(
        Profile.org_id == tenant(session),
        Profile.platform == platform,
        Profile.external_id == one.owner_id,
        Profile.is_active,
    )
    return session.scalars(query).first()


def withdraw(unit: Work, platform: str, one: Told, integration_id: UUID) -> None:
    """End what was withdrawn: a profile's own access, else the account's, unless it was given again since."""
    row = unit.find(Integration, integration_id, lock=True)
    profile = profile_of(unit.session, platform, one) if one.owner is Owner.PROFILE else None
    given = profile.token_obtained_at if profile and profile.refresh_token else row.token_obtained_at
    # Platforms tell the second of it, so that is as exact as it gets.
    if given and one.occurred_at < given.replace(microsecond=0):
        return
    if one.owner is not Owner.PROFILE:
        _sign_out(unit, row)
    elif profile and profile.refresh_token:
        tokens.end(unit, profile, tokens.REVOKED)
    elif profile and profile.access_token:
        _silence(unit, profile)
    else:
        for dead in _living_on(unit, row):
            _sign_out(unit, dead)


def _silence(unit: Work, row: Profile) -> None:
    row.is_active = False
    raise_alert(
        unit,
        "profile_withdrawn",
        f"profile:{row.id}",
        Severity.ERROR,
        N_("{platform} no longer lets us speak for {profile}. Reconnect an account that may."),
        integration_id=row.integration_id,
        profile=row.name,
        platform=connector(row.platform).PLATFORM.name,
    )


def _sign_out(unit: Work, row: Integration) -> None:
    if not row.is_active or row.token_dead:
        return
    tokens.end(unit, row, tokens.REVOKED)


def _living_on(unit: Work, row: Integration) -> list[Integration]:
    """Every account of the org that is called with the same access as this one."""
    if not row.access_token:
        return []
    others = unit.session.scalars(
        select(Integration)
        .where(Integration.org_id == unit.org_id, Integration.platform == row.platform, Integration.is_active)
        .order_by(Integration.id)
        .with_for_update()
    )
    return [other for other in others if other.access_token and tokens.same_grant(row, other)]
