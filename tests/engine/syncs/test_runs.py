"""A run against a platform that behaves: what is stored is what happened, once, however often it is asked."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, func, select, text

from db.kinds import DataType, Level, RunStatus, SyncStatus
from db.models import Ad, AdCampaign, AdSet, OutboxEvent
from db.session import session
from tests.accounts import NEW_STORES, NOT_STARTED, connect_account

pytestmark = pytest.mark.usefixtures("usual_reach")


def tombs(account) -> set[str]:
    with session(account.org_id) as reader:
        return set(reader.scalars(select(AdCampaign.external_id).where(AdCampaign.deleted_at.is_not(None))))


def events(account) -> list[str]:
    with session(account.org_id) as reader:
        return list(reader.scalars(select(OutboxEvent.name).order_by(OutboxEvent.id)))


def test_a_first_sync_stores_what_happened_in_ninety_days_to_the_micro(any_account):
    run = any_account.sync()

    truth = any_account.truth(any_account.today() - timedelta(days=89))
    assert len(truth) > 80
    assert any_account.stored(Level.CAMPAIGN) == truth
    assert any_account.stored(Level.AD) == truth
    assert any_account.rolled_up() == truth
    assert (run.status, run.windows_done, run.error) == (RunStatus.SUCCEEDED, len(run.plan), None)
    assert run.rows_read == run.rows_created > 1000
    assert any_account.integration().sync_status == SyncStatus.SUCCESS


def test_the_same_again_writes_nothing(any_account):
    any_account.sync()
    before = versions(any_account)

    again = any_account.sync()

    assert again.rows_read > 0
    assert (again.rows_created, again.rows_updated, again.rows_unchanged) == (0, 0, again.rows_read)
    assert versions(any_account) == before


def versions(account) -> list[str]:
    """Where every row lies and which transactions wrote or locked it: the same only if none was touched."""
    tables = ("ad_campaigns", "ad_sets", "ads", "ad_metrics", "metric_rollups")
    query = "SELECT md5(string_agg((tableoid, ctid, xmin, xmax)::text, '' ORDER BY tableoid, ctid)) FROM "
    with session(account.org_id) as reader:
        return [reader.scalar(text(query + table)) for table in tables]


def test_later_syncs_reach_back_as_far_as_the_platform_restates(account):
    account.sync()

    run = account.sync(DataType.METRICS)

    since = min(window["since"] for window in run.plan)
    assert since == (account.today() - timedelta(days=1 + 28)).isoformat()
    assert max(window["until"] for window in run.plan) == (account.today() + timedelta(days=1)).isoformat()


def test_a_restated_day_is_updated_and_no_other(any_account):
    any_account.sync()
    before = any_account.stored()
    day = any_account.today() - timedelta(days=3)
    any_account.sandbox.post(
        "/restate",
        platform=any_account.platform,
        account=any_account.external_id,
        date=day.isoformat(),
        factor=1.5,
    )

    run = any_account.sync(DataType.METRICS)

    after = any_account.stored()
    assert {day for day in after if after[day] != before[day]} == {day}
    assert after == any_account.truth(min(after))
    assert any_account.rolled_up() == after
    assert run.rows_created == 0
    assert 0 < run.rows_updated < 200


def test_a_change_is_told_once_for_each_window_that_changed_something(account):
    account.sync()
    told = events(account)
    assert told.count("CampaignMetricsUpdated") == 7
    assert told[-1] == "IntegrationSyncCompleted"

    account.sync()

    assert events(account).count("CampaignMetricsUpdated") == 7


@pytest.mark.parametrize(("platform", "external_id"), [("meta", NEW_STORES), ("google", NOT_STARTED)])
def test_an_account_without_campaigns_syncs_well(platform, external_id, database, redis, sandbox):
    empty = connect_account(sandbox, external_id, platform)

    run = empty.sync()

    assert (run.status, run.rows_read, run.error) == (RunStatus.SUCCEEDED, 0, None)
    assert empty.integration().last_synced_at is not None


def test_a_campaign_without_figures_is_listed_all_the_same(account):
    account.sync()

    with session(account.org_id) as reader:
        quiet = reader.scalar(
            text(
                "SELECT count(*) FROM ad_campaigns c WHERE status = 'active' AND NOT EXISTS "
                "(SELECT FROM metric_rollups r WHERE r.org_id = c.org_id AND r.ad_campaign_id = c.id)"
            )
        )
    assert quiet == 1


def test_what_is_gone_on_the_platform_gets_a_tombstone_and_keeps_its_history(account):
    account.sync()
    before = account.stored()
    with session(account.org_id) as reader:
        gone = reader.scalars(select(AdCampaign.external_id).where(AdCampaign.status == "active").limit(1)).one()
    account.sandbox.post("/changes", platform="meta", entity_id=gone, delete=True)

    account.sync()

    with session(account.org_id) as reader:
        row = reader.scalars(select(AdCampaign).where(AdCampaign.external_id == gone)).one()
    assert row.deleted_at is not None or row.status == "removed"
    assert {day: before[day] for day in before} == {day: account.stored()[day] for day in before}


def test_figures_of_something_new_bring_its_listing_and_are_read_again(account):
    account.sync()
    truth = account.stored(Level.AD)
    with session(account.org_id) as writer:
        campaign = writer.scalars(select(AdCampaign.id).order_by(AdCampaign.external_id).limit(1)).one()
        for model in (Ad, AdSet):
            writer.execute(delete(model).where(model.ad_campaign_id == campaign))
        writer.execute(delete(AdCampaign).where(AdCampaign.id == campaign))
        writer.commit()

    run = account.sync(DataType.METRICS)

    kinds = [window["kind"] for window in run.plan]
    assert kinds.count("entities") >= 1
    assert run.status == RunStatus.SUCCEEDED
    assert not [window for window in run.plan if "again" in window and "unknown" in window]
    with session(account.org_id) as reader:
        assert reader.scalar(select(func.count()).where(AdCampaign.org_id == account.org_id)) == 14
    assert sum(spend for spend, *_ in account.rolled_up().values()) >= sum(spend for spend, *_ in truth.values())
