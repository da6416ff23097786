"""How often a read was answered at once, over time: all of them, and one area beside them."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

import streamlit as st

from engine import cache
from engine.core.clock import now
from engine.core.i18n import N_, t
from engine.permissions import Permission
from pages.caching.words import AREAS, area_name, size
from pages.ui import format as formats
from pages.ui.cards import card_bar, card_box
from pages.ui.charts import Line
from pages.ui.frame import section
from pages.ui.html import render, say, show
from pages.ui.marks import n
from pages.ui.palette import Palette, palette
from pages.ui.plots import figure
from pages.ui.scope import Scope
from pages.ui.states import nothing
from pages.ui.stats import Stat, stats_strip

SPANS = {1: N_("Last hour"), 24: N_("Last 24 hours"), 168: N_("Last 7 days"), 720: N_("Last 30 days")}
POINTS = 48
TARGET = 0.9
Row = dict[str, Any]


@section(N_("Hit rate"), permission=Permission.CACHE_MANAGE, run_every=5)
def rates(scope: Scope) -> None:
    """The figures at a glance, and their course."""
    hours = int(st.session_state.get("cache-hours", 24))
    rows = cache.usage(scope.org_id, hours)
    show(stats_strip([*_glance(rows), *_kept(scope)]))
    with card_box("rates"):
        with card_bar("rates", t("Hit rate")):
            area = st.selectbox(
                t("Area"), list(AREAS), index=None, format_func=area_name, placeholder=t("All areas"),
                label_visibility="collapsed", key="cache-area", width=150,
            )  # fmt: skip
            st.selectbox(
                t("Time"), list(SPANS), index=1, format_func=_span_name, label_visibility="collapsed",
                key="cache-hours", width=150,
            )  # fmt: skip
        if not rows:
            show(nothing(t("Nothing was read in that time. Open the dashboard, and it appears here.")))
            return
        _course(scope, rows, hours, area)


def _glance(rows: Sequence[Row]) -> list[Stat]:
    sums = _sum(rows)
    share = cache.rate(sums)
    tone = "" if share is None else "good" if share >= TARGET else "warn"
    aim = t("{share} is the aim", share=formats.percent(TARGET, 0))
    return [
        Stat(t("Hit rate"), n(formats.percent(share) if share is not None else formats.NONE), aim, tone),
        Stat(t("Answered at once"), n(formats.number(sums["hits"] + sums["stale"])), t("reads")),
        Stat(t("Computed"), n(formats.number(sums["misses"])), t("reads")),
        Stat(t("Made anew behind"), n(formats.number(sums["stale"])), t("of those answered at once")),
    ]


def _kept(scope: Scope) -> list[Stat]:
    keys, held = cache.kept(scope.org_id)
    redis = cache.server()
    everybody = say("Redis {version}, all organisations", version=n(redis["version"]))
    return [
        Stat(t("Answers kept"), n(formats.number(keys)), n(size(held))),
        Stat(t("Memory"), n(size(redis["memory_bytes"])), everybody),
    ]


def _course(scope: Scope, rows: Sequence[Row], hours: int, area: str | None) -> None:
    step = timedelta(hours=hours) / min(POINTS, hours * 6)
    begin = now() - timedelta(hours=hours)
    moments = [begin + step * index for index in range(min(POINTS, hours * 6))]
    names = [_moment(moment, scope.zone, hours) for moment in moments]
    lines = [Line(t("All areas"), _shares(rows, begin, step, len(moments)))]
    if area:
        own = [row for row in rows if row["area"] == area]
        lines.append(Line(area_name(area), _shares(own, begin, step, len(moments)), "ink2"))
    shown, title = palette(), t("Hit rate")
    aim = t("Aim {share}", share=formats.percent(TARGET, 0))
    show(render("chart_head", title="", lines=lines, before="", partial=False, aim=aim, colours=shown))
    st.plotly_chart(
        _up_to_all(figure(names, lines, shown, _percent, partial=False, mark=None), shown),
        theme=None,
        key="plot-cache",
        alt=t("Share of reads that were answered from the cache, over time"),
        config={"displayModeBar": False},
    )
    show(
        render(
            "chart_foot", title=title, names=names, lines=lines, unit=_percent, before="", when=t("Time"),
            note=t("In percent of all reads; what is computed again behind a reader counts as answered at once."),
        )
    )  # fmt: skip


def _up_to_all(chart: dict[str, Any], palette: Palette) -> dict[str, Any]:
    """From nothing to everything, with a dot at each step (one alone is a line without length), and our aim."""
    ticks = [0, 25, 50, 75, 100]
    chart["layout"]["yaxis"] |= {
        "range": [0, 104],
        "tickvals": ticks,
        "ticktext": [_percent(one) for one in ticks],
    }
    dashed = {"color": palette.ink2, "width": 1, "dash": "5px,4px"}
    chart["layout"]["shapes"] = [
        {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": 100 * TARGET, "y1": 100 * TARGET, "line": dashed}
    ]
    for trace in chart["data"]:
        trace |= {"mode": "lines+markers", "marker": {"size": 5}}
    return chart


def _shares(rows: Iterable[Row], begin: datetime, step: timedelta, points: int) -> list[float | None]:
    """The hit rate of each step in percent; None where nothing was read."""
    steps: list[list[Row]] = [[] for _ in range(points)]
    for row in rows:
        steps[max(0, min(points - 1, (row["at"] - begin) // step))].append(row)
    found = [cache.rate(_sum(met)) for met in steps]
    return [None if share is None else 100 * share for share in found]


def _sum(rows: Iterable[Row]) -> dict[str, int]:
    met = list(rows)
    return {name: sum(row[name] for row in met) for name in ("hits", "misses", "stale")}


def _percent(value: float | None) -> str:
    return formats.NONE if value is None else formats.percent(value / 100, 0)


def _moment(moment: datetime, zone: str, hours: int) -> str:
    clock = formats.clock(moment, zone)
    return clock if hours <= 24 else f"{formats.day(moment)} {clock}"


def _span_name(hours: int) -> str:
    words = SPANS[hours]
    return t(words)
