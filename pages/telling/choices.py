"""What passes where, quiet hours, and when digests leave: one person's choices."""

from datetime import time
from typing import Any

import streamlit as st

from db.kinds import Severity
from engine import notifications
from engine.core.errors import AppError
from engine.core.i18n import N_, t
from engine.core.periods import time_zones
from engine.core.work import work
from pages.telling.words import LEAST, WEEKDAYS, named
from pages.ui.cards import card_bar, card_box, footnote, heading
from pages.ui.frame import section
from pages.ui.html import show
from pages.ui.scope import Scope
from pages.ui.states import trouble

AS_USUAL = ""
Chosen = dict[str, Any]


@section(N_("What you are told"))
def topics(scope: Scope) -> None:
    """For one place at a time: how loud a message must be, by topic."""
    chosen = notifications.read_preferences(scope.org_id, scope.user_id)
    places = {notifications.IN_APP: t("In the app")} | {
        one["id"]: one["name"] for one in notifications.list_channels(scope.org_id, scope.user_id)
    }
    with card_box("topics"):
        with card_bar("topics", t("What you are told")):
            place = st.selectbox(
                t("Where"), list(places), format_func=places.__getitem__, label_visibility="collapsed", width=220
            )
        usual = Severity.INFO if place == notifications.IN_APP else Severity.WARNING
        with st.container(key="topicgrid"):
            least = {notifications.ANY: _level(t("Anything"), place, notifications.ANY, chosen, str(usual))}
            for topic, label in notifications.TOPICS.items():
                least[topic] = _level(t(label), place, topic, chosen, AS_USUAL)
        if st.button(t("Save what you are told"), type="primary"):
            _save(scope, {"least": _merged(chosen["least"], place, least, set(places))})
        _said("topics")
        footnote(t("A topic that is left as it is follows the first line."))


def _level(label: str, place: str, topic: str, chosen: Chosen, usual: str) -> str:
    kept = chosen["least"].get(topic, {}).get(place) or usual
    options = [*([AS_USUAL] if usual == AS_USUAL else []), *LEAST]
    return st.selectbox(
        label, options, index=options.index(kept), key=f"least-{place}-{topic}",
        format_func=lambda one: named(LEAST, one) if one else t("As for anything"),
    )  # fmt: skip


def _merged(
    kept: dict[str, Any], place: str, least: dict[str, str], places: set[str]
) -> dict[str, dict[str, str]]:
    """The choices of every place, those of this one replaced and those of channels that went left out."""
    merged = {
        topic: {one: level for one, level in levels.items() if one != place and one in places}
        for topic, levels in kept.items()
    }
    for topic, level in least.items():
        if level:
            merged.setdefault(topic, {})[place] = level
    return {topic: levels for topic, levels in merged.items() if levels}


@section(N_("When you are told"))
def hours(scope: Scope) -> None:
    """Quiet hours, whether what is critical passes, when digests leave, and by which clock."""
    chosen = notifications.read_preferences(scope.org_id, scope.user_id)
    with card_box("hours"):
        heading(t("When you are told"))
        zones = sorted(time_zones())
        zone = st.selectbox(
            t("Time zone"), zones, index=zones.index(chosen["timezone"]) if chosen["timezone"] else None,
            placeholder=t("As the organisation: {zone}", zone=scope.zone),
        )  # fmt: skip
        quiet = st.checkbox(t("Keep quiet hours"), value=chosen["quiet_from"] is not None)
        begin, end = _clock(chosen["quiet_from"], time(22)), _clock(chosen["quiet_until"], time(7))
        if quiet:
            begin, end = st.time_input(t("Quiet from"), begin), st.time_input(t("Quiet until"), end)
        passes = st.checkbox(
            t("What is critical comes at once, whatever the hour"), value=chosen["critical_passes"]
        )
        hour = st.selectbox(
            t("Digests leave at"), range(24), index=chosen["digest_hour"], format_func=lambda one: f"{one:02}:00"
        )
        weekday = st.selectbox(
            t("Weekly digests leave on"), range(7), index=chosen["digest_weekday"], format_func=_weekday
        )
        if st.button(t("Save when you are told"), type="primary"):
            wanted = {"timezone": zone, "critical_passes": passes, "digest_hour": hour, "digest_weekday": weekday}
            span = {"quiet_from": f"{begin:%H:%M}", "quiet_until": f"{end:%H:%M}"}
            _save(scope, wanted | (span if quiet else dict.fromkeys(span)))
        _said("hours")


def _weekday(day: int) -> str:
    word = WEEKDAYS[day]
    return t(word)


def _clock(text: str | None, usual: time) -> time:
    return time.fromisoformat(text) if text else usual


def _save(scope: Scope, wanted: Chosen) -> None:
    try:
        with work(scope.org_id, scope.actor) as unit:
            notifications.save_preferences(unit, scope.user_id, wanted)
        st.session_state["choices-said"] = ("", "least" in wanted)
    except AppError as refused:
        st.session_state["choices-said"] = (refused.sentence(), "least" in wanted)
    st.rerun(scope="fragment")


def _said(card: str) -> None:
    """What became of the last save, below the button that asked for it."""
    sentence, about_topics = st.session_state.get("choices-said", (None, False))
    if sentence is None or about_topics != (card == "topics"):
        return
    del st.session_state["choices-said"]
    if sentence:
        show(trouble(t("Nothing was changed"), sentence))
    else:
        footnote(t("Saved."), "ok")
