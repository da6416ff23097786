"""Lists inside cards: targets with their bars, and things to come with their times."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from engine.core.i18n import N_, t
from pages.ui.html import render
from pages.ui.marks import pill

STATUS = {
    "achieved": ("good", N_("achieved")),
    "on_track": ("good", N_("on track")),
    "at_risk": ("warn", N_("at risk")),
    "off_track": ("bad", N_("off track")),
}


@dataclass(frozen=True, slots=True)
class Target:
    """One target: `share` of it reached (0 to 1 and beyond), where it should be by now, and its status."""

    name: str
    status: str
    actual: str | Markup
    target: str | Markup
    share: float
    expected: float | None = None

    @property
    def tone(self) -> str:
        """`good`, `warn` or `bad`."""
        return STATUS[self.status][0]

    @property
    def pill(self) -> Markup:
        """The status in a word."""
        return pill(self.tone, t(STATUS[self.status][1]))


@dataclass(frozen=True, slots=True)
class Planned:
    """One thing to come: its day and hour, its title, and marks below it (platforms, pills)."""

    day: str | Markup
    hour: str | Markup
    title: str
    marks: Sequence[Markup] = ()


def target_list(targets: Sequence[Target]) -> Markup:
    """Targets one below the other."""
    return render("targets", targets=targets)


def planned_list(items: Sequence[Planned]) -> Markup:
    """Things to come, soonest first."""
    return render("planned", items=items)
