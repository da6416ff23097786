"""The dashboard as one read: figures from the cache, alerts and the state of the sources always live."""

import time
from datetime import date, timedelta
from typing import Any, Literal
from uuid import UUID

from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from engine.alerts import list_open_alerts
from engine.core import clock
from engine.core.cache import Stored, cached_read, read
from engine.core.errors import Invalid, Unready
from engine.core.i18n import N_, t
from engine.core.periods import Days, last_days, parse_days
from engine.dashboard import accounts, campaigns, posts
from engine.dashboard.ledger import Ledger, read_ledger
from engine.dashboard.overview import Spans, overview
from engine.orgs import org_facts
from engine.science.pacing import elapsed
from engine.targets import judge, list_targets, month_of

DEFAULT_DAYS = 30
ALERTS = 50
Compare = Literal["previous", "year", "none"]


def span(org_id: UUID, since: date | None = None, last: date | None = None, count: int | None = None) -> Days:
    """The range a reader asks for: two days, both in, or the last `count`; Invalid when it makes no sense."""
    today = clock.today(org_facts(org_id)["timezone"])
    if since and last:
        return parse_days(since, last, today)
    if since or last:
        raise Invalid(N_("A range needs its first and its last day. Give both."))
    return last_days(count or DEFAULT_DAYS, today)


def dashboard(org_id: UUID, days: Days | None = None, compare: Compare = "previous") -> dict[str, Any]:
    """`org_id, org_name`, eight sections, `updated_at`, `meta`; money in major units of the reporting currency.

    `meta.cached` tells whether the figures came from the cache, `meta.generated_ms` how long this answer took.
    """
    return _answer(org_id, days, compare, fresh=False)


def refresh(org_id: UUID, days: Days | None = None, compare: Compare = "previous") -> dict[str, Any]:
    """The same, computed now and kept for the next reader."""
    return _answer(org_id, days, compare, fresh=True)


def _answer(org_id: UUID, days: Days | None, compare: Compare, *, fresh: bool) -> dict[str, Any]:
    begun = time.perf_counter()
    try:
        present = live(org_id)
        unmeasured = accounts.unmeasured(present["connected_accounts"])
        facts, kept = _ask(org_id, days, compare, unmeasured, fresh=fresh)
    except OperationalError as down:
        raise Unready from down
    for kpi in kept.value["kpis"]:
        name = kpi["name"]
        kpi["name"] = t(name)
    return {
        "org_id": str(org_id),
        "org_name": facts["name"],
        **kept.value,
        **present,
        "updated_at": (clock.now() - timedelta(seconds=kept.age_s)).isoformat(),
        "meta": {"cached": kept.cached, "generated_ms": round((time.perf_counter() - begun) * 1000, 2)},
    }


def _ask(
    org_id: UUID, days: Days | None, compare: Compare, unmeasured: list[str], *, fresh: bool
) -> tuple[dict[str, Any], Stored[dict[str, Any]]]:
    facts = org_facts(org_id)
    today = clock.today(facts["timezone"])
    asked = (days or last_days(DEFAULT_DAYS, today), compare, today, facts, unmeasured)
    return facts, sections.fresh(org_id, *asked) if fresh else sections.stored(org_id, *asked)


@cached_read("dashboard", "org", "figures", "entities", "integrations", "targets", "posts", worded=False)
def sections(  # noqa: PLR0917 - all that the answer depends on beside its rows
    session: Session, days: Days, compare: Compare, today: date, facts: dict[str, Any], unmeasured: list[str]
) -> dict[str, Any]:
    """The five sections that only events change."""
    zone, worth = facts["timezone"], facts["per_conversion"]
    spans, month = Spans(days, _beside(days, compare), today), month_of(today)
    wanted = [days, month, *([spans.beside] if spans.beside else [])]
    ledger = read_ledger(session, facts["currency"], wanted, worth)
    return {
        "overview": overview(ledger, spans, posts.content(session, days, zone)),
        "kpis": _kpis(session, ledger, month, zone),
        "active_campaigns": campaigns.list_active(
            session, days, ledger.rates, ledger.currencies, worth, clock.now(), zone, unmeasured
        ),
        "scheduled_content": posts.list_scheduled(session),
        "recent_posts": posts.list_recent(session),
    }


@read
def live(session: Session) -> dict[str, Any]:
    """The three sections that are true now or nothing: alerts, accounts, sync status."""
    rows = accounts.read_accounts(session)
    return {
        "connected_accounts": accounts.connected_accounts(rows),
        "alerts": list_open_alerts.question(session, ALERTS),
        "sync_status": accounts.sync_status(rows),
    }


def _kpis(session: Session, ledger: Ledger, month: Days, zone: str) -> list[dict[str, Any]]:
    passed = elapsed(month, clock.now(), zone) / len(month)
    return judge(list_targets.question(session, month.since), ledger.total(month).shown(), passed)


def _beside(days: Days, compare: Compare) -> Days | None:
    return {"previous": days.previous(), "year": days.a_year_before(), "none": None}[compare]
