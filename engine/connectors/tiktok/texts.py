"""How long a text may be for TikTok: checked here, so that the person is told which field it is."""

import re
from unicodedata import east_asian_width

from engine.connectors import faults
from engine.connectors.tiktok.platform import PLATFORM

LONGEST_NAME, LONGEST_AD_TEXT = 512, 100
EMOJI = re.compile("[\u2600-\u27bf\U0001f000-\U0001faff]")


def measure(text: str) -> int:
    """How wide TikTok counts a text: Chinese and Japanese letters are two wide."""
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def check_ad_text(field: str, text: str, longest: int) -> str:
    """The text of a name or an ad; Chinese and Japanese letters count twice there, and emojis are refused."""
    width = measure(text)
    if not text.strip() or width > longest:
        raise faults.unfit(PLATFORM, field, f"1 to {longest} characters, not {width}")
    if EMOJI.search(text):
        raise faults.unfit(PLATFORM, field, "no emojis")
    return text


def check_caption(text: str, longest: int) -> str:
    """The caption of a post, counted in UTF-16 code units: an emoji counts twice, and is welcome."""
    if units(text) > longest:
        raise faults.unfit(PLATFORM, "text", f"at most {longest} characters, not {units(text)}")
    return text


def units(text: str) -> int:
    """How long TikTok takes a caption to be."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
