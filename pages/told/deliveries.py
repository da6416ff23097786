"""What platforms told us, what became of it, and doing one again; what was not believed."""

from typing import Any
from uuid import UUID

import streamlit as st
from markupsafe import Markup

from engine import webhooks
from engine.connectors import PLATFORMS
from engine.core.i18n import N_, nt, t
from engine.core.work import work
from engine.permissions import Permission
from pages.told.words import REASONS, STATES, kind, state, when
from pages.ui import format as formats
from pages.ui.cards import card_bar, card_box, footnote, heading
from pages.ui.frame import guarded, section
from pages.ui.html import show
from pages.ui.marks import n, platform, platform_name
from pages.ui.pager import page_of, pager
from pages.ui.picks import pick_button
from pages.ui.scope import Scope
from pages.ui.states import nothing, trouble
from pages.ui.stats import Stat, stats_strip
from pages.ui.tables import Column, table

SHOWN = 25
OPENED = "delivery"
Row = dict[str, Any]


@section(N_("Deliveries"), run_every=5)
def deliveries(scope: Scope) -> None:
    """Figures, and the deliveries, newest first; redrawn every five seconds."""
    show(_figures(scope))
    with card_box("deliveries"):
        with card_bar("deliveries", t("Deliveries")):
            chosen = st.selectbox(
                t("Platform"), PLATFORMS, index=None, format_func=platform_name, placeholder=t("All platforms"),
                label_visibility="collapsed", key="deliveries-platform", width=160,
            )  # fmt: skip
            status = st.selectbox(
                t("State"), list(STATES), index=None, format_func=_state_name, placeholder=t("All states"),
                label_visibility="collapsed", key="deliveries-state", width=180,
            )  # fmt: skip
        page = page_of("deliveries", (chosen, status))
        found = webhooks.list_deliveries(scope.org_id, chosen, status, page, SHOWN)
        if not found["total"]:
            none = t("Nothing was told yet. Enter the addresses below at the platforms.")
            show(nothing(t("No delivery fits. Choose another platform or state.") if chosen or status else none))
            return
        show(table(found["deliveries"], _columns(), label=t("Deliveries"), css="grid inbox", cards=True))
        pager("deliveries", page, found["total"], SHOWN)
        footnote(t("Each delivery takes effect once, however often it is sent."))


def open_delivery(delivery_id: UUID) -> None:
    """One delivery in a dialog: what it told, why it failed, and applying it again."""

    @st.dialog(t("Delivery"), width="large")
    def opened() -> None:
        with guarded(N_("Delivery")) as scope:
            row = webhooks.read_delivery(scope.org_id, delivery_id, personal=scope.can(Permission.LEADS_READ))
            parts = (platform(row["platform"]), kind(row["kind"]), when(row["received_at"]), state(row["status"]))
            show(Markup('<p class="facts">{}</p>').format(Markup(" ").join(parts)))
            if row["error"]:
                show(trouble(t("It was not applied"), row["error"]))
            st.json(row["notices"], expanded=3)
            if scope.can(Permission.INTEGRATIONS_MANAGE) and st.button(t("Apply again"), type="primary"):
                with work(scope.org_id, scope.actor) as unit:
                    webhooks.replay(unit, delivery_id)
                st.rerun()

    opened()


def _figures(scope: Scope) -> Markup:
    counts = webhooks.count_deliveries(scope.org_id).values()
    kept = {status: sum(one[status] for one in counts) for status in STATES}

    def stat(status: str, note: str, tone: str = "") -> Stat:
        return Stat(_state_name(status), n(formats.number(kept[status])), note, tone if kept[status] else "")

    whole = sum(kept.values())
    return stats_strip(
        [
            Stat(t("Deliveries"), n(formats.number(whole)), t("the last 30 days")),
            stat("done", t("each once")),
            stat("received", t("a worker takes them")),
            stat("ignored", t("nothing follows from them")),
            stat("failed", t("open one to see why") if kept["failed"] else t("nothing to do"), "bad"),
        ]
    )


def _state_name(status: str) -> str:
    _, word = STATES[status]
    return t(word)


def _columns() -> list[Column[Row]]:
    return [
        Column(t("Received"), lambda row: pick_button(OPENED, row["id"], when(row["received_at"]))),
        Column(t("Platform"), lambda row: platform(row["platform"])),
        Column(t("About"), lambda row: kind(row["kind"]), wide=True),
        Column(t("Account"), _account, wide=True),
        Column(t("State"), _outcome, wide=True),
    ]


def _account(row: Row) -> Markup:
    return Markup("<bdi>{}</bdi>").format(row["account"]) if row["account"] else Markup("")


def _outcome(row: Row) -> Markup:
    if not row["error"]:
        return state(row["status"])
    tries = nt("tried {n} time", "tried {n} times", row["attempts"])
    shown = Markup('{} <span class="sub">{}</span><p class="sub">{}</p>')
    return shown.format(state(row["status"]), tries, row["error"])


@section(N_("Not believed"))
def refusals(scope: Scope) -> None:
    """What was refused in the last day, by platform and reason."""
    rows = webhooks.list_refusals(scope.org_id)
    columns: list[Column[Row]] = [
        Column(t("Platform"), lambda row: platform(row["platform"])),
        Column(t("Why"), lambda row: _reason(row["reason"]), wide=True),
        Column(t("How often"), lambda row: n(formats.number(row["count"])), numeric=True),
        Column(t("Last"), lambda row: when(row["last_at"])),
    ]
    with card_box("refusals"):
        heading(t("Not believed"), sub=t("the last 24 hours"))
        if rows:
            show(table(rows, columns, label=t("Not believed"), css="hist"))
        else:
            show(nothing(t("Every delivery was genuine.")))


def _reason(name: str) -> str:
    return t(REASONS.get(name, name))
