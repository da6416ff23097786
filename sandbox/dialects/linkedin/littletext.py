"""LinkedIn's `little` text format: what a commentary has to escape, and what becomes of it when it does not."""

import re

RESERVED = r"\|{}@[]()<>#*_~"
HASHTAG = re.compile(r"#[^\W_]")
# A template or a mention as it has to be written, an escaped mark, a hashtag, or text without any marks.
SAID = re.compile(
    r"\{hashtag\|\\#\|(?P<template>\w+)\}"
    r"|@\[(?P<mention>(?:[^\]\\]|\\.)*)\]\s?\(urn:li:(?:organization|person):[^()\s]+\)"
    r"|\\(?P<escaped>.)"
    r"|(?P<hashtag>#\w+)"
    rf"|(?P<text>[^{re.escape(RESERVED)}]+)",
    re.DOTALL,
)


def escaped(text: str) -> str:
    """Plain text as a commentary that says exactly that; hashtags stay hashtags."""
    tags = {found.start() for found in HASHTAG.finditer(text)}
    return "".join(
        f"\\{mark}" if mark in RESERVED and place not in tags else mark for place, mark in enumerate(text)
    )


def kept(commentary: str) -> str:
    """What is kept of a commentary: it ends, without a word, at the first reserved mark that means nothing.

    Not confirmed by LinkedIn's documents: which of the marks cut a text off; many have seen it at a bracket.
    """
    place = 0
    while found := SAID.match(commentary, place):
        place = found.end()
    return commentary[:place]


def plain(commentary: str) -> str:
    """What people read of a commentary."""
    said = ""
    for found in SAID.finditer(kept(commentary)):
        match found.lastgroup:
            case "template":
                said += f"#{found['template']}"
            case "mention":
                said += re.sub(r"\\(.)", r"\1", found["mention"])
            case "escaped":
                said += found["escaped"]
            case _:
                said += found[0]
    return said
