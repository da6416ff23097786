"""Loading: into the same rows as a sync, once however often, and over nothing but its own days."""

from datetime import timedelta

import pytest

from db.kinds import DataType, ImportStatus, Level, Trigger
from db.models import Ad, AdAccount, AdCampaign, AdMetric, AdSet, Import, Integration, SyncRun
from engine import dashboard, imports, renewals, syncs
from engine.core.errors import Conflict, Invalid, Missing
from engine.core.work import work
from engine.integrations import account, disconnect, list_integrations, revoke
from engine.syncs.ticks import plan_tick
from tests.engine.imports.desk import HEADS, ago, csv_of, new_desk, week

ADS = HEADS.replace("Day", "Ad set name,Ad set ID,Ad name,Ad ID,Day") + ",Reach"


def test_a_file_becomes_an_account_with_campaigns_and_days(desk):
    done = desk.load(week())

    assert (done["status"], done["rows"], done["created"], done["updated"]) == (ImportStatus.DONE, 14, 14, 0)
    [row], [owner] = desk.rows(Integration), desk.rows(AdAccount)
    assert (row.source, row.platform, row.access_token, row.is_sandbox) == ("file", "meta", "", False)
    assert (owner.name, owner.currency, owner.timezone) == ("report", "SAR", "Asia/Riyadh")
    assert {one.external_id for one in desk.rows(AdCampaign)} == {"100", "101"}
    assert desk.stored() == {ago(day): (200, 2000, 40) for day in range(7)}
    assert desk.rolled_up() == 14 * 100_500_000


def test_the_same_file_twice_changes_nothing(desk):
    desk.load(week())
    before = [row.updated_at for row in (*desk.rows(AdMetric), *desk.rows(AdCampaign))]

    again = desk.load(week())

    assert (again["created"], again["updated"], again["unchanged"]) == (0, 0, 14)
    assert [row.updated_at for row in (*desk.rows(AdMetric), *desk.rows(AdCampaign))] == before
    assert len(desk.rows(Integration)) == 1


def test_a_corrected_file_overwrites_its_own_days_only(desk):
    desk.load(week())

    done = desk.load(csv_of(("Campaign 0", 100, ago(2), "7", "10", 1), ("Campaign 0", 100, ago(1), "7", "10", 1)))

    assert (done["created"], done["updated"], done["unchanged"]) == (0, 2, 0)
    assert desk.stored()[ago(1)] == desk.stored()[ago(2)] == (107, 1010, 21)
    assert desk.stored()[ago(3)] == (200, 2000, 40)


def test_what_a_corrected_file_no_longer_holds_of_its_days_is_zero(desk):
    desk.load(week(campaigns=1))

    desk.load(csv_of(("Campaign 0", 100, ago(2), "7", "10", 1), ("Campaign 9", 109, ago(1), "7", "10", 1)))

    assert desk.stored()[ago(2)] == desk.stored()[ago(1)] == (7, 10, 1)


def test_rows_that_cannot_be_read_take_nothing_back(desk):
    desk.load(week(campaigns=1))

    done = desk.load(csv_of(("Campaign 0", 100, ago(2), "7", "10", 1), ("Campaign 0", 100, ago(1), "?", "10", 1)))

    assert done["skipped"]["errors"] == 1
    assert desk.stored()[ago(2)] == (7, 10, 1)
    assert desk.stored()[ago(1)] == (100, 1000, 20)


def test_another_file_of_the_account_buries_no_campaign(desk):
    desk.load(week(campaigns=1))

    desk.load(csv_of(("Campaign 5", 105, ago(1), "7", "10", 1)))

    assert {one.name: one.deleted_at for one in desk.rows(AdCampaign)} == {"Campaign 0": None, "Campaign 5": None}


def test_a_file_of_ads_gives_ads_and_their_campaigns_sums(desk):
    rows = [("C", 1, "S", 2, f"Ad {n}", 30 + n, ago(1), 10, 100, 5, 80) for n in range(3)]

    done = desk.load(csv_of(*rows, heads=ADS))

    assert (done["rows"], done["created"]) == (3, 3)
    assert (len(desk.rows(AdSet)), {ad.name for ad in desk.rows(Ad)}) == (1, {"Ad 0", "Ad 1", "Ad 2"})
    assert desk.stored(Level.AD) == desk.stored(Level.CAMPAIGN) == {ago(1): (30, 300, 15)}
    [campaign] = [row for row in desk.rows(AdMetric) if row.entity_level == Level.CAMPAIGN]
    assert campaign.reach is None  # people are not added up


def test_ads_without_an_ad_set_stand_under_their_campaigns_name(desk):
    heads = "Campaign name,Ad name,Day,Amount spent (SAR),Impressions,Link clicks"

    desk.load(csv_of(("C", "A", ago(1), 10, 100, 5), heads=heads), platform="meta")

    assert [one.name for one in desk.rows(AdSet)] == ["C"]


