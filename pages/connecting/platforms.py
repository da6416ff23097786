"""Which version of each platform's API we speak and until when, and the profiles that we speak for."""

from datetime import date
from typing import Any

from markupsafe import Markup

from engine.core import clock
from engine.core.i18n import N_, nt, t
from engine.integrations import list_integrations, platforms
from engine.profiles import list_profiles
from pages.ui import format as formats
from pages.ui.cards import card_box, footnote, heading
from pages.ui.frame import section
from pages.ui.html import show
from pages.ui.marks import n, pill, platform
from pages.ui.scope import Scope
from pages.ui.tables import Column, table

SOON_DAYS = 60
Row = dict[str, Any]


@section(N_("Platforms"))
def versions(scope: Scope) -> None:
    """One row a platform: real or sandbox, the version and its end, what is connected of it."""
    connected = [row for row in list_integrations(scope.org_id) if row["is_active"]]
    profiles = list_profiles(scope.org_id)
    columns: list[Column[Row]] = [
        Column(t("Platform"), lambda row: platform(row["slug"]), wide=True),
        Column(t("Answered by"), _world),
        Column(t("API version"), lambda row: n(row["version"])),
        Column(t("Works until"), _until),
        Column(
            t("Accounts"),
            lambda row: n(sum(one["platform"] == row["slug"] for one in connected)),
            numeric=True,
        ),
        Column(t("Pages and profiles"), lambda row: _profiles(row, profiles), numeric=True),
    ]
    with card_box("platforms"):
        heading(t("Platforms"))
        show(table(platforms(), columns, label=t("Platforms"), css="hist", cards=True))
        footnote(t("Without a client id and secret of its own, a platform's sandbox answers in its place."))


def _world(row: Row) -> Markup:
    return pill("mute", t("Sandbox")) if row["is_sandbox"] else pill("good", t("Real platform"))


def _until(row: Row) -> Markup:
    if row["sunset"] is None:
        return Markup('<span class="sub">{}</span>').format(t("no end announced"))
    ends = date.fromisoformat(row["sunset"])
    left = (ends - clock.today()).days
    words = nt("{n} day left", "{n} days left", max(left, 0))
    tone = "bad" if left <= 0 else "warn"
    mark = pill(tone, words) if left <= SOON_DAYS else Markup("")
    return Markup("{} {}").format(n(formats.day(ends, year=True)), mark)


def _profiles(row: Row, profiles: list[Row]) -> Markup:
    count = sum(one["platform"] == row["slug"] for one in profiles)
    if not row["organic"]:
        return Markup('<span class="sub">{}</span>').format(t("publishes no posts"))
    return n(count)
