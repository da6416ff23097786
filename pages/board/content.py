"""Content on the dashboard: what goes out next, and how the latest posts did."""

from typing import Any
from zoneinfo import ZoneInfo

from markupsafe import Markup

from engine.core.i18n import t
from pages.board.board import Board, moment
from pages.ui import format as formats
from pages.ui.cards import card
from pages.ui.lists import Planned, planned_list
from pages.ui.marks import n, platform
from pages.ui.states import nothing
from pages.ui.tables import Column, table

Row = dict[str, Any]
LONGEST = 90


def scheduled_card(board: Board, zone: str) -> Markup:
    """The next posts with their times on the organisation's clock."""
    posts = board.data["scheduled_content"]
    title = t("Scheduled content")
    if not posts:
        return card(title, nothing(t("Nothing is scheduled. Posts appear here once they have a time.")))
    return card(title, planned_list([_planned(post, zone) for post in posts]))


def recent_card(board: Board) -> Markup:
    """The latest published posts with their engagement."""
    posts = board.data["recent_posts"]
    title = t("Recent posts")
    if not posts:
        return card(
            title, nothing(t("No post was published yet. Published posts appear here with their engagement."))
        )
    columns: list[Column[Row]] = [
        Column(t("Post"), _post),
        Column(t("Likes"), lambda row: _count(row, "likes"), numeric=True),
        Column(t("Replies"), lambda row: _count(row, "comments"), numeric=True),
        Column(t("Shares"), lambda row: _count(row, "shares"), numeric=True),
        Column(t("Rate"), lambda row: n(formats.percent(row["rate"])), numeric=True),
    ]
    return card(title, table(posts, columns, label=title, css="mini posts"))


def _count(row: Row, kind: str) -> Markup:
    return n(formats.number(row["engagement"][kind]))


def _post(row: Row) -> Markup:
    when = moment(row["published_at"])
    return Markup('<span class="cl" dir="auto">{}</span><span class="sub">{}{}</span>').format(
        _short(row["content"]), platform(row["platform"]), formats.ago(when) if when else ""
    )


def _planned(post: Row, zone: str) -> Planned:
    when = moment(post["scheduled_for"])
    day = formats.weekday(when.astimezone(ZoneInfo(zone)).date()) if when else ""
    return Planned(
        day, n(formats.clock(when, zone)) if when else "", _short(post["content"]), [platform(post["platform"])]
    )


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"
