"""Which ad accounts are connected, and the way to connect, reconnect and disconnect one."""

from datetime import datetime
from typing import Any
from uuid import UUID

import streamlit as st
from markupsafe import Markup

from engine import connections
from engine.connectors import PLATFORMS
from engine.connectors.http import is_sandbox
from engine.core.i18n import N_, t
from engine.core.work import work
from engine.integrations import disconnect, list_integrations
from engine.permissions import Permission
from pages.ui import format as formats
from pages.ui.cards import card_bar, card_box, footnote, heading
from pages.ui.frame import page, section
from pages.ui.html import say, show
from pages.ui.marks import n, pill, platform, platform_name
from pages.ui.scope import Scope
from pages.ui.states import Step, empty, trouble
from pages.ui.tables import Column, table
from pages.ui.topbar import chips, sandbox_chip, topbar

TOKEN_TONES = {"valid": "good", "expiring_soon": "warn", "expired": "bad", "unknown": "mute"}
TOKEN_WORDS = {
    "valid": N_("Valid"),
    "expiring_soon": N_("Ends soon"),
    "expired": N_("Ended"),
    "unknown": N_("Unknown"),
}


def connect_links() -> Markup:
    """One link per platform that can be connected, each leading to the platform's own consent page."""
    one = Markup('<a class="connect" href="/auth/connect/{}">{}</a>')
    links = (one.format(slug, platform(slug)) for slug in PLATFORMS)
    return Markup('<nav class="connects" aria-label="{}">{}</nav>').format(
        t("Connect an account"), Markup("").join(links)
    )


def what_came_back() -> None:
    """Say what became of a trip to a platform that did not end in a choice."""
    if declined := st.query_params.get("declined"):
        text = t("Nothing was connected. Connect again when you want to, and allow the access that is asked for.")
        show(trouble(say("Access to {platform} was not given", platform=platform_name(declined)), text))
    if failed := st.query_params.get("failed"):
        text = t("The code it sent back did not work, or took longer than 10 minutes. Start the connection again.")
        show(trouble(say("{platform} could not be connected", platform=platform_name(failed)), text))


def choose(scope: Scope, choice: str) -> None:
    """Offer the accounts that the new access reaches."""
    waiting = connections.choices(scope.person, choice)
    if waiting is None:
        return
    slug = waiting["platform"]
    with card_box("choose"):
        heading(t("Choose the accounts to connect"), sub=platform(slug))
        offered = [row for row in waiting["accounts"] if row["active"]]
        if not offered:
            show(
                trouble(
                    t("No account to connect"), t("This access reaches no active ad account. Use another one.")
                )
            )
        chosen = [
            row["external_id"]
            for row in offered
            if st.checkbox(_offer(row), value=True, key=f"pick-{row['external_id']}")
        ]
        with st.container(horizontal=True):
            if st.button(t("Connect"), type="primary", disabled=not chosen):
                with work(scope.org_id, scope.actor) as unit:
                    connections.choose(unit, scope.person, choice, chosen)
                connections.forget(scope.person, choice)
                st.query_params.clear()
                st.rerun()
            if st.button(t("Cancel")):
                connections.forget(scope.person, choice)
                st.query_params.clear()
                st.rerun()
        footnote(t("Connecting fetches the last 90 days, then keeps them fresh by itself."))


@section(N_("Connected accounts"), run_every=5)
def accounts(scope: Scope) -> None:
    """The connected accounts, and what may be done with each."""
    rows = list_integrations(scope.org_id)
    active = [row for row in rows if row["is_active"]]
    if not active:
        first_steps(scope)
        return
    with card_box("accounts"):
        with card_bar("accounts", t("Connected accounts"), count=len(active)):
            if scope.can(Permission.INTEGRATIONS_MANAGE):
                disconnect_menu(scope, active)
        show(table(active, _columns(), label=t("Connected accounts"), css="hist"))
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


def disconnect_menu(scope: Scope, active: list[dict[str, Any]]) -> None:
    """Choose an account to disconnect, and confirm it."""
    with st.popover(t("Disconnect")):
        names = {row["id"]: f"{platform_name(row['platform'])}: {row['name']}" for row in active}
        chosen = st.selectbox(t("Account"), list(names), format_func=names.__getitem__)
        st.caption(t("Its history stays. Its campaigns run on at the platform, but are not measured here."))
        if st.button(t("Disconnect this account"), type="primary"):
            with work(scope.org_id, scope.actor) as unit:
                disconnect(unit, UUID(chosen))
            st.rerun()


def _offer(row: dict[str, Any]) -> str:
    return f"{row['name']} · {row['currency']} · {formats.zone_name(row['timezone'])}"


def _columns() -> list[Column[dict[str, Any]]]:
    return [
        Column(
            t("Account"),
            lambda row: Markup('<span class="who2"><span>{}</span><span class="sub">{}</span></span>').format(
                platform(row["platform"]), Markup("<bdi>{}</bdi>").format(row["name"])
            ),
            wide=True,
        ),
        Column(t("Account id"), lambda row: n(row["external_id"])),
        Column(t("Currency"), lambda row: n(row["currency"])),
        Column(t("Time zone"), lambda row: Markup("<bdi>{}</bdi>").format(formats.zone_name(row["timezone"]))),
        Column(t("Access"), _access),
        Column(t("Last synced"), _synced, numeric=True),
    ]


def _access(row: dict[str, Any]) -> Markup:
    token = row["token_status"]
    word = TOKEN_WORDS[token["status"]]
    shown = pill(TOKEN_TONES[token["status"]], t(word))
    again = Markup('<a href="/auth/connect/{}">{}</a>').format(row["platform"], t("Reconnect"))
    extra = (
        again
        if token["status"] in ("expired", "expiring_soon")
        else Markup('<span class="sub">{}</span>').format(token["message"])
    )
    return Markup("{} {}").format(shown, extra)


def _synced(row: dict[str, Any]) -> Markup:
    when = row["last_synced_at"]
    return n(formats.ago(datetime.fromisoformat(when))) if when else Markup("{}").format(t("not yet"))


with page("integrations") as scope:
    with topbar(t("Integrations")) as bar:
        bar.sub = t("The ad accounts your figures come from")
        if any(is_sandbox(slug) for slug in PLATFORMS):
            with st.container(width="content"):
                chips(sandbox_chip())
        if scope.can(Permission.INTEGRATIONS_MANAGE):
            with st.popover(t("Connect an account"), icon=":material/add:"):
                show(connect_links())
    what_came_back()
    if choice := st.query_params.get("choice"):
        choose(scope, choice)
    accounts(scope)
