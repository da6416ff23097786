"""The addresses of ads under an org's UTM scheme: nothing of a person's is lost, ours is always the same."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.kinds import Objective
from db.models import AuditEntry, Launch
from engine import campaigns
from engine.campaigns.fields import Faults
from engine.campaigns.utm import Scheme, read_scheme, slug
from engine.connectors import PLATFORMS
from engine.core.errors import Invalid
from engine.core.work import work
from tests.rows import rows
from tests.studio import Studio

FACTS = {"campaign": "عروض-الشتاء", "platform": "meta", "adset": "set-1", "date": "2026-12-01"}
OURS = {"utm_source", "utm_medium", "utm_campaign"}


def address(url: str, platform: str = "meta", **scheme: Any) -> str:
    return Scheme(enabled=True, **scheme).address(url, platform, FACTS)


def test_what_is_added_and_what_stays():
    url = address("https://shop.example/عرض?ref=a+b&flag&x=%D8%A9#top", campaign="{campaign}_{date}")

    assert url == (
        "https://shop.example/عرض?ref=a+b&flag&x=%D8%A9&utm_source=facebook&utm_medium=cpc&utm_campaign="
        "%D8%B9%D8%B1%D9%88%D8%B6-%D8%A7%D9%84%D8%B4%D8%AA%D8%A7%D8%A1_2026-12-01#top"
    )


@pytest.mark.parametrize(("enforce", "source"), [(False, ["newsletter"]), (True, ["facebook"])])
def test_what_a_person_wrote_gives_way_only_where_it_is_enforced(enforce, source):
    url = address("https://shop.example/?utm_source=newsletter&utm_id=7", enforce=enforce)

    found = parse_qsl(urlsplit(url).query)
    assert [value for name, value in found if name == "utm_source"] == source
    assert ("utm_id", "7") in found


@pytest.mark.parametrize(
    "macro", ["{keyword}", "{ifmobile:m}", "{{campaign.name}}", "{{site_source_name}}", "__CAMPAIGN_NAME__"]
)
def test_macros_of_platforms_stay_as_they_are(macro):
    url = address(f"https://shop.example/?k={macro}", term=f"{macro}-{{platform}}", enforce=True)

    assert f"?k={macro}&" in url
    assert url.endswith(f"&utm_term={macro}-meta")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Winter Sale 50%!", "winter-sale-50"),
        ("عُروض الشتاءـ ٢٠٢٦", "عروض-الشتاء-٢٠٢٦"),
        ("🎉", ""),
        ("Café—x", "café-x"),
    ],
)
def test_names_become_slugs(name, said):
    assert unquote(slug(name)) == said


pieces = st.text("abcXYZ0189=%+&;{}_~.-ع ", max_size=30)


@given(pieces, pieces, st.booleans())
def test_an_address_under_the_scheme_stays_the_same_and_keeps_its_own(query, fragment, enforce):
    scheme = Scheme(enabled=True, enforce=enforce)
    given_ = f"https://shop.example/p?{query}#{fragment}"

    url = scheme.address(given_, "google", FACTS)

    assert scheme.address(url, "google", FACTS) == url
    before, after = urlsplit(given_), urlsplit(url)
    assert (after.scheme, after.netloc, after.path, after.fragment) == (*before[:3], before.fragment)
    kept = [piece for piece in before.query.split("&") if piece]
    assert after.query.split("&")[: len(kept)] == kept
    assert {name for name, _ in parse_qsl(after.query)} >= OURS


def test_a_scheme_that_makes_no_sense_names_its_fields():
    faults = Faults()

    read_scheme({"campaign": "{campain}", "sources": {"meta": "x" * 201, "myspace": "m"}, "luck": 1}, faults)

    assert set(faults) == {"campaign", "sources.meta", "sources.myspace", "luck"}


@pytest.fixture
def enforced(desk: Studio) -> Iterator[Studio]:
    choose(desk, enabled=True, enforce=True, content="{adset}-{platform}")
    yield desk
    choose(desk, enabled=False)


def choose(studio: Studio, **scheme: Any) -> None:
    with work(studio.org.id) as unit:
        campaigns.save_scheme(unit, scheme)


def examined(studio: Studio, **order: Any) -> dict[str, list[str]]:
    with work(studio.org.id) as unit:
        return campaigns.examine(unit, studio.order(**order))[1].faults


def ad(studio: Studio, url: str, platform: str = "meta", **more: Any) -> dict[str, Any]:
    plan = studio.ad(platform, **more)
    return plan | {"creative": plan["creative"] | {"url": url}}


def test_what_cannot_be_made_to_fit_is_refused_by_its_field(enforced):
    at = "ads.0.creative.url"

    assert at in examined(enforced, ads=[ad(enforced, "ftp://shop.example/")])
    assert at in examined(enforced, ads=[ad(enforced, "https://shop.example/?q=" + "x" * 2000)])
    assert at in examined(enforced, name="🎉 🎉", ads=[ad(enforced, "https://shop.example/")])
    assert examined(enforced, ads=[ad(enforced, "https://shop.example/")]) == {}


def test_an_app_keeps_the_address_that_stores_know_it_by(enforced):
    order = enforced.order("meta", objective=Objective.APP)

    assert campaigns.final_addresses(enforced.org.id, order) == ["https://shop.example/winter"]


def test_a_choice_is_noted_and_nonsense_changes_nothing(desk):
    choose(desk, enabled=True, medium="paid")
    with pytest.raises(Invalid):
        choose(desk, enabled="yes")

    assert campaigns.utm_scheme(desk.org.id)["medium"] == "paid"
    assert "utm_scheme_changed" in [row.action for row in rows(desk.org.id, AuditEntry)]
    choose(desk, enabled=False)


def test_the_final_address_is_what_every_platform_gets(studio):
    choose(studio, enabled=True, enforce=True)
    order = studio.order()
    expected = dict(zip(PLATFORMS, campaigns.final_addresses(studio.org.id, order), strict=True))
    studio.sandbox.http.delete("/calls")

    campaign_id = studio.made()

    for slug_, url in expected.items():
        assert "utm_medium=cpc" in url
        told = [call["query"] | call["body"] for call in studio.sandbox.get("/calls", platform=slug_)["calls"]]
        assert url in repr(told), slug_
        assert "https://shop.example/winter'" not in repr(told), slug_
    given_ = {row.landing_url for row in rows(studio.org.id, Launch)}
    assert given_ == {"https://shop.example/winter"}
    copied = campaigns.campaign_copy(studio.org.id, campaign_id)["order"]
    assert {one["creative"]["url"] for one in copied["ads"]} == given_
