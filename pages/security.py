"""Whether the org is safe: what to look after, who may enter, who did what; the keys for programs are here."""

from engine.core.i18n import t
from engine.permissions import Permission
from pages.securing.checks import checks
from pages.securing.isolation import isolation
from pages.securing.keys import api_keys
from pages.securing.limits import request_limits
from pages.securing.people import people
from pages.securing.trail import trail
from pages.ui.frame import page
from pages.ui.topbar import topbar

with page("security") as scope:
    with topbar(t("Security")) as bar:
        bar.sub = t("Who may enter, who did what, and whether tenants are apart")
    checks(scope)
    isolation(scope)
    if scope.can(Permission.MEMBERS_MANAGE):
        people(scope)
    if scope.can(Permission.KEYS_MANAGE):
        api_keys(scope)
        request_limits(scope)
    if scope.can(Permission.AUDIT_READ):
        trail(scope)
