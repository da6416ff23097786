"""What people and platforms wrote is shown, never obeyed."""

import re

import pytest
from markupsafe import Markup

from engine.core.i18n import speaking
from pages.ui import marks
from pages.ui.alerts import Notice, alert_strip
from pages.ui.cards import card
from pages.ui.html import say
from pages.ui.kpis import Kpi, kpi_strip
from pages.ui.lists import Planned, Target, planned_list, target_list
from pages.ui.picks import pick_button
from pages.ui.sparks import spark
from pages.ui.states import Step, empty, failed, nothing, skeleton, trouble, warning
from pages.ui.stats import Stat, figures, stats_strip
from pages.ui.strips import meter, progress, strip
from pages.ui.tables import Column, table
from pages.ui.topbar import chip

EVIL = '"><img src=x onerror=alert(1)>'

PARTS = {
    "n": marks.n(EVIL),
    "pill": marks.pill("good", EVIL),
    "bar": marks.bar(0.5, EVIL),
    "link": marks.link(EVIL, EVIL),
    "platform": marks.platform(EVIL),
    "popover": marks.popover(EVIL, Markup("x"), EVIL, [(EVIL, EVIL)], css=EVIL),
    "say": say("synced {when}", when=EVIL),
    "alerts": alert_strip([Notice("error", EVIL, EVIL)]),
    "card": card(EVIL, Markup("x"), aside=EVIL, footer=EVIL),
    "kpis": kpi_strip([Kpi(EVIL, EVIL, EVIL, 0.1, trust=EVIL, facts=[(EVIL, EVIL)])]),
    "targets": target_list([Target(EVIL, "on_track", EVIL, EVIL, 0.5)]),
    "planned": planned_list([Planned(EVIL, EVIL, EVIL)]),
    "pick": pick_button(EVIL, EVIL, EVIL),
    "empty": empty(EVIL, EVIL, [Step(EVIL, EVIL)]),
    "failed": failed(EVIL, EVIL, EVIL),
    "nothing": nothing(EVIL),
    "skeleton": skeleton(2, EVIL),
    "trouble": trouble(EVIL, EVIL),
    "warning": warning(EVIL, EVIL, EVIL),
    "stats": stats_strip([Stat(EVIL, EVIL, EVIL)]),
    "figures": figures([Stat(EVIL, EVIL)]),
    "meter": meter(EVIL, 0.5, EVIL, EVIL),
    "progress": progress(EVIL, EVIL, 0.5, EVIL, EVIL, EVIL, label=EVIL),
    "strip": strip(["ok"], EVIL, since=EVIL, until=EVIL),
    "table": table([EVIL], [Column(EVIL, lambda row: row, sort=lambda row: row)], label=EVIL),
    "chip": chip(EVIL),
}


@pytest.mark.parametrize("name", PARTS)
def test_every_part_escapes_what_it_is_given(name: str) -> None:
    assert "<img" not in PARTS[name]
    assert name == "platform" or "&lt;img" in PARTS[name]


@pytest.mark.parametrize(
    ("text", "flow"), [("@alwaha_sa", "ltr"), ("1,284", "ltr"), ("28 نوفمبر", "rtl"), ("Valkey 9.1", "ltr")]
)
def test_a_figure_keeps_its_own_direction(text: str, flow: str) -> None:
    assert f'<bdi dir="{flow}" class="n">{text}</bdi>' == marks.n(text)


def test_the_currency_stands_where_the_language_puts_it() -> None:
    with speaking("en"):
        assert re.search(r"cur.*SAR.*37\.65", marks.money(37.65, "SAR"))
    with speaking("ar"):
        assert re.search(r"37\.65.*cur.*ر\.س", marks.money(37.65, "SAR"))


def test_no_amount_has_no_currency() -> None:
    assert "SAR" not in marks.money(None, "SAR")


@pytest.mark.parametrize(
    ("change", "better", "tone", "word"),
    [
        (0.285, "up", "good", "better"),
        (-0.285, "up", "bad", "worse"),
        (0.031, "down", "bad", "worse"),
        (-0.031, "down", "good", "better"),
        (0.125, "neither", "", "more"),
        (-0.125, "neither", "", "less"),
        (-0.006, "up", "", "about the same"),
    ],
)
def test_a_change_is_good_or_bad_by_what_it_means(change: float, better: str, tone: str, word: str) -> None:
    kpi = Kpi("k", "K", "1", change, better)  # type: ignore[arg-type] # one of its literals

    assert (kpi.tone, kpi.word) == (tone, word)


def test_no_alerts_take_no_room() -> None:
    assert alert_strip([]) == ""


def test_a_spark_leaves_gaps_where_nothing_is_known() -> None:
    assert spark([1, 2, None, 3, 4]).count("M") == 2 * spark([1, 2, 3]).count("M")
    assert "none" in spark([1, None])


@pytest.mark.parametrize(("share", "width"), [(-1, "0.0%"), (0.5, "50.0%"), (7, "100.0%")])
def test_a_bar_stays_in_its_track(share: float, width: str) -> None:
    assert f"inline-size:{width}" in marks.bar(share, "x")
