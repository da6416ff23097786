"""Whether the org is safe: who did what, which keys open it, and the proof that tenants are apart."""

from datetime import datetime
from typing import Any
from uuid import UUID

import streamlit as st
from markupsafe import Markup

from db.kinds import Role
from engine.audits import latest_rls_audit, rls_audit
from engine.audits.trail import list_audit
from engine.core.i18n import N_, t
from engine.core.work import work
from engine.keys import create_key, list_keys, revoke_key
from engine.permissions import Permission, granted
from pages.ui import format as formats
from pages.ui.cards import card_bar, card_box, footnote, heading
from pages.ui.frame import page, section
from pages.ui.html import say, show
from pages.ui.marks import n, pill
from pages.ui.scope import Scope
from pages.ui.states import nothing, trouble
from pages.ui.stats import Stat, figures
from pages.ui.tables import Column, table
from pages.ui.topbar import topbar

SHOWN = 50
ROLES = {
    Role.OWNER: N_("Owner"),
    Role.ADMIN: N_("Admin"),
    Role.MARKETER: N_("Marketer"),
    Role.ANALYST: N_("Analyst"),
    Role.VIEWER: N_("Viewer"),
}
DEEDS = {
    "sign_in": N_("Signed in"),
    "sign_in_refused": N_("Sign-in refused"),
    "sign_out": N_("Signed out"),
    "password_changed": N_("Changed the password"),
    "org_created": N_("Created the organisation"),
    "member_set": N_("Let a member in, or changed a role"),
    "member_removed": N_("Let a member go"),
    "org_changed": N_("Changed the organisation"),
    "limits_chosen": N_("Chose how often programs may ask"),
    "audit_exported": N_("Took the audit log away as a file"),
    "key_rotated": N_("Gave an API key a new secret"),
    "integration_connected": N_("Connected an account"),
    "integration_disconnected": N_("Disconnected an account"),
    "key_created": N_("Created an API key"),
    "key_revoked": N_("Revoked an API key"),
    "targets_saved": N_("Changed targets"),
    "posts_created": N_("Wrote posts"),
    "post_edited": N_("Changed a post"),
    "post_deleted": N_("Deleted a post"),
    "post_scheduled": N_("Scheduled a post"),
    "post_unscheduled": N_("Took a post's time back"),
    "post_published": N_("Published a post"),
    "post_failed": N_("Could not publish a post"),
    "post_retried": N_("Tried a post again"),
    "post_submitted": N_("Asked for a post's approval"),
    "post_approved": N_("Approved a post"),
    "post_rejected": N_("Sent a post back"),
    "post_approvals_set": N_("Chose how many approve posts"),
    "auto_pause_chosen": N_("Chose what a used-up budget does"),
    "campaign_paused_by_budget": N_("Paused a campaign whose budget is used up"),
    "campaign_resumed_by_budget": N_("Let a paused campaign run again"),
    "campaign_resume_asked": N_("Asked to resume a campaign"),
    "subscription_created": N_("Subscribed a system to events"),
    "subscription_changed": N_("Changed a subscription"),
    "subscription_removed": N_("Removed a subscription"),
    "subscription_rotated": N_("Gave a subscription a new secret"),
    "subscription_redelivered": N_("Sent messages again"),
    "sync_requested": N_("Started a sync"),
    "sync_cancelled": N_("Cancelled a sync"),
    "event_replayed": N_("Sent a dead letter or a job again"),
    "events_replayed": N_("Sent all dead letters again"),
    "channel_added": N_("Added a channel for notifications"),
    "channel_removed": N_("Removed a channel for notifications"),
    "notification_preferences_saved": N_("Changed how they are told"),
}


@section(N_("Tenant isolation"))
def isolation(_scope: Scope) -> None:
    """What the last audit found, and a new one on demand."""
    with card_box("isolation"):
        with card_bar("isolation", t("Tenant isolation")):
            again = st.button(t("Check now"), icon=":material/verified_user:")
        found = rls_audit().summary() if again else latest_rls_audit() or rls_audit().summary()
        show(figures(_findings(found)))
        if not found["ok"]:
            show(trouble(t("Tell your operator at once"), "; ".join([*found["gaps"], *found["leaks"]])))
        footnote(
            say(
                "Every table, every kind of access, two made-up organisations. Checked {when}.",
                when=n(formats.ago(datetime.fromisoformat(found["at"]))),
            ),
            "lock",
        )


