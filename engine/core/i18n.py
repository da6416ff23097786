"""Two languages, one catalogue each: every sentence a person may read passes through `t`, `nt` or `N_`.

The English sentence is the key. Catalogues are plain `.po` files below `locales/`, read once a process.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

LOCALES = ("ar", "en")
RIGHT_TO_LEFT = ("ar",)
DAYS = ("date", "day")  # what a fact is called that is a day
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_FOLDER = Path(__file__).parent / "locales"
_locale: ContextVar[str] = ContextVar("locale", default="en")


def N_(message: str) -> str:  # noqa: N802 - the name every gettext tool looks for
    """Mark a sentence for the catalogue now, translate it later."""
    return message


def t(message: str, **facts: Any) -> str:
    """The sentence in the reader's language with its facts filled in."""
    text = _catalogue(_locale.get()).ugettext(message)
    return text.format(**_said(facts)) if facts else text


def nt(one: str, many: str, n: int, **facts: Any) -> str:
    """The sentence in the plural form that `n` takes; Arabic has six."""
    return str(_catalogue(_locale.get()).ungettext(one, many, n).format(n=n, **_said(facts)))


def _said(facts: dict[str, Any]) -> dict[str, Any]:
    """The facts, days among them as the reader writes days: kept facts hold ISO dates, of no language."""
    days = {name: facts[name] for name in DAYS if _ISO_DATE.fullmatch(str(facts.get(name, "")))}
    said = {name: format_date(date.fromisoformat(day), "d MMM y", locale()) for name, day in days.items()}
    return facts | said


def locale() -> str:
    """The reader's language, `ar` or `en`."""
    return _locale.get()


def direction() -> str:
    """`rtl` or `ltr`."""
    return "rtl" if locale() in RIGHT_TO_LEFT else "ltr"


def speak(language: str) -> None:
    """From here on, in this thread or task, sentences are in that language."""
    _locale.set(language if language in LOCALES else "en")


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Sentences inside are in that language."""
    before = _locale.set(language if language in LOCALES else "en")
    try:
        yield
    finally:
        _locale.reset(before)


@cache
def _catalogue(language: str) -> NullTranslations:
    source = _FOLDER / language / "LC_MESSAGES" / "cmis.po"
    compiled = BytesIO()
    with source.open("rb") as lines:
        write_mo(compiled, read_po(lines, locale=language))
    compiled.seek(0)
    return Translations(compiled)
