"""What one may do about a campaign on one platform that is not as it should be."""

from collections.abc import Callable, Iterable
from uuid import UUID

import streamlit as st

from engine.core.work import Work, work
from engine.permissions import Permission
from pages.ui.scope import Scope

Way = tuple[str, str, Callable[[Work, UUID], object]]  # its word, its label, and what does it


def ways_out(scope: Scope, name: str, launch_id: UUID, ways: Iterable[Way]) -> None:
    """A button for each way, for those who may; what is pressed is done at once."""
    if not scope.can(Permission.CAMPAIGNS_WRITE):
        return
    with st.container(horizontal=True, key=f"{name}-{launch_id}"):
        for word, label, do in ways:
            if st.button(label, key=f"{word}-{launch_id}"):
                with work(scope.org_id, scope.actor) as unit:
                    do(unit, launch_id)
                st.rerun()
