"""What every connector must do, over real HTTP against the sandbox: read everything, exactly, and change it."""

from collections import Counter, defaultdict
from contextlib import nullcontext
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import httpx
import pytest

from db.kinds import EntityStatus, Level, Objective
from engine.connectors import oauth, pace
from engine.connectors.base import Change, Tokens
from engine.core import clock
from engine.core.errors import Refused, SignedOut
from engine.core.periods import Days
from tests.engine.connectors.conftest import NOON, REDIRECT, with_token

# What each platform calls a click, in the world's words.
CLICKS = {
    "meta": "link_clicks", "google": "clicks", "tiktok": "clicks", "snapchat": "clicks", "linkedin": "link_clicks",
    "twitter": "link_clicks",
}  # fmt: skip
VIEWS = {"tiktok": "video_2s"}  # what it calls a view, where it is not the usual
HOME = {"linkedin": "UTC"}  # the zone of the accounts in riyals, where it is not their city's
LEVELS = [Level.CAMPAIGN, Level.AD_SET, Level.AD]
WITHOUT_PAUSE = {("twitter", Level.AD)}  # X can only take a Tweet off its line item


def by_day(person, rows) -> dict[date, Counter[str]]:
    """The rows summed by day, in the words of the sandbox's truth."""
    days: dict[date, Counter[str]] = defaultdict(Counter)
    for row in rows:
        days[row.date] += Counter(
            {
                "spend_micros": row.spend_micros,
                "impressions": row.impressions,
                CLICKS[person.slug]: row.clicks,
                VIEWS.get(person.slug, "video_views"): row.video_views or 0,
                "conversions_e2": (row.conversions or 0) * 100,
                "value_micros": row.conversion_value_micros or 0,
            }
        )
    return days


def assert_true(person, account, days, rows) -> None:
    """Every day's sums are what really happened, to the micro."""
    found = by_day(person, rows)
    for day, numbers in person.truth(account, days).items():
        assert {name: found[day][name] for name in numbers.keys() & words(person)} == {
            name: numbers[name] for name in numbers.keys() & words(person)
        }, (account.name, day)
    assert set(found) <= set(days)
    assert sum(numbers["spend_micros"] for numbers in found.values()) > 0


def words(person) -> set[str]:
    spelled = {CLICKS[person.slug], VIEWS.get(person.slug, "video_views")}
    return spelled | {"spend_micros", "impressions", "conversions_e2", "value_micros"}


# Signing in


def test_the_consent_address_leads_to_the_sandbox_and_back(person):
    url = person.connector.authorize_url(REDIRECT, "state-1", oauth.challenge(oauth.verifier()))

    assert url.startswith(person.sandbox.url)
    page = httpx.get(url, trust_env=False)
    assert page.status_code == 200
    assert "sandbox" in page.text.lower()
    allowed = httpx.post(url, data={"answer": "allow"}, trust_env=False)
    back = allowed.headers["location"]
    assert back.startswith(f"{REDIRECT}?")
    assert parse_qs(urlsplit(back).query)["state"] == ["state-1"]


def test_signing_in_yields_tokens_and_accounts(person):
    assert person.tokens.expires_at is None or person.tokens.expires_at > clock.now()
    assert len(person.rows) >= 3
    assert ("SAR", HOME.get(person.slug, "Asia/Riyadh")) in {(row.currency, row.timezone) for row in person.rows}
    assert len({row.external_id for row in person.rows}) == len(person.rows)


def test_a_code_is_good_for_one_exchange(person):
    code = person.sandbox.post("/grants", platform=person.slug, redirect_uri=REDIRECT)["code"]
    person.connector.exchange_code(code, REDIRECT, "")

    with pytest.raises((SignedOut, Refused)):
        person.connector.exchange_code(code, REDIRECT, "")


def test_a_refreshed_token_works(person):
    fresh = person.connector.refresh(person.tokens)

    # A token that never ends is not exchanged for another one.
    assert (fresh.access == person.tokens.access) is (person.tokens.expires_at is None)
    assert len(person.connector.fetch_accounts(fresh.access)) == len(person.rows)


def test_an_expired_token_says_so(person):
    person.sandbox.post("/tokens", platform=person.slug, action="expire", token=person.tokens.access)

    with pytest.raises(SignedOut) as dead:
        person.connector.fetch_accounts(person.tokens.access)
    assert dead.value.facts["reason"] == "expired"


