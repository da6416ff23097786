"""Every account's state: how fresh, how the last day went, whether its access holds, and a sync on demand."""

from typing import Any
from uuid import UUID

import streamlit as st
from markupsafe import Markup

from db.kinds import SyncStatus, Trigger
from engine import syncs
from engine.core.i18n import N_, t
from engine.core.work import work
from engine.integrations import list_integrations
from engine.permissions import Permission
from pages.syncing.words import ACCOUNT_STATES, OUTCOMES, TYPES, attention, moment
from pages.ui import format as formats
from pages.ui.cards import card_bar, card_box
from pages.ui.chosen import first, is_chosen
from pages.ui.frame import section
from pages.ui.html import say, show
from pages.ui.marks import n, pill, platform, platform_name
from pages.ui.scope import Scope
from pages.ui.states import nothing, trouble
from pages.ui.strips import strip

HOURS = 24
BUTTON = 110


@section(N_("Accounts"), run_every=5)
def accounts(scope: Scope) -> None:
    """One row an account; those that need a person can be picked out."""
    names = {row["id"]: row for row in list_integrations(scope.org_id)}
    rows = [row | {"account": names[row["integration_id"]]} for row in syncs.status(scope.org_id)["integrations"]]
    hours = {row["integration_id"]: row["hours"] for row in syncs.strip(scope.org_id, HOURS)}
    with card_box("integrations"):
        with card_bar("int-head", t("Accounts"), count=len(rows)):
            choices = {"all": t("All"), "attention": t("Needs attention")}
            chosen = st.segmented_control(
                t("Show"),
                list(choices),
                default="all",
                format_func=choices.__getitem__,
                label_visibility="collapsed",
            )
        shown = [row for row in rows if chosen != "attention" or attention(row)]
        if not shown:
            show(nothing(t("No account needs attention.")))
            return
        show(_head())
        for row in first(shown, "integration_id"):
            _row(scope, row, hours.get(row["integration_id"], []))
        for row in shown:
            if row["sync_errors"]:
                name = row["account"]["name"]
                title = say(
                    "{platform}, {name}",
                    platform=platform_name(row["platform"]),
                    name=Markup("<bdi>{}</bdi>").format(name),
                )
                show(trouble(title, " ".join(row["sync_errors"])))


def _head() -> Markup:
    labels = (t("Account"), t("Status"), t("Freshness"), t("Last {n} hours", n=HOURS), t("Access"), t("Next"))
    cells = Markup("").join(
        Markup('<span class="{}">{}</span>').format("num" if place in (2, 5) else "", label)
        for place, label in enumerate(labels)
    )
    return Markup('<div class="irow ihead">{}</div>').format(cells)


def _row(scope: Scope, row: dict[str, Any], hours: list[dict[str, Any]]) -> None:
    integration_id = row["integration_id"]
    with st.container(horizontal=True, wrap=False, vertical_alignment="center", key=f"irow-{integration_id}"):
        show(_cells(scope, row, hours))
        if row["token_status"]["status"] == "expired" and scope.can(Permission.INTEGRATIONS_MANAGE):
            link = Markup('<a class="connect" href="/auth/connect/{}">{}</a>')
            show(link.format(row["platform"], t("Reconnect")))
        elif scope.can(Permission.SYNC_TRIGGER):
            chosen = st.menu_button(
                t("Sync now"),
                list(TYPES),
                format_func=lambda kind: t(TYPES[kind]),
                key=f"sync-{integration_id}",
                width=BUTTON,
            )
            if chosen:
                with work(scope.org_id, scope.actor) as unit:
                    syncs.request(unit, UUID(integration_id), chosen, Trigger.MANUAL)
                st.rerun()


def _cells(scope: Scope, row: dict[str, Any], hours: list[dict[str, Any]]) -> Markup:
    tone, word = ACCOUNT_STATES[SyncStatus(row["sync_status"])]
    synced, due = moment(row["last_synced_at"]), moment(row["next_sync_at"])
    who = Markup('<span class="who2">{}<span class="sub"><bdi>{}</bdi></span></span>')
    cells = (
        who.format(platform(row["platform"]), row["account"]["name"]),
        Markup("<span>{}</span>").format(pill(tone, t(word))),
        _labelled(t("Freshness"), n(formats.age(synced)) if synced else t("first run")),
        _strip(hours)
        if any(hour["outcome"] for hour in hours)
        else Markup('<span class="sub">{}</span>').format(t("no history yet")),
        Markup('<span class="sub {}">{}</span>').format(
            "" if row["token_status"]["status"] == "valid" else "warnt", row["token_status"]["message"]
        ),
        _labelled(t("Next"), n(formats.clock(due, scope.zone) if due else formats.NONE)),
    )
    mark = Markup(' aria-current="true"') if is_chosen("integration_id")(row) else Markup("")
    return Markup('<div class="irow"{}>{}</div>').format(mark, Markup("").join(cells))


def _labelled(label: str, figure: str | Markup) -> Markup:
    """A figure under the head of its column; on phones, which have no head, with its name."""
    return Markup('<span class="num" data-label="{}">{}</span>').format(label, figure)


def _strip(hours: list[dict[str, Any]]) -> Markup:
    outcomes = [OUTCOMES.get(hour["outcome"], "live") for hour in hours]
    words = t("{good} hours synced, {bad} failed", good=outcomes.count("ok"), bad=outcomes.count("failed"))
    return strip(outcomes, words, small=True)
