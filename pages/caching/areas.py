"""Each area of the cache: how it is used and what it keeps; forgetting it; and Redis itself."""

from typing import Any

import streamlit as st
from markupsafe import Markup

from engine import cache
from engine.core.cache import AREAS
from engine.core.i18n import N_, nt, t
from engine.core.work import work
from pages.caching.words import area_name, size
from pages.ui import format as formats
from pages.ui.cards import card_bar, card_box, footnote
from pages.ui.deeds import do, done
from pages.ui.frame import section
from pages.ui.html import say, show
from pages.ui.marks import n
from pages.ui.picks import pick, pick_button
from pages.ui.scope import Scope
from pages.ui.states import warning
from pages.ui.tables import Column, table

CLEAR = "area"
Row = dict[str, Any]


@section(N_("What is kept"), run_every=5)
def areas(scope: Scope) -> None:
    """A row for each, the last 24 hours."""
    rows = [{"area": name, **found} for name, found in cache.read_stats(scope.org_id).items()]
    with card_box("areas"):
        with card_bar("areas", t("What is kept")):
            if st.button(t("Forget everything"), key="cache-clear", icon=":material/delete_sweep:"):
                do(scope, "clear", cache.clear)
        if (forgotten := done("clear")) is not None:
            show(warning(nt("{n} kept answer was forgotten.", "{n} kept answers were forgotten.", forgotten), ""))
        show(table(rows, _columns(), label=t("What is kept"), css="grid inbox", cards=True))
        footnote(_server())
    if chosen := pick(CLEAR):
        with work(scope.org_id, scope.actor) as unit:
            st.session_state["done-clear"] = cache.clear(unit, chosen)
        st.rerun(scope="fragment")


def _columns() -> list[Column[Row]]:
    def count(label: str, key: str) -> Column[Row]:
        return Column(label, lambda row: n(formats.number(row[key])), numeric=True)

    return [
        Column(t("Area"), lambda row: Markup("{}").format(area_name(row["area"]))),
        Column(t("Fresh for"), lambda row: _fresh(row["area"]), numeric=True),
        Column(t("Hit rate"), lambda row: n(_share(row["hit_rate"])), numeric=True),
        count(t("Answered at once"), "hits"),
        count(t("Computed"), "misses"),
        count(t("Answers kept"), "keys"),
        Column(t("Size"), lambda row: n(size(row["bytes"])), numeric=True),
        Column(t("Action"), lambda row: pick_button(CLEAR, row["area"], t("Forget")), quiet=True),
    ]


def _share(share: float | None) -> str:
    return formats.NONE if share is None else formats.percent(share)


def _fresh(area: str) -> Markup:
    minutes = AREAS[area].fresh_s // 60
    return n(nt("{n} minute", "{n} minutes", minutes))


def _server() -> Markup:
    found = cache.server()
    return say(
        "Redis {version} holds {memory} in {keys} keys for all organisations. Forgetting costs only time.",
        version=n(found["version"]), memory=n(size(found["memory_bytes"])), keys=n(formats.number(found["keys"])),
    )  # fmt: skip
