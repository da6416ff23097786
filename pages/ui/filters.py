"""The range and the comparison of a page, kept in its address so that it can be shared, and in the session."""

from collections.abc import Mapping
from datetime import date, timedelta

import streamlit as st

from engine.core.i18n import N_, t
from engine.core.periods import Days, last_days, parse_days
from pages.ui.scope import Scope

RANGES = {
    "7d": N_("Last 7 days"),
    "30d": N_("Last 30 days"),
    "90d": N_("Last 90 days"),
    "month": N_("This month"),
    "last-month": N_("Last month"),
    "custom": N_("Choose days"),
}
COMPARISONS = {
    "previous": N_("vs previous period"),
    "year": N_("vs last year"),
    "none": N_("no comparison"),
}


def days(scope: Scope, *, default: str = "30d") -> Days:
    """The chosen span in the organisation's days; Invalid when the two custom dates make no span."""
    chosen = choice("range", t("Range"), RANGES, default)
    if chosen == "custom":
        return _custom(scope)
    first = scope.today.replace(day=1)
    if chosen == "month":
        return Days(first, scope.today + timedelta(days=1))
    if chosen == "last-month":
        return Days((first - timedelta(days=1)).replace(day=1), first)
    return last_days(int(chosen.removesuffix("d")), scope.today)


def comparison(*, default: str = "previous") -> str:
    """`previous`, `year` or `none`."""
    return choice("compare", t("Comparison"), COMPARISONS, default)


def choice(key: str, label: str, options: Mapping[str, str], default: str, *, width: int = 150) -> str:
    """A quiet select whose value lives in the address as `?key=`; options are codes with sentences by `N_`."""
    wanted = st.query_params.get(key) or st.session_state.get(f"chosen-{key}", default)
    codes = list(options)
    chosen = st.selectbox(
        label,
        codes,
        index=codes.index(wanted if wanted in options else default),
        key=f"filter-{key}",
        format_func=lambda code: t(options[code]),
        label_visibility="collapsed",
        width=width,
    )
    st.session_state[f"chosen-{key}"] = chosen
    _remember(key, "" if chosen == default else chosen)
    return chosen


def _custom(scope: Scope) -> Days:
    since = _date("since", scope.today - timedelta(days=29))
    last = _date("last", scope.today)
    picked = st.date_input(
        t("Days"),
        value=(since, last),
        max_value=scope.today,
        key="filter-days",
        format="YYYY-MM-DD",
        label_visibility="collapsed",
        width=230,
    )
    if not isinstance(picked, tuple) or len(picked) != 2:
        return parse_days(since, last, scope.today)  # the second date is still to come
    _remember("since", picked[0].isoformat())
    _remember("last", picked[1].isoformat())
    return parse_days(picked[0], picked[1], scope.today)


def _date(key: str, default: date) -> date:
    try:
        return date.fromisoformat(st.query_params.get(key, ""))
    except ValueError:
        return default


def _remember(key: str, value: str) -> None:
    if value and st.query_params.get(key) != value:
        st.query_params[key] = value
    elif not value and key in st.query_params:
        del st.query_params[key]
