"""What is connected: how good its access is, and testing, reconnecting or disconnecting it."""

from datetime import datetime
from typing import Any
from uuid import UUID

import streamlit as st
from markupsafe import Markup

from engine.core.i18n import N_, t
from engine.core.work import work
from engine.enrolments import ask_again
from engine.integrations import check, disconnect, list_integrations, platforms
from engine.permissions import Permission
from pages.connecting.grants import access, permissions, subscription
from pages.connecting.links import connect_links, reconnect_link
from pages.ui import format as formats
from pages.ui.cards import card_bar, card_box, footnote
from pages.ui.chosen import first, is_chosen
from pages.ui.frame import section
from pages.ui.html import say, show
from pages.ui.marks import link, n, pill, platform, platform_name
from pages.ui.scope import Scope
from pages.ui.states import Step, empty, trouble
from pages.ui.tables import Column, table

Row = dict[str, Any]


@section(N_("Connected accounts"), run_every=5)
def accounts(scope: Scope) -> None:
    """The connected accounts, and what may be done with each."""
    active = [row for row in list_integrations(scope.org_id) if row["is_active"]]
    if not active:
        first_steps(scope)
        return
    with card_box("accounts"):
        with card_bar("accounts", t("Connected accounts"), count=len(active)):
            if scope.can(Permission.INTEGRATIONS_MANAGE):
                manage(scope, active)
        _tested(active)
        show(
            table(
                first(active),
                _columns(),
                label=t("Connected accounts"),
                css="hist",
                cards=True,
                marked=is_chosen(),
            )
        )
        footnote(t("Access is kept encrypted, and given back to the platform when you disconnect."), "lock")


def first_steps(scope: Scope) -> None:
    """What an org without accounts sees."""
    steps = [
        Step(t("Connect an account"), t("You sign in at the platform and choose what we may read."), "now"),
        Step(t("We fetch 90 days"), t("Campaigns first, then the figures. It takes a minute or two.")),
        Step(t("See your dashboard"), t("It fills while the figures arrive, and stays fresh by itself.")),
    ]
    with card_box("empty"):
        show(empty(t("Connect your first ad account"), t("Your dashboard begins with one account."), steps))
        if scope.can(Permission.INTEGRATIONS_MANAGE):
            show(connect_links())
        else:
            show(trouble(t("Ask an admin"), t("Only an admin of your organisation may connect accounts.")))


def manage(scope: Scope, active: list[Row]) -> None:
    """Choose an account, then test its access, give it anew, or disconnect it."""
    with st.popover(t("Manage")):
        names = {row["id"]: f"{platform_name(row['platform'])}: {row['name']}" for row in active}
        chosen = st.selectbox(t("Account"), list(names), format_func=names.__getitem__)
        row = next(one for one in active if one["id"] == chosen)
        if _on_files(row):
            show(link(t("Import a newer file"), "/imports"))
        else:
            _access_actions(scope, row)
        st.caption(t("Its history stays. Its campaigns run on at the platform, but are not measured here."))
        if st.button(t("Disconnect this account"), type="primary"):
            with work(scope.org_id, scope.actor) as unit:
                disconnect(unit, UUID(chosen))
            st.rerun()


def _access_actions(scope: Scope, row: Row) -> None:
    if st.button(t("Test the connection"), icon=":material/network_check:"):
        st.session_state["tested"] = {"id": row["id"]} | check(scope.org_id, UUID(row["id"]))
        st.rerun(scope="fragment")
    if st.button(t("Subscribe again"), icon=":material/notifications:"):
        with work(scope.org_id, scope.actor) as unit:
            ask_again(unit, UUID(row["id"]))
        st.rerun(scope="fragment")
    show(Markup('<nav class="connects"><a class="connect" href="/auth/connect/{}">{}</a></nav>').format(
        row["platform"], t("Reconnect")))  # fmt: skip


def _tested(active: list[Row]) -> None:
    """What the last test of a connection found."""
    found = st.session_state.get("tested")
    row = next((one for one in active if found and one["id"] == found["id"]), None)
    if not found or not row:
        return
    tone, word = ("good", t("Works")) if found["ok"] else ("bad", t("Does not work"))
    line = Markup('<p class="tested" role="status">{} {} <span class="sub">{} {}</span></p>')
    name = Markup("<bdi>{}</bdi>").format(row["name"])
    took = say("after {ms} ms", ms=n(formats.number(found["ms"])))
    show(line.format(pill(tone, word), name, found["message"], took))


def _columns() -> list[Column[Row]]:
    asked = {one["slug"]: one["scopes"] for one in platforms()}
    return [
        Column(
            t("Account"),
            lambda row: Markup('<span class="who2"><span>{}</span><span class="sub">{}</span></span>').format(
                platform(row["platform"]), Markup("<bdi>{}</bdi>").format(row["name"])
            ),
            wide=True,
        ),
        Column(t("Account id"), lambda row: n(formats.NONE if _on_files(row) else row["external_id"]), wide=True),
        Column(t("Currency and time zone"), _place),
        Column(t("Access"), _access),
        Column(t("Permissions"), lambda row: _permissions(row, asked[row["platform"]])),
        Column(t("Webhooks"), lambda row: subscription(row["id"], row["subscription"])),
        Column(t("Last synced"), _synced, numeric=True),
    ]


def _place(row: Row) -> Markup:
    zone = formats.zone_name(row["timezone"])
    return Markup('{} <span class="sub"><bdi>{}</bdi></span>').format(n(row["currency"]), zone)


def _access(row: Row) -> Markup:
    if _on_files(row):
        return pill("mute", t("File"))
    return access(row["token_status"], reconnect_link(row["platform"]))


def _permissions(row: Row, asked: list[str]) -> Markup:
    return n(formats.NONE) if _on_files(row) else permissions(row["id"], asked, row["scopes"])


def _on_files(row: Row) -> bool:
    """Whether its figures come in files: no access to test, none to renew."""
    return bool(row["source"] == "file")


def _synced(row: Row) -> Markup:
    when = row["last_synced_at"]
    return n(formats.ago(datetime.fromisoformat(when))) if when else Markup("{}").format(t("not yet"))
