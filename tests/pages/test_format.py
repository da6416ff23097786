"""Numbers, money, dates and times read right in both languages."""

from datetime import UTC, date, datetime, timedelta

import pytest

from engine.core.clock import stopped_at
from engine.core.i18n import speaking
from pages.ui import format as formats

NOW = datetime(2026, 11, 22, 17, 41, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "text"),
    [
        (formats.number(1284610), "1,284,610"),
        (formats.number(-12.5, 1), "−12.5"),
        (formats.number(None), "–"),
        (formats.percent(0.0184, 2), "1.84%"),
        (formats.percent(0.125, signed=True), "+12.5%"),
        (formats.percent(-0.006, signed=True), "−0.6%"),
        (formats.percent(None), "–"),
        (formats.times(4.016), "4.02×"),
        (formats.amount(484573.4, "SAR"), "484,573"),
        (formats.amount(37.65, "SAR"), "37.65"),
        (formats.amount(37.0, "JPY"), "37"),
        (formats.stopwatch(44), "00:44"),
        (formats.stopwatch(3723), "1:02:03"),
        (formats.clock(NOW, "Asia/Riyadh"), "20:41"),
    ],
)
def test_figures_are_the_same_in_both_languages(written: str, text: str) -> None:
    assert written == text


@pytest.mark.parametrize(
    ("language", "money", "axis", "days", "zone"),
    [
        ("en", "SAR 484,573", "120k", "24 Oct – 22 Nov 2026", "Riyadh GMT+3"),
        ("ar", "484,573 ر.س", "120 ألف", "24 أكتوبر – 22 نوفمبر 2026", "الرياض GMT+3"),
    ],
)
def test_words_around_figures_are_the_readers(language: str, money: str, axis: str, days: str, zone: str) -> None:
    with speaking(language):
        assert formats.money(484573, "SAR") == money
        assert formats.compact(120000) == axis
        assert formats.day_range(date(2026, 10, 24), date(2026, 11, 22)) == days
        assert formats.zone_name("Asia/Riyadh") == zone


@pytest.mark.parametrize(("language", "dollars", "euros"), [("en", "USD", "EUR"), ("ar", "USD", "EUR")])
def test_a_currency_without_an_arabic_sign_keeps_its_code(language: str, dollars: str, euros: str) -> None:
    with speaking(language):
        assert (formats.currency("USD"), formats.currency("EUR")) == (dollars, euros)


def test_a_span_over_new_year_names_both_years() -> None:
    assert formats.day_range(date(2025, 12, 20), date(2026, 1, 18)) == "20 Dec 2025 – 18 Jan 2026"


@pytest.mark.parametrize(
    ("back", "english", "arabic"),
    [
        (timedelta(seconds=20), "just now", "الآن"),
        (timedelta(seconds=86), "1 min ago", "قبل دقيقة واحدة"),
        (timedelta(minutes=12), "12 min ago", "قبل 12 دقيقة"),
        (timedelta(hours=9), "9 hr ago", "قبل 9 ساعات"),
        (timedelta(days=3), "3 days ago", "قبل 3 أيام"),
        (timedelta(seconds=-30), "just now", "الآن"),
    ],
)
def test_the_past_is_told_in_words(back: timedelta, english: str, arabic: str) -> None:
    with stopped_at(NOW):
        with speaking("en"):
            assert formats.ago(NOW - back) == english
        with speaking("ar"):
            assert formats.ago(NOW - back) == arabic


@pytest.mark.parametrize(
    ("zone", "name"),
    [("UTC", "UTC"), ("Asia/Kolkata", "Kolkata GMT+5:30"), ("America/New_York", "New York GMT-5")],
)
def test_a_zone_is_a_city_and_an_offset(zone: str, name: str) -> None:
    with stopped_at(NOW):
        assert formats.zone_name(zone) == name


@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_length_of_time_has_words(language: str) -> None:
    lengths = [timedelta(minutes=1.5**power) for power in range(36)]  # from a minute to more than a year
    assert lengths[-1] > timedelta(days=365)
    with stopped_at(NOW), speaking(language):
        for length in lengths:
            assert formats.ago(NOW - length)
            assert formats.age(NOW - length)
        weeks = formats.ago(NOW - timedelta(weeks=6))
    assert weeks == {"en": "6 wk ago", "ar": "قبل 6 أسابيع"}[language]
