"""Having platforms tell us of what is connected: asked for after connecting, undone when it is left.

What came of it stays on the row and shows on the Integrations screen: a connection is none the worse for it.
"""

from contextlib import suppress
from urllib.parse import quote
from uuid import UUID

from sqlalchemy import select

from db.models import AdAccount, Integration, Profile
from engine import integrations, profiles
from engine import tokens as vault
from engine.connectors import connector
from engine.connectors.base import Account
from engine.connectors.content import Profile as Speaker
from engine.connectors.subscriptions import recalled
from engine.core import clock
from engine.core.errors import AppError, Conflict, PlatformBusy
from engine.core.log import get_logger
from engine.core.work import Work, work
from engine.webhooks.endpoints import address
from engine.webhooks.proofs import secrets_of

# Not confirmed that what TikTok is subscribed to is signed, so the address says what only the subscription knows.
TOKEN_IN_ADDRESS = frozenset({"tiktok"})
JOB, PROFILE_JOB = "jobs.enrolments.subscribe", "jobs.enrolments.subscribe_profile"
Named = Account | Speaker
log = get_logger()


def subscribe(org_id: UUID, integration_id: UUID) -> None:
    """Have an account's platform tell us of it; nothing when it was disconnected meanwhile."""
    with suppress(Conflict):
        _ask(org_id, Integration, integration_id, integrations.account(org_id, integration_id))


def subscribe_profile(org_id: UUID, profile_id: UUID) -> None:
    """The same of a page or profile."""
    with work(org_id) as unit:
        row = unit.find(Profile, profile_id)
    if row.is_active:
        with suppress(Conflict):
            owner = profiles.speaking(row, integrations.account(org_id, row.integration_id))
            _ask(org_id, Profile, profile_id, owner)


def ask_again(unit: Work, integration_id: UUID) -> None:
    """Ask once more, of an account and of all that it speaks for."""
    row = unit.find(Integration, integration_id)
    unit.enqueue(JOB, row.id)
    for profile in profiles.of_integration(unit, row.id):
        unit.enqueue(PROFILE_JOB, profile.id)


def end(org_id: UUID, integration_id: UUID) -> None:
    """Undo what was asked for an account that was disconnected, and for what still belongs to it."""
    with work(org_id) as unit:
        row = unit.find(Integration, integration_id, lock=True)
        if row.is_active or not row.access_token:
            return
        owner = _account(unit, row)
        pages = unit.session.scalars(
            select(Profile).where(Profile.org_id == org_id, Profile.integration_id == row.id)
        ).all()
        left: list[tuple[vault.Holder, Named]] = [(row, owner)]
        left += [(page, profiles.as_it_stands(page, owner)) for page in pages if page.subscription]
    for held, named in left:
        _undo(org_id, held, named)


def end_profile(org_id: UUID, profile_id: UUID) -> None:
    """Undo what was asked for a profile that was left, unless another one lives on the same access."""
    with work(org_id) as unit:
        row = unit.find(Profile, profile_id)
        home = unit.find(Integration, row.integration_id)
        if row.is_active or not row.subscription or not home.access_token:
            return
        owner = _account(unit, home)
        speaker = profiles.as_it_stands(row, owner)
        others = profiles.of_integration(unit, home.id)
        shared = any(profiles.as_it_stands(other, owner).token == speaker.token for other in others)
    if not shared:
        _undo(org_id, row, speaker)


def callback(platform: str) -> str:
    """Where a platform is asked to tell us."""
    token = ""
    if platform in TOKEN_IN_ADDRESS:
        token = secrets_of(connector(platform).PLATFORM, None)[0].verify_token
    return address(platform) + (f"?token={quote(token)}" if token else "")


def _ask(org_id: UUID, model: type[vault.Holder], row_id: UUID, owner: Named) -> None:
    """Ask, and keep what came of it; only what may get better by itself is raised, to be tried again."""
    try:
        kept = connector(owner.platform).subscribe(owner, callback(owner.platform)).kept()
    except AppError as error:
        log.warning("subscribe.failed", of=model.__name__, id=str(row_id), error=str(error))
        _keep(org_id, model, row_id, {"error": error.kept()})
        if isinstance(error, PlatformBusy):
            raise
    else:
        _keep(org_id, model, row_id, kept)


def _keep(org_id: UUID, model: type[vault.Holder], row_id: UUID, found: dict[str, object]) -> None:
    with work(org_id) as unit:
        row = unit.find(model, row_id, lock=True)
        row.subscription = found | {"at": clock.now().isoformat()}


def _undo(org_id: UUID, row: vault.Holder, owner: Named) -> None:
    """Ask the platform to stop. A refusal is noted only: with the access, what was asked for ends anyway."""
    try:
        connector(row.platform).unsubscribe(owner, recalled(row.subscription))
    except AppError as error:
        log.warning("unsubscribe.failed", id=str(row.id), error=str(error))
    with work(org_id) as unit:
        unit.find(type(row), row.id, lock=True).subscription = None


def _account(unit: Work, row: Integration) -> Account:
    """The account of a connection that is being left, with the token that it has."""
    owner = unit.session.scalars(
        select(AdAccount).where(AdAccount.org_id == unit.org_id, AdAccount.integration_id == row.id)
    ).one()
    token = vault.as_it_stands(row)
    return Account(row.platform, owner.external_id, owner.currency, owner.timezone, token, owner.login_id)
