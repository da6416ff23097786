"""How ad campaigns do: kept up to date by whoever hears that figures changed.

keep    the last thirty days of each campaign as sums, whose ratios the database keeps; refresh() does all of it
ranges  where each day was expected, from the days before it, and where it is
odd     alerts of days outside of their range, and their end
reads   performance(), list_anomalies(): what the screen and the API show
"""

from engine.performance.keep import refresh
from engine.performance.reads import list_anomalies, performance

__all__ = ["list_anomalies", "performance", "refresh"]
