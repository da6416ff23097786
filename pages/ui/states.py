"""What a page shows when it has nothing, is waiting, is old or has failed. Each says what to do next."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup

from pages.ui.html import render


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a first run; `state` is `done`, `now` or `later`."""

    title: str
    text: str | Markup
    state: Literal["done", "now", "later"] = "later"


def empty(title: str, text: str | Markup, steps: Sequence[Step] = ()) -> Markup:
    """A page without data yet: what it will show, and the way there. Put the action's button below it."""
    return render("empty", title=title, text=text, steps=steps)


def nothing(text: str | Markup) -> Markup:
    """A card without rows: one line that says why and what would fill it."""
    return Markup('<p class="nothing">{}</p>').format(text)


def failed(title: str, sentence: str | Markup, reference: str = "") -> Markup:
    """A part that could not be drawn, what is not affected, and what to quote when asking for help."""
    return render("failed", title=title, sentence=sentence, reference=reference)


def warning(title: str, text: str | Markup, aside: str | Markup = "") -> Markup:
    """A banner above a page whose figures are old or partial."""
    return render("warning", title=title, text=text, aside=aside, css="bigerr top", name="warn")


def trouble(title: str | Markup, text: str | Markup) -> Markup:
    """A broken thing inside a card, explained."""
    return render("warning", title=title, text=text, aside="", css="bigerr", name="bad")


def skeleton(lines: int, label: str) -> Markup:
    """Bars in the shape of the rows to come; `label` is read out."""
    return render("skeleton", lines=lines, label=label)
