"""How each platform has a campaign: its state, budget and figures, and what somebody changed there."""

from datetime import date
from typing import Any
from uuid import UUID

from markupsafe import Markup

from db.kinds import CampaignStatus, Phase
from engine import campaigns
from engine.core.i18n import N_, t
from engine.core.money import major
from pages.planning.ways import ways_out
from pages.planning.words import FIELDS, STATES, part_state, there
from pages.ui import format as formats
from pages.ui.cards import card_box, heading
from pages.ui.frame import section
from pages.ui.html import say, show
from pages.ui.marks import money, n, platform, platform_name
from pages.ui.scope import Scope
from pages.ui.states import nothing, trouble, warning
from pages.ui.tables import Column, table

Row = dict[str, Any]


@section(N_("Platforms"), run_every=3)
def parts(scope: Scope, campaign_id: UUID) -> None:
    """One row a platform, and below them every difference."""
    rows = campaigns.campaign_details(scope.org_id, campaign_id)["ad_campaigns"]
    with card_box("parts"):
        heading(t("On the platforms"), count=len(rows))
        if not rows:
            show(nothing(t("This campaign has no ads.")))
            return
        show(table(rows, _columns(), label=t("On the platforms"), css="grid", cards=True))
        for row in rows:
            if row["error"] and row["phase"] == Phase.DONE:  # how its making fares is told above
                show(trouble(platform_name(row["platform"]), row["error"]))
            if row["drift"]:
                _drift(scope, row)


def _columns() -> list[Column[Row]]:
    return [
        Column(t("Platform"), lambda row: Markup('{}<span class="sub below"><bdi>{}</bdi></span>').format(
            platform(row["platform"]), row["account"])),
        Column(t("Making"), lambda row: part_state(row["phase"], made=bool(row["external_id"]))),
        Column(t("There it is"), _status),
        Column(t("Its id there"), lambda row: n(row["external_id"] or formats.NONE), wide=True),
        Column(t("Budget"), lambda row: money(row["budget"], row["currency"]), numeric=True),
        Column(t("Spend"), lambda row: money(row["metrics"]["spend"], row["currency"]), numeric=True),
        Column(t("Clicks"), lambda row: n(formats.number(row["metrics"]["clicks"])), numeric=True),
        Column("ROAS", lambda row: n(formats.times(row["metrics"]["roas"])), numeric=True),
    ]  # fmt: skip


def _status(row: Row) -> Markup:
    return there(row["status"]) if row["external_id"] else n(formats.NONE)


def _drift(scope: Scope, row: Row) -> None:
    """What differs, and the two ways out."""
    lines = Markup("<br>").join(_difference(one, row["currency"]) for one in row["drift"])
    title = t("Changed outside, on {platform}", platform=platform_name(row["platform"]))
    show(warning(title, lines))
    ways = (
        ("keep", t("Keep theirs"), campaigns.keep_theirs),
        ("restore", t("Restore ours"), campaigns.restore_ours),
    )
    ways_out(scope, "driftact", UUID(row["launch_id"]), ways)


def _difference(one: Row, currency: str) -> Markup:
    ours, theirs = (_shown(one["field"], one[side], currency) for side in ("ours", "theirs"))
    name = FIELDS[one["field"]]
    return say("{field}: {theirs} there, {ours} here", field=t(name), theirs=theirs, ours=ours)


def _shown(field: str, value: Any, currency: str) -> str | Markup:
    if field == "status":
        return t(STATES[CampaignStatus(value)][1])
    if field == "lifetime_budget_micros":
        return money(major(value), currency)
    if field in {"starts_on", "ends_on"}:
        return n(formats.day(date.fromisoformat(value), year=True))
    return Markup("<bdi>{}</bdi>").format(value)
