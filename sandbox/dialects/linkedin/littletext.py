"""LinkedIn's `little` text format: what a commentary has to escape, and what becomes of it when it does not."""

import re

RESERVED = r"\|{}@[]()<>#*_~"
HASHTAG = re.compile(r"#\w+")
TEMPLATE = re.compile(r"\{hashtag\|\\#\|(\w+)\}")
MENTION = re.compile(r"@\[((?:[^\]\\]|\\.)*)\]\s?\(urn:li:(?:organization|person):[^()\s]+\)")
ESCAPED = re.compile(r"\\(.)", re.DOTALL)


def escaped(text: str) -> str:
    """Plain text as a commentary that says exactly that; hashtags stay hashtags."""
    tags = {found.start() for found in HASHTAG.finditer(text)}
    return "".join(
        f"\\{mark}" if mark in RESERVED and place not in tags else mark for place, mark in enumerate(text)
    )


def plain(commentary: str) -> str:
    """What people read of a commentary; it ends, without a word, at the first reserved mark that means nothing.

    Not confirmed by LinkedIn's documents: which of the marks cut a text off; many have seen it at a bracket.
    """
    said, place = "", 0
    while place < len(commentary):
        if found := ESCAPED.match(commentary, place):
            said += found[1]
        elif found := TEMPLATE.match(commentary, place):
            said += f"#{found[1]}"
        elif found := MENTION.match(commentary, place):
            said += ESCAPED.sub(r"\1", found[1])
        elif found := HASHTAG.match(commentary, place):
            said += found[0]
        elif commentary[place] in RESERVED:
            return said
        else:
            said += commentary[place]
        place = found.end() if found else place + 1
    return said
