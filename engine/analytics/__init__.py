"""Figures by whatever somebody asks: metrics by dimensions, filtered, compared, summed, a page at a time.

words   the metrics and dimensions there are, and how each is said in SQL
asking  Question: what is asked, checked
reads   query(): the answer, cached; the sums of the dashboard come out of it the same
"""

from engine.analytics.asking import Question
from engine.analytics.reads import query
from engine.analytics.words import DIMENSIONS, METRICS

__all__ = ["DIMENSIONS", "METRICS", "Question", "query"]
