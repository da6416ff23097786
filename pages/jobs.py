"""What runs behind the screens: the clock's jobs, the queues, the workers, and jobs that failed."""

from engine.core.i18n import t
from pages.operating.failed import failed
from pages.operating.machine import machine
from pages.operating.timetable import timetable
from pages.ui.frame import page
from pages.ui.topbar import topbar

with page("jobs") as scope:
    with topbar(t("Jobs")) as bar:
        bar.sub = t("What runs behind the screens, and when")
    failed(scope)
    timetable(scope)
    machine(scope)
