"""Posts: one text for many profiles, a row for each; written, approved, scheduled, published exactly once.

rows         finding a post; whether two texts are the same words
contents     what is to be published, and what makes it impossible, field by field
sniffing     what a file really is; files: kept, shown, lent to platforms
writing      create, edit, move, delete        (actions)
reviews      approval in steps, by somebody else
scheduling   schedule, unschedule, publish now; the tick that plans what is due
publishing   the job: claim, look, call, settle
looks        what is looked for on a platform before it is ever asked a second time
failures     the next attempt after a failed one, and the alert after the last
store        what platforms tell of published posts
advice       what to know before scheduling: repeated words, another post close by, the best times
reads        lists, one post, the calendar
"""

from engine.posts.advice import best_times, check
from engine.posts.contents import NOT_THERE, Content, flaws_of, networks
from engine.posts.failures import follow_up, retry
from engine.posts.files import (
    LARGEST_FILM,
    addressed,
    as_id,
    file_of,
    files_known,
    keep_file,
    lend,
    lent_file,
    list_files,
    trim_files,
)
from engine.posts.publishing import publish
from engine.posts.reads import calendar, list_posts, post_of
from engine.posts.reviews import LONGEST_COMMENT, MOST_STEPS, approvals, reject, set_approvals, submit
from engine.posts.rows import find
from engine.posts.scheduling import approve, plan_due, publish_now, schedule, unschedule
from engine.posts.store import store
from engine.posts.writing import create_posts, delete, edit

__all__ = [
    "LARGEST_FILM",
    "LONGEST_COMMENT",
    "MOST_STEPS",
    "NOT_THERE",
    "Content",
    "addressed",
    "approvals",
    "approve",
    "as_id",
    "best_times",
    "calendar",
    "check",
    "create_posts",
    "delete",
    "edit",
    "file_of",
    "files_known",
    "find",
    "flaws_of",
    "follow_up",
    "keep_file",
    "lend",
    "lent_file",
    "list_files",
    "list_posts",
    "networks",
    "plan_due",
    "post_of",
    "publish",
    "publish_now",
    "reject",
    "retry",
    "schedule",
    "set_approvals",
    "store",
    "submit",
    "trim_files",
    "unschedule",
]
