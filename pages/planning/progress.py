"""How the making of a campaign goes, live; and afterwards everything that was done, platform by platform."""

from datetime import datetime
from typing import Any
from uuid import UUID

from markupsafe import Markup

from engine import campaigns
from engine.core.i18n import N_, t
from pages.planning.words import LEVELS, VERBS, part_state
from pages.ui import format as formats
from pages.ui.cards import card_box, footnote, heading
from pages.ui.frame import section
from pages.ui.html import say, show
from pages.ui.marks import bar, dot, n, pill, platform
from pages.ui.scope import Scope
from pages.ui.tables import Column, table

Row = dict[str, Any]


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
    share = row["done"] / row["planned"] if row["planned"] else 0
    steps = say("step {done} of {planned}", done=n(row["done"]), planned=n(row["planned"]))
    label = t("{name}: {percent} done", name=row["account"], percent=formats.percent(share, 0))
    error = Markup('<p class="sub badt">{}</p>').format(row["error"]) if row["error"] else ""
    again = ""
    if row["tries_again_at"]:
        when = n(formats.clock(datetime.fromisoformat(row["tries_again_at"]), zone))
        again = Markup("<span>{}</span>").format(say("tries again at {when}", when=when))
    return Markup(
        '<div class="live"><p class="two"><span>{}</span><span>{}</span></p>{}'
        '<p class="two sub"><span>{}</span>{}</p>{}</div>'
    ).format(
        platform(row["platform"]), part_state(row["phase"], waiting=row["waiting"]),
        bar(share, label, "accent"), steps, again, error,
    )  # fmt: skip


@section(N_("What was done"), run_every=5)
def story(scope: Scope, campaign_id: UUID) -> None:
    """Every call that changed something, in order, and what was made by it."""
    found = campaigns.campaign_progress(scope.org_id, campaign_id)
    rows = [step | {"platform": one["platform"]} for one in found["platforms"] for step in one["steps"]]
    if not rows:
        return
    columns: list[Column[Row]] = [
        Column(t("When"), lambda row: n(formats.clock(datetime.fromisoformat(row["at"]), scope.zone))),
        Column(t("Platform"), lambda row: platform(row["platform"])),
        Column(t("What"), _what),
        Column(t("Outcome"), _outcome),
        Column(t("Its id there"), lambda row: n(row["external_id"] or formats.NONE), wide=True),
        Column(t("Attempts"), lambda row: n(row["attempts"]), numeric=True),
    ]
    with card_box("story"):
        heading(t("What was done"), count=len(rows))
        show(
            table(
                sorted(rows, key=lambda row: row["at"]), columns, label=t("What was done"), css="grid", cards=True
            )
        )
        footnote(t("“Found” means that no answer came, and that it was there when we looked."))


def _what(row: Row) -> Markup:
    level, verb = LEVELS[row["level"]], VERBS[row["verb"]]
    return say("{level} {verb}", level=t(level), verb=t(verb))


def _outcome(row: Row) -> Markup:
    if row["state"] == "done":
        return pill("good", t("found") if row["found"] else t("done"))
    if row["state"] == "refused":
        return Markup('{} <span class="sub">{}</span>').format(pill("bad", t("refused")), row["error"] or "")
    return pill("live", t("no answer yet"))
