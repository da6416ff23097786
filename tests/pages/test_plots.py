"""The chart of a period: what Plotly is told."""

import re
from datetime import date, timedelta
from typing import Any

import pytest

from api.assets import OURS
from engine.core.i18n import speaking
from pages.ui import format as formats
from pages.ui.charts import Line, day_names
from pages.ui.palette import DARK, LIGHT, PLATFORMS
from pages.ui.plots import figure, nice_ticks

DAYS = [date(2026, 10, 24) + timedelta(days=n) for n in range(30)]
LINES = [
    Line("Revenue", [float(n) for n in range(30)], before=[5.0] * 30),
    Line("Spend", [None, *(3.0 for _ in range(29))], tone="ink2"),
]


def _figure(language: str = "en", *, partial: bool = True) -> dict[str, Any]:
    with speaking(language):
        names = day_names(DAYS)
        return figure(names, LINES, LIGHT, lambda v: formats.money(v, "SAR"), partial=partial, mark=(20, "Sale"))


def test_tokens_and_plotly_agree_on_every_colour() -> None:
    sheet = (OURS / "css" / "tokens.css").read_text()
    for name in ("surface", "line", "control", "ink", "ink2", "ink3", "accent"):
        found = re.search(rf"--{name}: light-dark\((#\w+), (#\w+)\)", sheet)
        assert found
        assert found.groups() == (getattr(LIGHT, name), getattr(DARK, name))
    for name, colour in PLATFORMS.items():
        assert f"--p-{name}: {colour};" in sheet


def test_today_is_dashed_and_joined_to_yesterday() -> None:
    whole, rest, *_ = _figure()["data"]

    assert (len(whole["x"]), len(rest["x"])) == (29, 2)
    assert rest["line"]["dash"]
    assert rest["y"][0] == whole["y"][-1]


def test_a_period_that_is_over_has_no_dashes() -> None:
    assert all("dash" not in trace["line"] for trace in _figure(partial=False)["data"])


def test_time_runs_with_the_reading_direction() -> None:
    english, arabic = _figure("en")["layout"], _figure("ar")["layout"]

    assert (english["xaxis"]["autorange"], english["yaxis"]["side"]) == (True, "left")
    assert (arabic["xaxis"]["autorange"], arabic["yaxis"]["side"]) == ("reversed", "right")
    assert "أكتوبر" in arabic["xaxis"]["tickvals"][0]


def test_no_two_days_of_a_long_span_share_a_name() -> None:
    span = [date(2025, 1, 1) + timedelta(days=n) for n in range(500)]

    assert len(set(day_names(span))) == 500


@pytest.mark.parametrize(
    ("top", "ticks"),
    [(0, [0, 1]), (5.2, [0, 1, 2, 3, 4, 5, 6]), (118_000, [0, 20_000, 40_000, 60_000, 80_000, 100_000, 120_000])],
)
def test_an_axis_has_few_round_values_and_room_for_the_highest(top: float, ticks: list[float]) -> None:
    assert nice_ticks(top) == ticks
