"""What events, listeners, jobs and outcomes are called, and how their moments are written."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from markupsafe import Markup

from engine.core.i18n import N_, t
from pages.ui import format as formats
from pages.ui.marks import n, pill

EVENTS = {
    "CampaignCreated": N_("Campaign created"),
    "CampaignMetricsUpdated": N_("Campaigns or figures changed"),
    "PostScheduled": N_("Post scheduled"),
    "PostPublished": N_("Post published"),
    "PostFailed": N_("Post not taken"),
    "IntegrationConnected": N_("Account connected"),
    "IntegrationDisconnected": N_("Account disconnected"),
    "IntegrationSyncCompleted": N_("Sync completed"),
    "IntegrationSyncFailed": N_("Sync failed"),
    "BudgetThresholdReached": N_("Budget threshold reached"),
}
LISTENERS = {
    "update_dashboard_cache": N_("Renew the dashboard"),
    "notify_campaign_status_change": N_("Tell of the campaign"),
    "update_performance_metrics": N_("Compute performance"),
    "notify_post_scheduled": N_("Tell of the post"),
    "handle_post_failure": N_("Deal with the post"),
    "notify_integration_connected": N_("Begin the first sync"),
    "notify_integration_disconnected": N_("Rest its automation"),
    "handle_sync_completion": N_("Note the sync"),
    "handle_sync_failure": N_("Raise the alert"),
    "notify_budget_threshold": N_("Guard the budget"),
}
OUTCOMES = {
    "done": ("good", N_("Done")),
    "waiting": ("live", N_("On its way")),
    "retrying": ("warn", N_("Will be tried again")),
    "dead": ("bad", N_("Failed for good")),
    "running": ("live", N_("Running")),
    "failed": ("bad", N_("Failed")),
}
JOBS = {
    "jobs.syncs.tick_metrics": N_("Figures of every account"),
    "jobs.syncs.tick_campaigns": N_("Campaigns of every account"),
    "jobs.syncs.tick_all": N_("Everything of every account"),
    "jobs.syncs.reap": N_("Take up syncs whose worker died"),
    "jobs.syncs.run": N_("Sync of an account"),
    "jobs.posts.tick": N_("Publish posts that are due"),
    "jobs.posts.publish": N_("Publish a post"),
    "jobs.events.sweep": N_("Send what a crash left behind"),
    "jobs.events.trim": N_("Forget old events"),
    "jobs.events.hear": N_("A listener hears an event"),
    "jobs.notifications.tick": N_("Send digests and what was postponed"),
    "jobs.notifications.tell": N_("Tell people of an alert"),
    "jobs.notifications.deliver": N_("Deliver a notification"),
    "jobs.webhooks.take_up": N_("Take up deliveries that were left"),
    "jobs.webhooks.apply": N_("Apply what a platform told"),
    "jobs.tokens.tick": N_("Renew access that ends soon"),
    "jobs.tokens.renew": N_("Renew the access to an account"),
    "jobs.partitions.ensure": N_("Make room for the months to come"),
    "jobs.imports.load": N_("Load a file"),
    "jobs.batches.create": N_("Create the campaigns of a file"),
    "jobs.batches.take_up": N_("Take up files of campaigns that stopped"),
    "jobs.integrations.revoke": N_("Give an access back"),
    "jobs.integrations.revoke_profile": N_("Give the access of a profile back"),
    "jobs.tokens.renew_profile": N_("Renew the access to a profile"),
    "jobs.enrolments.subscribe": N_("Have a platform tell of an account"),
    "jobs.enrolments.subscribe_profile": N_("Have a platform tell of a profile"),
    "jobs.budgets.tick": N_("Watch budgets that are nearly used up"),
    "jobs.budgets.look": N_("Read today's figures of an account"),
    "jobs.budgets.pause": N_("Pause a campaign whose budget is used up"),
    "jobs.budgets.resume": N_("Resume a campaign"),
    "jobs.campaigns.take_up": N_("Take up campaigns whose making stopped"),
    "jobs.campaigns.advance": N_("Make or change a campaign on its platforms"),
    "jobs.notifications.forget": N_("Forget old notifications"),
    "jobs.subscriptions.take_up": N_("Take up messages that were left"),
    "jobs.subscriptions.fan_out": N_("Write to the subscribers of an event"),
    "jobs.learning.tick": N_("Have every track record measured"),
    "jobs.learning.measure": N_("Measure how often what was told came true"),
    "jobs.cache.tick": N_("Count the cache and plan its warming"),
    "jobs.cache.warm": N_("Warm the cache"),
    "jobs.subscriptions.deliver": N_("Send messages to subscribers"),
}


def event_name(name: str) -> str:
    """An event in the reader's language."""
    return t(EVENTS.get(name, name))


def listener_name(name: str) -> str:
    """A listener in the reader's language."""
    return t(LISTENERS.get(name, name))


def job_name(name: str) -> Markup:
    """A job in the reader's language; one without a name by its code."""
    if name not in JOBS:
        return Markup('<bdi dir="ltr"><code>{}</code></bdi>').format(name)
    words = JOBS[name]
    return Markup("{}").format(t(words))


def outcome(name: str | None) -> Markup:
    """How something went."""
    if name is None:
        return pill("mute", t("not yet"))
    tone, word = OUTCOMES[name]
    return pill(tone, t(word))


def outcome_name(name: str) -> str:
    """The same as plain text."""
    _, word = OUTCOMES[name]
    return t(word)


def took(millis: float | None) -> Markup:
    """A duration: milliseconds below a second, seconds below a minute, then as on a stopwatch."""
    if millis is None:
        return n(formats.NONE)
    if millis < 1000:
        return n(t("{n} ms", n=formats.number(millis)))
    if millis < 60_000:
        return n(t("{n} s", n=formats.number(millis / 1000, 1)))
    return n(formats.stopwatch(millis / 1000))


def ago(stamp: str | None) -> Markup:
    """How long ago."""
    return n(formats.ago(datetime.fromisoformat(stamp)) if stamp else formats.NONE)


def exact(stamp: str, zone: str) -> Markup:
    """Day and time to the millisecond on the organisation's clock."""
    moment = datetime.fromisoformat(stamp).astimezone(ZoneInfo(zone))
    clock = f"{moment:%H:%M:%S}.{moment.microsecond // 1000:03}"
    return Markup('<span title="{}">{}</span>').format(formats.day(moment), n(clock))


def subjects(row: dict[str, Any]) -> Markup:
    """What an event is about, by name."""
    names = [Markup("<bdi>{}</bdi>").format(one["name"]) for one in row["about"]]
    return Markup(", ").join(names) if names else n(formats.NONE)


def why(row: dict[str, Any]) -> Markup:
    """The reason in a sentence, and for whoever mends it the detail."""
    if not row["reason"]:
        return Markup("")
    detail = Markup('<p class="sub"><bdi dir="ltr">{}</bdi></p>').format(row["detail"]) if row["detail"] else ""
    return Markup("{}{}").format(row["reason"], detail)
