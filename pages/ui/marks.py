"""The smallest parts as markup: number, icon, swatch, pill, bar, popover. Values are escaped on the way in."""

import re

from markupsafe import Markup

from engine.core.i18n import N_, locale, t
from pages.ui import format as formats
from pages.ui.format import Number

__all__ = ["bar", "dot", "icon", "link", "money", "n", "pill", "platform", "platform_name", "popover", "swatch"]

PLATFORMS = {
    "meta": N_("Meta"),
    "google": N_("Google"),
    "tiktok": N_("TikTok"),
    "linkedin": N_("LinkedIn"),
    "twitter": N_("X"),
    "snapchat": N_("Snapchat"),
}
ARABIC = re.compile("[\u0620-\u064a]")
TONE_ICONS = {"good": "ok", "warn": "warn", "bad": "bad", "live": "sync", "mute": "dash"}


def n(text: object) -> Markup:
    """A number, time, date, handle or Latin name: set apart from the words around it, of even width, unbroken.

    Digits and Latin run left to right; what carries Arabic letters, such as `28 نوفمبر`, right to left.
    """
    flow = "rtl" if ARABIC.search(str(text)) else "ltr"
    return Markup('<bdi dir="{}" class="n">{}</bdi>').format(flow, text)


def money(value: Number | None, code: str, digits: int | None = None) -> Markup:
    """An amount in major units with its currency small beside it, on the side the language puts it."""
    if value is None:
        return n(formats.NONE)
    sign = Markup('<span class="cur">{}</span>').format(formats.currency(code))
    figure = n(formats.amount(value, code, digits))
    return Markup("{} {}").format(*((figure, sign) if locale() == "ar" else (sign, figure)))


def icon(name: str) -> Markup:
    """An icon of assets/css/icons.css in the colour of the text; hidden from screen readers."""
    return Markup('<span class="i i-{}" aria-hidden="true"></span>').format(name)


def swatch(slug: str) -> Markup:
    """The platform's colour; its name always stands beside it."""
    if slug not in PLATFORMS:
        return Markup("")
    return Markup('<span class="sw" style="background:var(--p-{})"></span>').format(slug)


def platform_name(slug: str) -> str:
    """The platform's name in the reader's language."""
    return t(PLATFORMS.get(slug, slug))


def platform(slug: str) -> Markup:
    """Swatch and name."""
    return Markup('<span class="plat">{}{}</span>').format(swatch(slug), platform_name(slug))


def pill(tone: str, text: str | Markup) -> Markup:
    """A state in a word: tone `good warn bad live mute` gives the colour and the icon."""
    return Markup('<span class="pill {}">{}<span>{}</span></span>').format(tone, icon(TONE_ICONS[tone]), text)


def dot(tone: str) -> Markup:
    """A small round light: `good bad live`, or nothing for grey."""
    return Markup('<span class="dot {}"></span>').format(tone)


def bar(share: float, label: str, tone: str = "", expected: float | None = None) -> Markup:
    """A bar filled to `share` (0 to 1), read out as `label`; a mark where it should be by now."""
    mark = (
        "" if expected is None else Markup('<b style="inset-inline-start:{:.1%}"></b>').format(_within(expected))
    )
    return Markup(
        '<span class="bar {}" role="img" aria-label="{}"><i style="inline-size:{:.1%}"></i>{}</span>'
    ).format(tone, label, _within(share), mark)


def link(text: str | Markup, path: str) -> Markup:
    """A link to another page of ours; boot.js follows it without a reload."""
    return Markup('<a data-page href="{}">{}</a>').format(path, text)


def popover(
    key: str, label: Markup, title: str, facts: list[tuple[str, str | Markup]], *, css: str = ""
) -> Markup:
    """A quiet button that opens a small card of facts; `key` is unique on the page."""
    rows = Markup("").join(Markup("<dt>{}</dt><dd>{}</dd>").format(name, fact) for name, fact in facts)
    return Markup(
        '<button type="button" class="{css}" popovertarget="pop-{key}">{label}</button>'
        '<div class="pop" popover id="pop-{key}"><p class="pt">{title}</p><dl>{rows}</dl></div>'
    ).format(css=css, key=key, label=label, title=title, rows=rows)


def _within(share: float) -> float:
    return min(max(share, 0.0), 1.0)
