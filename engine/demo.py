"""The demo organisation: a retailer in Riyadh with its accounts on all platforms, played by the sandbox.

It is made the way a person would make it: a member, a consent, a code, a choice of accounts; the first sync
follows by itself. May be run again at any time: what is there stays.
"""

import math
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import httpx

from db.kinds import Role
from engine import identity, members
from engine.connections import redirect_address
from engine.connectors import PLATFORMS, connector
from engine.connectors.http import is_sandbox
from engine.connectors.oauth import verifier
from engine.core import clock
from engine.core.work import Actor, work
from engine.integrations import connect, list_integrations
from engine.profiles import connect_own, connect_profiles, list_profiles
from engine.rates import store_rates
from engine.targets import month_of, save_targets
from settings import DEMO_EMAIL, DEMO_PASSWORD, settings

ORG = "Al Waha Retail"
ZONE = "Asia/Riyadh"
TARGETS = {"revenue": 2_600_000.0, "roas": 3.5, "cpa": 45.0, "conversions": 16_000.0}
PEGS = {"SAR": Decimal("3.75"), "AED": Decimal("3.6725")}  # units for a dollar: both are pegged to it
DAYS = 760


def seed() -> UUID:
    """Make whatever of the demo is missing; the org's id."""
    user_id = members.find_user(DEMO_EMAIL)
    if user_id is None:
        user_id = members.create_user(DEMO_EMAIL, "Sara Al-Harbi", DEMO_PASSWORD)
    orgs = identity.orgs_of(user_id)
    org_id = UUID(orgs[0]["id"]) if orgs else _open_org(user_id)
    store_rates(_rates(clock.today()), source="demo")
    for platform in filter(is_sandbox, PLATFORMS):
        _connect(org_id, user_id, platform)
        _connect_profile(org_id, user_id, platform)
    return org_id


def _open_org(user_id: UUID) -> UUID:
    org_id = members.create_org(ORG, currency="SAR", timezone=ZONE)
    with work(org_id) as unit:
        members.add_member(unit, user_id, Role.OWNER)
    save_targets(org_id, Actor(DEMO_EMAIL, user_id), month_of(clock.today(ZONE)).since, TARGETS)
    return org_id


def _connect(org_id: UUID, user_id: UUID, platform: str) -> None:
    """Connect what the platform offers and the org does not have yet; in one go, so half is never left."""
    known = {row["external_id"] for row in list_integrations(org_id) if row["platform"] == platform}
    if known:
        return
    speaker, redirect = connector(platform), redirect_address(platform)
    tokens = speaker.exchange_code(_consent(platform, redirect), redirect, verifier())
    accounts, profiles = speaker.fetch_accounts(tokens.access), speaker.fetch_profiles(tokens.access)
    with work(org_id, Actor(DEMO_EMAIL, user_id)) as unit:
        rows = [connect(unit, platform, tokens, found) for found in accounts if found.active]
        connect_profiles(unit, rows[0], profiles)


def _connect_profile(org_id: UUID, user_id: UUID, platform: str) -> None:
    """The profile that consents by itself, where the platform has such, unless one is there."""
    consent, known = connector(platform).own_consent, [row["platform"] for row in list_profiles(org_id)]
    if consent is None or platform in known:
        return
    redirect = redirect_address(platform, profile=True)
    code = _consent(platform, redirect, ",".join(connector(platform).PLATFORM.profile_scopes))
    found, tokens = consent.exchange(code, redirect)
    with work(org_id, Actor(DEMO_EMAIL, user_id)) as unit:
        connect_own(unit, platform, found, tokens)


def _consent(platform: str, redirect: str, scope: str = "") -> str:
    """The code that pressing Allow on the sandbox's consent page would bring back."""
    answer = httpx.post(
        f"{settings().sandbox_url}/_control/grants",
        json={"platform": platform, "redirect_uri": redirect, "scope": scope},
        timeout=10,
        trust_env=False,
    )
    return str(answer.raise_for_status().json()["code"])


def _rates(today: date) -> Iterator[tuple[date, str, Decimal]]:
    """Plausible rates per euro for two years: a slow wave for the dollar, its pegs, and the yen."""
    for back in range(DAYS):
        day = today - timedelta(days=back)
        dollar = Decimal(str(round(1.12 + 0.04 * math.sin(day.toordinal() / 60), 4)))
        yield day, "USD", dollar
        yield day, "JPY", (dollar * Decimal("148.5")).quantize(Decimal("0.01"))
        yield from ((day, currency, dollar * peg) for currency, peg in PEGS.items())
