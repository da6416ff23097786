"""Templates: what the organisation plans from again."""

from typing import Any
from uuid import UUID

import streamlit as st
from markupsafe import Markup

from engine import campaigns
from engine.core.errors import AppError
from engine.core.i18n import N_, nt, t
from engine.core.work import work
from engine.identity import admit
from engine.permissions import Permission
from pages.planning.again import plan_from
from pages.planning.overview import platforms
from pages.ui import format as formats
from pages.ui.cards import card_box, footnote, heading
from pages.ui.frame import guarded
from pages.ui.html import show
from pages.ui.marks import money, n
from pages.ui.picks import pick, pick_button
from pages.ui.scope import Scope
from pages.ui.states import empty, trouble
from pages.ui.tables import Column, table
from pages.ui.topbar import topbar

Row = dict[str, Any]


def templates(scope: Scope) -> None:
    """All of them, each with what can be done with it."""
    admit(scope.person, Permission.CAMPAIGNS_WRITE, ip=scope.actor.ip, to="/campaigns")
    with topbar(t("Templates")) as top:
        top.sub = t("Plans to plan from again")
        if st.button(t("All campaigns")):
            del st.query_params["templates"]
            st.rerun()
    rows = campaigns.list_templates(scope.org_id)
    with card_box("templates"):
        heading(t("Templates"), count=len(rows))
        if rows:
            show(table(rows, _columns(), label=t("Templates"), css="grid", cards=True))
            footnote(t("A template begins tomorrow and lasts as long as it did; posts come without their times."))
        else:
            text = t("Open a campaign or a plan and choose “Save as template”. It is listed here for everybody.")
            show(empty(t("No template yet"), text))
    if used := pick("use"):
        plan_from(scope, campaigns.template_order(scope.org_id, UUID(used)))
    chosen = pick("template")
    if row := next((row for row in rows if row["id"] == chosen), None):
        _edit(row)


def save_as(name: str, *, campaign_id: UUID | None = None, order: Row | None = None) -> None:
    """Ask for a name and keep the campaign, or the plan, as a template."""

    @st.dialog(t("Save as template"))
    def form() -> None:
        with guarded(N_("Templates")) as reader:
            words = _words(name[:120], "")
            if words and _done(reader, lambda unit: _save(unit, words, campaign_id, order)):
                st.toast(t("The template was saved."))
                st.rerun()

    form()


def _save(unit: Any, words: tuple[str, str], campaign_id: UUID | None, order: Row | None) -> None:
    if campaign_id:
        campaigns.save_campaign_as_template(unit, *words, campaign_id)
    else:
        campaigns.save_template(unit, *words, order)


def _edit(row: Row) -> None:
    @st.dialog(t("Change the template"))
    def form() -> None:
        with guarded(N_("Templates")) as reader:
            template_id = UUID(row["id"])
            words = _words(row["name"], row["description"])
            if words:
                body = dict(zip(("name", "description"), words, strict=True))
                if _done(reader, lambda unit: campaigns.rename_template(unit, template_id, body)):
                    st.rerun()
            sure = st.checkbox(t("Delete it for everybody"))
            if st.button(t("Delete"), disabled=not sure) and _done(
                reader, lambda unit: campaigns.delete_template(unit, template_id)
            ):
                st.rerun()

    form()


def _words(name: str, description: str) -> tuple[str, str] | None:
    """Name and description, once they are to be saved."""
    with st.form("template-words", border=False):
        named = st.text_input(t("Name"), name, max_chars=120)
        described = st.text_area(t("Description"), description, max_chars=2000)
        saved = st.form_submit_button(t("Save"), type="primary")
    return (named, described) if saved else None


def _done(reader: Scope, change: Any) -> bool:
    """Do it; a refusal is said in the dialog."""
    try:
        with work(reader.org_id, reader.actor) as unit:
            change(unit)
    except AppError as no:
        fields: dict[str, list[str]] = getattr(no, "fields", {})
        said = " ".join(sentence for each in fields.values() for sentence in each)
        show(trouble(t("Nothing was changed"), said or no.sentence()))
        return False
    return True


def _columns() -> list[Column[Row]]:
    return [
        Column(t("Template"), _name, wide=True),
        Column(t("Platforms"), lambda row: platforms(row["platforms"])),
        Column(t("Budget"), _budget, numeric=True),
        Column(t("Length"), lambda row: n(nt("{n} day", "{n} days", row["days"]))),
        Column(t("Actions"), lambda row: pick_button("use", row["id"], t("Use"), css="alink"), quiet=True),
    ]


def _name(row: Row) -> Markup:
    button = pick_button("template", row["id"], Markup("<bdi>{}</bdi>").format(row["name"]))
    described = Markup('<bdi class="sub below">{}</bdi>').format(row["description"][:160])
    return Markup("{}{}").format(button, described if row["description"] else "")


def _budget(row: Row) -> Markup:
    if row["total_budget"] is None:
        return n(formats.NONE)
    if row["currency"]:
        return money(row["total_budget"], row["currency"])
    return n(formats.number(row["total_budget"], 2))
