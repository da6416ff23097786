"""The cache as its keepers see it: how it is used, emptying it, and warming it before the working day.

usage     hits and misses over time, what is kept now, and Redis itself
clearing  forgetting an area, or all of them
warming   computing what will be asked · mornings: when that is done by itself
"""

from engine.cache.clearing import clear
from engine.cache.mornings import Schedule, choose_schedule, next_warming, plan, read_schedule
from engine.cache.usage import carry, kept, list_keys, list_versions, rate, read_stats, server, trim, usage
from engine.cache.warming import SERVICES, last_warming, remember, warm

__all__ = [
    "SERVICES",
    "Schedule",
    "carry",
    "choose_schedule",
    "clear",
    "kept",
    "last_warming",
    "list_keys",
    "list_versions",
    "next_warming",
    "plan",
    "rate",
    "read_schedule",
    "read_stats",
    "remember",
    "server",
    "trim",
    "usage",
    "warm",
]
