"""Progress and history at a glance: a row of past runs, and the bar of one that runs now."""

from collections.abc import Sequence
from typing import Literal

from markupsafe import Markup

from pages.ui.html import render

Outcome = Literal["ok", "failed", "missed", "live"]


def strip(
    outcomes: Sequence[Outcome], label: str, *, since: str = "", until: str = "", small: bool = False
) -> Markup:
    """One tick a run, oldest first: failed is taller, missed hollow. `label` says it in words."""
    return render("strip", outcomes=outcomes, label=label, since=since, until=until, small=small)


def progress(  # noqa: PLR0917 - the six facts of one line, in reading order
    title: str | Markup,
    kind: str | Markup,
    share: float,
    done: str | Markup,
    speed: str | Markup,
    left: str | Markup,
    *,
    label: str,
) -> Markup:
    """A running piece of work: what, of which kind, how far, how fast, how long; `label` says it in words."""
    return render("progress", title=title, kind=kind, share=share, done=done, speed=speed, left=left, label=label)


def meter(
    title: str,
    share: float,
    start: str | Markup,
    end: str | Markup,
    *,
    tone: str = "accent",
    expected: float | None = None,
) -> Markup:
    """A titled bar with a word at either end, inside a card."""
    return render("meter", title=title, share=share, start=start, end=end, tone=tone, expected=expected)
