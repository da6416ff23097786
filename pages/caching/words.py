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
TAGS = {
    "alerts": N_("Alerts"),
    "entities": N_("Campaigns on platforms"),
    "figures": N_("Figures"),
    "freshness": N_("Freshness of accounts"),
    "integrations": N_("Accounts"),
    "org": N_("Organisation"),
    "plans": N_("Campaigns of ours"),
    "posts": N_("Posts"),
    "progress": N_("Progress of syncs"),
    "ranges": N_("Expected ranges"),
    "runs": N_("Syncs"),
    "sums": N_("Sums of 30 days"),
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
