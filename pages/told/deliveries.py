"""What platforms told us, what became of it, and doing one again; what was not believed."""

from typing import Any
from uuid import UUID

import streamlit as st
from markupsafe import Markup

from engine import webhooks
from engine.connectors import PLATFORMS
from engine.core.i18n import N_, t
from engine.core.work import work
from engine.permissions import Permission
from pages.told.words import REASONS, STATES, kind, state, when
from pages.ui import format as formats
from pages.ui.cards import card_bar, card_box, footnote, heading
from pages.ui.frame import section
from pages.ui.html import show
from pages.ui.marks import n, platform, platform_name
from pages.ui.scope import Scope
from pages.ui.states import nothing
from pages.ui.tables import Column, table

SHOWN = 50
Row = dict[str, Any]


def which(key: str) -> str | None:
    """The platform to show; None for all."""
    return st.selectbox(
        t("Platform"), PLATFORMS, index=None, format_func=platform_name, placeholder=t("All platforms"),
        label_visibility="collapsed", key=f"platform-{key}", width=180,
    )  # fmt: skip


@section(N_("Deliveries"), run_every=5)
def deliveries(scope: Scope) -> None:
    """The newest first, redrawn every five seconds."""
    with card_box("deliveries"):
        with card_bar("deliveries", t("Deliveries")):
            chosen = which("deliveries")
            status = st.selectbox(
                t("State"), list(STATES), index=None, format_func=_state_name, placeholder=t("All states"),
                label_visibility="collapsed", width=180,
            )  # fmt: skip
            found = webhooks.list_deliveries(scope.org_id, chosen, status, 1, SHOWN)
            if found["deliveries"]:
                _look(scope, found["deliveries"])
        if not found["deliveries"]:
            show(nothing(t("Nothing was told yet. Enter the addresses below at the platforms.")))
            return
        show(table(found["deliveries"], _columns(), label=t("Deliveries"), css="hist"))
        footnote(t("Each delivery takes effect once, however often it is sent."))


def _state_name(status: str) -> str:
    _, word = STATES[status]
    return t(word)


def _columns() -> list[Column[Row]]:
    return [
        Column(t("Received"), lambda row: when(row["received_at"])),
        Column(t("Platform"), lambda row: platform(row["platform"])),
        Column(t("About"), lambda row: kind(row["kind"])),
        Column(
            t("Account"), lambda row: Markup("<bdi>{}</bdi>").format(row["account"] or formats.NONE), wide=True
        ),
        Column(t("Tries"), lambda row: n(formats.number(row["attempts"])), numeric=True),
        Column(t("State"), lambda row: state(row["status"])),
        Column(t("Why"), lambda row: Markup('<span class="sub">{}</span>').format(row["error"] or ""), wide=True),
    ]


def _named(account: str | None) -> Markup:
    return Markup("<bdi>{}</bdi>").format(account or formats.NONE)


def _look(scope: Scope, rows: list[Row]) -> None:
    """Choose one, read its notices, and have it applied again."""
    with st.popover(t("Open one")):
        names = {row["id"]: f"{platform_name(row['platform'])}: {kind(row['kind'])}" for row in rows}
        chosen = st.selectbox(t("Delivery"), list(names), format_func=names.__getitem__)
        personal = scope.can(Permission.LEADS_READ)
        st.json(webhooks.read_delivery(scope.org_id, UUID(chosen), personal=personal)["notices"], expanded=3)
        if scope.can(Permission.INTEGRATIONS_MANAGE) and st.button(t("Apply again"), type="primary"):
            with work(scope.org_id, scope.actor) as unit:
                webhooks.replay(unit, UUID(chosen))
            st.rerun(scope="fragment")


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
