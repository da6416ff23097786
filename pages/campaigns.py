"""Unified campaigns: what runs on which platforms, one of them in detail, and the builder of a new one."""

from uuid import UUID

import streamlit as st

from engine.core.errors import Missing
from pages.planning.build import build
from pages.planning.bulk import bulk
from pages.planning.detail import detail
from pages.planning.overview import overview
from pages.planning.templates import templates
from pages.planning.utm import utm
from pages.ui.frame import page


def chosen() -> UUID | None:
    """The campaign that the address names."""
    try:
        return UUID(named) if (named := st.query_params.get("campaign")) else None
    except ValueError:
        raise Missing from None


with page("campaigns") as scope:
    if campaign_id := chosen():
        detail(scope, campaign_id)
    elif st.query_params.get("new"):
        build(scope)
    elif st.query_params.get("templates"):
        templates(scope)
    elif st.query_params.get("bulk"):
        bulk(scope)
    elif st.query_params.get("utm"):
        utm(scope)
    else:
        overview(scope)
