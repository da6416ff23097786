"""Each area of the cache: how it is used and what it keeps; and forgetting it."""

from collections.abc import Sequence
from typing import Any

import streamlit as st
from markupsafe import Markup

from engine import cache
from engine.core.cache import AREAS
from engine.core.i18n import N_, nt, t
from engine.permissions import Permission
from pages.caching.rates import TARGET
from pages.caching.words import area_name, size
from pages.ui import format as formats
from pages.ui.cards import card_bar, card_box, footnote
from pages.ui.deeds import do, done
from pages.ui.frame import section
from pages.ui.html import show
from pages.ui.marks import bar, n
from pages.ui.picks import pick, pick_button
from pages.ui.scope import Scope
from pages.ui.tables import Column, table

CLEAR = "area"
SAID = "cache-said"  # what came of the last forgetting
Row = dict[str, Any]


@section(N_("What is kept"), permission=Permission.CACHE_MANAGE, run_every=5)
def areas(scope: Scope) -> None:
    """A row for each, the last 24 hours."""
    rows = [{"area": name, **found} for name, found in cache.read_stats(scope.org_id).items()]
    with card_box("areas"):
        with card_bar("areas", t("What is kept")):
            if st.button(t("Forget everything"), key="cache-clear", icon=":material/delete_sweep:"):
                do(scope, "clear", cache.clear)
        if (forgotten := done("clear")) is not None:
            said = nt("{n} kept answer was forgotten.", "{n} kept answers were forgotten.", forgotten)
            st.session_state[SAID] = said
        if SAID in st.session_state:
            footnote(st.session_state[SAID], "ok")
        show(table(rows, _columns(rows), label=t("What is kept"), cards=True))
        footnote(t("The last 24 hours; the mark on each bar is the aim. Forgetting costs only time."))
    if chosen := pick(CLEAR):
        do(scope, "clear", lambda unit: cache.clear(unit, chosen))


def _columns(rows: Sequence[Row]) -> list[Column[Row]]:
    sums = {name: sum(row[name] for row in rows) for name in ("hits", "misses", "stale", "keys", "bytes")}

    def count(label: str, key: str) -> Column[Row]:
        return Column(
            label, lambda row: n(formats.number(row[key])), numeric=True, total=n(formats.number(sums[key]))
        )

    asked = sums["hits"] + sums["misses"]
    return [
        Column(t("Area"), lambda row: Markup("{}").format(area_name(row["area"])), total=t("All areas")),
        Column(t("Fresh for"), lambda row: _fresh(row["area"]), numeric=True),
        Column(
            t("Hit rate"), _rate, wide=True, css="bu", total=n(_share(sums["hits"] / asked if asked else None))
        ),
        count(t("Answered at once"), "hits"),
        count(t("Computed"), "misses"),
        count(t("Answers kept"), "keys"),
        Column(t("Size"), lambda row: n(size(row["bytes"])), numeric=True, total=n(size(sums["bytes"]))),
        Column(t("Action"), lambda row: pick_button(CLEAR, row["area"], t("Forget"), css="alink"), quiet=True),
    ]


def _rate(row: Row) -> Markup:
    """The share in words and as a bar; nothing but a dash where nothing was read."""
    share = row["hit_rate"]
    if share is None:
        return n(formats.NONE)
    label = t("{share} of the reads were answered at once", share=formats.percent(share))
    mark = bar(share, label, "good" if share >= TARGET else "warn", expected=TARGET)
    return Markup('<span class="two">{}</span>{}').format(n(_share(share)), mark)


def _share(share: float | None) -> str:
    return formats.NONE if share is None else formats.percent(share)


def _fresh(area: str) -> Markup:
    minutes = AREAS[area].fresh_s // 60
    return n(nt("{n} minute", "{n} minutes", minutes))
