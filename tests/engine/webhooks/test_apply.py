"""What a delivery means becomes so, once: again, half-way and side by side with entries that fail."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from db.kinds import DataType, RunStatus, Trigger, WebhookStatus
from db.models import (
    AdCampaign,
    AdSet,
    Alert,
    Comment,
    Integration,
    Lead,
    OutboxEvent,
    Profile,
    SyncRun,
    WebhookDelivery,
)
from engine import syncs, webhooks
from engine.connectors import http
from engine.core.errors import SignedOut
from engine.core.queue import queue
from engine.core.work import work
from tests.deliveries import commented, meta_changes, reviewed, tiktok_lead
from tests.factories import make_ad, make_ad_campaign, make_integration, make_org, make_profile
from tests.rows import rows
from tests.working import work_off

PAUSE = ("a1", "in_process_ad_objects", reviewed("c1"))


@pytest.fixture
def account(org) -> UUID:
    return make_integration(org.id, external_id="a1")


def statuses(org_id: UUID) -> list[str]:
    return [row.status for row in rows(org_id, WebhookDelivery)]


def runs(org_id: UUID) -> list[tuple[str, str, str]]:
    return [(run.data_type, run.trigger, run.status) for run in rows(org_id, SyncRun)]


def test_a_paused_campaign_is_paused_here_and_looked_at_again(org, account, tell):
    make_ad_campaign(org.id, account, external_id="c1")

    tell("meta", meta_changes(PAUSE))
    work_off("webhooks")

    [campaign] = rows(org.id, AdCampaign)
    assert (campaign.status, campaign.delivery) == ("paused", "PAUSED")
    assert runs(org.id) == [(DataType.CAMPAIGNS, Trigger.WEBHOOK, RunStatus.QUEUED)]
    assert [event.name for event in rows(org.id, OutboxEvent)] == ["CampaignMetricsUpdated"]
    assert statuses(org.id) == [WebhookStatus.DONE]


def test_an_ad_set_with_issues_shows_them_and_keeps_its_status(org, account, tell):
    make_ad(org.id, account, make_ad_campaign(org.id, account))
    [ad_set] = rows(org.id, AdSet)
    issue = {"id": ad_set.external_id, "level": "AD_SET", "error_summary": "Ad set has issues"}

    tell("meta", meta_changes(("a1", "with_issues_ad_objects", issue)))
    work_off("webhooks")

    [ad_set] = rows(org.id, AdSet)
    assert (ad_set.status, ad_set.delivery) == ("active", "Ad set has issues")


def test_a_swarm_is_one_sync(org, account, tell):
    for n in range(5):
        tell("meta", meta_changes(("a1", "in_process_ad_objects", reviewed(f"c{n}"))))
    work_off("webhooks")

    assert statuses(org.id) == [WebhookStatus.DONE] * 5
    assert len(rows(org.id, SyncRun)) == 1


def test_a_sync_that_runs_already_is_enough(org, account, tell):
    with work(org.id) as unit:
        syncs.request(unit, account, DataType.ALL, Trigger.MANUAL)

    tell("meta", meta_changes(PAUSE))
    work_off("webhooks")

    assert len(rows(org.id, SyncRun)) == 1


def test_every_entry_of_a_batch_is_applied_to_its_own_org(org, account, tell):
    other = make_org("Elsewhere")
    theirs = make_integration(other.id, external_id="a2")
    for org_id, integration_id, campaign in ((org.id, account, "riyadh"), (other.id, theirs, "jeddah")):
        make_ad_campaign(org_id, integration_id, external_id=campaign)
    changes = (("a1", reviewed("riyadh")), ("a2", reviewed("jeddah", "ARCHIVED")))

    tell("meta", meta_changes(*((one, "in_process_ad_objects", change) for one, change in changes)))
    work_off("webhooks")

    assert [row.status for row in rows(org.id, AdCampaign)] == ["paused"]
    assert [row.status for row in rows(other.id, AdCampaign)] == ["archived"]
    for org_id, own, foreign in ((org.id, b"riyadh", b"jeddah"), (other.id, b"jeddah", b"riyadh")):
        [kept] = rows(org_id, WebhookDelivery)
        assert own in kept.body
        assert foreign not in kept.body


def test_one_bad_entry_does_not_stop_the_others(org, account, tell, sandbox):
    """The lead cannot be fetched with the token we have; the comment and the pause beside it happen."""
    make_profile(org.id, account, external_id="p1")
    make_ad_campaign(org.id, account, external_id="c1")
    lead = {"leadgen_id": "l1", "form_id": "f1", "page_id": "p1"}
    body = meta_changes(("p1", "leadgen", lead), ("p1", "feed", commented("x1")), topic="page")

    tell("meta", body)
    tell("meta", meta_changes(PAUSE))
    work_off("webhooks")

    assert statuses(org.id) == [WebhookStatus.FAILED, WebhookStatus.DONE]
    [failed, _] = rows(org.id, WebhookDelivery)
    assert failed.error is not None
    assert failed.error["code"] == SignedOut.code
    assert [row.external_id for row in rows(org.id, Comment)] == ["x1"]
    assert [row.status for row in rows(org.id, AdCampaign)] == ["paused"]


def test_what_may_get_better_is_tried_again_and_then_by_a_person(org, account, tell, sandbox):
    make_profile(org.id, account, external_id="p1")
    sandbox.fault("meta", "503", times=http.ATTEMPTS)
    tell("meta", meta_changes(("p1", "leadgen", {"leadgen_id": "l1", "page_id": "p1"}), topic="page"))

    work_off("webhooks")

    [job_id] = queue("webhooks").scheduled_job_registry.get_job_ids()
    job = queue("webhooks").fetch_job(job_id)
    assert job is not None
    assert job.retries_left == 2
    [row] = rows(org.id, WebhookDelivery)
    assert (row.status, row.attempts) == (WebhookStatus.FAILED, 1)
    with work(org.id) as unit:
        webhooks.replay(unit, row.id)
    [row] = rows(org.id, WebhookDelivery)
    assert (row.status, row.attempts, row.error) == (WebhookStatus.RECEIVED, 0, None)


def test_applied_twice_is_applied_once(org, account, tell):
    make_profile(org.id, account, external_id="p1")
    body = meta_changes(("p1", "feed", commented("x1")), ("p1", "feed", commented("x2")), topic="page")
    tell("meta", body)
    [row] = rows(org.id, WebhookDelivery)

    webhooks.apply(org.id, row.id)
    with work(org.id) as unit:
        webhooks.replay(unit, row.id)
    work_off("webhooks")

    assert len(rows(org.id, Comment)) == 2
    assert statuses(org.id) == [WebhookStatus.DONE]


def test_a_delivery_that_died_half_way_is_finished(org, account, tell, monkeypatch):
    make_profile(org.id, account, external_id="p1")
    tell("meta", meta_changes(("p1", "feed", commented("x1")), ("p1", "feed", commented("x2")), topic="page"))
    [row] = rows(org.id, WebhookDelivery)
    kill_at_second(monkeypatch)
    with pytest.raises(KeyboardInterrupt):
        webhooks.apply(org.id, row.id)
    monkeypatch.undo()
    assert (statuses(org.id), len(rows(org.id, Comment))) == ([WebhookStatus.RECEIVED], 1)

    webhooks.apply(org.id, row.id)

    assert (statuses(org.id), len(rows(org.id, Comment))) == ([WebhookStatus.DONE], 2)


def kill_at_second(monkeypatch) -> None:
    """The process goes when it is about to keep its second comment."""
    from engine import comments

    store, calls = comments.store, []

    def dying(*args, **kwargs):
        calls.append(args)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return store(*args, **kwargs)

    monkeypatch.setattr(comments, "store", dying)


def test_a_delivery_whose_job_was_lost_is_taken_up(org, account, tell, redis):
    tell("meta", meta_changes(PAUSE))
    redis.flushall()
    assert webhooks.take_up(org.id) == 0
    [row] = rows(org.id, WebhookDelivery)
    with work(org.id) as unit:
        unit.find(WebhookDelivery, row.id).created_at = datetime.now(UTC) - timedelta(minutes=11)

    assert webhooks.take_up(org.id) == 1
    work_off("webhooks")

    assert statuses(org.id) == [WebhookStatus.DONE]


def test_what_is_unknown_is_kept_and_ignored(org, account, tell):
    tell("meta", meta_changes(("a1", "creative_fatigue", {"ad_id": "1"})))
    work_off("webhooks")

    assert statuses(org.id) == [WebhookStatus.IGNORED]
    assert runs(org.id) == []


def test_changed_figures_bring_a_sync_of_figures(org, tell):
    make_integration(org.id, "tiktok", external_id="t1")
    changed = {"changed_metrics_values": {"t1": {"spend": 1}}}

    tell("tiktok", {"object": 11, "request_id": "r1", "time": 1, "entry": [changed]})
    work_off("webhooks")

    assert [run[:2] for run in runs(org.id)] == [(DataType.METRICS, Trigger.WEBHOOK)]


def test_a_like_brings_a_sync_of_posts(org, account, tell):
    make_profile(org.id, account, external_id="p1")

    tell("meta", meta_changes(("p1", "feed", {"item": "like", "verb": "add"}), topic="page"))
    work_off("webhooks")

    assert [run[0] for run in runs(org.id)] == [DataType.POSTS]


def test_withdrawn_access_ends_the_account_and_says_so(org, account, tell):
    revoke = ("7400", "ads_management", {"verb": "revoke", "target_ids": ["a1"]})

    tell("meta", meta_changes(revoke, topic="permissions"))
    work_off("webhooks")

    [row] = rows(org.id, Integration)
    assert row.token_dead == "revoked"
    assert row.sync_error is not None
    [alert] = rows(org.id, Alert)
    assert (alert.kind, alert.severity) == ("token_expired", "critical")


def test_a_withdrawal_from_before_the_reconnection_changes_nothing(org, tell):
    later = datetime.now(UTC) + timedelta(minutes=1)
    make_integration(org.id, external_id="a1", token_obtained_at=later)

    tell(
        "meta",
        meta_changes(("1", "ads_management", {"verb": "revoke", "target_ids": ["a1"]}), topic="permissions"),
    )
    work_off("webhooks")

    assert [row.token_dead for row in rows(org.id, Integration)] == [None]


@pytest.mark.parametrize(("token", "left"), [("page-token", (None, False)), (None, ("revoked", True))])
def test_a_page_is_silenced_alone_when_its_access_is_its_own(org, account, tell, token, left):
    make_profile(org.id, account, external_id="p1", token=token)
    revoke = ("7400", "pages_manage_posts", {"verb": "revoke", "target_ids": ["p1"]})

    tell("meta", meta_changes(revoke, topic="permissions"))
    work_off("webhooks")

    [row], [profile] = rows(org.id, Integration), rows(org.id, Profile)
    assert (row.token_dead, profile.is_active) == left
    assert len(rows(org.id, Alert)) == 1


def test_a_delivery_of_a_disconnected_account_asks_for_no_sync(org, account, tell):
    tell("meta", meta_changes(PAUSE))
    with work(org.id) as unit:
        unit.find(Integration, account).is_active = False
    work_off("webhooks")

    assert (statuses(org.id), runs(org.id)) == ([WebhookStatus.DONE], [])


def test_a_lead_belongs_to_the_account_whose_campaign_brought_it(org, tell):
    make_integration(org.id, "tiktok", external_id="t1")
    second = make_integration(org.id, "tiktok", external_id="t2")
    make_ad_campaign(org.id, second, external_id="c1", platform="tiktok")

    tell("tiktok", tiktok_lead("t1", "l1", note="nul \0 is kept out"))
    work_off("webhooks")

    [lead] = rows(org.id, Lead)
    assert lead.integration_id == second
    assert "\0" not in lead.fields["note"]


def test_old_deliveries_are_forgotten_but_not_what_failed(org, account, tell):
    for n in range(3):
        tell("meta", meta_changes(("a1", "in_process_ad_objects", reviewed(f"c{n}"))))
    done, failed, fresh = rows(org.id, WebhookDelivery)
    with work(org.id) as unit:
        for row, status, days in ((done, "done", 31), (failed, "failed", 31), (fresh, "done", 29)):
            kept = unit.find(WebhookDelivery, row.id)
            kept.status, kept.created_at = status, datetime.now(UTC) - timedelta(days=days)

    assert webhooks.trim(org.id) == 1
    assert {row.id for row in rows(org.id, WebhookDelivery)} == {failed.id, fresh.id}
