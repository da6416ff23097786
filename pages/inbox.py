"""People who answered: leads, comments and messages of every platform in one place."""

from engine.core.i18n import t
from pages.told.people import comments, leads
from pages.told.seeking import seek
from pages.ui.frame import page
from pages.ui.topbar import topbar

with page("inbox") as scope:
    with topbar(t("Inbox")) as bar:
        bar.sub = t("Leads, comments and messages of every platform")
        sought = seek(scope)
    leads(scope, sought)
    comments(scope, sought)
