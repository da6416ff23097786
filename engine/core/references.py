"""A short code that a reader can quote and that finds its line in the log."""

from secrets import token_hex


def new_reference() -> str:
    """Such a code: `9F2C-41A7`."""
    return f"{token_hex(2)}-{token_hex(2)}".upper()
