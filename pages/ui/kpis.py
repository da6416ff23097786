"""The strip of key figures: value, change against the comparison, course of the period, and its source."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup

from engine.core.i18n import t
from pages.ui import format as formats
from pages.ui.html import render
from pages.ui.sparks import spark

Better = Literal["up", "down", "neither"]
SAME = 0.01


@dataclass(frozen=True, slots=True)
class Kpi:
    """One figure.

    `change` is a share against the comparison (0.125 is 12.5 % more), None without one; `better` says which
    direction is good news, `neither` for spending. `trust` is one line on freshness or attribution, `facts`
    what its popover says in full; `stale` turns the line amber.
    """

    key: str
    label: str
    value: str | Markup
    change: float | None = None
    better: Better = "up"
    series: Sequence[float | None] = ()
    trust: str | Markup = ""
    facts: Sequence[tuple[str, str | Markup]] = ()
    stale: bool = False

    @property
    def tone(self) -> str:
        """`good`, `bad`, or nothing where the change is small or neither."""
        if self.change is None or self.better == "neither" or abs(self.change) < SAME:
            return ""
        return "good" if (self.change > 0) == (self.better == "up") else "bad"

    @property
    def word(self) -> str:
        """The change in a word, so that colour never speaks alone."""
        if self.change is None or abs(self.change) < SAME:
            return t("about the same")
        if self.better == "neither":
            return t("more") if self.change > 0 else t("less")
        return t("better") if self.tone == "good" else t("worse")

    @property
    def moved(self) -> str:
        """`+12.5%`."""
        return formats.percent(self.change, signed=True)


def kpi_strip(kpis: Sequence[Kpi], *, old: bool = False) -> Markup:
    """Up to six figures in one box; `old` greys them when the last good ones are shown."""
    return render("kpis", kpis=kpis, old=old, spark=spark)
