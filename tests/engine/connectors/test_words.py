"""Money, moments and words survive the way there and back."""

from datetime import UTC, datetime
from decimal import Decimal
from functools import partial
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.kinds import EntityStatus, Level, Objective
from engine.connectors import faults, google, meta, oauth
from engine.connectors.base import Tokens
from engine.connectors.google import entities as google_entities
from engine.connectors.google import metrics as google_metrics
from engine.connectors.google import platform as google_words
from engine.connectors.meta import entities as meta_entities
from engine.connectors.meta import metrics as meta_metrics
from engine.connectors.meta import platform as meta_words
from engine.core import clock
from engine.core.errors import PlatformError

MOMENT = datetime(2026, 11, 22, 12, tzinfo=UTC)


@given(st.integers(1, 10**12), st.sampled_from(["USD", "SAR", "AED", "EUR", "JPY", "KRW", "CLP"]))
def test_a_meta_budget_is_the_same_after_the_round_trip(minor, currency):
    amount = meta_words.budget_micros(str(minor), currency)

    assert amount is not None
    assert meta_words.minor_units(amount, currency) == minor


def test_a_yen_has_no_hundredth():
    assert meta_words.budget_micros("5000", "USD") == 50_000_000
    assert meta_words.budget_micros("5000", "JPY") == 5_000_000_000


@pytest.mark.parametrize("nothing", [None, "0", 0, ""])
def test_a_budget_of_zero_is_no_budget(nothing):
    assert meta_words.budget_micros(nothing, "USD") is None


@given(st.integers(0, 10**15))
def test_a_budget_between_two_cents_goes_to_the_nearest(amount):
    assert abs(meta_words.minor_units(amount, "USD") * 10_000 - amount) <= 5_000


@pytest.mark.parametrize("words", [meta_words, google_words])
def test_every_status_we_write_is_read_back(words):
    assert {status: words.status(word) for status, word in words.STATUSES.items()} == {
        status: status for status in words.STATUSES
    }


@pytest.mark.parametrize("words", [meta_words, google_words])
def test_a_status_from_the_future_counts_as_paused(words):
    assert words.status("FROZEN") is EntityStatus.PAUSED


def test_an_enabled_campaign_that_ended_is_completed():
    assert google_words.status("ENABLED", "ENDED") is EntityStatus.COMPLETED
    assert google_words.status("REMOVED", "ENDED") is EntityStatus.REMOVED


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("OUTCOME_SALES", Objective.SALES),
        ("OUTCOME_ENGAGEMENT", Objective.ENGAGEMENT),
        ("VIDEO_VIEWS", Objective.VIDEO_VIEWS),
        ("OUTCOME_APP_PROMOTION", Objective.APP),
        ("OUTCOME_TOMORROW", Objective.UNKNOWN),
    ],
)
def test_meta_objectives_have_our_words(word, expected):
    assert meta_words.objective(word) is expected


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("SEARCH", Objective.TRAFFIC),
        ("PERFORMANCE_MAX", Objective.SALES),
        ("VIDEO", Objective.VIDEO_VIEWS),
        ("UNKNOWN", Objective.UNKNOWN),
    ],
)
def test_google_channels_have_our_words(word, expected):
    assert google_words.objective(word) is expected


@given(st.decimals(0, 10**9, places=2), st.integers(0, 10**9))
def test_meta_spend_is_exact_to_the_cent(spend, impressions):
    item = {
        "campaign_id": "1",
        "date_start": "2026-11-01",
        "date_stop": "2026-11-01",
        "impressions": str(impressions),
        "spend": str(spend),
    }

    row = meta_metrics.read_metric(Level.CAMPAIGN, item)

    assert row.spend_micros == int(spend * 1_000_000)
    assert (row.impressions, row.conversions, row.reach) == (impressions, Decimal(0), None)