def _findings(found: dict[str, Any]) -> list[Stat]:
    leaks, gaps = len(found["leaks"]), len(found["gaps"])
    return [
        Stat(t("Isolation"), t("holds") if found["ok"] else t("broken"), tone="good" if found["ok"] else "bad"),
        Stat(t("Tables"), formats.number(found["tables"])),
        Stat(t("Attempts"), formats.number(found["probes"])),
        Stat(t("Leaks and gaps"), formats.number(leaks + gaps), tone="bad" if leaks + gaps else ""),
    ]


@section(N_("API keys"))
def api_keys(scope: Scope) -> None:
    """The keys that open this org, a new one, and the end of one."""
    rows = [row for row in list_keys(scope.org_id) if not row["revoked_at"]]
    with card_box("keys"):
        with card_bar("keys", t("API keys"), count=len(rows)):
            _new_key(scope)
            if rows:
                _end_key(scope, rows)
        if made := st.session_state.pop("made_key", None):
            heading(t("Copy the new key now: it is shown only once"))
            st.code(made, language=None)
        columns: list[Column[dict[str, Any]]] = [
            Column(t("Name"), lambda row: Markup("<bdi>{}</bdi>").format(row["name"])),
            Column(t("Key"), lambda row: n(row["hint"][:-4] + "…" + row["hint"][-4:])),
            Column(t("Role"), lambda row: Markup("{}").format(t(ROLES[Role(row["role"])]))),
            Column(t("Created"), lambda row: _when(row["created_at"])),
            Column(t("Last used"), lambda row: _when(row["last_used_at"])),
        ]
        show(
            table(rows, columns, label=t("API keys"), css="hist")
            if rows
            else nothing(t("No key yet. Create one for a program that should read or sync."))
        )


@section(N_("Audit log"))
def trail(scope: Scope) -> None:
    """Who did what, newest first."""
    rows = list_audit(scope.org_id, SHOWN)
    with card_box("trail"):
        heading(t("Audit log"), sub=say("the last {n} entries", n=n(formats.number(len(rows)))))
        columns = [
            Column(t("When"), lambda row: _when(row["at"])),
            Column(t("Who"), lambda row: Markup("<bdi>{}</bdi>").format(row["actor"])),
            Column(t("What"), _deed, wide=True),
            Column(t("On what"), _target),
            Column(t("From"), lambda row: n(row["ip"] or formats.NONE)),
        ]
        show(table(rows, columns, label=t("Audit log"), css="hist"))
        footnote(
            t("Entries can be added and read, never changed or deleted, not even by the product itself."), "lock"
        )


def _new_key(scope: Scope) -> None:
    with st.popover(t("New key")):
        name = st.text_input(t("Name"), placeholder=t("What it is for"), max_chars=80)
        allowed = [role for role in Role if granted(role) <= granted(scope.person.role)]
        role = st.selectbox(t("Role"), allowed, index=len(allowed) - 1, format_func=lambda one: t(ROLES[one]))
        if st.button(t("Create key"), type="primary", disabled=not name.strip()):
            with work(scope.org_id, scope.actor) as unit:
                st.session_state["made_key"] = create_key(unit, name.strip(), role, maker=scope.person.role)
            st.rerun(scope="fragment")


def _end_key(scope: Scope, rows: list[dict[str, Any]]) -> None:
    with st.popover(t("Revoke")):
        names = {row["id"]: row["name"] for row in rows}
        chosen = st.selectbox(t("Key"), list(names), format_func=names.__getitem__)
        st.caption(t("Programs that use it are refused from now on."))
        if st.button(t("Revoke this key"), type="primary"):
            with work(scope.org_id, scope.actor) as unit:
                revoke_key(unit, UUID(chosen))
            st.rerun(scope="fragment")


def _deed(row: dict[str, Any]) -> Markup:
    words = t(DEEDS.get(row["action"], row["action"]))
    return pill("bad", words) if row["action"].endswith("_refused") else Markup("{}").format(words)


def _target(row: dict[str, Any]) -> Markup:
    """What was acted on, by its name where the entry knows it."""
    named = row["detail"].get("name") or row["detail"].get("account") or row["target"]
    return n(named or formats.NONE)


def _when(moment: str | None) -> Markup:
    return n(formats.ago(datetime.fromisoformat(moment)) if moment else formats.NONE)


with page("security") as scope:
    with topbar(t("Security")) as bar:
        bar.sub = t("Who may enter, who did what, and whether tenants are apart")
    isolation(scope)
    if scope.can(Permission.KEYS_MANAGE):
        api_keys(scope)
    if scope.can(Permission.AUDIT_READ):
        trail(scope)
