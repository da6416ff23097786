"""Accounts that live on files: an integration like any other, but without a token and without syncs."""

from hashlib import blake2b
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from db.kinds import PlatformName, SourceKind, SyncStatus
from db.models import AdAccount, Integration
from db.session import tenant
from engine.core import clock
from engine.core.errors import Invalid
from engine.core.i18n import N_
from engine.core.work import Work
from engine.imports.choices import AccountChoice, Choices
from engine.imports.plans import Remark

NO_ACCOUNT = N_("This account is gone. Choose another one, or a new one.")
OTHER_PLATFORM = N_("This account is on another platform. Choose another one, or a new one.")
CONNECTED = N_("The account {name} is connected, so its figures come by themselves. There is nothing to import.")
NEEDS_NAME = N_("Give the account a name.")
NEEDS_CURRENCY = N_("Choose the currency of the account: the file does not say it.")


def file_accounts(session: Session) -> list[dict[str, Any]]:
    """The org's accounts that live on files: `integration_id, platform, name, external_id, currency, timezone`."""
    rows = session.execute(
        select(Integration, AdAccount)
        .join(AdAccount, (AdAccount.org_id == Integration.org_id) & (AdAccount.integration_id == Integration.id))
        .where(Integration.org_id == tenant(session), Integration.source == SourceKind.FILE)
        .order_by(Integration.platform, AdAccount.name)
    )
    return [
        {
            "integration_id": str(integration.id),
            "platform": integration.platform,
            "name": account.name,
            "external_id": "" if account.external_id.startswith("name:") else account.external_id,
            "currency": account.currency,
            "timezone": account.timezone,
        }
        for integration, account in rows
    ]


def account_problems(session: Session, choices: Choices, platform: PlatformName | None) -> list[Remark]:
    """Why figures cannot go to the chosen account."""
    account = choices.account
    if account.integration_id:
        found = session.get(Integration, (tenant(session), UUID(account.integration_id)))
        if found is None or found.source != SourceKind.FILE:
            return [Remark(NO_ACCOUNT, field="account")]
        return [Remark(OTHER_PLATFORM, field="account")] if platform and found.platform != platform else []
    twin = _twin(session, platform, account.external_id) if account.external_id and platform else None
    if twin and twin.source == SourceKind.API:
        return [Remark(CONNECTED, {"name": twin.name}, "account")]
    missing = [] if account.name.strip() else [Remark(NEEDS_NAME, field="account")]
    return missing if account.currency else [*missing, Remark(NEEDS_CURRENCY, field="account")]


def open_account(unit: Work, platform: str, chosen: AccountChoice) -> Integration:
    """The account to load into: the chosen one, the one that is already there by that id or name, or a new one."""
    if chosen.integration_id:
        row = unit.find(Integration, UUID(chosen.integration_id), lock=True)
    else:
        external_id = chosen.external_id or _made_id(chosen.name)
        row = _twin(unit.session, platform, external_id, lock=True) or _new(unit, platform, chosen, external_id)
    if row.source != SourceKind.FILE or row.platform != platform:
        raise Invalid(CONNECTED, name=row.name)
    row.is_active, row.disconnected_at, row.sync_error = True, None, None
    row.sync_status, row.last_synced_at = SyncStatus.SUCCESS, clock.now()
    return row


def _new(unit: Work, platform: str, chosen: AccountChoice, external_id: str) -> Integration:
    row = Integration(
        org_id=unit.org_id, id=uuid7(), platform=platform, name=chosen.name.strip(), source=SourceKind.FILE,
        is_sandbox=False, access_token="", connected_by=unit.actor.user_id,
    )  # fmt: skip
    unit.add(row)
    account = AdAccount(
        org_id=unit.org_id, id=uuid7(), integration_id=row.id, external_id=external_id, name=row.name,
        currency=chosen.currency, timezone=chosen.timezone,
    )  # fmt: skip
    unit.add(account)
    return row


def _twin(session: Session, platform: str, external_id: str, *, lock: bool = False) -> Integration | None:
    found = (
        select(Integration)
        .join(AdAccount, (AdAccount.org_id == Integration.org_id) & (AdAccount.integration_id == Integration.id))
        .where(Integration.org_id == tenant(session), Integration.platform == platform)
        .where(AdAccount.external_id == external_id)
    )
    return session.scalars(found.with_for_update(of=Integration) if lock else found).first()


def _made_id(name: str) -> str:
    """An account without an id is known by its name."""
    return f"name:{blake2b(' '.join(name.split()).encode(), digest_size=10).hexdigest()}"
