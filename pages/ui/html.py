"""Markup with escaping: templates for the larger parts, and one way to put them on the page.

Every value is escaped on its way in, unless it already is `Markup` made by us.
"""

from functools import cache
from pathlib import Path
from typing import Any, Literal

import streamlit as st
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from engine.core.i18n import direction, locale, nt, t
from pages.ui import format as formats
from pages.ui import marks

HERE = Path(__file__).resolve().parent


def render(template: str, **values: Any) -> Markup:
    """The template `templates/<template>.html` filled in; marks and formats are at hand in it by name."""
    return Markup(_templates().get_template(f"{template}.html").render(values))  # noqa: S704 - autoescaped


def say(sentence: str, **facts: Any) -> Markup:
    """A translated sentence as markup; facts may be markup, such as `marks.n("12")`, anything else is escaped."""
    return Markup(escape(t(sentence))).format(**facts)  # noqa: S704 - escaped one word before


def show(*parts: Markup, width: Literal["stretch", "content"] = "stretch") -> None:
    """Put the parts on the page as one element: one element is cheaper than many, and none for nothing."""
    if whole := Markup("").join(parts):
        st.html(whole, width=width)


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        auto_reload=False,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        t=t,
        nt=nt,
        say=say,
        locale=locale,
        direction=direction,
        formats=formats,
        **{name: getattr(marks, name) for name in marks.__all__},
    )
    return environment
