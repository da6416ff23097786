"""The top of the dashboard: alerts that are live, what is missing from the totals, and the six key figures."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from markupsafe import Markup

from engine.core.i18n import N_, nt, t
from engine.core.money import ratio
from pages.alerting.words import step
from pages.board.board import Board, moment
from pages.ui import format as formats
from pages.ui.alerts import Notice, alert_strip
from pages.ui.html import say
from pages.ui.kpis import Better, Kpi, kpi_strip
from pages.ui.marks import link, money, n
from pages.ui.states import warning

SHOWN_ALERTS = 3


@dataclass(frozen=True, slots=True)
class Figure:
    """A key figure: its name in the overview, its unit, which direction is good, its two daily parts."""

    key: str
    label: str
    unit: str
    better: Better
    parts: tuple[str, str] | tuple[str]


FIGURES = (
    Figure("total_spend", N_("Ad spend"), "money", "neither", ("spend",)),
    Figure("conversion_value", N_("Revenue"), "money", "up", ("revenue",)),
    Figure("roas", N_("ROAS"), "times", "up", ("revenue", "spend")),
    Figure("total_conversions", N_("Conversions"), "count", "up", ("conversions",)),
    Figure("cpa", N_("Cost per conversion"), "money", "down", ("spend", "conversions")),
    Figure("avg_ctr", N_("Click-through rate"), "share", "up", ("clicks", "impressions")),
)


def alerts(found: Sequence[dict[str, Any]]) -> Markup:
    """The loudest three, and how many more there are."""
    notices = [
        Notice(alert["severity"], alert["text"], formats.ago(when), step(alert, here="dashboard"))
        for alert in found[:SHOWN_ALERTS]
        if (when := moment(alert["created_at"]))
    ]
    rest = len(found) - len(notices)
    more = nt("{n} more", "{n} more", rest) if rest > 0 else t("All alerts")
    return alert_strip(notices, link(more, "/alerts"))


def left_out(board: Board) -> Markup:
    """A banner for amounts that had no exchange rate: which currency, which days, how much."""
    gaps = board.overview["currency"]["missing"]
    if not gaps:
        return Markup("")
    lines = [
        say(
            "{spend} spent on {days} is not in these totals.",
            spend=money(gap["spend"], gap["currency"]),
            days=n(_days([date.fromisoformat(day) for day in gap["days"]])),
        )
        for gap in gaps
    ]
    advice = t("Ask an admin to load the exchange rates of those days.")
    text = Markup(" ").join([*lines, Markup("{}").format(advice)])
    return warning(t("Some amounts could not be converted to {currency}", currency=board.code), text)


def key_figures(board: Board) -> Markup:
    """The strip of six."""
    return kpi_strip([_kpi(board, figure) for figure in FIGURES], old=board.old)


def written(value: float | None, unit: str, code: str) -> Markup:
    """A figure in its unit, as markup."""
    if unit == "money":
        return money(value, code)
    if unit == "times":
        return n(formats.times(value))
    return n(formats.percent(value, 2) if unit == "share" else formats.number(value))


def _kpi(board: Board, figure: Figure) -> Kpi:
    deltas = board.overview["deltas"]
    return Kpi(
        key=figure.key,
        label=t(figure.label),
        value=written(board.overview["advertising"][figure.key], figure.unit, board.code),
        change=deltas[figure.key] if deltas else None,
        better=figure.better,
        series=_series(board, figure),
        trust=_trust(board),
        facts=_facts(board, figure),
        stale=bool(board.late),
    )


def _series(board: Board, figure: Figure) -> list[float | None]:
    """Day by day, without today, which is not over; a ratio is the ratio of the day's sums."""
    days = [day for day in board.overview["series"] if not day["partial"]]
    if len(figure.parts) == 1:
        return [day[figure.parts[0]] for day in days]
    above, below = figure.parts
    return [ratio(day[above], day[below]) for day in days]


def _trust(board: Board) -> Markup:
    total, fresh = len(board.accounts), len(board.accounts) - len(board.late)
    if board.late:
        return say("{fresh} of {total} sources fresh", fresh=n(fresh), total=n(total))
    return say("All sources, {age}", age=formats.age(board.last_sync)) if board.last_sync else Markup("")


def _facts(board: Board, figure: Figure) -> list[tuple[str, str | Markup]]:
    facts: list[tuple[str, str | Markup]] = [(t("Sources"), _sources(board))]
    if board.last_sync:
        facts.append((t("Synced"), formats.ago(board.last_sync)))
    if figure.unit in {"money", "times"}:
        facts.append((t("Currency"), _currency(board)))
    if {"conversions", "revenue"} & set(figure.parts):
        facts.append((t("Attribution"), t("Claimed by each platform, under its own rules")))
    if board.overview["currency"]["estimated"] and "revenue" in figure.parts:
        facts.append(
            (t("Estimate"), t("Conversions without a value count at the value set for your organisation"))
        )
    if board.overview["period"]["partial"]:
        facts.append((t("Today"), t("Included so far; the day is not over")))
    facts.append((t("Days"), t("Each account's own calendar day")))
    return facts


def _sources(board: Board) -> str | Markup:
    if not board.late:
        return t("All connected accounts are up to date")
    return say(
        "Not up to date: {names}",
        names=Markup("<bdi>{}</bdi>").format(", ".join(one["name"] for one in board.late)),
    )


def _currency(board: Board) -> str | Markup:
    rates = board.overview["currency"]["rates"]
    if not rates:
        return t("All in {currency}, nothing converted", currency=board.code)
    first = rates[0]
    return say(
        "Converted to {currency} at each day's ECB rate, the latest of {day}",
        currency=n(board.code),
        day=formats.day(date.fromisoformat(first["date"])),
    )


def _days(days: list[date]) -> str:
    """Runs of days: `3 Oct – 7 Oct 2026`."""
    return formats.day(days[0]) if len(days) == 1 else formats.day_range(days[0], days[-1])
