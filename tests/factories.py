"""Rows for tests: plain functions with defaults, written through the application's own role."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from argon2 import PasswordHasher
from uuid_utils.compat import uuid7

from db.kinds import EntityStatus, Level, Objective, Role, SyncStatus
from db.models import (
    Ad,
    AdAccount,
    AdCampaign,
    AdMetric,
    AdSet,
    Base,
    FxRate,
    Integration,
    KpiTarget,
    MetricRollup,
    Profile,
    User,
    WebhookRoute,
)
from db.session import session
from engine import identity, members
from engine.core.crypto import seal
from engine.core.work import work

PASSWORD = "a-good-password"
# A real hash takes a fifth of a second of work, here and at each sign-in; a hash carries its own parameters.
CHEAPLY_HASHED = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)


@dataclass(frozen=True)
class OrgFacts:
    """A tenant to test with, and its owner."""

    id: UUID
    user_id: UUID
    email: str

    def sign_in(self) -> str:
        """A session token of the owner."""
        return identity.sign_in(self.email, PASSWORD)


def make_org(
    name: str = "Al Waha",
    *,
    currency: str = "SAR",
    timezone: str = "Asia/Riyadh",
    locale: str = "en",
    role: Role = Role.OWNER,
) -> OrgFacts:
    """An org with one member."""
    org_id = members.create_org(name, currency=currency, timezone=timezone, locale=locale)
    user_id, email = make_user("Sara")
    with work(org_id) as unit:
        members.add_member(unit, user_id, role)
    return OrgFacts(org_id, user_id, email)


def make_user(name: str) -> tuple[UUID, str]:
    """A person with `PASSWORD`, and their e-mail."""
    user_id, email = uuid7(), f"{uuid4().hex[:10]}@example.com"
    with session(user_id=user_id) as writer:
        writer.add(User(id=user_id, email=email, name=name, password_hash=CHEAPLY_HASHED))
        writer.commit()
    return user_id, email


def make_member(org_id: UUID, role: Role) -> str:
    """One more member of the org; their e-mail, their password is `PASSWORD`."""
    user_id, email = make_user(role.title())
    with work(org_id) as unit:
        members.add_member(unit, user_id, role)
    return email


def insert(org_id: UUID, *rows: Base) -> None:
    """Write rows in the org's context."""
    with session(org_id) as writer:
        for row in rows:
            writer.add(row)
            writer.flush()
        writer.commit()


def make_integration(
    org_id: UUID,
    platform: str = "meta",
    *,
    external_id: str = "",
    currency: str = "SAR",
    timezone: str = "Asia/Riyadh",
    token: str = "token",
    **columns: Any,
) -> UUID:
    """A connected ad account."""
    integration_id, external_id = uuid7(), external_id or uuid4().hex[:12]
    row = Integration(
        org_id=org_id,
        id=integration_id,
        platform=platform,
        name=f"{platform} {external_id}",
        access_token=seal(token, org_id, integration_id, "access_token"),
        is_sandbox=True,
    )
    for name, value in ({"sync_status": SyncStatus.PENDING} | columns).items():
        setattr(row, name, value)
    account = AdAccount(
        org_id=org_id,
        id=uuid7(),
        integration_id=integration_id,
        external_id=external_id,
        name=row.name,
        currency=currency,
        timezone=timezone,
    )
    route = WebhookRoute(
        org_id=org_id,
        id=uuid7(),
        integration_id=integration_id,
        platform=platform,
        owner="account",
        external_id=external_id,
        is_real=not row.is_sandbox,
    )
    insert(org_id, row, account, route)
    return integration_id


