"""A month or a week as a table of the organisation's days; on a phone, the days that have something."""

from collections import defaultdict
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import streamlit as st
from babel.dates import format_date
from markupsafe import Markup

from engine import posts
from engine.core.i18n import N_, locale, t
from pages.posting.post import OPENED
from pages.posting.words import Post, moment_of, short, state, week_of, weekday_name
from pages.ui import format as formats
from pages.ui.cards import card_bar, card_box
from pages.ui.frame import section
from pages.ui.html import show
from pages.ui.marks import n, swatch
from pages.ui.picks import pick_button
from pages.ui.scope import Scope
from pages.ui.states import nothing

AT = "calendar-at"
WEEK = timedelta(days=7)


@section(N_("Calendar"), run_every=15)
def month(scope: Scope) -> None:
    """The weeks of one month."""
    first = _at(scope).replace(day=1)
    following = (first + timedelta(days=32)).replace(day=1)
    days = _days(week_of(first, scope.zone), week_of(following - timedelta(days=1), scope.zone) + WEEK)
    _draw(
        scope, format_date(first, "LLLL y", locale=locale()), days, (first - timedelta(days=1), following), first
    )


@section(N_("Calendar"), run_every=15)
def week(scope: Scope) -> None:
    """The days of one week."""
    first = week_of(_at(scope), scope.zone)
    title = formats.day_range(first, first + WEEK - timedelta(days=1))
    _draw(scope, title, _days(first, first + WEEK), (first - WEEK, first + WEEK))


def _draw(
    scope: Scope, title: str, days: list[date], beside: tuple[date, date], this_month: date | None = None
) -> None:
    with card_box("calendar"):
        with card_bar("calendar", title):
            st.button(t("Earlier"), on_click=_go, args=(beside[0],))
            st.button(t("Today"), on_click=_go, args=(scope.today,))
            st.button(t("Later"), on_click=_go, args=(beside[1],))
        found = _by_day(scope, days)
        show(_table(scope, title, days, found, this_month))
        if not found:
            show(nothing(t("Nothing is planned for these days, and nothing went out.")))


def _table(
    scope: Scope, title: str, days: list[date], found: dict[date, list[Post]], this_month: date | None
) -> Markup:
    heads = Markup("").join(
        Markup('<th scope="col" abbr="{}">{}</th>').format(weekday_name(day, long=True), weekday_name(day))
        for day in days[:7]
    )
    weeks = [days[place : place + 7] for place in range(0, len(days), 7)]
    rows = Markup("").join(
        Markup("<tr>{}</tr>").format(
            Markup("").join(_cell(scope, day, found.get(day, []), this_month) for day in week_days)
        )
        for week_days in weeks
    )
    shape = "cal" if this_month else "cal one"
    return Markup(
        '<div class="scroll" role="region" aria-label="{}" tabindex="0"><table class="{}">'
        "<thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>"
    ).format(title, shape, heads, rows)


def _cell(scope: Scope, day: date, planned: list[Post], this_month: date | None) -> Markup:
    marks = [
        "today" if day == scope.today else "",
        "off" if this_month and day.month != this_month.month else "",
        "" if planned else "none",
    ]
    name = Markup('<span class="dn">{}<span class="dw"> {}</span></span>').format(
        n(str(day.day)), weekday_name(day)
    )
    items = Markup("").join(_item(post, scope.zone) for post in planned)
    return Markup('<td class="{}">{}{}</td>').format(" ".join(filter(None, marks)), name, items)


def _item(post: Post, zone: str) -> Markup:
    at = moment_of(post)
    label = Markup('{}<span class="hr">{}</span> <span class="tx" dir="auto">{}</span> {}').format(
        swatch(post["platform"]), n(formats.clock(at, zone)) if at else "", short(post["content"]), state(post)
    )
    return pick_button(OPENED, post["id"], label, css="ev")


def _by_day(scope: Scope, days: list[date]) -> dict[date, list[Post]]:
    zone = ZoneInfo(scope.zone)
    since, until = (datetime.combine(day, time(), zone) for day in (days[0], days[-1] + timedelta(days=1)))
    found: dict[date, list[Post]] = defaultdict(list)
    for post in posts.calendar(scope.org_id, since, until):
        if at := moment_of(post):
            found[at.astimezone(zone).date()].append(post)
    return found


def _days(since: date, until: date) -> list[date]:
    return [since + timedelta(days=place) for place in range((until - since).days)]


def _at(scope: Scope) -> date:
    kept = st.session_state.get(AT)
    return kept if isinstance(kept, date) else scope.today


def _go(day: date) -> None:
    st.session_state[AT] = day
