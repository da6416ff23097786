"""What people choose a clock and a money from."""

from functools import cache

from babel.numbers import list_currencies

from engine.core.periods import time_zones

COMMON = ("SAR", "AED", "USD", "EUR", "KWD", "QAR", "BHD", "OMR", "EGP", "JOD", "GBP")


@cache
def zones() -> list[str]:
    """The zones of places, without those that only count hours."""
    return ["UTC", *sorted(zone for zone in time_zones() if "/" in zone and not zone.startswith("Etc/"))]


@cache
def currencies() -> list[str]:
    """Every currency's code, those of the region first."""
    return [*COMMON, *sorted(set(list_currencies()) - set(COMMON))]
