"""Budgets: how much of each is gone, what happens when it is, and who brings a campaign back.

A budget is an ad campaign's (of the account's day, or of the whole flight), or that of one of ours over all its
platforms. Every number of it comes from `standings`.

standings  where each budget of ad campaigns stands · ours: where those of our campaigns do, in one currency
crossings  80, 90 and 100 percent, once each in a period, found where figures change
notices    what people are told of a crossing, and whether it pauses the campaign
told       a platform's own word that a budget is gone, until it is over
pauses     pausing on the platform, read back from there; resuming, when somebody wants it
forecasts  where spending will end if it goes on as it does · verdicts: what became of what was foreseen
watches    looking more often where little is left
choices    whether a used-up budget pauses a campaign: the org's choice, and a campaign's own
reads      list_budgets(): all of it for the screen and the API
"""

from engine.budgets.choices import choose, choose_for, pauses_by_itself
from engine.budgets.crossings import check
from engine.budgets.notices import notice
from engine.budgets.pauses import pause, resume, resume_now
from engine.budgets.reads import list_budgets
from engine.budgets.told import told_used_up
from engine.budgets.verdicts import settle_forecasts
from engine.budgets.watches import look, plan_looks

__all__ = [
    "check",
    "choose",
    "choose_for",
    "list_budgets",
    "look",
    "notice",
    "pause",
    "pauses_by_itself",
    "plan_looks",
    "resume",
    "resume_now",
    "settle_forecasts",
    "told_used_up",
]
