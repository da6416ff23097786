"""What happened, what followed from it, how long that took, and what waits for somebody to send it again."""

from uuid import UUID

from engine.core.i18n import t
from pages.operating.letters import letters
from pages.operating.story import open_event
from pages.operating.stream import OPENED, stream
from pages.operating.times import times
from pages.ui.frame import page
from pages.ui.picks import pick
from pages.ui.topbar import topbar

with page("events") as scope:
    with topbar(t("Events")) as bar:
        bar.sub = t("What happened, what followed from it, and how soon")
    letters(scope)
    stream(scope)
    times(scope)
    if opened := pick(OPENED):
        open_event(UUID(opened))
