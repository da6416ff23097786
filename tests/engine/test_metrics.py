"""Loading figures: one complete answer at a time, only the difference written, nothing lost in silence."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select, text

from db.kinds import Level
from db.models import AdMetric, MetricRollup
from db.session import session
from engine import metrics
from engine.connectors import connector
from engine.connectors.base import MetricRow
from engine.core.errors import PlatformBusy, PlatformError
from engine.core.periods import Days
from engine.staging import Counts, Source
from tests.factories import make_ad, make_ad_campaign, make_integration, make_org

DAY = date(2026, 11, 1)
WEEK = Days(DAY, DAY + timedelta(days=7))
ROW = MetricRow(Level.CAMPAIGN, "c1", "c1", DAY, 1000, 20, 5_000_000, Decimal("1.5"), 9_000_000, 800, None)


class Account:
    """An account with one campaign, `c1`, that figures are loaded for."""

    def __init__(self) -> None:
        self.org_id = make_org().id
        self.integration_id = make_integration(self.org_id)
        self.source = Source(self.integration_id, connector("meta").PLATFORM, "SAR")

    def load(self, *rows: MetricRow, days: Days = WEEK, level: Level = Level.CAMPAIGN) -> Counts:
        with session(self.org_id) as writer:
            counts = metrics.load(writer, self.source, days, level, iter(rows))
            writer.commit()
            return counts

    def stored(self, model: Any = AdMetric) -> Sequence[Any]:
        with session(self.org_id) as reader:
            return reader.scalars(select(model).order_by(model.date)).all()


@pytest.fixture
def account(database, redis) -> Account:
    account = Account()
    make_ad_campaign(account.org_id, account.integration_id, external_id="c1")
    return account


def test_a_new_row_is_created_with_its_rollup(account):
    assert account.load(ROW) == Counts(read=1, created=1)

    [raw], [rollup] = account.stored(), account.stored(MetricRollup)
    assert raw.entity_id == raw.campaign_id == rollup.ad_campaign_id
    assert (raw.platform, raw.currency, raw.attribution) == ("meta", "SAR", account.source.platform.attribution)
    for figure in metrics.FIGURES:
        assert getattr(raw, figure) == getattr(rollup, figure) == getattr(ROW, figure)


def test_the_same_row_again_is_not_touched(account):
    account.load(ROW)
    [before] = account.stored()

    assert account.load(ROW) == Counts(read=1, unchanged=1)

    assert account.stored()[0].updated_at == before.updated_at


@pytest.mark.parametrize("figure", metrics.FIGURES)
def test_one_changed_figure_updates_row_and_rollup(account, figure):
    account.load(ROW)

    changed: dict[str, Any] = {figure: 7}

    assert account.load(replace(ROW, **changed)) == Counts(read=1, updated=1)

    assert getattr(account.stored()[0], figure) == getattr(account.stored(MetricRollup)[0], figure) == 7


def test_a_figure_that_is_not_reported_is_not_zero(account):
    account.load(replace(ROW, reach=None, conversions=None))

    assert (account.stored()[0].reach, account.stored()[0].conversions) == (None, None)


def test_a_day_that_the_platform_takes_back_becomes_zero(account):
    other = replace(ROW, date=DAY + timedelta(days=1))
    account.load(ROW, other)

    assert account.load(other) == Counts(read=1, updated=1, unchanged=1)
    assert account.load(other) == Counts(read=1, unchanged=1)

    [gone, _], [rollup, _] = account.stored(), account.stored(MetricRollup)
    assert (gone.impressions, gone.spend_micros, gone.conversions, gone.video_views) == (0, 0, 0, None)
    assert (rollup.impressions, rollup.spend_micros) == (0, 0)


def test_days_outside_the_window_stay_as_they_are(account):
    account.load(ROW)

    account.load(days=Days(DAY + timedelta(days=1), WEEK.until))

    assert account.stored()[0].impressions == ROW.impressions


def test_the_history_of_what_is_gone_stays_as_last_told(account):
    account.load(ROW)
    with session(account.org_id) as writer:
        writer.execute(text("UPDATE ad_campaigns SET deleted_at = now()"))
        writer.commit()

    assert account.load().updated == 0

    assert account.stored()[0].impressions == ROW.impressions


def test_a_row_told_twice_counts_once_and_the_last_telling_holds(account):
    assert account.load(ROW, replace(ROW, clicks=21)) == Counts(read=2, created=1)

    assert account.stored()[0].clicks == 21


def test_rows_of_unknown_entities_are_counted(account):
    assert account.load(ROW, replace(ROW, external_id="c2")) == Counts(read=2, created=1, unknown=1)


def test_an_ads_row_belongs_to_its_campaign_and_makes_no_rollup(account):
    campaign_id = make_ad_campaign(account.org_id, account.integration_id)
    _, [ad_id] = make_ad(account.org_id, account.integration_id, campaign_id)
    with session(account.org_id) as reader:
        external_id = reader.scalar(text("SELECT external_id FROM ads"))

    account.load(replace(ROW, level=Level.AD, external_id=external_id), level=Level.AD)

    [raw] = account.stored()
    assert (raw.entity_level, raw.entity_id, raw.campaign_id) == ("ad", ad_id, campaign_id)
    assert account.stored(MetricRollup) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"date": WEEK.until},
        {"date": DAY - timedelta(days=1)},
        {"impressions": -1},
        {"spend_micros": -1},
        {"conversions": Decimal(-1)},
        {"level": Level.AD},
        {"level": "creative"},
        {"clicks": None},
        {"clicks": "many"},
        {"external_id": "c\t1"},
    ],
)
def test_a_row_that_makes_no_sense_is_refused_and_nothing_is_kept(account, wrong):
    with pytest.raises(PlatformError) as refused:
        account.load(replace(ROW, date=DAY + timedelta(days=2)), replace(ROW, **wrong))

    assert "Meta Ads" in refused.value.sentence()
    assert account.stored() == []


def test_an_answer_that_breaks_off_leaves_nothing(account):
    def half() -> Iterator[MetricRow]:
        for n in range(1200):
            yield replace(ROW, date=DAY, clicks=n)
        raise PlatformBusy(platform="Meta Ads")

    with pytest.raises(PlatformBusy), session(account.org_id) as writer:
        metrics.load(writer, account.source, WEEK, Level.CAMPAIGN, half())

    assert account.stored() == []
    assert account.load(ROW).created == 1


def test_another_orgs_rows_of_the_same_name_are_not_met(account):
    account.load(ROW)
    foreign = Account()

    assert foreign.load(ROW) == Counts(read=1, unknown=1)
    assert foreign.stored() == []


def test_pieces_of_a_window_make_the_same_as_the_whole(account):
    rows = [replace(ROW, date=day, clicks=n) for n, day in enumerate(WEEK)]
    for row in rows:
        account.load(row, days=Days(row.date, row.date + timedelta(days=1)))

    assert account.load(*rows) == Counts(read=7, unchanged=7)
