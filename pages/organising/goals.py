"""The month's targets, as on the dashboard."""

import streamlit as st

from engine.core.i18n import N_, t
from engine.permissions import Permission
from engine.targets import month_of
from pages.ui import format as formats
from pages.ui.cards import card_box, heading
from pages.ui.frame import section
from pages.ui.scope import Scope
from pages.ui.targets import target_form


@section(N_("Targets"), permission=Permission.TARGETS_WRITE)
def goals(scope: Scope) -> None:
    """The form for the running month."""
    month = month_of(scope.today)
    with card_box("goals"):
        heading(t("Targets for {month}", month=formats.month(month.since)))
        if target_form(scope, month.since):
            st.success(t("Saved."))
