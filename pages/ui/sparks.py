"""Sparklines: a line over its own shade, drawn as a mask so that it takes the theme's colour."""

from collections.abc import Sequence
from itertools import groupby
from urllib.parse import quote

from markupsafe import Markup

WIDTH, HEIGHT, EDGE = 120.0, 32.0, 2.0


def spark(values: Sequence[float | None]) -> Markup:
    """The course of the values from first to last; days without a value are gaps. Nothing below two values."""
    known = [value for value in values if value is not None]
    if len(known) < 2:
        return Markup('<span class="spark none"></span>')
    return Markup('<span class="spark" style="--m:url(&quot;data:image/svg+xml,{}&quot;)"></span>').format(
        quote(_drawing(values, min(known), max(known)), safe="/ =:'")
    )


def _drawing(values: Sequence[float | None], low: float, high: float) -> str:
    step = WIDTH / (len(values) - 1)
    scale = (HEIGHT - 2 * EDGE) / ((high - low) or 1)
    points = [
        None if value is None else (index * step, HEIGHT - EDGE - (value - low) * scale)
        for index, value in enumerate(values)
    ]
    runs = [[p for p in run if p] for known, run in groupby(points, key=lambda p: p is not None) if known]
    return (
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {WIDTH:g} {HEIGHT:g}' preserveAspectRatio='none'>"
        f"<path d='{' '.join(_shade(run) for run in runs)}' fill='black' fill-opacity='.14'/>"
        f"<path d='{' '.join('M' + _trail(run) for run in runs)}' fill='none' stroke='black' stroke-width='1.5'"
        " stroke-linejoin='round' vector-effect='non-scaling-stroke'/></svg>"
    )


def _trail(run: list[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in run)


def _shade(run: list[tuple[float, float]]) -> str:
    return f"M{run[0][0]:.1f},{HEIGHT:g} {_trail(run)} {run[-1][0]:.1f},{HEIGHT:g}Z"
