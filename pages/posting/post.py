"""One post in a dialog: how it stands on every profile, why, and what can be done about it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import streamlit as st
from markupsafe import Markup

from engine import posts
from engine.core import clock
from engine.core.errors import AppError, Invalid
from engine.core.i18n import N_, t
from engine.core.periods import moment_in
from engine.core.work import Work, work
from engine.permissions import Permission
from pages.posting.words import VERDICTS, Post, state, when
from pages.ui.files import thumbs
from pages.ui.frame import guarded
from pages.ui.html import show
from pages.ui.marks import n, platform_name, swatch
from pages.ui.scope import Scope
from pages.ui.states import trouble

OPENED = "post"
Deed = Callable[[Work, UUID], Any]


def open_post(post_id: UUID) -> None:
    """What it says, each profile's state with its reason, what reviewers said, and the deeds of its state."""

    @st.dialog(t("Post"), width="large")
    def opened() -> None:
        with guarded(N_("Post")) as scope:
            post = posts.post_of(scope.org_id, post_id)
            show(Markup('<p class="says"><bdi>{}</bdi></p>').format(post["content"]), thumbs(scope, post["media"]))
            show(_standing([post, *post["siblings"]], scope.zone))
            for one in [post, *post["siblings"]]:
                if one["error"] and one["status"] != "published":
                    show(trouble(_whose(one), _why(one)))
            show(_said(post, scope.zone))
            if post["ours"] and scope.can(Permission.POSTS_WRITE):
                _deeds(scope, post)

    opened()


def deed(scope: Scope, do: Callable[[Work], Any]) -> bool:
    """Do it; what stands in its way is told beside the button, and nothing has changed then."""
    try:
        with work(scope.org_id, scope.actor) as unit:
            do(unit)
    except Invalid as refused:
        for said in refused.fields.values():
            st.error(" ".join(said))
        if not refused.fields:
            st.error(refused.sentence())
    except AppError as refused:
        st.error(refused.sentence())
    else:
        return True
    return False


def choose_moment(scope: Scope, key: str, at: datetime | None) -> datetime | None:
    """A day and an hour on the organisation's clock; None, with a sentence, for an hour that does not exist."""
    shown = (at or clock.now() + timedelta(hours=1)).astimezone(ZoneInfo(scope.zone))
    day = st.date_input(t("Day"), shown.date(), key=f"{key}-day", format="YYYY-MM-DD", width=150)
    hour = st.time_input(
        t("Time"), shown.time().replace(second=0, microsecond=0), key=f"{key}-hour", step=300, width=110
    )
    try:
        return moment_in(datetime.combine(day, hour), scope.zone, field="scheduled_for")
    except Invalid as skipped:
        st.error(" ".join(skipped.fields["scheduled_for"]))
        return None


def _deeds(scope: Scope, post: Post) -> None:
    post_id, version = UUID(post["id"]), post["version"]
    match post["status"]:
        case "draft" | "scheduled":
            _change(scope, post, post_id, version)
        case "failed":
            if post["in_doubt"]:
                st.caption(t("It may be out after all: it is looked for before it is sent again."))
            else:
                _words(scope, post, post_id, version)
            with st.container(horizontal=True):
                _button(scope, t("Try again"), lambda unit: posts.retry(unit, post_id), primary=True)
                _button(scope, t("Delete"), lambda unit: posts.delete(unit, post_id))


def _words(scope: Scope, post: Post, post_id: UUID, version: int) -> None:
    text = st.text_area(t("Text"), post["content"], key=f"edit-{post_id}", height=120)
    if text != post["content"]:
        _button(
            scope,
            t("Save the text"),
            lambda unit: posts.edit(unit, post_id, text=text, version=version),
            primary=True,
        )


def _change(scope: Scope, post: Post, post_id: UUID, version: int) -> None:
    _words(scope, post, post_id, version)
    planned = datetime.fromisoformat(post["scheduled_for"]) if post["scheduled_for"] else None
    with st.container(horizontal=True, vertical_alignment="bottom"):
        at = choose_moment(scope, f"move-{post_id}", planned)
        if at:
            _button(
                scope,
                t("Move") if planned else t("Schedule"),
                lambda unit: posts.schedule(unit, post_id, at, version=version),
                primary=True,
            )
    with st.container(horizontal=True):
        _button(scope, t("Publish now"), lambda unit: posts.publish_now(unit, post_id))
        if post["status"] == "scheduled":
            _button(scope, t("Back to draft"), lambda unit: posts.unschedule(unit, post_id))
        _button(scope, t("Delete"), lambda unit: posts.delete(unit, post_id))
    _review(scope, post, post_id)


def _review(scope: Scope, post: Post, post_id: UUID) -> None:
    if post["status"] != "draft" or not posts.approvals(scope.org_id):
        return
    if post["review"] != "waiting":
        if post["review"] != "approved":
            _button(scope, t("Submit for approval"), lambda unit: posts.submit(unit, post_id))
        return
    comment = st.text_input(t("Comment"), key=f"comment-{post_id}")
    with st.container(horizontal=True):
        _button(
            scope,
            t("Approve"),
            lambda unit: posts.approve(unit, post_id, scope.person.role, comment),
            primary=True,
        )
        _button(scope, t("Send back"), lambda unit: posts.reject(unit, post_id, scope.person.role, comment))


def _button(scope: Scope, label: str, do: Callable[[Work], Any], *, primary: bool = False) -> None:
    if st.button(label, type="primary" if primary else "secondary") and deed(scope, do):
        st.rerun()


def _standing(rows: list[Post], zone: str) -> Markup:
    line = Markup('<li>{}<b>{}</b> <bdi>{}</bdi> {} <span class="sub">{}</span>{}</li>')
    return Markup('<ul class="standing">{}</ul>').format(
        Markup("").join(
            line.format(
                swatch(row["platform"]), _network(row), _name(row), state(row), when(row, zone), _link(row)
            )
            for row in rows
        )
    )


def _said(post: Post, zone: str) -> Markup:
    line = Markup('<li><bdi>{}</bdi> {} <span class="sub">{}</span> <bdi>{}</bdi></li>')
    entries = [
        line.format(one["name"], _verdict(one["verdict"]), _at(one["at"], zone), one["comment"])
        for one in post["reviews"]
    ]
    return Markup('<ul class="standing">{}</ul>').format(Markup("").join(entries)) if entries else Markup("")


def _verdict(name: str) -> str:
    word = VERDICTS[name]
    return t(word)


def _at(moment: str, zone: str) -> Markup:
    return n(f"{datetime.fromisoformat(moment).astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}")


def _name(row: Post) -> str:
    return row["profile"]["name"] if row["profile"] else ""


def _network(row: Post) -> str:
    return row["profile"]["network"] if row["profile"] else platform_name(row["platform"])


def _whose(row: Post) -> str:
    return f"{row['profile']['network']} · {_name(row)}" if row["profile"] else ""


def _why(row: Post) -> Markup:
    """The sentence for people, and below it what the platform itself said."""
    return Markup('{}<span class="sub below"><bdi dir="ltr">{}</bdi></span>').format(row["error"], row["detail"])


def _link(row: Post) -> Markup:
    if not row["url"].startswith("https://"):
        return Markup("")
    return Markup(' <a href="{}" rel="noreferrer" target="_blank">{}</a>').format(row["url"], t("See it there"))
