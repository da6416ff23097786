"""How campaigns are searched: letters that people use for one another count as the same."""

import re
from unicodedata import combining, normalize

_SAME = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ئ": "ي", "ؤ": "و", "ة": "ه", "ـ": None})
_SPACES = re.compile(r"\s+")


def plain(text: str) -> str:
    """The text without marks, cases and spellings: أحمد and احمد, مدرسة and مدرسه, Café and cafe are the same."""
    spelled = text.translate(_SAME)  # before taking apart, since a hamza is a mark to Unicode
    apart = "".join(letter for letter in normalize("NFKD", spelled) if not combining(letter))
    return _SPACES.sub(" ", apart.translate(_SAME).casefold()).strip()
