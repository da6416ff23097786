"""Which account each ad of an order goes to, and whether it can be used."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.kinds import SourceKind
from db.models import AdAccount, Integration, Profile
from db.session import tenant
from engine.campaigns.fields import Faults
from engine.campaigns.orders import Ad
from engine.connectors import connector
from engine.connectors.base import Account
from engine.connectors.http import is_sandbox
from engine.core import clock
from engine.core.i18n import N_

NO_ACCOUNT = N_("No {platform} account is connected. Connect one under Integrations first.")
WHICH_ACCOUNT = N_("Several {platform} accounts are connected. Say which one (integration_id).")
NOT_YOURS = N_("There is no such {platform} account here. Choose one that is connected.")
OFF = N_("This account is disconnected. Connect it again first.")
FILES = N_("The figures of this account come from files, so nothing can be created there. Connect it first.")
DEAD = N_("{platform} no longer accepts our access to this account. Reconnect it first.")
OTHER_WORLD = N_("This account was connected to the other of sandbox and real platform. Reconnect it.")


@dataclass(frozen=True, slots=True)
class Home:
    """An account that an ad may go to."""

    row: Integration
    owner: AdAccount

    @property
    def account(self) -> Account:
        """As a connector's check takes it: without the token, since nothing is asked."""
        return Account(self.row.platform, self.owner.external_id, self.owner.currency, self.owner.timezone, "")


def list_homes(session: Session) -> list[Home]:
    """Every account of the org, the oldest first."""
    rows = session.execute(
        select(Integration, AdAccount)
        .join(AdAccount, (AdAccount.org_id == Integration.org_id) & (AdAccount.integration_id == Integration.id))
        .where(Integration.org_id == tenant(session))
        .order_by(Integration.created_at, Integration.id)
    )
    return [Home(row, owner) for row, owner in rows]


def list_profiles(session: Session) -> list[Profile]:
    """Every page or profile that an ad may speak for."""
    query = select(Profile).where(Profile.org_id == tenant(session), Profile.is_active).order_by(Profile.id)
    return list(session.scalars(query))


def choose(homes: Sequence[Home], ad: Ad, at: str, faults: Faults) -> Home | None:
    """The account that was named, or the only one there is; None, and why, when it cannot be used."""
    if ad.platform is None:
        return None
    name = connector(ad.platform).PLATFORM.name
    there = [home for home in homes if home.row.platform == ad.platform]
    if ad.integration_id:
        there = [home for home in there if home.row.id == ad.integration_id]
        if not there:
            faults.note(f"{at}.integration_id", NOT_YOURS, platform=name)
            return None
    else:
        there = [home for home in there if home.row.is_active and home.row.source == SourceKind.API]
    if not there:
        faults.note(f"{at}.platform", NO_ACCOUNT, platform=name)
        return None
    if len(there) > 1:
        faults.note(f"{at}.integration_id", WHICH_ACCOUNT, platform=name)
        return None
    return there[0] if _is_well(there[0], f"{at}.integration_id", name, faults) else None


def _is_well(home: Home, at: str, name: str, faults: Faults) -> bool:
    row = home.row
    ended = row.token_expires_at and row.token_expires_at <= clock.now() and not row.refresh_token
    if not row.is_active:
        faults.note(at, OFF)
    elif row.source == SourceKind.FILE:
        faults.note(at, FILES)
    elif row.token_dead or ended:
        faults.note(at, DEAD, platform=name)
    elif row.is_sandbox != is_sandbox(row.platform):
        faults.note(at, OTHER_WORLD)
    else:
        return True
    return False
