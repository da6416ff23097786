"""What platforms tell us by themselves: every delivery, what became of it, and where they have to send."""

from uuid import UUID

from engine.core.i18n import t
from engine.permissions import Permission
from pages.told.addresses import own, shared
from pages.told.deliveries import OPENED, deliveries, open_delivery, refusals
from pages.ui.frame import page
from pages.ui.picks import pick
from pages.ui.topbar import topbar

with page("webhooks") as scope:
    with topbar(t("Webhooks")) as bar:
        bar.sub = t("What platforms tell us by themselves")
    deliveries(scope)
    if scope.can(Permission.SECURITY_READ):
        refusals(scope)
    shared(scope)
    own(scope)
    if opened := pick(OPENED):
        open_delivery(UUID(opened))