def test_a_breakdown_within_a_day_is_added_up(desk):
    heads = f"{HEADS},Age"

    done = desk.load(
        csv_of(("C", 1, ago(1), 10, 100, 5, "18-24"), ("C", 1, ago(1), 10, 100, 5, "25-34"), heads=heads)
    )

    assert (done["rows"], done["created"]) == (2, 1)
    assert desk.stored() == {ago(1): (20, 200, 10)}


def test_names_make_the_same_campaign_every_time(desk):
    heads = "Campaign name,Day,Amount spent (SAR),Impressions,Link clicks"
    file = csv_of(("حملة الشتاء", ago(1), 10, 100, 5), heads=heads)

    desk.load(file, platform="meta")
    again = desk.load(file, platform="meta")

    assert again["unchanged"] == 1
    assert [one.name for one in desk.rows(AdCampaign)] == ["حملة الشتاء"]


@pytest.mark.parametrize("ids_first", [True, False])
def test_a_file_with_ids_and_one_without_do_not_count_a_campaign_twice(desk, ids_first):
    plain = csv_of(("Campaign 0", ago(1), "100.50", 1000, 20), heads=HEADS.replace("Campaign ID,", ""))
    files = [week(campaigns=1), plain]

    for file in files if ids_first else reversed(files):
        desk.load(file, platform="meta")

    assert len(desk.rows(AdCampaign)) == 1
    assert desk.stored()[ago(1)] == (100, 1000, 20)


def test_what_is_not_reported_is_not_zero(desk):
    desk.load(csv_of(("C", 1, ago(1), 10, 100, 5, "--"), heads=f"{HEADS},Purchases"))

    [row] = desk.rows(AdMetric)
    assert (row.conversions, row.reach, row.video_views) == (None, None, None)


def test_a_state_the_file_does_not_tell_stays_as_it_was(desk):
    desk.load(csv_of(("C", 1, ago(1), 10, 100, 5, "Paused"), heads=f"{HEADS},Campaign status"))
    desk.load(csv_of(("C", 1, ago(2), 10, 100, 5)))

    assert [one.status for one in desk.rows(AdCampaign)] == ["paused"]


def test_days_before_the_oldest_partition_find_room(desk):
    desk.load(csv_of(("C", 1, ago(1100), 10, 100, 5)))

    assert list(desk.stored()) == [ago(1100)]


def test_an_account_that_lives_on_files_is_left_alone_by_schedules(desk):
    desk.load(week())
    [row] = desk.rows(Integration)

    plan_tick(DataType.ALL)
    renewals.plan_renewals(desk.org_id)

    assert desk.rows(SyncRun) == []
    assert syncs.statistics(desk.org_id)["freshness"]["active"] == 0
    assert syncs.status(desk.org_id)["total_integrations"] == 0
    with pytest.raises(Missing), work(desk.org_id) as unit:
        syncs.request_all(unit, DataType.ALL, Trigger.MANUAL)
    with pytest.raises(Conflict), work(desk.org_id) as unit:
        syncs.request(unit, row.id, DataType.ALL, Trigger.MANUAL)


def test_an_account_that_lives_on_files_is_disconnected_without_a_call(desk):
    desk.load(week())
    [row] = desk.rows(Integration)
    with work(desk.org_id) as unit:
        disconnect(unit, row.id)

    revoke(desk.org_id, row.id)

    with pytest.raises(Conflict):
        account(desk.org_id, row.id)
    assert desk.rolled_up() > 0


def test_the_dashboard_shows_it_like_any_other(desk):
    desk.load(week())

    shown = dashboard.refresh(desk.org_id)

    assert shown["overview"]["advertising"]["total_spend"] == 14 * 100.5
    assert len(shown["active_campaigns"]) == 2
    assert shown["connected_accounts"]["accounts"][0]["source"] == "file"
    assert shown["sync_status"]["total"] == 0


def test_more_days_go_into_the_account_that_is_chosen(desk):
    desk.load(week())
    [known] = imports.list_accounts(desk.org_id)

    desk.load(
        csv_of(("C", 1, ago(20), 10, 100, 5)), "other.csv", account={"integration_id": known["integration_id"]}
    )

    assert len(desk.rows(Integration)) == 1
    assert ago(20) in desk.stored()


def test_somebody_elses_account_cannot_be_chosen(desk):
    stranger = new_desk()
    stranger.load(week())
    [theirs] = imports.list_accounts(stranger.org_id)

    with pytest.raises(Invalid):
        desk.load(week(), account={"integration_id": theirs["integration_id"]})


def test_a_file_is_forgotten_once_it_is_loaded(desk):
    done = desk.load(week())

    [row] = desk.rows(Import)
    assert row.body is None
    assert done["preview"] is None
    assert list_integrations(desk.org_id)[0]["source"] == "file"


def test_rows_of_a_day_that_is_not_over_are_taken(desk):
    desk.load(csv_of(("C", 1, ago(0), 10, 100, 5)))

    assert ago(0) in desk.stored()
    assert ago(0) - timedelta(days=1) not in desk.stored()