def test_a_grant_given_back_is_dead_for_good(person):
    person.connector.revoke(person.tokens.access)

    with pytest.raises(SignedOut) as dead:
        person.connector.fetch_accounts(person.tokens.access)
    with pytest.raises(SignedOut):
        person.connector.refresh(person.tokens)
    assert dead.value.facts["reason"] == "revoked"


def test_an_invented_token_opens_nothing(person):
    with pytest.raises(SignedOut):
        person.connector.fetch_accounts("invented")
    with pytest.raises(SignedOut):
        person.connector.refresh(Tokens("invented", "invented"))


# Reading


def test_entities_come_parents_first_and_once(person):
    for account in person.busy():
        rows = person.entities(account)

        seen: set[tuple[Level, str]] = set()
        above = {Level.AD_SET: Level.CAMPAIGN, Level.AD: Level.AD_SET}
        for row in rows:
            assert (row.level, row.external_id) not in seen
            assert row.parent_id is None or (above[row.level], row.parent_id) in seen
            assert (row.parent_id is None) == (row.level is Level.CAMPAIGN)
            assert row.name
            seen.add((row.level, row.external_id))
        assert [row.level for row in rows] == sorted((r.level for r in rows), key=LEVELS.index)


def test_what_is_gone_is_listed_too(person):
    statuses = {row.status for account in person.busy() for row in person.entities(account)}

    assert {EntityStatus.ACTIVE, EntityStatus.PAUSED} < statuses
    assert statuses & {EntityStatus.ARCHIVED, EntityStatus.REMOVED, EntityStatus.COMPLETED}


def test_a_level_is_read_whole_or_by_ids_or_by_what_is_above_as_in_the_whole(person):
    row = person.busy()[0]
    account, whole = person.account(row), person.entities(row)
    for level in Level:
        of_level = [each for each in whole if each.level is level]
        assert list(person.connector.fetch_level(account, level)) == of_level
        some = of_level[:1] + of_level[-1:]
        ids = list(dict.fromkeys(each.external_id for each in some))
        found = person.connector.fetch_level(account, level, ids=ids)
        assert {each.external_id: each for each in found} == {each.external_id: each for each in some}
        if level is not Level.CAMPAIGN:
            above = some[-1].parent_id
            below = list(person.connector.fetch_level(account, level, parent_id=above))
            assert below == [each for each in of_level if each.parent_id == above]


def test_an_id_that_is_not_there_yields_nothing(person):
    row = person.busy()[0]
    strange = {"snapchat": "0a1b2c3d-0000-4000-8000-000000000000", "twitter": "zzzz9"}
    wanted = strange.get(person.slug, "987654321")
    for level in Level:
        assert not list(person.connector.fetch_level(person.account(row), level, ids=[wanted]))


def test_campaigns_know_their_objective_and_some_a_budget(person):
    rows = [row for account in person.busy() for row in person.entities(account)]
    campaigns = [row for row in rows if row.level is Level.CAMPAIGN]

    assert all(row.objective not in (None, Objective.UNKNOWN) for row in campaigns)
    assert any(row.daily_budget_micros for row in rows)
    assert all(row.starts_at is None or row.starts_at.tzinfo is not None for row in campaigns)


@pytest.mark.parametrize("level", LEVELS)
def test_metrics_are_the_truth_to_the_micro_and_the_day(person, level):
    for account in person.busy():
        days = person.last_days(10, account)

        rows = person.metrics(account, days, level)

        assert_true(person, account, days, rows)
        assert len({(row.external_id, row.date) for row in rows}) == len(rows)


def test_a_month_of_single_ads_is_the_truth_too(person):
    account = person.busy()[0]
    days = person.last_days(31, account)

    assert_true(person, account, days, person.metrics(account, days, Level.AD))


@pytest.mark.parametrize("level", LEVELS)
def test_a_deleted_campaign_keeps_its_past(person, level):
    account, campaign = person.active_campaign()
    days = person.last_days(10, account)

    person.sandbox.post("/changes", platform=person.slug, entity_id=campaign.external_id, delete=True)
    rows = person.metrics(account, days, level)

    assert campaign.external_id in {row.campaign_id for row in rows}
    assert_true(person, account, days, rows)


def test_metrics_belong_to_listed_entities(person):
    account = person.busy()[0]
    known = {(row.level, row.external_id) for row in person.entities(account)}

    for level in LEVELS:
        rows = person.metrics(account, person.last_days(5, account), level)
        assert {(row.level, row.external_id) for row in rows} <= known
        assert {(Level.CAMPAIGN, row.campaign_id) for row in rows} <= known


