"""How long a text is for TikTok, and what may not stand in one."""

from typing import Any
from unicodedata import east_asian_width

from sandbox.dialects.tiktok.errors import invalid, missing

LONGEST_NAME, LONGEST_TEXT = 512, 100
EMOJI = ((0x2600, 0x27BF), (0x1F000, 0x1FAFF))


def check_text(name: str, value: Any, longest: int) -> None:
    """Raise 40002 unless it is a name or an ad's text: no emoji, Chinese and Japanese letters counted twice."""
    if value in (None, ""):
        raise missing(name)
    if not isinstance(value, str) or not value.strip() or width(value) > longest:
        raise invalid(f"{name}: Must be 1 to {longest} characters long.")
    if any(low <= ord(letter) <= high for letter in value for low, high in EMOJI):
        raise invalid(f"{name}: Emojis are not supported.")


def width(text: str) -> int:
    """How many characters it counts as."""
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def units(text: str) -> int:
    """How many UTF-16 code units it has: what the captions of posts are counted in."""
    return len(text.encode("utf-16-le")) // 2
