"""What runs now: the day's figures in a strip, and a live bar for every run."""

from typing import Any
from uuid import UUID

import streamlit as st
from markupsafe import Markup

from db.kinds import DataType, RunStatus, Trigger
from engine import syncs
from engine.core.i18n import N_, nt, t
from engine.core.work import work
from engine.permissions import Permission
from pages.syncing.words import RUN_STATES, TRIGGERS, TYPES, hour
from pages.ui import format as formats
from pages.ui.cards import card_box, heading
from pages.ui.frame import section
from pages.ui.html import say, show
from pages.ui.marks import dot, n, pill, platform
from pages.ui.scope import Scope
from pages.ui.states import nothing
from pages.ui.stats import Stat, stats_strip
from pages.ui.strips import progress

SLO = 0.95  # the share of accounts that should be fresher than an hour
MINUTE_S = 90


@section(N_("Running now"), run_every=2)
def running(scope: Scope) -> None:
    """Redrawn every two seconds, without a reload."""
    runs = syncs.live(scope.org_id)
    show(_figures(scope, runs))
    with card_box("live"):
        live = Markup('<span class="livec">{} {}</span>').format(dot("live" if runs else ""), t("live"))
        heading(t("Running now"), aside=live)
        if not runs:
            show(nothing(t("Nothing runs. Figures come every hour, campaigns every four hours.")))
        for run in runs:
            _row(scope, run)


def _row(scope: Scope, run: dict[str, Any]) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key=f"liverow-{run['run_id']}"):
        show(_bar(run, scope.zone))
        stop = t("Stopping") if run["cancel_requested"] else t("Cancel")
        if scope.can(Permission.SYNC_TRIGGER) and st.button(
            stop, key=f"cancel-{run['run_id']}", disabled=run["cancel_requested"]
        ):
            with work(scope.org_id, scope.actor) as unit:
                syncs.cancel(unit, UUID(run["run_id"]))
            st.rerun(scope="fragment")


def _bar(run: dict[str, Any], zone: str) -> Markup:
    done, planned = run["windows_done"], run["windows_planned"]
    steps = say("step {done} of {planned}", done=n(formats.number(done)), planned=n(formats.number(planned)))
    rows = nt("{count} row", "{count} rows", run["rows_read"], count=formats.number(run["rows_read"]))
    pace = say("{rows}, {pace} a second", rows=rows, pace=n(formats.number(run["rows_per_s"] or 0)))
    kind = f"{t(TYPES[DataType(run['data_type'])])}, {t(TRIGGERS[Trigger(run['trigger'])])}"
    return progress(
        Markup("{} <bdi>{}</bdi>").format(platform(run["platform"]), run["name"]),
        kind,
        run["progress"],
        steps if planned else t("planning"),
        pace,
        _left(run, zone),
        label=t("{name}: {percent} done", name=run["name"], percent=formats.percent(run["progress"], 0)),
    )


def _left(run: dict[str, Any], zone: str) -> Markup | str:
    """How long it will take, or what it waits for."""
    if run["status"] != RunStatus.RUNNING:
        tone, word = RUN_STATES[RunStatus(run["status"])]
        again = n(hour(run["due_at"], zone)) if run["attempt"] else ""
        return Markup("{} {}").format(pill(tone, t(word)), again)
    seconds = run["eta_s"]
    if seconds is None:
        return t("just started")
    if seconds < MINUTE_S:
        return nt("about {n} second left", "about {n} seconds left", max(round(seconds), 1))
    return nt("about {n} minute left", "about {n} minutes left", round(seconds / 60))


def _figures(scope: Scope, runs: list[dict[str, Any]]) -> Markup:
    facts, day, here = syncs.statistics(scope.org_id), syncs.last_day(scope.org_id), syncs.status(scope.org_id)
    share, failed = facts["freshness"]["share"], facts["sync_status"]["failed"]
    active = sum(run["status"] == RunStatus.RUNNING for run in runs)
    due = min((row["next_sync_at"] for row in here["integrations"] if row["next_sync_at"]), default=None)
    pace, waiting = formats.number(day["rows_per_s"] or 0), len(runs) - active

    def stat(label: str, figure: str, note: str, tone: str = "") -> Stat:
        return Stat(label, n(figure), note, tone)

    target = t("target {n}", n=formats.percent(SLO, 0))
    fresh = "" if share is None else "good" if share >= SLO else "warn"
    needed = t("needs a person") if failed else t("nothing to do")
    return stats_strip(
        [
            stat(t("Fresher than 1 hour"), formats.percent(share), target, fresh),
            stat(t("Syncing now"), formats.number(active), nt("{n} more waiting", "{n} more waiting", waiting)),
            stat(t("Failed"), formats.number(failed), needed, "bad" if failed else ""),
            stat(t("Runs, last 24 h"), formats.number(day["runs"]), nt("{n} failed", "{n} failed", day["failed"])),
            stat(t("Rows, last 24 h"), formats.number(day["rows"]), t("{n} rows a second, median", n=pace)),
            stat(t("Next run"), hour(due, scope.zone), t("metrics, every hour")),
        ]
    )
