"""Warming: computing what will be asked, now with its progress, or before the working day by itself."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import streamlit as st
from markupsafe import Markup

from engine import cache
from engine.core.clock import now
from engine.core.i18n import N_, t
from engine.core.work import Work, work
from engine.permissions import Permission
from pages.caching.words import area_name
from pages.operating.words import ago, took
from pages.ui import format as formats
from pages.ui.cards import card_bar, card_box, footnote
from pages.ui.deeds import do, done
from pages.ui.frame import section
from pages.ui.html import say, show
from pages.ui.marks import n, pill
from pages.ui.scope import Scope
from pages.ui.states import nothing
from pages.ui.tables import Column, table

OUTCOMES = {"warmed": ("good", N_("Warm")), "failed": ("bad", N_("Failed"))}
Row = dict[str, Any]


@section(N_("Warming"), permission=Permission.CACHE_MANAGE)
def warming(scope: Scope) -> None:
    """The last one, a new one, and when it happens by itself."""
    with card_box("warming"):
        with card_bar("warming", t("Warming")):
            services = st.multiselect(
                t("What to warm"), list(cache.SERVICES), format_func=area_name, placeholder=t("All areas"),
                label_visibility="collapsed", key="warm-services", width=320,
            )  # fmt: skip
            pressed = st.button(t("Warm now"), type="primary", key="cache-warm", icon=":material/mode_heat:")
        if pressed:
            _warm(scope, services or list(cache.SERVICES))
        last = cache.last_warming(scope.org_id)
        if last:
            rows = [{"service": name, **found} for name, found in last["services"].items()]
            show(table(rows, _columns(), label=t("Warming"), css="hist"))
            footnote(say("Warmed {when}.", when=ago(last["at"])), "clock")
        else:
            show(nothing(t("The cache was not warmed this week. Whoever comes first waits for the figures.")))
        _schedule(scope)


def _warm(scope: Scope, services: Sequence[str]) -> None:
    """One service after the other, with the share that is done."""
    bar = st.progress(0.0)
    found: dict[str, Row] = {}
    for index, service in enumerate(services):
        bar.progress(index / len(services), t("Warming: {area}", area=area_name(service)))
        found |= cache.warm(scope.org_id, [service])
    bar.empty()
    cache.remember(scope.org_id, found)
    with work(scope.org_id, scope.actor) as unit:
        unit.audit("cache_warmed", **{name: one["status"] for name, one in found.items()})


def _columns() -> list[Column[Row]]:
    return [
        Column(t("Area"), lambda row: Markup("{}").format(area_name(row["service"]))),
        Column(t("Outcome"), lambda row: _outcome(row["status"]), css="st"),
        Column(t("Answers"), lambda row: n(formats.number(row["keys"])), numeric=True),
        Column(t("Took"), lambda row: took(row["ms"]), numeric=True),
    ]


def _outcome(status: str) -> Markup:
    tone, words = OUTCOMES[status]
    return pill(tone, t(words))


def _schedule(scope: Scope) -> None:
    """The org's choice."""
    if done("schedule"):
        footnote(t("Saved."), "ok")
    chosen = cache.read_schedule(scope.org_id)
    with st.form("cache-schedule", border=False), st.container(horizontal=True, vertical_alignment="center"):
        on = st.toggle(t("Before the working day"), value=chosen.on, key="warm-on")
        hour = st.selectbox(
            t("Hour"),
            range(24),
            index=chosen.hour,
            format_func=_hour,
            label_visibility="collapsed",
            key="warm-hour",
            width=110,
        )
        weekdays = st.pills(
            t("Weekdays"), (6, 0, 1, 2, 3, 4, 5), selection_mode="multi", default=list(chosen.weekdays),
            format_func=_weekday, label_visibility="collapsed", key="warm-days",
        )  # fmt: skip
        if st.form_submit_button(t("Save")):

            def choose(unit: Work) -> bool:
                cache.choose_schedule(unit, on=on, hour=hour, weekdays=weekdays)
                return True

            do(scope, "schedule", choose)
    following = cache.next_warming(scope.org_id)
    if following:
        when = n(f"{formats.weekday(following)} {formats.clock(following, scope.zone)}")
        footnote(
            say("Next on {when}, by the clock of {zone}.", when=when, zone=n(formats.zone_name(scope.zone))),
            "clock",
        )
    else:
        footnote(t("It is not warmed by itself."), "clock")


def _hour(hour: int) -> str:
    return f"{hour:02}:00"


def _weekday(day: int) -> str:
    monday = now() - timedelta(days=now().weekday())
    named: datetime = monday + timedelta(days=day)
    return formats.weekday_name(named)
