"""What follows from a fact, one function each: `LISTENERS` is the table the outbox calls them by.

A listener gets a unit of work of its own and the event's payload. Hearing twice must change nothing twice.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from db.kinds import DataType, RunStatus, Severity, Trigger
from db.models import Integration, SyncRun
from engine import budgets, campaigns, news, performance, posts, syncs
from engine.alerts import raise_alert, resolve_alert
from engine.connectors import connector
from engine.core.i18n import N_
from engine.core.work import Work
from engine.profiles import pass_on
from engine.tokens import alert_dead

Payload = dict[str, Any]


def update_dashboard_cache(unit: Work, _fact: Payload) -> None:
    """What the dashboard shows changed. Other answers were forgotten with the rows they are made of."""
    unit.touch("dashboard")


def update_performance_metrics(unit: Work, fact: Payload) -> None:
    """Figures changed: so do sums and ratios of their campaigns, and perhaps a budget or a day needs a person."""
    integration_id = UUID(fact["integration_id"])
    if performance.refresh(unit, integration_id):
        budgets.check(unit, integration_id)
    campaigns.observe(unit, integration_id)


def notify_campaign_status_change(unit: Work, fact: Payload) -> None:
    """A campaign is new: say so, and lists of campaigns are out of date."""
    if fact["campaign_id"]:
        news.campaign_created(unit, UUID(fact["campaign_id"]))
    elif fact["ad_campaign_id"]:
        news.campaign_found(unit, UUID(fact["ad_campaign_id"]), others=fact["others"])


def notify_post_scheduled(unit: Work, fact: Payload) -> None:
    """A post has its moment: say so, and what is planned is out of date."""
    news.post_scheduled(unit, UUID(fact["post_id"]))


def handle_post_failure(unit: Work, fact: Payload) -> None:
    """A post did not go out: another attempt later, or an alert after the last."""
    posts.follow_up(unit, fact)


def notify_budget_threshold(unit: Work, fact: Payload) -> None:
    """A budget is nearly gone, or gone: say so, once; when it is gone, its campaigns are paused."""
    budgets.notice(unit, fact)


def notify_integration_connected(unit: Work, fact: Payload) -> None:
    """A new account: say so, bring its campaigns and its last months, and close what complained about it."""
    integration_id = UUID(fact["integration_id"])
    for kind in ("token", "sync", "disconnected"):
        resolve_alert(unit, f"{kind}:{integration_id}")
    news.account_connected(unit, integration_id)
    syncs.request(unit, integration_id, DataType.ALL, Trigger.CONNECT)


def notify_integration_disconnected(unit: Work, fact: Payload) -> None:
    """An account went: say so, since its campaigns run on unseen. Automation rests with it: its token is gone."""
    row = unit.find(Integration, UUID(fact["integration_id"]))
    pass_on(unit, row)
    raise_alert(
        unit,
        "integration_disconnected",
        f"disconnected:{row.id}",
        Severity.INFO,
        N_("{account} on {platform} was disconnected. Its campaigns run on, not measured or changed from here."),
        integration_id=row.id,
        account=row.name,
        platform=connector(row.platform).PLATFORM.name,
    )


def handle_sync_completion(unit: Work, fact: Payload) -> None:
    """Fresh again: the alert about a failed sync has lost its cause, unless a later sync failed by now."""
    integration_id = UUID(fact["integration_id"])
    if syncs.last_ended(unit, integration_id) != RunStatus.FAILED:
        recovered = resolve_alert(unit, f"sync:{integration_id}")
        news.sync_completed(unit, integration_id, UUID(fact["run_id"]), recovered=recovered)


def handle_sync_failure(unit: Work, fact: Payload) -> None:
    """The last attempt failed: one alert, whose next step depends on the cause; none if a later run succeeded."""
    row = unit.find(Integration, UUID(fact["integration_id"]))
    run = unit.find(SyncRun, UUID(fact["run_id"]))
    if syncs.last_ended(unit, row.id) == RunStatus.SUCCEEDED:
        return
    if row.token_dead:
        alert_dead(unit, row)
    else:
        raise_alert(
            unit,
            "sync_failed",
            f"sync:{row.id}",
            Severity.ERROR,
            N_("The sync of {account} on {platform} failed {attempts} times. Its figures are not up to date."),
            integration_id=row.id,
            account=row.name,
            platform=connector(row.platform).PLATFORM.name,
            attempts=run.attempt,
        )


LISTENERS: dict[str, Callable[[Work, Payload], None]] = {
    listener.__name__: listener
    for listener in (
        update_dashboard_cache,
        update_performance_metrics,
        notify_campaign_status_change,
        notify_post_scheduled,
        handle_post_failure,
        notify_budget_threshold,
        notify_integration_connected,
        notify_integration_disconnected,
        handle_sync_completion,
        handle_sync_failure,
    )
}
