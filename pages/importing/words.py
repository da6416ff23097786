"""What the import screen calls things, in the reader's language when asked for."""

from db.kinds import ImportStatus, Level
from engine.core.i18n import N_

LEVELS = {
    Level.CAMPAIGN: N_("one per campaign and day"),
    Level.AD_SET: N_("one per ad set and day"),
    Level.AD: N_("one per ad and day"),
}
STATES = {
    ImportStatus.PREVIEW: ("mute", N_("not loaded yet")),
    ImportStatus.RUNNING: ("live", N_("loading")),
    ImportStatus.DONE: ("good", N_("loaded")),
    ImportStatus.FAILED: ("bad", N_("failed")),
}
