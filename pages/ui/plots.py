"""Lines as a Plotly figure, built as a plain dict: no template, literal colours, mirrored for Arabic.

Days are a category axis with labels of our own, because Plotly writes dates and hover titles in English only.
"""

from collections.abc import Callable, Sequence
from math import ceil, floor, log10
from typing import TYPE_CHECKING, Any

from engine.core.i18n import direction, t
from pages.ui import format as formats
from pages.ui.palette import Palette

if TYPE_CHECKING:
    from pages.ui.charts import Line

HEIGHT = 300
FONT = "IBM Plex Sans Arabic, Segoe UI, Tahoma, sans-serif"
Unit = Callable[[float | None], str]


def figure(
    names: Sequence[str],
    lines: "Sequence[Line]",
    palette: Palette,
    unit: Unit,
    *,
    partial: bool,
    mark: tuple[int, str] | None,
) -> dict[str, Any]:
    """Main lines first, so that they lead the hover box; comparisons thin and behind."""
    traces = [trace for line in lines for trace in _main(names, line, palette, unit, partial=partial)]
    traces += [_before(names, line, palette, unit) for line in lines if line.before]
    known = [value for line in lines for value in (*line.values, *line.before) if value is not None]
    return {"data": traces, "layout": _layout(names, palette, known, mark)}


def _main(
    names: Sequence[str], line: "Line", palette: Palette, unit: Unit, *, partial: bool
) -> list[dict[str, Any]]:
    colour = palette.colour(line.tone)
    until = len(names) - 1 if partial and len(names) > 2 else len(names)
    whole = _trace(line.name, names[:until], line.values[:until], unit, {"color": colour, "width": 2.25})
    if until == len(names):
        return [whole]
    dashed = {"color": colour, "width": 2.25, "dash": "3px,3px"}
    rest = _trace(line.name, names[until - 1 :], line.values[until - 1 :], unit, dashed)
    rest["text"][0] = ""
    rest["hoverinfo"] = "skip" if line.values[-1] is None else "text"
    return [whole, rest]


def _before(names: Sequence[str], line: "Line", palette: Palette, unit: Unit) -> dict[str, Any]:
    colour = palette.accent_before if line.tone == "accent" else palette.ink_before
    name = t("{name} before", name=line.name)
    return _trace(name, names, line.before, unit, {"color": colour, "width": 1}) | {"zorder": 1}


def _trace(
    name: str, names: Sequence[str], values: Sequence[float | None], unit: Unit, line: dict[str, Any]
) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "name": name,
        "x": list(names),
        "y": list(values),
        "text": [f"{name}  <b>{unit(value)}</b>" for value in values],
        "hoverinfo": "x+text",
        "line": line,
        "zorder": 2,
    }


def _layout(
    names: Sequence[str], palette: Palette, known: Sequence[float], mark: tuple[int, str] | None
) -> dict[str, Any]:
    mirrored = direction() == "rtl"
    ticks = nice_ticks(max(known, default=0))
    small = {"color": palette.ink3, "size": 12}
    layout: dict[str, Any] = {
        "height": HEIGHT,
        "margin": {"l": 8, "r": 8, "t": 22, "b": 28},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": FONT, "size": 12, "color": palette.ink2},
        "showlegend": False,
        "hovermode": "x unified",
        "hoverlabel": {"bgcolor": palette.surface, "bordercolor": palette.control, "font": {"color": palette.ink}},
        "uirevision": "fixed",
        "xaxis": {
            "type": "category",
            "tickvals": list(names[2 :: max(len(names) // 5, 1)]) if len(names) > 8 else list(names),
            "tickfont": small,
            "showgrid": False,
            "zeroline": False,
            "fixedrange": True,
            "autorange": "reversed" if mirrored else True,
        },
        "yaxis": {
            "range": [0, ticks[-1] * 1.04],
            "tickvals": ticks,
            "ticktext": [formats.compact(tick) for tick in ticks],
            "tickfont": small,
            "ticklabelstandoff": 6,
            "gridcolor": palette.line,
            "zeroline": False,
            "fixedrange": True,
            "automargin": True,
            "side": "right" if mirrored else "left",
        },
    }
    return layout | (_marked(mark, palette, mirrored=mirrored) if mark else {})


def _marked(mark: tuple[int, str], palette: Palette, *, mirrored: bool) -> dict[str, Any]:
    """A dotted vertical on that day with its word on the past's side."""
    index, word = mark
    return {
        "shapes": [
            {
                "type": "line",
                "x0": index,
                "x1": index,
                "yref": "paper",
                "y0": 0,
                "y1": 1,
                "line": {"color": palette.control, "width": 1, "dash": "2px,3px"},
            }
        ],
        "annotations": [
            {
                "x": index,
                "yref": "paper",
                "y": 1,
                "yanchor": "bottom",
                "showarrow": False,
                "text": word,
                "xanchor": "left" if mirrored else "right",
                "font": {"color": palette.ink2, "size": 12},
            }
        ],
    }


def nice_ticks(top: float, count: int = 6) -> list[float]:
    """Round values from 0 to at least `top`, at most `count` steps of 1, 2, 2.5 or 5 times a power of ten."""
    if top <= 0:
        return [0, 1]
    rough = top / count
    power = 10.0 ** floor(log10(rough))
    step = next(size * power for size in (1, 2, 2.5, 5, 10) if size * power >= rough)
    return [step * index for index in range(ceil(top / step) + 1)]
