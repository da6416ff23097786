"""Column heads as people and programs write them, brought to one form so that they can be recognised."""

import re
import unicodedata

_LETTERS = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ة": "ه", "ـ": None})
_CURRENCY = re.compile(r"\s*[(\[]\s*([A-Za-z]{3})\s*[)\]]\s*$")
_ASIDE = re.compile(r"\s*[(\[]\s*(?:in utc|utc|بالتوقيت العالمي المنسق|local currency|usd equivalent)\s*[)\]]\s*$")


def folded(label: str) -> str:
    """Without case, diacritics, marks of direction and spelling variants of Arabic letters."""
    plain = unicodedata.normalize("NFKC", label).translate(_LETTERS)
    bare = "".join(c for c in unicodedata.normalize("NFD", plain) if unicodedata.category(c) not in {"Mn", "Cf"})
    return " ".join(bare.casefold().replace("_", " ").split())


def bare(label: str) -> str:
    """Folded, without the currency or the time zone in brackets at its end."""
    return _ASIDE.sub("", folded(_CURRENCY.sub("", label)))


def currency_of(label: str) -> str:
    """The ISO code in brackets at the end of a column's head, as in `Amount spent (SAR)`; else nothing."""
    found = _CURRENCY.search(label)
    return found[1].upper() if found else ""
