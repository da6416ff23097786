"""A strip of plain figures with a note below each, for screens that watch rather than measure."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from pages.ui.html import render


@dataclass(frozen=True, slots=True)
class Stat:
    """One figure; `tone` is `good`, `warn` or `bad`, or nothing."""

    label: str
    value: str | Markup
    note: str | Markup = ""
    tone: str = ""


def stats_strip(stats: Sequence[Stat]) -> Markup:
    """Up to six figures in one box."""
    return render("stats", stats=stats)


def figures(stats: Sequence[Stat]) -> Markup:
    """Up to four figures inside a card."""
    return render("figures", stats=stats)
