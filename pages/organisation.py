"""The organisation's settings: its people, its clock and money, what steers the product, its targets."""

from engine.core.i18n import t
from engine.permissions import Permission
from pages.organising.choices import choices
from pages.organising.goals import goals
from pages.organising.members import members
from pages.ui.frame import page
from pages.ui.topbar import topbar

with page("organisation") as scope:
    with topbar(t("Settings")) as bar:
        bar.sub = t("What the organisation counts with, what it wants, and who is in it")
    if scope.can(Permission.MEMBERS_MANAGE):
        members(scope)
    choices(scope)
    if scope.can(Permission.TARGETS_WRITE):
        goals(scope)
