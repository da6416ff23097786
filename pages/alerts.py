"""Alerts: what needs somebody, what waits, what was settled, and by whom."""

from engine.core.i18n import t
from pages.alerting.rows import listed
from pages.ui.frame import page
from pages.ui.topbar import topbar

with page("alerts") as scope:
    with topbar(t("Alerts")) as bar:
        bar.sub = t("What needs somebody, and what became of it")
    listed(scope)