@pytest.mark.parametrize(
    ("objective", "actions", "expected"),
    [
        ("OUTCOME_SALES", [("purchase", "3"), ("omni_purchase", "4"), ("onsite_web_purchase", "3")], 4),
        ("OUTCOME_TRAFFIC", [("purchase", "3"), ("onsite_web_purchase", "2"), ("lead", "7")], 3),
        ("OUTCOME_LEADS", [("lead", "7"), ("onsite_conversion.lead_grouped", "7"), ("purchase", "1")], 7),
        ("OUTCOME_APP_PROMOTION", [("mobile_app_install", "5")], 5),
        ("OUTCOME_SALES", [("link_click", "9")], 0),
    ],
)
def test_meta_conversions_take_one_action_type_and_never_sum(objective, actions, expected):
    item = {
        "campaign_id": "1",
        "date_start": "2026-11-01",
        "objective": objective,
        "actions": [{"action_type": name, "value": value} for name, value in actions],
    }

    assert meta_metrics.read_metric(Level.CAMPAIGN, item).conversions == expected


@given(st.floats(0, 10**7, allow_nan=False))
def test_google_conversions_have_no_binary_tail(conversions):
    row = {
        "campaign": {"id": "1"},
        "segments": {"date": "2026-11-01"},
        "metrics": {"costMicros": "12340000", "conversions": conversions, "conversionsValue": 0.1},
    }

    parsed = google_metrics.read_metric(Level.CAMPAIGN, row)

    assert parsed.conversions == Decimal(repr(conversions))
    assert (parsed.spend_micros, parsed.conversion_value_micros) == (12_340_000, 100_000)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-22T15:00:00+0300", MOMENT),
        ("2026-11-22T12:00:00+0000", MOMENT),
        ("1969-12-31T16:00:00-0800", None),
        (None, None),
    ],
)
def test_meta_moments_keep_their_offset_and_1969_is_never(text, expected):
    item = {"id": "1", "status": "ACTIVE", "start_time": text}

    assert meta_entities.read_entity(Level.CAMPAIGN, "USD", item).starts_at == expected


def test_google_moments_are_of_the_accounts_own_clock_and_2037_is_never():
    campaign = {
        "id": "1",
        "resourceName": "customers/2/campaigns/1",
        "status": "ENABLED",
        "startDateTime": "2026-11-22 15:00:00",
        "endDateTime": "2037-12-30 23:59:59",
    }

    row = google_entities.read_campaign(ZoneInfo("Asia/Riyadh"), {"campaign": campaign})

    assert (row.starts_at, row.ends_at, row.daily_budget_micros) == (MOMENT, None, None)


@pytest.mark.parametrize("item", [{}, {"campaign_id": "1", "date_start": "soon"}, {"campaign_id": None}])
def test_a_row_that_breaks_the_promise_is_the_platforms_fault(item):
    with pytest.raises(PlatformError):
        list(faults.read_each(meta.PLATFORM, partial(meta_metrics.read_metric, Level.CAMPAIGN), [item]))


def test_a_challenge_is_the_one_of_rfc_7636():
    assert oauth.challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk") == (
        "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    )


def test_an_unrepeated_refresh_token_stays():
    with clock.stopped_at(MOMENT):
        fresh = oauth.tokens(google.PLATFORM, {"access_token": "new", "expires_in": 3599}, Tokens("old", "keep"))

    assert (fresh.access, fresh.refresh) == ("new", "keep")
    assert fresh.expires_at == datetime(2026, 11, 22, 12, 59, 59, tzinfo=UTC)


@given(st.text(max_size=2000))
def test_words_for_the_log_are_short(words):
    assert len(faults.clip(words)) <= faults.LONGEST_DETAIL


@pytest.mark.parametrize(
    "words", ["access_token=SECRET1", '"refresh_token": "SECRET1"', "Bearer SECRET1", "client_secret=SECRET1&a=b"]
)
def test_words_for_the_log_hold_no_secret(words):
    assert "SECRET1" not in faults.clip(words)
