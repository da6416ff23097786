"""Budgets: how much of each is gone, what happens when it is, how campaigns do and which days were odd."""

from engine.core.i18n import t
from pages.guarding.limits import limits
from pages.guarding.odd import odd
from pages.guarding.records import records
from pages.guarding.sums import sums
from pages.ui.frame import page
from pages.ui.topbar import topbar

with page("budgets") as scope:
    with topbar(t("Budgets")) as bar:
        bar.sub = t("How much of each is gone, and what happens when it is")
    limits(scope)
    sums(scope)
    odd(scope)
    records(scope)
