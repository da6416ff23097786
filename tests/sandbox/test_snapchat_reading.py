"""Reading Snapchat: pages by absolute links, deleted things on request, days that are the truth."""

from collections import Counter

import pytest

from tests.sandbox.snapchat import DAY, EMPTY, KSA, NOMAD

NUMBERS = {"impressions": "impressions", "swipes": "clicks", "spend": "spend_micros", "video_views": "video_views"}


def test_accounts_hang_below_the_organization(snapchat):
    organization = snapchat.get("me/organizations")["organizations"][0]["organization"]
    accounts = snapchat.get(f"organizations/{organization['id']}/adaccounts")["adaccounts"]
    whole = snapchat.get("me/organizations", with_ad_accounts="true")["organizations"][0]["organization"]

    first = accounts[0]["adaccount"]
    assert accounts[0]["sub_request_status"] == "SUCCESS"
    assert (first["id"], first["currency"], first["timezone"]) == (KSA, "SAR", "Asia/Riyadh")
    assert whole["ad_accounts"] == [entry["adaccount"] for entry in accounts]
    assert "ad_accounts" not in organization


def test_campaigns_have_snapchats_own_words(snapchat):
    campaigns = snapchat.some("campaigns")
    first = campaigns[0]

    assert first["objective_v2_properties"] == {"objective_v2_type": "SALES"}
    assert first["start_time"].endswith("T21:00:00.000Z")
    assert isinstance(first["daily_budget_micro"], int)
    assert {campaign["status"] for campaign in campaigns} == {"ACTIVE", "PAUSED"}
    assert {reason for campaign in campaigns for reason in campaign["delivery_status"]} == {
        "VALID", "INVALID_NOT_ACTIVE", "INVALID_END_DATE_IN_PAST",
    }  # fmt: skip
    assert sum("lifetime_spend_cap_micro" in campaign for campaign in campaigns) == 1


def test_lists_stand_below_accounts_campaigns_and_squads(snapchat):
    squads, ads = snapchat.some("adsquads"), snapchat.some("ads")
    campaign, squad = squads[0]["campaign_id"], squads[0]["id"]

    below = snapchat.get(f"campaigns/{campaign}/adsquads")["adsquads"]
    assert {entry["adsquad"]["campaign_id"] for entry in below} == {campaign}
    mine = [ad["id"] for ad in ads if ad["ad_squad_id"] == squad]
    assert [entry["ad"]["id"] for entry in snapchat.get(f"adsquads/{squad}/ads")["ads"]] == mine
    creatives = snapchat.get(f"adaccounts/{KSA}/creatives")["creatives"]
    assert {ad["creative_id"] for ad in ads} == {entry["creative"]["id"] for entry in creatives}


def test_a_page_names_the_next_by_its_whole_address(snapchat, control):
    for n in range(55):
        wanted = {"ad_account_id": EMPTY, "name": f"c{n}", "status": "PAUSED", "objective": "WEB_VIEW"}
        wanted |= {"start_time": DAY["start_time"]}
        snapchat.call("POST", f"adaccounts/{EMPTY}/campaigns", {"campaigns": [wanted]})

    first = snapchat.get(f"adaccounts/{EMPTY}/campaigns", limit="50")
    link = first["paging"]["next_link"]
    rest = snapchat.http.get(link, headers={"Authorization": f"Bearer {snapchat.tokens['access_token']}"}).json()

    assert link.startswith(f"{control.url}/snapchat/v1/adaccounts/{EMPTY}/campaigns?")
    assert (len(first["campaigns"]), len(rest["campaigns"])) == (50, 5)
    assert "paging" not in rest


def test_the_deleted_are_gone_unless_asked_for(snapchat):
    campaign = snapchat.some("campaigns")[0]["id"]
    spent = sum(
        day["stats"]["spend"]
        for day in snapchat.series(f"campaigns/{campaign}/stats", fields="spend")[0]["timeseries"]
    )

    assert snapchat.call("DELETE", f"campaigns/{campaign}").status_code == 200

    assert campaign not in {each["id"] for each in snapchat.some("campaigns")}
    assert campaign not in {each["campaign_id"] for each in snapchat.some("adsquads")}
    kept = {each["id"]: each for each in snapchat.some("campaigns", read_deleted_entities="true")}
    assert kept[campaign]["deleted"] is True
    assert snapchat.error(f"campaigns/{campaign}")[:2] == (404, "E3003")
    series = {each["id"]: each for each in snapchat.series(f"adaccounts/{KSA}/stats", "campaign")}
    assert sum(day["stats"]["spend"] for day in series[campaign]["timeseries"]) == spent > 0


@pytest.mark.parametrize("breakdown", ["campaign", "adsquad", "ad"])
def test_a_breakdown_is_the_truth_by_day(snapchat, control, breakdown):
    truth = control.get(f"/truth/snapchat/{KSA}", since="2026-11-01", until="2026-11-10")["days"]

    days: dict[str, Counter[str]] = {}
    for series in snapchat.series(f"adaccounts/{KSA}/stats", breakdown, fields=",".join(NUMBERS)):
        assert len(series["timeseries"]) == 10
        for day in series["timeseries"]:
            days.setdefault(day["start_time"], Counter()).update(day["stats"])

    assert [{name: days[f"{day['date']}T00:00:00.000+03:00"][name] for name in NUMBERS} for day in truth] == [
        {name: day[word] for name, word in NUMBERS.items()} for day in truth
    ]


