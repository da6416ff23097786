"""The answer to a question: one statement over the rollups, or over the days of single ads."""

from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from db.session import tenant
from engine.analytics.asking import Filters, Question
from engine.analytics.words import DIMENSIONS, METRICS, SUMS
from engine.core.cache import cached_read
from engine.core.periods import Days
from engine.orgs import org_facts
from engine.rates import Rates, load_rates

Answer = dict[str, Any]

_FROM_CAMPAIGNS = """
    FROM metric_rollups m
    JOIN ad_campaigns c ON c.org_id = m.org_id AND c.id = m.ad_campaign_id"""
_FROM_ADS = """
    FROM ad_metrics m
    JOIN ad_campaigns c ON c.org_id = m.org_id AND c.id = m.campaign_id
    JOIN ads a ON a.org_id = m.org_id AND a.id = m.entity_id
    LEFT JOIN ad_sets s ON s.org_id = a.org_id AND s.id = a.ad_set_id"""
_BESIDE = """
    LEFT JOIN integrations i ON i.org_id = m.org_id AND i.id = m.integration_id
    LEFT JOIN campaigns u ON u.org_id = c.org_id AND u.id = c.campaign_id
    LEFT JOIN rate ON rate.date = m.date AND rate.currency = m.currency
    CROSS JOIN LATERAL (SELECT
        CASE WHEN m.currency = :reporting THEN 1 ELSE rate.worth END AS factor,
        CASE WHEN m.date < :since THEN m.date + CAST(:shift AS int) ELSE m.date END AS day) AS x"""
_RATE = """WITH rate AS (
    SELECT * FROM unnest(CAST(:dates AS date[]), CAST(:currencies AS text[]), CAST(:factors AS numeric[]))
        AS rate(date, currency, worth))"""
_FILTERS = {
    "platform": "m.platform = ANY(CAST(:platform AS text[]))",
    "account": "m.integration_id = ANY(CAST(:account AS uuid[]))",
    "campaign": "c.campaign_id = ANY(CAST(:campaign AS uuid[]))",
    "ad_campaign": "c.id = ANY(CAST(:ad_campaign AS uuid[]))",
    "ad_set": "a.ad_set_id = ANY(CAST(:ad_set AS uuid[]))",
    "ad": "a.id = ANY(CAST(:ad AS uuid[]))",
    "q": "c.name ILIKE :q",
}


def query(org_id: UUID, question: Question) -> Answer:
    """`{org_id, currency, since, until, compared_with, dimensions, metrics, rows, totals, unconverted, …page}`.

    A row is `{"dimensions": {platform, ad_campaign: {id, name}, …}, "metrics": {…}}`; compared, with `before` and
    `change` (a share) beside. `totals` are of all rows. `unconverted` lists the spend of days without a rate, in
    micros of its own currency: these days count nowhere else.
    """
    facts = org_facts(org_id)
    asked = asdict(question) | {"filters": asdict(question.filters)}
    return _answer(org_id, asked, facts["currency"], facts["per_conversion"])


@cached_read("analytics", "figures", "entities", "plans", "integrations")
def _answer(session: Session, asked: dict[str, Any], reporting: str, per_conversion: int) -> Answer:
    question = _question(asked)
    spans = [span for span in (question.days, question.before) if span]
    facts = _facts(session, question, spans, reporting, per_conversion)
    found = session.execute(text(_rows_sql(question)), facts).all()
    totals = session.execute(text(_totals_sql(question)), facts).one()
    total = found[0].total if found else _count(session, question, facts)
    before = question.before
    return {
        "org_id": str(tenant(session)),
        "currency": reporting,
        "since": str(question.days.since),
        "until": str(question.days.last),
        "compared_with": before and {"since": str(before.since), "until": str(before.last)},
        "source": "ads" if question.of_ads else "campaigns",
        "dimensions": list(question.dimensions),
        "metrics": list(question.metrics),
        "rows": [{"dimensions": _keys(question, row)} | _figures(question, row) for row in found],
        "totals": _figures(question, totals),
        "unconverted": _unconverted(session, question, facts),
        "total": total,
        "page": question.page,
        "per_page": question.per_page,
    }


def _question(asked: dict[str, Any]) -> Question:
    return Question(**(asked | {"days": Days(**asked["days"]), "filters": Filters(**asked["filters"])}))


def _facts(
    session: Session, question: Question, spans: list[Days], reporting: str, per_conversion: int
) -> dict[str, Any]:
    everything = Days(min(span.since for span in spans), max(span.until for span in spans))
    held = text("SELECT DISTINCT currency FROM ad_campaigns WHERE org_id = :org_id")
    currencies = set(session.scalars(held, {"org_id": tenant(session)}))
    rates = load_rates(session, reporting, currencies, everything)
    table = _rate_table(rates, currencies - {reporting}, spans)
    before = question.before
    return {
        "org_id": tenant(session),
        "reporting": reporting,
        "per_conversion": per_conversion,
        "since": question.days.since,
        "until": question.days.until,
        "before_since": before.since if before else question.days.since,
        "before_until": before.until if before else question.days.since,
        "shift": (question.days.since - before.since).days if before else 0,
        "dates": [day for day, _, _ in table],
        "currencies": [currency for _, currency, _ in table],
        "factors": [factor for _, _, factor in table],
        "limit": question.per_page,
        "offset": (question.page - 1) * question.per_page,
        **{name: list(given) for name, given in asdict(question.filters).items() if name != "q"},
        "q": f"%{_literal(question.filters.q)}%",
    }


