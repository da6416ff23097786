"""Each alert with what may be done about it, and what was done."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import streamlit as st
from markupsafe import Markup

from db.kinds import Severity
from engine import alerts
from engine.connectors import PLATFORMS
from engine.core.clock import now
from engine.core.i18n import N_, t
from engine.core.work import Work, work
from engine.permissions import Permission
from pages.alerting.words import DEEDS, STATES, kind, step
from pages.ui import format as formats
from pages.ui.alerts import TONES, severity_word
from pages.ui.cards import card_bar, card_box, footnote
from pages.ui.chosen import chosen_id
from pages.ui.frame import LIVE_S, section
from pages.ui.html import render, say, show
from pages.ui.marks import icon, n, pill, platform, platform_name
from pages.ui.scope import Scope
from pages.ui.states import nothing, trouble

SHOWN = 50
MORNING = 9
OPENED = "alert-history"  # which alert's history is on the screen
NAMED = "alert-named"  # which alert the address named when its history was opened
VIEWS = {"live": N_("Live"), "snoozed": N_("Snoozed"), "resolved": N_("Resolved")}
CHOICES = {
    "acknowledge": N_("Look after it"),
    "hour": N_("Snooze for an hour"),
    "morning": N_("Snooze until tomorrow, 9:00"),
    "week": N_("Snooze for a week"),
    "resolve": N_("Resolve"),
    "reopen": N_("Reopen"),
    "history": N_("History"),
}
Row = dict[str, Any]


@section(N_("Alerts"), run_every=LIVE_S)
def listed(scope: Scope) -> None:
    """The alerts that were asked for, redrawn every few seconds."""
    counts = alerts.count_alerts(scope.org_id)
    with card_box("alerts"):
        with card_bar("alerts", t("Alerts")):
            view = st.segmented_control(
                t("Which alerts"), list(VIEWS), default="live", key="alert-view", label_visibility="collapsed",
                format_func=lambda one: f"{t(VIEWS[one])} {formats.number(counts[one])}",
            )  # fmt: skip
            asked = _filters(scope)
        if refused := st.session_state.pop("alert-refused", None):
            show(trouble(t("Nothing was changed"), refused))
        found = alerts.list_alerts(
            scope.org_id,
            status=view or "live",
            kind=asked["kind"] or "",
            severity=asked["severity"] or "",
            platform=asked["platform"] or "",
            per_page=SHOWN,
        )
        if named := _named(scope):
            _row(scope, named, marked=True)
        elif not found["alerts"]:
            show(nothing(_none(view or "live", filtered=any(asked.values()))))
        for row in found["alerts"]:
            if row["id"] != (named or {}).get("id"):
                _row(scope, row)
        if found["total"] > SHOWN:
            footnote(t("Only the first {n} are shown. Filter to see others.", n=SHOWN))


def _named(scope: Scope) -> Row | None:
    """The alert that the address names, whatever became of it, with its history open from the start."""
    if (alert_id := chosen_id()) is None:
        return None
    if st.session_state.get(NAMED) != alert_id:
        st.session_state[NAMED], st.session_state[OPENED] = alert_id, str(alert_id)
    return next(iter(alerts.list_alerts(scope.org_id, alert_id=alert_id)["alerts"]), None)


def _filters(scope: Scope) -> dict[str, str | None]:
    kinds = {one: kind(one) for one in sorted(alerts.list_alert_kinds(scope.org_id))}
    words = {str(one): severity_word(one) for one in reversed(Severity)}
    return {
        "kind": _pick("kind", t("Kind"), t("All kinds"), kinds),
        "severity": _pick("severity", t("Severity"), t("All severities"), words),
        "platform": _pick(
            "platform", t("Platform"), t("All platforms"), {slug: platform_name(slug) for slug in PLATFORMS}
        ),
    }


def _pick(key: str, label: str, everything: str, names: dict[str, str]) -> str | None:
    return st.selectbox(
        label, list(names), index=None, format_func=names.__getitem__, placeholder=everything,
        label_visibility="collapsed", key=f"alert-{key}", width=170,
    )  # fmt: skip


def _none(view: str, *, filtered: bool) -> str:
    if filtered:
        return t("No alert like that. Take a filter away to see others.")
    if view == "live":
        return t("Nothing needs anybody now.")
    return t("No alert is snoozed.") if view == "snoozed" else t("No alert has been resolved yet.")


def _row(scope: Scope, row: Row, *, marked: bool = False) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key=f"alertrow-{row['id']}"):
        show(render("alert_row", row=row, marked=marked, **_words(scope, row)))
        chosen = st.menu_button(
            t("Handle"), _offered(scope, row), format_func=_choice, key=f"handle-{row['id']}", width=110
        )
    if chosen == "history":
        shown = st.session_state.get(OPENED) == row["id"]
        st.session_state[OPENED] = None if shown else row["id"]
    elif chosen:
        _do(scope, UUID(row["id"]), chosen)
    if st.session_state.get(OPENED) == row["id"]:
        show(render("alert_history", lines=[_line(scope, one) for one in _history(scope, row)]))


def _words(scope: Scope, row: Row) -> dict[str, Any]:
    tone, state = STATES[row["status"]]
    about = [Markup("<bdi>{}</bdi>").format(row[name]) for name in ("campaign", "account") if row[name]]
    if row["platform"]:
        about.append(platform(row["platform"]))
    return {
        "tone": TONES[row["severity"]],
        "mark": icon(TONES[row["severity"]]),
        "word": severity_word(row["severity"]),
        "about": Markup(" · ").join(about),
        "state": pill(tone, t(state)),
        "standing": _standing(scope, row),
        "step": step(row) if row["status"] != "resolved" else "",
    }


def _standing(scope: Scope, row: Row) -> Markup:
    """How it stands, in words: since when, until when, and who saw to it."""
    parts = [formats.ago(datetime.fromisoformat(row["created_at"]))]
    if row["snoozed_until"]:
        parts.append(say("until {when}", when=n(_moment(scope, row["snoozed_until"]))))
    if row["handled_by"]:
        parts.append(Markup("<bdi>{}</bdi>").format(row["handled_by"]))
    return Markup(" · ").join(Markup("{}").format(part) for part in parts)


def _offered(scope: Scope, row: Row) -> list[str]:
    if not scope.can(Permission.ALERTS_HANDLE):
        return ["history"]
    if row["status"] == "resolved":
        return ["reopen", "history"]
    offered = ["acknowledge", "hour", "morning", "week", "resolve", "history"]
    if row["status"] == "acknowledged":
        offered.remove("acknowledge")
    return ["reopen", *offered] if row["status"] == "snoozed" else offered


def _choice(name: str) -> str:
    return t(CHOICES[name])


def _do(scope: Scope, alert_id: UUID, chosen: str) -> None:
    with work(scope.org_id, scope.actor) as unit:
        _act(unit, scope, alert_id, chosen)
    st.rerun(scope="fragment")


def _act(unit: Work, scope: Scope, alert_id: UUID, chosen: str) -> None:
    if chosen == "acknowledge":
        alerts.acknowledge(unit, alert_id)
    elif chosen == "resolve":
        alerts.resolve(unit, alert_id)
    elif chosen == "reopen":
        alerts.reopen(unit, alert_id)
    else:
        alerts.snooze(unit, alert_id, _until(scope, chosen))


def _until(scope: Scope, chosen: str) -> datetime:
    if chosen == "morning":
        tomorrow = now().astimezone(ZoneInfo(scope.zone)) + timedelta(days=1)
        return tomorrow.replace(hour=MORNING, minute=0, second=0, microsecond=0)
    return now() + (timedelta(hours=1) if chosen == "hour" else timedelta(days=7))


def _history(scope: Scope, row: Row) -> list[Row]:
    return alerts.alert_history(scope.org_id, UUID(row["id"]))


def _line(scope: Scope, line: Row) -> dict[str, Any]:
    word = DEEDS[line["action"]]
    return {
        "deed": t(word),
        "who": "CMIS" if line["actor"] == "system" else line["actor"],
        "when": n(_moment(scope, line["at"])),
        "until": n(_moment(scope, line["snoozed_until"])) if line["snoozed_until"] else "",
        "severity": severity_word(line["severity"]),
    }


def _moment(scope: Scope, text: str) -> str:
    when = datetime.fromisoformat(text)
    return f"{formats.day(when.astimezone(ZoneInfo(scope.zone)).date())}, {formats.clock(when, scope.zone)}"
