"""The leads as a file, for those who may see the answers and take data away."""

from functools import partial

import streamlit as st

from engine import identity
from engine.core.errors import Unknown
from engine.core.exports import MEDIA, Form
from engine.core.i18n import locale, speaking, t
from engine.core.work import Actor, work
from engine.inbox import Sought
from engine.leads import MOST, TOO_MANY, export_leads
from engine.permissions import Permission
from pages.ui import format as formats
from pages.ui.scope import Scope

NEEDED = (Permission.LEADS_READ, Permission.EXPORT)


def export_menu(scope: Scope, sought: Sought, total: int) -> None:
    """Two files behind one button, each written when it is asked for; nothing for whoever may not have them."""
    if not all(scope.can(permission) for permission in NEEDED):
        return
    take = partial(_file, scope.token, scope.actor, sought, locale())
    with st.popover(t("Export"), icon=":material/download:"):
        if total > MOST:
            st.caption(t(TOO_MANY, total=formats.number(total), most=formats.number(MOST)))
            return
        for form, label in ((Form.CSV, t("Leads as CSV")), (Form.XLSX, t("Leads as Excel"))):
            st.download_button(
                label,
                partial(take, form),
                f"leads_{scope.today}.{form}",
                MEDIA[form],
                on_click="ignore",
                key=f"leads-{form}",
                width="stretch",
            )


def _file(token: str, actor: Actor, sought: Sought, language: str, form: Form) -> bytes:
    """Written in a thread of its own, perhaps long after the page was drawn: who asks is looked up again."""
    person = identity.current(token)
    if person is None:
        raise Unknown
    with speaking(language):
        for permission in NEEDED:
            identity.admit(person, permission, ip=actor.ip, to="/inbox")
        with work(person.org_id, actor) as unit:
            return export_leads(unit, sought, form, person.timezone).body