def _rate_table(rates: Rates, currencies: set[str], spans: list[Days]) -> list[tuple[date, str, Decimal]]:
    days = sorted({day for span in spans for day in span})
    found = [(day, one, rates.factor(one, day)) for one in sorted(currencies) for day in days]
    return [(day, one, factor) for day, one, factor in found if factor is not None]


def _grouped(question: Question, dimensions: tuple[str, ...]) -> str:
    """Each sum of each span by those dimensions."""
    keys = [f"{DIMENSIONS[one].key} AS {one}" for one in dimensions]
    names = [f"min({DIMENSIONS[one].name}) AS {one}_name" for one in dimensions if DIMENSIONS[one].name]
    sums = [
        f"coalesce(sum({said}) FILTER (WHERE factor IS NOT NULL AND m.date >= :{since} AND m.date < :{until}), 0)"
        f" AS {span}_{name}"
        for span, since, until in (("now", "since", "until"), ("before", "before_since", "before_until"))
        for name, said in SUMS.items()
    ]
    grouping = f"GROUP BY {', '.join(str(n + 1) for n in range(len(keys)))}" if keys else ""
    return f"SELECT {', '.join([*keys, *names, *sums])} {_source(question)} {grouping}"


def _source(question: Question) -> str:
    within = "m.date >= :since AND m.date < :until OR m.date >= :before_since AND m.date < :before_until"
    given = [clause for name, clause in _FILTERS.items() if getattr(question.filters, name)]
    level = ["m.entity_level = 'ad'", "m.deleted_at IS NULL"] if question.of_ads else []
    where = ["m.org_id = :org_id", f"({within})", *level, *given]
    return f"{_FROM_ADS if question.of_ads else _FROM_CAMPAIGNS} {_BESIDE} WHERE {' AND '.join(where)}"


def _rows_sql(question: Question) -> str:
    by, down = question.order
    order = METRICS[by].sql("now") if by in METRICS else by
    names = [f"{one}_name" for one in question.dimensions if DIMENSIONS[one].name]
    ties = ", ".join(f"{one} NULLS LAST" for one in [*names, *question.dimensions]) or "1"
    sums = ", ".join(f"{span}_{name}" for span in ("now", "before") for name in SUMS)
    shown = ", ".join([*question.dimensions, *names, sums])
    return (
        f"{_RATE}, grouped AS ({_grouped(question, question.dimensions)}) "
        f"SELECT {shown}, {_metrics(question)}, count(*) OVER () AS total FROM grouped "
        f"ORDER BY {order} {'DESC' if down else 'ASC'} NULLS LAST, {ties} LIMIT :limit OFFSET :offset"
    )


def _totals_sql(question: Question) -> str:
    return f"{_RATE}, grouped AS ({_grouped(question, ())}) SELECT {_metrics(question)} FROM grouped"


def _metrics(question: Question) -> str:
    spans = ("now", "before") if question.before else ("now",)
    return ", ".join(f"{METRICS[one].sql(span)} AS {span}_of_{one}" for span in spans for one in question.metrics)


def _count(session: Session, question: Question, facts: dict[str, Any]) -> int:
    if question.page == 1:
        return 0
    counted = f"{_RATE} SELECT count(*) FROM ({_grouped(question, question.dimensions)}) AS grouped"
    return int(session.scalar(text(counted), facts) or 0)


def _unconverted(session: Session, question: Question, facts: dict[str, Any]) -> list[Answer]:
    asked = f"{_RATE} SELECT m.currency, sum(m.spend_micros) AS spend, min(m.date) AS first, max(m.date) AS last"
    only = "AND factor IS NULL AND m.spend_micros > 0 GROUP BY m.currency ORDER BY m.currency"
    return [
        {"currency": row.currency, "spend_micros": int(row.spend), "since": str(row.first), "until": str(row.last)}
        for row in session.execute(text(f"{asked} {_source(question)} {only}"), facts)
    ]


def _keys(question: Question, row: Row[Any]) -> Answer:
    return {one: _key(one, row) for one in question.dimensions}


def _key(dimension: str, row: Row[Any]) -> Any:
    value = getattr(row, dimension)
    if DIMENSIONS[dimension].name:
        return None if value is None else {"id": str(value), "name": getattr(row, f"{dimension}_name")}
    return str(value) if isinstance(value, date) else value


def _figures(question: Question, row: Row[Any]) -> Answer:
    now = {one: _figure(one, getattr(row, f"now_of_{one}")) for one in question.metrics}
    if not question.before:
        return {"metrics": now}
    before = {one: _figure(one, getattr(row, f"before_of_{one}")) for one in question.metrics}
    return {"metrics": now, "before": before, "change": {one: _change(now[one], before[one]) for one in now}}


def _figure(metric: str, value: Decimal | int | None) -> float | int | None:
    """Micros and counts are whole, but conversions, which platforms share out among ads."""
    if value is None:
        return None
    whole = METRICS[metric].kind in {"money", "count"} and metric != "conversions"
    return round(value) if whole else float(value)


def _change(now: float | None, before: float | None) -> float | None:
    return None if now is None or not before else now / before - 1


def _literal(words: str) -> str:
    return words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
