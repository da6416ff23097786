"""States of campaigns in words, each with its tone; goals and levels as people call them."""

from markupsafe import Markup

from db.kinds import CampaignStatus, EntityStatus, Objective, Phase
from engine.core.i18n import N_, t
from pages.ui.marks import pill

STATES = {
    CampaignStatus.DRAFT: ("mute", N_("draft")),
    CampaignStatus.ACTIVE: ("good", N_("active")),
    CampaignStatus.PAUSED: ("mute", N_("paused")),
    CampaignStatus.COMPLETED: ("mute", N_("completed")),
    CampaignStatus.ARCHIVED: ("mute", N_("archived")),
}
PHASES = {
    Phase.CREATING: ("live", N_("being created")),
    Phase.ARMING: ("live", N_("being switched on")),
    Phase.ACTIVATING: ("live", N_("being switched on")),
    Phase.CHANGING: ("live", N_("being changed")),
    Phase.UNDOING: ("warn", N_("being taken back")),
    Phase.UNDONE: ("bad", N_("failed, taken back")),
}
PARTS = PHASES | {
    Phase.DONE: ("good", N_("in place")),
    Phase.UNDONE: ("mute", N_("taken back")),
    Phase.ORPHANED: ("bad", N_("left behind")),
    Phase.ADOPTED: ("mute", N_("kept")),
}
PACES = {
    "on_pace": ("good", N_("on pace")), "ahead": ("warn", N_("ahead of pace")),
    "behind": ("warn", N_("behind pace")),
}  # fmt: skip
GOALS = {
    Objective.TRAFFIC: N_("Visits to a website"),
    Objective.SALES: N_("Sales"),
    Objective.LEADS: N_("Leads"),
    Objective.AWARENESS: N_("Awareness"),
    Objective.ENGAGEMENT: N_("Engagement"),
    Objective.VIDEO_VIEWS: N_("Video views"),
    Objective.APP: N_("App installs"),
}
LEVELS = {"campaign": N_("Campaign"), "ad_set": N_("Ad set"), "ad": N_("Ad")}
VERBS = {
    "create": N_("created"),
    "switch_on": N_("switched on"),
    "undo": N_("taken back"),
    "change": N_("changed"),
}
FIELDS = {
    "status": N_("State"), "lifetime_budget_micros": N_("Budget"), "name": N_("Name"),
    "starts_on": N_("First day"), "ends_on": N_("Last day"),
}  # fmt: skip


def state_of(campaign: dict[str, str]) -> Markup:
    """The state in a pill: what is happening to it, or what it is."""
    phase = Phase(campaign["phase"])
    tone, word = PHASES.get(phase) or STATES[CampaignStatus(campaign["status"])]
    return pill(tone, t(word))


def part_state(phase: str, *, waiting: bool = False, made: bool = True) -> Markup:
    """The state of one platform's part; `made`: whether the platform has or had anything of it."""
    if phase == Phase.UNDONE and not made:
        return pill("mute", t("nothing there"))
    tone, word = ("mute", N_("waiting for the others")) if waiting else PARTS[Phase(phase)]
    return pill(tone, t(word))


def there(status: str) -> Markup:
    """The state that a platform gives a campaign, an ad set or an ad."""
    if status == EntityStatus.REMOVED:
        return pill("mute", t("removed"))
    tone, word = STATES[CampaignStatus(status)]
    return pill(tone, t(word))
