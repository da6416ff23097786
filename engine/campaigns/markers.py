"""How we know our own campaigns again on a platform: a token at the end of their names, which nothing else has."""

import secrets

from engine.connectors.launches import Limits

_LETTERS = "abcdefghjkmnpqrstvwxyz23456789"  # none that is taken for another
LENGTH = 8


def new_marker() -> str:
    """A token that nobody else has: one of 656 billion."""
    return "".join(secrets.choice(_LETTERS) for _ in range(LENGTH))


def marked(name: str, marker: str, limits: Limits) -> str:
    """The name on the platform; where it would be too long, its end gives way to the token."""
    tail = f" [{marker}]"
    kept = name[: limits.longest_name - len(tail)]
    while limits.measure(kept) + len(tail) > limits.longest_name:
        kept = kept[:-1]
    return kept.rstrip() + tail


def unmarked(name: str, marker: str) -> str:
    """The name as a person gave it, as far as the platform has it."""
    return name.removesuffix(f"[{marker}]").rstrip()
