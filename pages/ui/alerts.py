"""The strip of alerts at the top of a page: an edge, an icon and a word carry the severity, a verb ends it."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from db.kinds import Severity
from engine.core.i18n import t
from engine.notifications import WORDS
from pages.ui.html import render

TONES = {"critical": "bad", "error": "bad", "warning": "warn", "info": "info"}


@dataclass(frozen=True, slots=True)
class Notice:
    """One alert: `severity` as stored (`info warning error critical`), `action` a link made by `marks.link`."""

    severity: str
    sentence: str | Markup
    when: str | Markup
    action: Markup | str = ""

    @property
    def tone(self) -> str:
        """`bad`, `warn` or `info`."""
        return TONES[self.severity]

    @property
    def word(self) -> str:
        """The severity in the reader's language."""
        return severity_word(self.severity)


def alert_strip(notices: Sequence[Notice], more: Markup | str = "") -> Markup:
    """The given alerts, worst first; `more` links to the rest. Nothing at all when there are none."""
    return render("alerts", notices=notices, more=more) if notices else Markup("")


def severity_word(severity: str) -> str:
    """A stored severity in the reader's language."""
    word = WORDS[Severity(severity)]
    return t(word)
