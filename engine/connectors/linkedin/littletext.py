"""LinkedIn's `little` text: commentaries in which brackets and a few more marks mean something.

Unescaped, such a mark cuts the post off there, and LinkedIn still answers that all is well.
"""

import re

_RESERVED = re.compile(r"[\\|{}@\[\]()<>#*_~]")
_HASHTAG = re.compile(r"#[^\W_]")
_TEMPLATE = re.compile(r"\{hashtag\|\\?#\|([^{}|]+)\}")
_MENTION = re.compile(r"@\[((?:[^\]\\]|\\.)*)\]\s?\(urn:li:[^()\s]+\)")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


def written(text: str) -> str:
    """Plain text as LinkedIn has to be told it; hashtags stay what they are."""

    def escape(found: re.Match[str]) -> str:
        return found[0] if _HASHTAG.match(text, found.start()) else f"\\{found[0]}"

    return _RESERVED.sub(escape, text)


def read(commentary: str) -> str:
    """What people see of a commentary: mentions by name, nothing escaped."""
    plain = _MENTION.sub(r"\1", _TEMPLATE.sub(r"#\1", commentary))
    return _ESCAPED.sub(r"\1", plain)
