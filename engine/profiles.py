"""Pages and profiles that we speak for: as part of an ad account's grant, or by a consent of their own.

Either way a profile belongs to a connected ad account, whose syncs bring its posts.
"""

from collections.abc import Iterable
from contextlib import suppress
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from db.kinds import SourceKind
from db.models import Integration, Profile
from db.session import tenant
from engine import tokens as vault
from engine.alerts import resolve_alert
from engine.connectors import connector, content
from engine.connectors.base import Account, Tokens
from engine.connectors.notices import Owner
from engine.connectors.subscriptions import shown
from engine.core.cache import read
from engine.core.crypto import seal, unseal
from engine.core.errors import Conflict, SignedOut
from engine.core.i18n import N_, t
from engine.core.work import Work, work
from engine.routes import route, unroute


def connect_profiles(unit: Work, integration: Integration, found: Iterable[content.ProfileRow]) -> list[Profile]:
    """Keep the chosen profiles with the account whose grant reaches them; known ones are taken up again."""
    return [_connect(unit, integration, row) for row in found]


def home(unit: Work, platform: str) -> Integration:
    """The connected ad account that a profile with a consent of its own will belong to; Conflict without any."""
    row = _first(unit, Integration.platform == platform, Integration.source == SourceKind.API)
    if row is None:
        raise Conflict(
            N_("Connect an ad account on {platform} first: its syncs bring the posts, too."),
            platform=connector(platform).PLATFORM.name,
        )
    return row


def connect_own(unit: Work, platform: str, found: content.ProfileRow, tokens: Tokens) -> Profile:
    """Keep a profile that consented by itself, with its own tokens sealed; a known one is taken up again."""
    row = _connect(unit, home(unit, platform), found)
    vault.keep(row, tokens)
    vault.settle_warnings(unit, row)
    unit.audit("profile_connected", row.id, platform=platform, profile=found.name)
    return row


def disconnect_profile(unit: Work, profile_id: UUID) -> None:
    """Speak for a profile no longer; its posts stay. What it consented to is given back by a job."""
    row = unit.find(Profile, profile_id, lock=True)
    if not row.is_active:
        return
    _rest(unit, row)
    unroute(unit, row.integration_id, Owner.PROFILE, row.external_id)
    unit.audit("profile_disconnected", row.id, platform=row.platform, profile=row.name)


def revoke_profile(org_id: UUID, profile_id: UUID) -> None:
    """Give a profile's own consent back on its platform, unless it was given anew meanwhile."""
    with work(org_id) as unit:
        row = unit.find(Profile, profile_id, lock=True)
        consent = connector(row.platform).own_consent
        if row.is_active or not row.refresh_token or consent is None:
            return
        token = vault.forget_own(row)
        with suppress(SignedOut):  # dead already is what we want
            consent.revoke(token)


def of_integration(unit: Work, integration_id: UUID) -> list[Profile]:
    """The profiles that an account speaks for."""
    query = select(Profile).where(
        Profile.org_id == unit.org_id, Profile.integration_id == integration_id, Profile.is_active
    )
    return list(unit.session.scalars(query.order_by(Profile.id)))


def pass_on(unit: Work, gone: Integration) -> None:
    """An account was disconnected: its profiles go to another one of the same platform, or rest."""
    heir = _first(unit, Integration.platform == gone.platform, Integration.token_dead.is_(None))
    for row in of_integration(unit, gone.id):
        if heir and (row.refresh_token or heir.connected_by == gone.connected_by):
            row.integration_id = heir.id
            route(unit, heir, Owner.PROFILE, row.external_id, row.name)
            unit.enqueue("jobs.enrolments.subscribe_profile", row.id)
        else:
            _rest(unit, row)
    unroute(unit, gone.id, Owner.PROFILE)


def speaking(row: Profile, account: Account) -> content.Profile:
    """The profile with the token to speak for it: its own, renewed when it has to be, else the account's.

    SignedOut when its own consent is over, which is said on its row by then.
    """
    token = _own_token(row) or (unseal(row.access_token, *_place(row)) if row.access_token else account.token)
    return content.Profile(row.platform, row.external_id, row.kind, token)


def as_it_stands(row: Profile, account: Account) -> content.Profile:
    """The same with whatever token there is, dead or alive: to undo things with."""
    token = vault.as_it_stands(row) if row.access_token else account.token
    return content.Profile(row.platform, row.external_id, row.kind, token)


def signed_out(row: Profile, refused: SignedOut) -> bool:
    """Whether a platform's refusal was about the profile's own consent, which is given up then."""
    if row.refresh_token is None:
        return False
    vault.give_up(row.org_id, Profile, row.id, refused)
    return True


@read
def list_profiles(session: Session) -> list[dict[str, Any]]:
    """The profiles that the org speaks for, without tokens.

    `[{id, platform, kind, name, url, external_id, integration_id, account, own_consent, scopes, token_status,
    subscription}]`;
    `own_consent`: whether it consented by itself, `account`: the name of the ad account whose syncs bring it.
    """
    rows = session.execute(
        select(Profile, Integration)
        .join(Integration, (Integration.org_id == Profile.org_id) & (Integration.id == Profile.integration_id))
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
            "account": home.name,
            "own_consent": row.refresh_token is not None,
            "scopes": row.scopes,
            "token_status": _status(row, home),
            "subscription": shown(row.subscription),
        }
        for row, home in rows
    ]


def _status(row: Profile, home: Integration) -> dict[str, Any]:
    """How good the access to a profile is: its own consent's, else the account's."""
    if row.refresh_token or row.token_dead:
        return vault.token_status(row)
    found = vault.token_status(home)
    return found | {"message": t("As the account's access.")} if found["status"] == "valid" else found


def _own_token(row: Profile) -> str | None:
    """The token of a profile's own consent, in a unit of its own: what is renewed has to be kept at once."""
    if row.refresh_token is None:
        return None
    try:
        with work(row.org_id) as unit:
            return vault.access(unit.find(Profile, row.id, lock=True))
    except SignedOut as refused:
        vault.give_up(row.org_id, Profile, row.id, refused)
        raise


def _rest(unit: Work, row: Profile) -> None:
    row.is_active = False
    unit.enqueue("jobs.integrations.revoke_profile", row.id)


def _first(unit: Work, *which: ColumnElement[bool]) -> Integration | None:
    """The first connected account of that kind, one whose access is alive before any other."""
    query = select(Integration).where(Integration.org_id == unit.org_id, Integration.is_active, *which)
    found = query.order_by(Integration.token_dead.is_not(None), Integration.id).limit(1)
    return unit.session.scalars(found).first()


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
    unit.enqueue("jobs.enrolments.subscribe_profile", row.id)
    return unit.add(row)


def _place(row: Profile) -> tuple[object, ...]:
    return row.org_id, row.id, "access_token"
