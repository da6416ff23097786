"""Jobs for the worker's tests."""

import time

from engine.core.i18n import locale, speak
from engine.core.store import redis


def say_in(language: str) -> None:
    """Note the language that the job finds, and choose another."""
    redis().rpush("found", locale())
    speak(language)


def last(seconds: str) -> None:
    """Take so long, whatever interrupts it."""
    until = time.monotonic() + float(seconds)
    while (left := until - time.monotonic()) > 0:
        try:
            time.sleep(left)
        except Exception:  # noqa: BLE001 - as a library does that swallows everything
            continue
