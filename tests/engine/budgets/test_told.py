"""What a platform itself says of a used-up budget is an alert only as long as it is true."""

from datetime import timedelta

import pytest

from db.kinds import EntityStatus
from db.models import AdSet
from db.session import session
from engine import budgets
from engine.core.clock import stopped_at
from engine.core.work import work
from tests.engine.budgets.conftest import MILLION, Guarded
from tests.factories import NOON, make_ad


def told(guarded: Guarded) -> AdSet:
    """An ad set with a budget of its own, of which its platform says that it is used up."""
    campaign = guarded.campaign(1000, kind="daily")
    ad_set_id, _ = make_ad(guarded.org.id, guarded.integration_id, campaign)
    change(guarded, ad_set_id, daily_budget_micros=100 * MILLION)
    with work(guarded.org.id) as unit:
        row = unit.find(AdSet, ad_set_id)
        for _ in range(2):
            budgets.told_used_up(unit, guarded.integration_id, row.external_id or "", [row])
        unit.session.expunge(row)
    return row


def change(guarded: Guarded, ad_set_id, **columns) -> None:
    with session(guarded.org.id) as writer:
        row = writer.get_one(AdSet, (guarded.org.id, ad_set_id))
        for name, value in columns.items():
            setattr(row, name, value)
        writer.commit()


def live(guarded: Guarded, *, after: timedelta = timedelta()) -> int:
    """How many such alerts are left after that much time and a tick of the clock."""
    with stopped_at(NOON + after):
        budgets.plan_looks()
    return len(guarded.alerts("budget_used_up", live=True))


def test_it_stands_for_the_day_and_is_over_with_it(guarded):
    told(guarded)

    assert live(guarded, after=timedelta(hours=11)) == 1  # still the account's own day
    assert live(guarded, after=timedelta(hours=13)) == 0


@pytest.mark.parametrize(
    ("columns", "left"),
    [({"daily_budget_micros": 150 * MILLION}, 0), ({"status": EntityStatus.PAUSED}, 0),
     ({"daily_budget_micros": 90 * MILLION}, 1)],
    ids=["raised", "paused", "lowered"],
)  # fmt: skip
def test_it_is_over_when_what_it_asks_for_was_done(guarded, columns, left):
    row = told(guarded)

    change(guarded, row.id, **columns)

    assert live(guarded) == left


def test_of_what_we_do_not_know_it_is_over_with_the_day_as_well(guarded):
    with work(guarded.org.id) as unit:
        budgets.told_used_up(unit, guarded.integration_id, "not-seen-yet", [])

    assert live(guarded) == 1
    assert live(guarded, after=timedelta(days=1)) == 0
