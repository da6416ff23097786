"""Areas and tags as people call them, and sizes as they read them."""

from engine.core.i18n import N_, t
from pages.ui import format as formats

AREAS = {
    "dashboard": N_("Dashboard"),
    "metrics": N_("Figures"),
    "campaigns": N_("Campaigns"),
    "analytics": N_("Analytics"),
    "sync": N_("Syncs"),
}
TAGS = AREAS | {
    "org": N_("Organisation"),
    "alerts": N_("Alerts"),
    "posts": N_("Posts"),
    "integrations": N_("Accounts"),
    "targets": N_("Targets"),
}


def area_name(area: str) -> str:
    """An area in the reader's language."""
    words = AREAS[area]
    return t(words)


def tag_name(tag: str) -> str:
    """A tag in the reader's language."""
    words = TAGS[tag]
    return t(words)


def size(count: int) -> str:
    """Bytes as a person reads them."""
    if count < 1024:
        return t("{n} B", n=formats.number(count))
    if count < 1024**2:
        return t("{n} KB", n=formats.number(count / 1024, 1))
    return t("{n} MB", n=formats.number(count / 1024**2, 1))
