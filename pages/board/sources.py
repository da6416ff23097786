"""Where the figures come from: the connected accounts, and how their syncs are going."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from markupsafe import Markup

from engine.core.clock import now
from engine.core.i18n import N_, nt, t
from engine.syncs import live, strip
from engine.syncs.timetable import next_sync
from pages.board.board import Board, is_late, moment
from pages.ui import format as formats
from pages.ui.cards import card
from pages.ui.html import say
from pages.ui.marks import link, n, pill, platform
from pages.ui.scope import Scope
from pages.ui.stats import Stat, figures
from pages.ui.strips import Outcome, meter, progress
from pages.ui.strips import strip as ticks
from pages.ui.tables import Column, table

Row = dict[str, Any]
HOURS = 48
SHOWN = 8
EXPIRES_SOON = timedelta(days=7)
PROMISE = 0.95
KINDS = {
    "all": N_("campaigns and figures"),
    "campaigns": N_("campaigns"),
    "metrics": N_("figures"),
    "posts": N_("posts"),
}


def accounts_card(board: Board) -> Markup:
    """Each account with its currency, its state and its age."""
    title = t("Connected accounts")
    columns: list[Column[Row]] = [
        Column(t("Account"), _account),
        Column(t("Currency"), lambda row: n(row["currency"])),
        Column(t("Status"), _state),
        Column(t("Freshness"), _age, numeric=True),
    ]
    urgent_first = sorted(board.accounts, key=lambda row: not is_late(row))
    rest = len(urgent_first) - SHOWN
    more = nt("{n} more account", "{n} more accounts", rest) if rest > 0 else ""
    return card(
        title,
        table(urgent_first[:SHOWN], columns, label=title, css="mini acc"),
        aside=link(t("Manage"), "/integrations"),
        count=len(board.accounts),
        footer=link(more, "/integrations") if more else "",
    )


def sync_card(scope: Scope, board: Board) -> Markup:
    """Counts, the last two days at a glance, what runs now, the promise, and when it goes on."""
    counts = board.data["sync_status"]
    title = t("Sync status")
    parts = [
        figures(
            [
                Stat(t("Up to date"), n(counts["success"])),
                Stat(t("Syncing"), n(counts["syncing"])),
                Stat(t("Failed"), n(counts["failed"]), tone="bad" if counts["failed"] else ""),
                Stat(t("Waiting"), n(counts["pending"])),
            ]
        ),
        _hours(scope),
        *(running(run) for run in live(scope.org_id)[:2]),
        _promise(board),
    ]
    body = Markup("").join(parts)
    return card(title, body, aside=link(t("Sync control"), "/sync"), footer=_next_run(scope, board))


def running(run: Row) -> Markup:
    """One sync that runs now: how far, how fast, how long."""
    done, planned = run["windows_done"], run["windows_planned"]
    far = (
        say("{done} of {planned} steps", done=n(done), planned=n(planned))
        if planned
        else t("waiting for a worker")
    )
    read = run["rows_read"]
    rows = nt("{count} row", "{count} rows", read, count=formats.number(read)) if read else ""
    left = ""
    if run["eta_s"] is not None:
        left = t("about {time} left", time=formats.span(timedelta(seconds=max(run["eta_s"], 1))))
    name = Markup("{} <bdi>{}</bdi>").format(platform(run["platform"]), run["name"])
    label = t("{name}: {share} done", name=run["name"], share=formats.percent(run["progress"], 0))
    kind = KINDS[run["data_type"]]
    return progress(name, t(kind), run["progress"], far, rows, left, label=label)


def _hours(scope: Scope) -> Markup:
    """One tick an hour over all accounts: a failure anywhere makes the hour a failure."""
    accounts = strip(scope.org_id, HOURS)
    if not accounts:
        return Markup("")
    hours = [
        [slot["outcome"] for slot in column] for column in zip(*(one["hours"] for one in accounts), strict=True)
    ]
    outcomes = [_outcome(hour) for hour in hours]
    failed = sum(outcome == "failed" for outcome in outcomes)
    words = nt(
        "{n} hour with a failed sync in the last two days",
        "{n} hours with a failed sync in the last two days",
        failed,
    )
    label = Markup('<p class="lab">{}</p>').format(t("Last {hours} hours, all accounts", hours=HOURS))
    return label + ticks(outcomes, words, since=t("2 days ago"), until=t("now"))


def _outcome(statuses: Sequence[str | None]) -> Outcome:
    met = set(statuses)
    if "failed" in met:
        return "failed"
    if met & {"running", "queued", "retrying"}:
        return "live"
    return "ok" if "succeeded" in met else "missed"


def _promise(board: Board) -> Markup:
    if not board.fetched:
        return Markup("")
    fresh = 1 - len(board.late) / len(board.fetched)
    tone = "good" if fresh >= PROMISE else "warn"
    ends = (n(formats.percent(fresh)), say("target {value}", value=n(formats.percent(PROMISE, 0))))
    return meter(t("Accounts with figures from the last two hours"), fresh, *ends, tone=tone, expected=PROMISE)


def _next_run(scope: Scope, board: Board) -> Markup | str:
    due = [next_sync(UUID(one["integration_id"])) for one in board.fetched if not one["token_dead"]]
    return say("Next run at {time}", time=n(formats.clock(min(due), scope.zone))) if due else ""


def _account(row: Row) -> Markup:
    sandbox = Markup(" · {}").format(t("sandbox")) if row["is_sandbox"] else ""
    return Markup('{}<span class="sub"><bdi>{}</bdi>{}</span>').format(
        platform(row["platform"]), row["name"], sandbox
    )


def _state(row: Row) -> Markup:
    if row["source"] == "file":
        return pill("mute", t("File"))
    if row["token_dead"]:
        return pill("bad", t("Reconnect needed"))
    if row["sync_status"] == "syncing":
        return pill("live", t("Syncing"))
    if row["sync_status"] == "failed":
        return pill("bad", t("Sync failed"))
    if (expires := moment(row["token_expires_at"])) and _soon(expires):
        return pill("warn", t("Access ends in {time}", time=formats.span(expires - now())))
    return pill("mute", t("Waiting")) if row["sync_status"] == "pending" else pill("good", t("Connected"))


def _soon(expires: datetime) -> bool:
    # tokens that are renewed every hour are no news: only a day or more of life can run out unnoticed
    return timedelta(days=1) < expires - now() < EXPIRES_SOON


def _age(row: Row) -> Markup:
    synced = moment(row["last_synced_at"])
    if synced is None:
        return n(formats.NONE)
    return Markup('<span class="{}">{}</span>').format("badt" if is_late(row) else "", formats.age(synced))
