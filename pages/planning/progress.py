"""How the making of a campaign goes, live; and afterwards everything that was done, platform by platform."""

from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from markupsafe import Markup

from db.kinds import Phase
from engine import campaigns
from engine.core.i18n import N_, nt, t
from pages.planning.words import LEVELS, VERBS, part_state
from pages.ui import format as formats
from pages.ui.cards import card_box, footnote, heading
from pages.ui.frame import section
from pages.ui.html import say, show
from pages.ui.marks import bar, dot, n, pill, platform
from pages.ui.more import is_whole, more_or_fewer
from pages.ui.scope import Scope
from pages.ui.tables import Column, table

Row = dict[str, Any]
SHOWN = 12
ENDED = {Phase.UNDONE, Phase.ORPHANED, Phase.ADOPTED}


@section(N_("Progress"), run_every=1)
def progress(scope: Scope, campaign_id: UUID) -> None:
    """One bar a platform while anything is happening or after it failed; nothing once all is well."""
    found = campaigns.campaign_progress(scope.org_id, campaign_id)
    if found["finished"] and found["phase"] == "done":
        return
    with card_box("progress"):
        live = Markup('<span class="livec">{} {}</span>').format(
            dot("" if found["finished"] else "live"), found["state"]
        )
        heading(t("How it goes"), aside=live)
        show(*(_line(row, scope.zone) for row in found["platforms"]))
        footnote(t("Everything is created paused and switched on together, or taken back everywhere."))


def _line(row: Row, zone: str) -> Markup:
    state = part_state(row["phase"], waiting=row["waiting"], made=bool(row["external_id"]))
    error = Markup('<p class="sub badt">{}</p>').format(row["error"]) if row["error"] else ""
    if row["phase"] in ENDED:  # how far it had come says nothing about what is there now
        line = Markup('<div class="live"><p class="two"><span>{}</span><span>{}</span></p>{}</div>')
        return line.format(platform(row["platform"]), state, error)
    share = row["done"] / row["planned"] if row["planned"] else 0
    steps = say("step {done} of {planned}", done=n(row["done"]), planned=n(row["planned"]))
    label = t("{name}: {percent} done", name=row["account"], percent=formats.percent(share, 0))
    again = ""
    if row["tries_again_at"]:
        when = n(formats.clock(datetime.fromisoformat(row["tries_again_at"]), zone))
        again = Markup("<span>{}</span>").format(say("tries again at {when}", when=when))
    return Markup(
        '<div class="live"><p class="two"><span>{}</span><span>{}</span></p>{}'
        '<p class="two sub"><span>{}</span>{}</p>{}</div>'
    ).format(platform(row["platform"]), state, bar(share, label, "accent"), steps, again, error)


@section(N_("What was done"), run_every=5)
def story(scope: Scope, campaign_id: UUID) -> None:
    """Every call that changed something, in order, and what was made by it."""
    found = campaigns.campaign_progress(scope.org_id, campaign_id)
    rows = [step | {"platform": one["platform"]} for one in found["platforms"] for step in one["steps"]]
    if not rows:
        _earlier(scope, campaign_id)
        return
    columns: list[Column[Row]] = [
        Column(t("When"), lambda row: _moment(row["at"], scope.zone)),
        Column(t("Platform"), lambda row: platform(row["platform"])),
        Column(t("What"), _what),
        Column(t("Outcome"), _outcome),
        Column(t("Its id there"), lambda row: n(row["external_id"] or formats.NONE), wide=True),
        Column(t("Attempts"), lambda row: n(row["attempts"]), numeric=True),
    ]
    newest = sorted(rows, key=lambda row: row["at"], reverse=True)
    shown = newest if is_whole("story") else newest[:SHOWN]
    with card_box("story"):
        heading(t("What was done"), count=len(rows))
        show(table(shown, columns, label=t("What was done"), css="grid", cards=True))
        if len(rows) > SHOWN:
            every = nt(
                "Show all {count} steps", "Show all {count} steps", len(rows), count=formats.number(len(rows))
            )
            more_or_fewer("story", every, t("Show the newest {n}", n=formats.number(SHOWN)))
        footnote(t("“Found” means that no answer came, and that it was there when we looked."))
    _earlier(scope, campaign_id)


def _earlier(scope: Scope, campaign_id: UUID) -> None:
    """How it ended each time before it was tried again."""
    attempts = campaigns.earlier_attempts(scope.org_id, str(campaign_id))
    if not attempts:
        return
    rows = [part | one for one in attempts for part in one["platforms"]]
    columns: list[Column[Row]] = [
        Column(t("Ended"), lambda row: _moment(row["ended_at"] or row["retried_at"], scope.zone)),
        Column(t("Platform"), lambda row: platform(row["platform"])),
        Column(t("How it ended"), _ending),
        Column(t("Its id there"), lambda row: n(row["external_id"] or formats.NONE), wide=True),
        Column(t("Tried again"), lambda row: _moment(row["retried_at"], scope.zone)),
        Column(t("By"), lambda row: n(row["by"]), wide=True),
    ]
    with card_box("earlier"):
        heading(t("Earlier attempts"), count=len(attempts))
        show(table(rows, columns, label=t("Earlier attempts"), css="grid", cards=True))


def _ending(row: Row) -> Markup:
    state = part_state(row["phase"], made=bool(row["external_id"]) or row["ended_at"] is None)
    return Markup('{} <span class="sub below">{}</span>').format(state, row["error"]) if row["error"] else state


def _moment(text: str, zone: str) -> Markup:
    at = datetime.fromisoformat(text)
    return n(f"{formats.day(at.astimezone(ZoneInfo(zone)).date())} {formats.clock(at, zone)}")


def _what(row: Row) -> Markup:
    level, verb = LEVELS[row["level"]], VERBS[row["verb"]]
    return say("{level}: {verb}", level=t(level), verb=t(verb))


def _outcome(row: Row) -> Markup:
    if row["state"] == "done":
        return pill("good", t("found") if row["found"] else t("done"))
    if row["state"] == "refused":
        return Markup('{} <span class="sub">{}</span>').format(pill("bad", t("refused")), row["error"] or "")
    return pill("live", t("no answer yet"))
