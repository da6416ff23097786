"""The budget step: the total, and what each platform gets of it."""

import streamlit as st
from markupsafe import Markup

from engine.core.i18n import N_, t
from pages.planning.drafts import Draft, accounts_of, budgets_of
from pages.ui import format as formats
from pages.ui.cards import card_box, heading
from pages.ui.html import say, show
from pages.ui.marks import icon, money, n, platform, platform_name
from pages.ui.scope import Scope
from pages.ui.states import nothing

SPLITS = {"even": N_("Evenly"), "own": N_("My own")}


def budgets(scope: Scope, draft: Draft) -> None:
    """The total above, a row a platform below, and what is left."""
    code = currency_of(scope, draft)
    with card_box("budget"):
        heading(t("Budget"))
        with st.container(horizontal=True, vertical_alignment="bottom", key="split-head"):
            label = t("Total budget, {currency}", currency=formats.currency(code))
            draft["total"] = st.number_input(label, 1.0, 1e12, float(draft["total"]), 100.0)
            draft["split"] = (
                st.segmented_control(
                    t("How to split"),
                    list(SPLITS),
                    default=draft["split"],
                    format_func=lambda word: t(SPLITS[word]),
                )
                or draft["split"]
            )
        if not draft["accounts"]:
            show(nothing(t("Choose platforms first.")))
            return
        shares = budgets_of(draft)
        if draft["split"] == "own":
            shares = _typed(draft, shares, code)
            draft["budgets"] = shares
        _stack(shares, draft["total"])
        for slug, share in shares.items():
            _row(slug, share, draft["total"], code)
        _left(sum(shares.values()), draft["total"], code)


def currency_of(scope: Scope, draft: Draft) -> str:
    """The currency of the first account that was chosen."""
    accounts = accounts_of(scope)
    for slug, chosen in draft["accounts"].items():
        for row in accounts.get(slug, []):
            if row["id"] == chosen:
                return str(row["currency"])
    return scope.currency


def _typed(draft: Draft, shares: dict[str, float], code: str) -> dict[str, float]:
    even = round(draft["total"] / len(shares), 2)
    with st.container(horizontal=True, key="typed"):
        return {
            slug: st.number_input(
                t("{name}, {currency}", name=platform_name(slug), currency=formats.currency(code)),
                0.0,
                1e12,
                share or even,
                50.0,
                key=f"budget-{slug}",
            )
            for slug, share in shares.items()
        }


def _stack(shares: dict[str, float], total: float) -> None:
    parts = Markup("").join(
        Markup('<i style="inline-size:{:.2%};background:var(--p-{})"></i>').format(min(share / total, 1), slug)
        for slug, share in shares.items()
    )
    label = t("How the budget is split")
    show(Markup('<div class="stack" role="img" aria-label="{}">{}</div>').format(label, parts))


def _row(slug: str, share: float, total: float, code: str) -> None:
    show(
        Markup(
            '<div class="srow"><span>{}</span><span class="num">{}</span><span class="num">{}</span></div>'
        ).format(platform(slug), n(formats.percent(share / total, 0)), money(share, code))
    )


def _left(given: float, total: float, code: str) -> None:
    """What is left of the total, or what is too much."""
    left = round(total - given, 2)
    if left < 0:
        tone, name, words = "badt", "bad", say("{amount} too much", amount=money(-left, code))
    elif left:
        tone, name, words = "sub", "info", say("{amount} left", amount=money(left, code))
    else:
        tone, name, words = "okt", "ok", Markup("{}").format(t("Nothing left to allocate"))
    sums = say("{given} of {total} allocated", given=money(given, code), total=money(total, code))
    show(
        Markup('<p class="sumrow"><span>{}</span><span class="{}">{} {}</span></p>').format(
            sums, tone, icon(name), words
        )
    )
