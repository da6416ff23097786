"""The texts of Google's search ads, which are tried in turn, and the words by which what was created is read."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.kinds import Objective
from engine.connectors.google import entities, platform, texts
from engine.connectors.launches import Creative
from engine.core.errors import Refused

URL = "https://www.shop.example/winter"


def test_what_a_person_wrote_is_enough_and_nothing_is_added():
    shown = Creative("One", "A", URL, headlines=("Two", "Three", "One"), bodies=("B",))

    assert texts.headlines(shown) == ["One", "Two", "Three"]
    assert texts.descriptions(shown) == ["A", "B"]


def test_the_website_is_a_headline_where_sentences_are_too_few():
    assert texts.headlines(Creative("One", "Two", URL)) == ["One", "Two", "shop.example"]


said = st.text("ab كر長 .!؟\n", min_size=0, max_size=40)


@given(said, said, st.lists(said, max_size=4), st.lists(said, max_size=3))
def test_texts_are_always_few_enough_short_enough_and_all_different(headline, body, more, others):
    shown = Creative(headline, body, URL, headlines=tuple(more), bodies=tuple(others))
    try:
        heads, bodies = texts.headlines(shown), texts.descriptions(shown)
    except Refused:
        return

    assert 3 <= len(heads) == len(set(heads)) <= 15
    assert 2 <= len(bodies) == len(set(bodies)) <= 4
    assert all(1 <= texts.width(text) <= 30 for text in heads)
    assert all(1 <= texts.width(text) <= 90 for text in bodies)
    written = " ".join(" ".join((headline, body, *more, *others, "shop.example")).split())
    assert all(text in written for text in (*heads, *bodies))
    assert heads[0] == " ".join(headline.split())


def test_a_search_ad_is_known_by_its_first_headline():
    row: dict[str, Any] = {
        "adGroupAd": {
            "resourceName": "customers/1/adGroupAds/2~3", "status": "PAUSED",
            "ad": {"id": "3", "responsiveSearchAd": {"headlines": [{"text": "Winter sale"}, {"text": "Coats"}]}},
        },
        "adGroup": {"id": "2"},
    }  # fmt: skip

    assert entities.read_ad(row).name == "Winter sale"
    row["adGroupAd"]["ad"] = {"id": "3", "name": "Mine"}
    assert entities.read_ad(row).name == "Mine"
    row["adGroupAd"]["ad"] = {"id": "3", "responsiveSearchAd": {}}
    assert entities.read_ad(row).name == ""


@pytest.mark.parametrize(
    ("channel", "bidding", "expected"),
    [
        ("SEARCH", "TARGET_SPEND", Objective.TRAFFIC),
        ("SEARCH", "MAXIMIZE_CONVERSIONS", Objective.LEADS),
        ("SEARCH", "TARGET_CPA", Objective.LEADS),
        ("SEARCH", "MAXIMIZE_CONVERSION_VALUE", Objective.SALES),
        ("SEARCH", "SOMETHING_NEW", Objective.TRAFFIC),
        ("PERFORMANCE_MAX", "MAXIMIZE_CONVERSIONS", Objective.SALES),
        ("DISPLAY", "MAXIMIZE_CONVERSIONS", Objective.AWARENESS),
    ],
)
def test_in_searches_the_bidding_tells_the_objective(channel, bidding, expected):
    assert platform.objective(channel, bidding) is expected
