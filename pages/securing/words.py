"""The words and cells that parts of the Security screen share."""

from datetime import datetime

from markupsafe import Markup

from db.kinds import Role
from engine.core.i18n import N_
from pages.ui import format as formats
from pages.ui.marks import n

ROLES = {
    Role.OWNER: N_("Owner"),
    Role.ADMIN: N_("Admin"),
    Role.MARKETER: N_("Marketer"),
    Role.ANALYST: N_("Analyst"),
    Role.VIEWER: N_("Viewer"),
}


def when(moment: datetime | str | None) -> Markup:
    """How long ago, or a dash."""
    if isinstance(moment, str):
        moment = datetime.fromisoformat(moment)
    return n(formats.ago(moment) if moment else formats.NONE)
