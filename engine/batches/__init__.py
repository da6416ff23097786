"""Campaigns from files: many planned in a spreadsheet, looked at before anything happens, each created once.

fields   the columns, in both languages · sheets: the file as rows of known columns · cells: one value
groups   rows of one name become one request, every field of which knows its line
dry      what a file would create, and all that stands against it, judged as the API judges
actions  bring, start, throw away; the job, a transaction a campaign; what a dead worker left
reads    where files stand; the result, and the sample to begin with
"""

from engine.batches.actions import create, discard, give_up, start, take_up, upload
from engine.batches.groups import MAX_CAMPAIGNS
from engine.batches.reads import batch_progress, batch_status, list_batches, result_file, sample_file
from engine.batches.sheets import MAX_BYTES, MAX_ROWS, TOO_LARGE

__all__ = [
    "MAX_BYTES",
    "MAX_CAMPAIGNS",
    "MAX_ROWS",
    "TOO_LARGE",
    "batch_progress",
    "batch_status",
    "create",
    "discard",
    "give_up",
    "list_batches",
    "result_file",
    "sample_file",
    "start",
    "take_up",
    "upload",
]
