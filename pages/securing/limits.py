"""How often people and programs may ask a minute, how much of it is used now, and choosing it."""

from typing import Any

import streamlit as st
from markupsafe import Markup

from engine.core.errors import Unready
from engine.core.i18n import N_, t
from engine.counting import look
from engine.keys import list_keys
from engine.limits import CHOICES, Tier
from engine.orgs import choose_limits, chosen_limits
from engine.permissions import Permission
from pages.ui import format as formats
from pages.ui.cards import card_bar, card_box, footnote
from pages.ui.deeds import do, done
from pages.ui.frame import section
from pages.ui.html import show
from pages.ui.marks import n
from pages.ui.scope import Scope
from pages.ui.tables import Column, table

Row = dict[str, Any]
KEY = "limits"
NAMES = {
    Tier.API: N_("Reading and changing"),
    Tier.HEAVY: N_("Syncs, exports, keys"),
    Tier.AI: N_("Forecasts and proposals"),
}


@section(N_("Request limits"), permission=Permission.KEYS_MANAGE)
def request_limits(scope: Scope) -> None:
    """Each tier for whoever looks, then each key, with what is used of the running minute."""
    chosen = chosen_limits(scope.org_id)
    with card_box(KEY):
        with card_bar(KEY, t("Request limits")):
            if scope.can(Permission.ORG_UPDATE):
                _choose(scope, chosen)
        done(KEY)
        show(table(_rows(scope, chosen), _columns(), label=t("Request limits"), css="hist", cards=True))
        footnote(t("Each person and each key counts apart, over the last 60 seconds."))


def _rows(scope: Scope, chosen: dict[str, int]) -> list[Row]:
    me = f"{scope.user_id}:{scope.org_id}"
    rows = [_row(t(NAMES[tier]), t("you"), tier, me, chosen.get(tier)) for tier in NAMES]
    for key in list_keys(scope.org_id):
        if key["status"] == "active":
            own = key["rate_limit"] or chosen.get(Tier.API)
            rows.append(_row(t(NAMES[Tier.API]), key["name"], Tier.API, f"key:{key['id']}", own))
    return rows


def _row(kind: str, who: str, tier: Tier, counted: str, per_minute: int | None) -> Row:
    try:
        window = look(tier, counted, per_minute)
    except Unready:  # Redis is down, and the page stands all the same
        return {"kind": kind, "who": who, "limit": per_minute or CHOICES[tier].usual, "used": None}
    return {"kind": kind, "who": who, "limit": window.limit, "used": window.limit - window.remaining}


def _columns() -> list[Column[Row]]:
    return [
        Column(t("What"), lambda row: Markup("{}").format(row["kind"]), wide=True),
        Column(t("Who"), lambda row: Markup("<bdi>{}</bdi>").format(row["who"])),
        Column(t("Requests a minute"), lambda row: n(formats.number(row["limit"])), numeric=True),
        Column(
            t("Used now"),
            lambda row: n(formats.NONE if row["used"] is None else formats.number(row["used"])),
            numeric=True,
        ),
    ]


def _choose(scope: Scope, chosen: dict[str, int]) -> None:
    with st.popover(t("Change")):
        wanted: dict[str, int | None] = {}
        for tier, bounds in CHOICES.items():
            wanted[tier] = st.number_input(
                t(NAMES[tier]),
                min_value=bounds.least,
                max_value=bounds.most,
                value=chosen.get(tier, bounds.usual),
                key=f"limit-{tier}",
            )
        if st.button(t("Save"), type="primary"):
            do(scope, KEY, lambda unit: choose_limits(unit, wanted))
