"""The texts of a search ad: Google tries at least three headlines and two descriptions in turn.

Where a person wrote fewer, what they wrote is said again in parts; nothing is invented.
"""

import re
from unicodedata import east_asian_width
from urllib.parse import urlsplit

from engine.connectors import faults
from engine.connectors.google.platform import PLATFORM
from engine.connectors.launches import Creative

LONGEST_HEADLINE, LONGEST_DESCRIPTION = 30, 90
HEADLINES, DESCRIPTIONS = (3, 15), (2, 4)  # at least and at most
_SENTENCE_END = re.compile(r"[.!?؟،؛。！？\n]+\s*")


def headlines(creative: Creative) -> list[str]:
    """The headlines as written; if they are too few, also short sentences of the bodies and the website's name."""
    written = _written("headline", (creative.headline, *creative.headlines), LONGEST_HEADLINE, HEADLINES[1])
    sentences = [part for body in (creative.body, *creative.bodies) for part in _SENTENCE_END.split(body)]
    host = (urlsplit(creative.url).hostname or "").removeprefix("www.")
    found = _filled(written, [*sentences, host], LONGEST_HEADLINE, HEADLINES[0])
    if len(found) < HEADLINES[0]:
        raise faults.unfit(PLATFORM, "headline", f"{HEADLINES[0]} different texts are needed, not {len(found)}")
    return found


def descriptions(creative: Creative) -> list[str]:
    """The bodies as written; if there is one only, also the headline."""
    written = _written("body", (creative.body, *creative.bodies), LONGEST_DESCRIPTION, DESCRIPTIONS[1])
    found = _filled(written, [creative.headline, *creative.headlines], LONGEST_DESCRIPTION, DESCRIPTIONS[0])
    if len(found) < DESCRIPTIONS[0]:
        raise faults.unfit(PLATFORM, "body", f"{DESCRIPTIONS[0]} different texts are needed, not {len(found)}")
    return found


def width(text: str) -> int:
    """How wide Google counts a text: the characters of East Asia are two wide."""
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def _written(field: str, texts: tuple[str, ...], longest: int, most: int) -> list[str]:
    """What a person wrote, each text once; Refused naming the field when Google would not take one of them."""
    found = list(dict.fromkeys(" ".join(text.split()) for text in texts))
    if len(found) > most:
        raise faults.unfit(PLATFORM, field, f"at most {most} texts, not {len(found)}")
    for text in found:
        if not 1 <= width(text) <= longest:
            raise faults.unfit(PLATFORM, field, f"1 to {longest} characters, not {width(text)}")
    return found


def _filled(texts: list[str], more: list[str], longest: int, enough: int) -> list[str]:
    """The texts and as many more as make enough of them, no two alike."""
    found = list(texts)
    for text in (" ".join(each.split()) for each in more):
        if len(found) < enough and text not in found and 1 <= width(text) <= longest:
            found.append(text)
    return found
