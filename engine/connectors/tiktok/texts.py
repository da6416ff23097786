"""How long a text may be for TikTok: checked here, so that the person is told which field it is."""

from unicodedata import east_asian_width

from engine.connectors import faults
from engine.connectors.tiktok.platform import PLATFORM

LONGEST_NAME, LONGEST_AD_TEXT = 512, 100
_EMOJI = ((0x2600, 0x27BF), (0x1F000, 0x1FAFF))


def check_ad_text(field: str, text: str, longest: int) -> str:
    """The text of a name or an ad; Chinese and Japanese letters count twice there, and emojis are refused."""
    width = sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)
    if not text.strip() or width > longest:
        raise faults.unfit(PLATFORM, field, f"1 to {longest} characters, not {width}")
    if any(low <= ord(letter) <= high for letter in text for low, high in _EMOJI):
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