def test_empty_days_are_zero_unless_omitted(snapchat):
    paused = next(each for each in snapchat.some("campaigns") if each["status"] == "PAUSED")["id"]

    whole = snapchat.series(f"campaigns/{paused}/stats", fields="spend")[0]["timeseries"]
    omitted = snapchat.series(f"campaigns/{paused}/stats", fields="spend", omit_empty="true")[0]["timeseries"]

    assert [day["stats"] for day in whole] == [{"spend": 0}] * 10
    assert omitted == []


def test_hours_add_up_to_their_day_and_total_to_all(snapchat):
    campaign = snapchat.some("campaigns")[0]["id"]
    days = snapchat.series(f"campaigns/{campaign}/stats", fields="spend")[0]["timeseries"]
    window = {"start_time": days[0]["start_time"], "end_time": days[1]["start_time"]}

    hours = snapchat.series(f"campaigns/{campaign}/stats", granularity="HOUR", fields="spend", **window)[0]
    total = snapchat.get(f"campaigns/{campaign}/stats", **(DAY | {"granularity": "TOTAL", "fields": "spend"}))

    assert len(hours["timeseries"]) == 24
    assert sum(hour["stats"]["spend"] for hour in hours["timeseries"]) == days[0]["stats"]["spend"] > 0
    assert total["total_stats"][0]["total_stat"]["stats"]["spend"] == sum(day["stats"]["spend"] for day in days)


def test_what_has_not_come_yet_is_not_in_an_hour(snapchat):
    campaign = snapchat.some("campaigns")[0]["id"]
    today = {"start_time": "2026-11-22T00:00:00+03:00", "end_time": "2026-11-23T00:00:00+03:00"}

    hours = snapchat.series(f"campaigns/{campaign}/stats", granularity="HOUR", fields="impressions", **today)[0]
    day = snapchat.series(f"campaigns/{campaign}/stats", fields="impressions", **today)[0]["timeseries"][0]

    shown = [hour["stats"]["impressions"] for hour in hours["timeseries"]]
    assert sum(shown) == day["stats"]["impressions"] > 0
    assert sum(shown[18:]) == 0
    assert all(shown[6:18])


def test_a_day_of_the_clock_change_has_another_offset_at_its_end(snapchat):
    window = {"start_time": "2026-11-01T00:00:00-04:00", "end_time": "2026-11-02T00:00:00-05:00"}
    campaign = snapchat.some("campaigns", NOMAD)[0]["id"]

    day = snapchat.series(f"campaigns/{campaign}/stats", **window)[0]["timeseries"][0]
    hours = snapchat.series(f"campaigns/{campaign}/stats", **window, granularity="HOUR")[0]["timeseries"]

    assert (day["start_time"], day["end_time"]) == (
        "2026-11-01T00:00:00.000-04:00",
        "2026-11-02T00:00:00.000-05:00",
    )
    assert len(hours) == 25


def test_late_conversions_and_narrow_windows(snapchat):
    campaign = snapchat.some("campaigns")[0]["id"]

    def purchases(**query: str) -> int:
        days = snapchat.series(f"campaigns/{campaign}/stats", fields="conversion_purchases", **query)[0]
        return sum(day["stats"]["conversion_purchases"] for day in days["timeseries"])

    assert (
        0
        < purchases(swipe_up_attribution_window="1_DAY")
        < purchases()
        == purchases(view_attribution_window="7_DAY")
    )


def test_an_asynchronous_report_is_the_same_as_a_table(snapchat, control):
    query = DAY | {"breakdown": "ad", "fields": "impressions,spend", "omit_empty": "true"}
    run = snapchat.get(f"adaccounts/{KSA}/stats", **query, **{"async": "true"})["async_stats_reports"][0][
        "async_stats_report"
    ]

    states = []
    for _ in range(2):
        answer = snapchat.get(f"adaccounts/{KSA}/stats_report", report_run_id=run["report_run_id"])
        states.append(answer["async_stats_reports"][0]["async_stats_report"])
    table = [line.split(",") for line in snapchat.http.get(states[-1]["result"]).text.splitlines()]

    assert [run["async_status"], *(state["async_status"] for state in states)] == [
        "STARTED",
        "RUNNING",
        "COMPLETED",
    ]
    assert table[0] == ["start_time", "end_time", "id", "impressions", "spend"]
    series = snapchat.series(f"adaccounts/{KSA}/stats", **query)
    assert sum(int(line[4]) for line in table[1:]) == sum(
        day["stats"]["spend"] for each in series for day in each["timeseries"]
    )
    control.post("/clock", advance_s=8 * 86_400)
    assert snapchat.http.get(states[-1]["result"]).status_code == 404


def test_an_ordered_report_fails(snapchat, control):
    control.fault("snapchat", "job_failed")
    run = snapchat.get(f"adaccounts/{KSA}/stats", **DAY, breakdown="ad", **{"async": "true"})
    run_id = run["async_stats_reports"][0]["async_stats_report"]["report_run_id"]

    answer = snapchat.get(f"adaccounts/{KSA}/stats_report", report_run_id=run_id)

    assert answer["async_stats_reports"][0]["async_stats_report"]["async_status"] == "FAILED"