def test_an_account_without_campaigns_yields_nothing(person):
    account = person.empty()

    assert person.entities(account) == []
    assert person.metrics(account, person.last_days(10, account)) == []


def test_a_window_of_one_day_holds_that_day_only(person):
    account = person.busy()[0]
    day = person.last_days(3, account).since

    rows = person.metrics(account, Days(day, day + timedelta(days=1)))

    assert {row.date for row in rows} == {day}


def test_the_last_day_is_the_accounts_own_today(person):
    zone = HOME.get(person.slug, "Asia/Riyadh")
    home = next(row for row in person.busy() if row.timezone == zone)
    late = NOON.replace(hour=22, minute=30)
    person.sandbox.post("/clock", now=late.isoformat())
    today = late.astimezone(ZoneInfo(zone)).date()
    person.tokens = person.sign_in()

    rows = person.metrics(home, Days(late.date(), today + timedelta(days=2)))

    assert {row.date for row in rows} == {late.date(), today}


def test_a_restated_day_is_read_as_restated(person):
    account = person.busy()[0]
    days = person.last_days(10, account)
    day = days.since
    before = {(row.external_id, row.date): row for row in person.metrics(account, days)}

    person.sandbox.post(
        "/restate", platform=person.slug, account=account.external_id, date=day.isoformat(), factor=1.5
    )
    rows = person.metrics(account, days)

    assert_true(person, account, days, rows)
    assert {row.date for row in rows if row != before[row.external_id, row.date]} == {day}


# Changing


def test_a_paused_campaign_is_read_as_paused_and_starts_again(person):
    account, campaign = person.active_campaign()

    for status in (EntityStatus.PAUSED, EntityStatus.ACTIVE):
        person.change(account, campaign, status=status)

        assert person.read_back(account, campaign).status is status


@pytest.mark.parametrize("level", [Level.AD_SET, Level.AD])
def test_what_is_below_a_campaign_pauses_too(person, level):
    account = person.busy()[0]
    row = next(r for r in person.entities(account) if (r.level, r.status) == (level, EntityStatus.ACTIVE))
    pauses = (person.slug, level) not in WITHOUT_PAUSE

    with nullcontext() if pauses else pytest.raises(Refused):
        person.change(account, row, status=EntityStatus.PAUSED)

    assert person.read_back(account, row).status is (EntityStatus.PAUSED if pauses else EntityStatus.ACTIVE)


def test_a_new_budget_is_read_back_to_the_unit(person):
    account, row = person.with_budget()
    amount = row.daily_budget_micros + 7_000_000

    person.change(account, row, daily_budget_micros=amount)

    after = person.read_back(account, row)
    assert after.daily_budget_micros == amount
    assert replace(after, daily_budget_micros=row.daily_budget_micros) == row


def test_what_somebody_changes_in_the_ad_manager_is_read(person):
    account, row = person.with_budget()

    person.sandbox.post(
        "/changes", platform=person.slug, entity_id=row.external_id, daily_budget_micros=99_000_000
    )

    after = person.read_back(account, row)
    assert after.daily_budget_micros == 99_000_000


def test_a_state_that_the_platform_does_not_have_is_refused_before_any_call(person):
    account, campaign = person.active_campaign()
    before = len(person.calls())

    with pytest.raises(Refused):
        person.change(account, campaign, status=EntityStatus.DRAFT)

    assert len(person.calls()) == before


def test_a_change_with_a_dead_token_changes_nothing(person):
    account, campaign = person.active_campaign()
    change = Change(Level.CAMPAIGN, campaign.external_id, status=EntityStatus.PAUSED, extra=campaign.extra)

    with pytest.raises(SignedOut):
        person.connector.apply_change(with_token(person.account(account), "invented"), change)

    assert person.read_back(account, campaign).status is EntityStatus.ACTIVE


# Manners


def test_every_call_goes_through_the_shared_budget(person):
    person.metrics(person.busy()[0], person.last_days(5, person.rows[0]))

    assert pace.calls_today(person.connector.PLATFORM) == len(person.calls())


def test_figures_are_whole_and_exact(person):
    rows = person.metrics(person.busy()[0], person.last_days(5, person.rows[0]))

    assert all(isinstance(row.spend_micros, int) and isinstance(row.conversions, Decimal) for row in rows)
    assert all(min(row.impressions, row.clicks, row.spend_micros) >= 0 for row in rows)
