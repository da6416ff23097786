"""Where platforms have to send, and the org's own addresses with their secrets."""

from typing import Any
from uuid import UUID

import streamlit as st
from markupsafe import Markup

from engine import webhooks
from engine.connectors import PLATFORMS
from engine.core.i18n import N_, t
from engine.permissions import Permission
from pages.told.words import when
from pages.ui import format as formats
from pages.ui.cards import card_bar, card_box, footnote, heading
from pages.ui.deeds import do, done
from pages.ui.frame import section
from pages.ui.html import show
from pages.ui.marks import n, pill, platform, platform_name
from pages.ui.scope import Scope
from pages.ui.states import nothing
from pages.ui.tables import Column, table

Row = dict[str, Any]


@section(N_("Addresses"))
def shared(_scope: Scope) -> None:
    """The address of each platform for all orgs."""
    columns: list[Column[Row]] = [
        Column(t("Platform"), lambda row: platform(row["platform"])),
        Column(t("Address"), lambda row: Markup("<code>{}</code>").format(row["address"]), wide=True),
        Column(t("Proof"), _proof),
    ]
    with card_box("addresses"):
        heading(t("Addresses"), sub=t("Enter each at its platform, once for the whole installation"))
        show(table(webhooks.list_addresses(), columns, label=t("Addresses"), css="hist"))


def _proof(row: Row) -> Markup:
    if row["is_ready"]:
        return pill("good", t("the app's secret"))
    return pill("mute", t("needs an address of your own"))


@section(N_("Your own addresses"))
def own(scope: Scope) -> None:
    """For lead forms and relays, whose secrets belong to the org."""
    if not scope.can(Permission.INTEGRATIONS_MANAGE):
        return
    rows = webhooks.list_endpoints(scope.org_id)
    with card_box("endpoints"):
        with card_bar("endpoints", t("Your own addresses"), count=len(rows)):
            _new(scope, {row["platform"] for row in rows})
            if rows:
                _manage(scope, rows)
        if secret := (done("endpoints") or {}).get("secret"):
            heading(t("Copy the secret now: it is shown only once"))
            st.code(secret, language=None)
        columns: list[Column[Row]] = [
            Column(t("Platform"), lambda row: platform(row["platform"])),
            Column(t("Address"), lambda row: Markup("<code>{}</code>").format(row["address"]), wide=True),
            Column(t("Valid secrets"), lambda row: n(formats.number(row["secrets"])), numeric=True),
            Column(t("Created"), lambda row: when(row["created_at"])),
        ]
        if rows:
            show(table(rows, columns, label=t("Your own addresses"), css="hist"))
        else:
            show(nothing(t("None yet. Lead forms of Google and Snapchat need one, and so does a relay.")))
        footnote(t("A new secret is valid beside the old ones until these are dropped."), "lock")


def _new(scope: Scope, taken: set[str]) -> None:
    free = [slug for slug in PLATFORMS if slug not in taken]
    if not free:
        return
    with st.popover(t("New address")):
        chosen = st.selectbox(t("Platform"), free, format_func=platform_name, key="endpoint-platform")
        given = st.text_input(t("Secret of the platform"), help=t("Only where the platform made one (Snapchat)."))
        if st.button(t("Create address"), type="primary"):
            do(scope, "endpoints", lambda unit: webhooks.create_endpoint(unit, chosen, given.strip() or None))


def _manage(scope: Scope, rows: list[Row]) -> None:
    with st.popover(t("Secrets")):
        names = {row["id"]: platform_name(row["platform"]) for row in rows}
        chosen = UUID(st.selectbox(t("Address"), list(names), format_func=names.__getitem__))
        if st.button(t("New secret")):
            do(scope, "endpoints", lambda unit: webhooks.rotate_secret(unit, chosen))
        if st.button(t("Drop the old secrets")):
            do(scope, "endpoints", lambda unit: webhooks.drop_old_secrets(unit, chosen))
        if st.button(t("Close this address"), type="primary"):
            do(scope, "endpoints", lambda unit: webhooks.remove_endpoint(unit, chosen))
