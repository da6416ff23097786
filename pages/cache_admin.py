"""The cache: how often it answers, what it keeps, emptying it, and warming it before the working day."""

from engine.core.i18n import t
from pages.caching.areas import areas
from pages.caching.keys import keys
from pages.caching.rates import rates
from pages.caching.warming import warming
from pages.ui.frame import page
from pages.ui.topbar import topbar

with page("cache_admin") as scope:
    with topbar(t("Cache")) as bar:
        bar.sub = t("How often nobody had to wait, and what is kept for that")
    rates(scope)
    areas(scope)
    warming(scope)
    keys(scope)
