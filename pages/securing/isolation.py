"""What the last audit of row-level security found, and a new one on demand."""

from datetime import datetime
from typing import Any

import streamlit as st

from engine.audits import latest_rls_audit, rls_audit
from engine.core.i18n import N_, t
from pages.ui import format as formats
from pages.ui.cards import card_bar, card_box, footnote
from pages.ui.frame import section
from pages.ui.html import say, show
from pages.ui.marks import n
from pages.ui.scope import Scope
from pages.ui.states import trouble
from pages.ui.stats import Stat, figures


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
