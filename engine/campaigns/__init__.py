"""Unified campaigns: one plan made on several platforms, all or none, and never twice.

fields orders      a request, read field by field
utm                the parameters that an org adds to the addresses of its ads
preflight accounts texts minimums    everything that can be known to stand against it, told at once
creation plans     the rows of a campaign, in one transaction
phases             what all platforms go through together: creating → arming → activating → done, or undoing
steps launching    each call written before and after it is made; looking finds what an answer did not tell
entities           what was made, as rows beside those of the syncs
edits changes      what a person wants of it later, brought to the platforms and read back
drafts             a plan that somebody has not finished yet
copies templates   a plan once more: from a campaign, or from what an org keeps to plan from
drift              what somebody changed in the ad manager: keep theirs, restore ours
retries attempts   once more, after it was taken back; and how it ended before
orphans            what could not be taken back: adopt or delete
repeats            the same request again gets the same answer
reads parts shapes words  how campaigns are asked for, answered and searched
ticks              what a dead worker left
"""

from engine.campaigns.attempts import earlier_attempts
from engine.campaigns.copies import campaign_copy
from engine.campaigns.creation import create_campaign, examine, judged
from engine.campaigns.drafts import draft_of, drop_draft, keep_draft
from engine.campaigns.drift import keep_theirs, restore_ours
from engine.campaigns.edits import change_campaign
from engine.campaigns.launching import advance
from engine.campaigns.orphans import adopt, delete
from engine.campaigns.phases import observe
from engine.campaigns.reads import (
    MOST_PER_PAGE,
    SORTS,
    campaign_details,
    campaign_progress,
    details,
    list_campaigns,
    list_orphans,
)
from engine.campaigns.repeats import once
from engine.campaigns.retries import retry_campaign
from engine.campaigns.templates import (
    delete_template,
    list_templates,
    rename_template,
    save_campaign_as_template,
    save_template,
    template_order,
)
from engine.campaigns.ticks import take_up
from engine.campaigns.utm import PLACES, Scheme, final_addresses, sample_address, save_scheme, utm_scheme

__all__ = [
    "MOST_PER_PAGE",
    "PLACES",
    "SORTS",
    "Scheme",
    "adopt",
    "advance",
    "campaign_copy",
    "campaign_details",
    "campaign_progress",
    "change_campaign",
    "create_campaign",
    "delete",
    "delete_template",
    "details",
    "draft_of",
    "drop_draft",
    "earlier_attempts",
    "examine",
    "final_addresses",
    "judged",
    "keep_draft",
    "keep_theirs",
    "list_campaigns",
    "list_orphans",
    "list_templates",
    "observe",
    "once",
    "rename_template",
    "restore_ours",
    "retry_campaign",
    "sample_address",
    "save_campaign_as_template",
    "save_scheme",
    "save_template",
    "take_up",
    "template_order",
    "utm_scheme",
]
