"""Import: figures of accounts that cannot be connected, from the files their ad managers export."""

from uuid import UUID

import streamlit as st

from engine.core.errors import Missing
from engine.core.i18n import t
from pages.importing.bring import bring
from pages.importing.check import check
from pages.importing.loading import loading
from pages.importing.past import past
from pages.ui.frame import page
from pages.ui.topbar import topbar


def chosen() -> UUID | None:
    """The file that the address names."""
    try:
        return UUID(named) if (named := st.query_params.get("file")) else None
    except ValueError:
        raise Missing from None


with page("imports") as scope:
    with topbar(t("Import")) as bar:
        bar.sub = t("Figures of accounts that cannot be connected, from files")
    import_id = chosen()
    if import_id is None:
        bring(scope)
    elif st.session_state.get(f"loading-{import_id}"):
        loading(scope, import_id)
    else:
        check(scope, import_id)
    past(scope)