def make_profile(
    org_id: UUID,
    integration_id: UUID,
    *,
    external_id: str = "",
    token: str | None = None,
    platform: str = "meta",
    kind: str = "facebook_page",
) -> UUID:
    """A page that an account speaks for, with a token of its own if one is given."""
    profile_id, external_id = uuid7(), external_id or uuid4().hex[:12]
    row = Profile(
        org_id=org_id,
        id=profile_id,
        integration_id=integration_id,
        platform=platform,
        kind=kind,
        external_id=external_id,
        name=f"Page {external_id}",
        access_token=seal(token, org_id, profile_id, "access_token") if token else None,
    )
    route = WebhookRoute(
        org_id=org_id,
        id=uuid7(),
        integration_id=integration_id,
        platform=platform,
        owner="profile",
        external_id=external_id,
        is_real=False,
    )
    insert(org_id, row, route)
    return profile_id


def make_ad_campaign(
    org_id: UUID,
    integration_id: UUID,
    *,
    external_id: str = "",
    platform: str = "meta",
    currency: str = "SAR",
    **columns: Any,
) -> UUID:
    """A platform's campaign."""
    campaign_id = uuid7()
    external_id = external_id or uuid4().hex[:12]
    defaults = {"name": f"Campaign {external_id}", "status": EntityStatus.ACTIVE, "objective": Objective.SALES}
    row = AdCampaign(
        org_id=org_id,
        id=campaign_id,
        integration_id=integration_id,
        external_id=external_id,
        platform=platform,
        currency=currency,
    )
    for name, value in (defaults | columns).items():
        setattr(row, name, value)
    insert(org_id, row)
    return campaign_id


def make_ad(org_id: UUID, integration_id: UUID, ad_campaign_id: UUID, *, ads: int = 1) -> tuple[UUID, list[UUID]]:
    """An ad set with ads: their ids."""
    ad_set_id = uuid7()
    common: dict[str, Any] = {
        "org_id": org_id,
        "integration_id": integration_id,
        "ad_campaign_id": ad_campaign_id,
        "status": EntityStatus.ACTIVE,
    }
    ad_set = AdSet(id=ad_set_id, external_id=uuid4().hex[:12], name="Ad set", **common)
    rows = [
        Ad(id=uuid7(), ad_set_id=ad_set_id, external_id=uuid4().hex[:12], name=f"Ad {n}", **common)
        for n in range(ads)
    ]
    insert(org_id, ad_set, *rows)
    return ad_set_id, [row.id for row in rows]


def make_day(
    org_id: UUID,
    integration_id: UUID,
    ad_campaign_id: UUID,
    day: date,
    *,
    platform: str = "meta",
    currency: str = "SAR",
    **figures: Any,
) -> None:
    """A campaign's day: the raw row and its rollup, as a sync leaves them."""
    defaults: Mapping[str, Any] = {
        "impressions": 1000,
        "clicks": 20,
        "spend_micros": 50_000_000,
        "conversions": Decimal(2),
        "conversion_value_micros": 200_000_000,
    }
    facts = {**defaults, **figures, "integration_id": integration_id, "platform": platform, "currency": currency}
    raw = AdMetric(
        org_id=org_id,
        entity_level=Level.CAMPAIGN,
        entity_id=ad_campaign_id,
        campaign_id=ad_campaign_id,
        date=day,
        **facts,
    )
    insert(org_id, raw, MetricRollup(org_id=org_id, ad_campaign_id=ad_campaign_id, date=day, **facts))


def make_target(org_id: UUID, metric: str, target: float, month: date) -> None:
    """What the org wants of a figure in a month."""
    insert(org_id, KpiTarget(org_id=org_id, metric=metric, month=month, target=Decimal(str(target))))


def make_rate(owner_dsn: str, day: date, *, only: bool = False, **rates: float) -> None:
    """Units of each currency for one euro on that day, as the operator loads them.

    All orgs share them, and other tests leave theirs: `only` forgets those first.
    """
    from sqlalchemy import create_engine, delete
    from sqlalchemy.orm import Session

    engine = create_engine(owner_dsn)
    with Session(engine) as writer:
        if only:
            writer.execute(delete(FxRate))
        for quote, rate in rates.items():
            writer.merge(FxRate(date=day, quote=quote, rate=Decimal(str(rate)), source="test"))
        writer.commit()
    engine.dispose()


NOON = datetime(2026, 11, 22, 9, tzinfo=UTC)  # midday in Riyadh
