"""Targets: kept by month, judged by what is expected by now."""

from collections.abc import Iterator
from datetime import date

import pytest

from engine import dashboard
from engine.core.clock import stopped_at
from engine.core.errors import Invalid
from engine.core.work import Actor
from engine.targets import GOALS, list_targets, month_of, save_targets, status
from tests.factories import NOON, OrgFacts, make_ad_campaign, make_day, make_integration, make_org

pytestmark = pytest.mark.usefixtures("redis")
NOVEMBER = date(2026, 11, 1)
SARA = Actor("sara@example.com")


@pytest.fixture
def org(database: object) -> Iterator[OrgFacts]:
    with stopped_at(NOON):
        yield make_org()


@pytest.mark.parametrize(
    ("metric", "target", "actual", "passed", "word"),
    [
        ("revenue", 100.0, 50.0, 0.5, "on_track"),
        ("revenue", 100.0, 45.0, 0.5, "at_risk"),
        ("revenue", 100.0, 39.0, 0.5, "off_track"),
        ("revenue", 100.0, 100.0, 0.5, "achieved"),
        ("revenue", 100.0, 0.0, 0.01, "on_track"),  # the first day says nothing yet
        ("roas", 4.0, 3.9, 0.01, "on_track"),
        ("roas", 4.0, 3.3, 0.9, "at_risk"),
        ("roas", 4.0, None, 0.9, "at_risk"),
        ("cpa", 38.0, 38.0, 0.5, "achieved"),
        ("cpa", 38.0, 41.0, 0.5, "at_risk"),
        ("cpa", 38.0, 60.0, 0.5, "off_track"),
        ("spend", 100.0, 130.0, 1.0, "off_track"),  # more than planned is no success
    ],
)
def test_a_target_is_judged_by_what_is_expected_by_now(
    metric: str, target: float, actual: float | None, passed: float, word: str
) -> None:
    assert status(GOALS[metric], target, actual, passed) == word


def test_a_saved_target_shows_at_once_with_its_pace(org: OrgFacts) -> None:
    account = make_integration(org.id)
    make_day(
        org.id, account, make_ad_campaign(org.id, account), date(2026, 11, 5), conversion_value_micros=600_000_000
    )
    assert dashboard.dashboard(org.id)["kpis"] == []

    save_targets(org.id, SARA, NOVEMBER, {"revenue": 1000.0, "roas": 3.0, "cpa": None})

    revenue, roas = dashboard.dashboard(org.id)["kpis"]
    assert (revenue["name"], revenue["actual"], revenue["target"], revenue["unit"]) == (
        "Revenue",
        600,
        1000,
        "money",
    )
    assert revenue["expected"] == pytest.approx(1000 * 21.5 / 30)
    assert (revenue["status"], roas["status"]) == ("at_risk", "achieved")


def test_an_emptied_target_is_taken_away(org: OrgFacts) -> None:
    save_targets(org.id, SARA, NOVEMBER, {"revenue": 1000.0, "ctr": 0.02})
    save_targets(org.id, SARA, NOVEMBER, {"revenue": None})

    assert list_targets(org.id, NOVEMBER) == {"ctr": 0.02}
    assert list_targets(org.id, date(2026, 12, 1)) == {}


@pytest.mark.parametrize("wanted", [{"revenue": 0.0}, {"revenue": -1.0}, {"followers": 5.0}])
def test_a_target_nobody_could_reach_is_refused_whole(org: OrgFacts, wanted: dict[str, float]) -> None:
    with pytest.raises(Invalid):
        save_targets(org.id, SARA, NOVEMBER, {"clicks": 10.0} | wanted)

    assert list_targets(org.id, NOVEMBER) == {}


def test_a_month_has_its_own_length() -> None:
    assert len(month_of(date(2028, 2, 29))) == 29
    assert len(month_of(date(2026, 12, 31))) == 31
