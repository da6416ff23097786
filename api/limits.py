"""The rate tiers as routes name them, and their counting; screens read the same from `engine.counting`."""

from engine.counting import RATES, Window, count, look, rates_of
from engine.limits import Tier

__all__ = ["RATES", "Tier", "Window", "count", "look", "rates_of"]
