"""Our own track record: of what we told people without knowing it, how much came true, counted each night.

Nothing is estimated here: what was told is in the database, and so is what came after. A subject that was never
put to test has a record with no cases, so that nobody takes silence for success.

keep       measure(): every subject of an org, each in a transaction of its own; list_track_records()
ranges     days that had an expected range: how many figures fell inside
forecasts  warnings that a budget would not suffice: how many came true, how far off they were
times      posts at times that were proposed before them, against all others
"""

from engine.track_records.keep import list_track_records, measure, plan

__all__ = ["list_track_records", "measure", "plan"]
