"""What the sync screen calls things, in the reader's language when asked for."""

from datetime import datetime
from typing import Any

from db.kinds import DataType, RunStatus, SyncStatus, Trigger
from engine.core.i18n import N_
from pages.ui import format as formats
from pages.ui.strips import Outcome

TYPES = {
    DataType.ALL: N_("Everything"),
    DataType.METRICS: N_("Metrics"),
    DataType.CAMPAIGNS: N_("Campaigns"),
    DataType.POSTS: N_("Posts"),
}
TRIGGERS = {
    Trigger.MANUAL: N_("by hand"),
    Trigger.SCHEDULED: N_("scheduled"),
    Trigger.WEBHOOK: N_("webhook"),
    Trigger.CONNECT: N_("first connect"),
}
ACCOUNT_STATES = {
    SyncStatus.PENDING: ("mute", N_("Waiting")),
    SyncStatus.SYNCING: ("live", N_("Syncing")),
    SyncStatus.SUCCESS: ("good", N_("Up to date")),
    SyncStatus.FAILED: ("bad", N_("Failed")),
}
RUN_STATES = {
    RunStatus.QUEUED: ("mute", N_("queued")),
    RunStatus.RUNNING: ("live", N_("running")),
    RunStatus.RETRYING: ("warn", N_("will retry")),
    RunStatus.SUCCEEDED: ("good", N_("done")),
    RunStatus.FAILED: ("bad", N_("failed")),
    RunStatus.CANCELLED: ("mute", N_("cancelled")),
}
OUTCOMES: dict[str | None, Outcome] = {
    None: "missed",
    RunStatus.SUCCEEDED: "ok",
    RunStatus.FAILED: "failed",
    RunStatus.CANCELLED: "missed",
}


def moment(stamp: str | None) -> datetime | None:
    """The moment behind an ISO stamp."""
    return datetime.fromisoformat(stamp) if stamp else None


def hour(stamp: str | None, zone: str) -> str:
    """The time of day behind an ISO stamp, in that zone."""
    known = moment(stamp)
    return formats.clock(known, zone) if known else formats.NONE


def attention(row: dict[str, Any]) -> bool:
    """Whether somebody should look at this account."""
    return row["sync_status"] == SyncStatus.FAILED or row["token_status"]["status"] in ("expired", "expiring_soon")
