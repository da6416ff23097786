"""How long a post is: X counts weights, not characters, and every address as 23, whatever its length.

The weights are those of X's open library twitter-text: 1 for Latin, Arabic and their neighbours, 2 for all else
and for an emoji, however many code points it is made of.
"""

import re
from unicodedata import normalize

from engine.connectors import faults
from engine.connectors.launches import Creative
from engine.connectors.twitter.platform import PLATFORM

LONGEST, _ADDRESS = 280, 23
_LIGHT = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))
_URL = re.compile(r"https?://[^\s<>\"]+")
_PICTURE = "[\u2300-\u23ff\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff][\ufe0f\u20e3\U0001f3fb-\U0001f3ff]*"
_EMOJI = re.compile(f"[\U0001f1e6-\U0001f1ff]{{2}}|{_PICTURE}(?:\u200d{_PICTURE})*")


def weigh(text: str) -> int:
    """The length that X goes by."""
    rest, addresses = _URL.subn("", normalize("NFC", text))
    rest, pictures = _EMOJI.subn("", rest)
    light = sum(any(first <= ord(each) <= last for first, last in _LIGHT) for each in rest)
    return addresses * _ADDRESS + pictures * 2 + light + (len(rest) - light) * 2


def compose(*parts: str) -> str:
    """The parts that there are, each once, a line each: X has one text where others have fields."""
    return "\n".join(dict.fromkeys(part.strip() for part in parts if part.strip()))


def words_of(creative: Creative) -> str:
    """What an ad says; Refused naming the field when it is nothing, or too much."""
    text = compose(creative.headline, creative.body, creative.url)
    check(text, "body")
    return text


def check(text: str, field: str) -> None:
    """Refused naming the field when a text is longer than X allows."""
    if weigh(text) > LONGEST:
        raise faults.unfit(PLATFORM, field, f"{weigh(text)} of at most {LONGEST} characters")
