"""The colours Plotly must be told literally: it reads neither the style sheet nor the theme.

They are the tokens of assets/css/tokens.css; a test holds the two together.
"""

from dataclasses import dataclass

import streamlit as st

PLATFORMS = {
    "meta": "#2F80ED",
    "google": "#B35A00",
    "tiktok": "#D12A6F",
    "linkedin": "#0A7A86",
    "twitter": "#848E9C",
    "snapchat": "#AC8A0A",
}


@dataclass(frozen=True, slots=True)
class Palette:
    """One theme's colours, named as in the style sheet."""

    surface: str
    line: str
    control: str
    ink: str
    ink2: str
    ink3: str
    accent: str
    accent_before: str
    ink_before: str

    def colour(self, tone: str) -> str:
        """A platform's colour, or the tone of that name."""
        return PLATFORMS.get(tone) or str(getattr(self, tone))


LIGHT = Palette("#FFFFFF", "#E2E5EA", "#868F9D", "#14181F", "#464F5C", "#5F6875", "#4549C2", "#8A8DDB", "#868F9D")
DARK = Palette("#161B22", "#28303B", "#6D7887", "#EEF1F5", "#B4BDC9", "#929CAA", "#A5ABFF", "#6C72C4", "#6D7887")


def theme() -> str:
    """`light` or `dark`: what the reader chose, else what their system prefers."""
    chosen = st.context.cookies.get("theme") or st.context.theme.type
    return "dark" if chosen == "dark" else "light"


def palette() -> Palette:
    """The colours of the reader's theme."""
    return DARK if theme() == "dark" else LIGHT
