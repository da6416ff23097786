"""Keeping access alive by the clock: renewed before it ends, and announced where only a person can renew it.

Each renewal is a job of its own, under its row's lock, so that two never use one refresh token.
"""

import random
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from db.kinds import Severity
from db.models import Alert, Integration, Profile
from engine.alerts import raise_alert
from engine.connectors import connector
from engine.core import clock
from engine.core.errors import SignedOut
from engine.core.i18n import N_
from engine.core.log import get_logger
from engine.core.work import Work, work
from engine.tokens import Holder, ends_for_good, give_up, is_due, warning_key
from engine.tokens import renew as trade

JITTER_S = 60
WARN_DAYS = {1: Severity.ERROR, 3: Severity.WARNING, 7: Severity.INFO}
JOBS: dict[type[Holder], str] = {Integration: "jobs.tokens.renew", Profile: "jobs.tokens.renew_profile"}
log = get_logger()


def plan_renewals(org_id: UUID) -> int:
    """Give each token that is about to end a job of its own, spread over a minute; how many."""
    with work(org_id) as unit:
        rows: list[Holder] = [*_accounts(unit), *_profiles(unit)]
        for row in rows:
            if is_due(row):
                unit.enqueue(JOBS[type(row)], row.id, delay_s=random.uniform(0, JITTER_S))  # noqa: S311
            _warn(unit, row)
        return sum(is_due(row) for row in rows)


def renew(org_id: UUID, row_id: UUID, model: type[Holder] = Integration) -> None:
    """Renew one token, if it still needs it. A refusal makes it dead, with an alert; other trouble is retried."""
    try:
        with work(org_id) as unit:
            row = unit.find(model, row_id, lock=True)
            if row.is_active and not row.token_dead and is_due(row):
                trade(row)
                log.info("token.renewed", of=model.__name__, id=str(row.id), platform=row.platform)
    except SignedOut as refused:
        give_up(org_id, model, row_id, refused)


def _warn(unit: Work, row: Holder) -> None:
    """Say 7, 3 and 1 days before that a person has to reconnect, once each."""
    ends = ends_for_good(row)
    if ends is None:
        return
    reached = [days for days in WARN_DAYS if ends - clock.now() <= timedelta(days=days)]
    key = f"{warning_key(row)}{ends:%Y%m%d}:{min(reached, default=0)}"
    if not reached or _was_raised(unit, key):
        return
    raise_alert(
        unit,
        "token_ends",
        key,
        WARN_DAYS[min(reached)],
        N_("The access to {account} on {platform} ends on {date}. Reconnect it before then."),
        integration_id=row.integration_id if isinstance(row, Profile) else row.id,
        account=row.name,
        platform=connector(row.platform).PLATFORM.name,
        date=f"{ends:%Y-%m-%d}",
    )


def _was_raised(unit: Work, key: str) -> bool:
    found = select(Alert.id).where(Alert.org_id == unit.org_id, Alert.dedupe_key == key)
    return unit.session.scalars(found.limit(1)).first() is not None


def _accounts(unit: Work) -> list[Integration]:
    """The accounts whose access is alive."""
    query = select(Integration).where(
        Integration.org_id == unit.org_id, Integration.is_active, Integration.token_dead.is_(None)
    )
    return list(unit.session.scalars(query.order_by(Integration.id)))


def _profiles(unit: Work) -> list[Profile]:
    """The profiles whose own consent is alive."""
    query = select(Profile).where(
        Profile.org_id == unit.org_id,
        Profile.is_active,
        Profile.token_dead.is_(None),
        Profile.refresh_token.is_not(None),
    )
    return list(unit.session.scalars(query.order_by(Profile.id)))
