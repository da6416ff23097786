"""Planning: every day of the reach in exactly one window of each level, whatever the dates."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from db.kinds import DataType, Level
from engine.core.periods import Days
from engine.syncs import windows

dates = st.dates(date(2020, 1, 1), date(2035, 1, 1))
spans = st.builds(lambda since, length: Days(since, since + timedelta(days=length)), dates, st.integers(1, 800))


@given(spans, st.integers(1, 400))
def test_the_pieces_are_the_whole_newest_first(days, longest):
    pieces = windows.cut(days, longest)

    assert [day for piece in reversed(pieces) for day in piece] == list(days)
    assert all(1 <= len(piece) <= longest for piece in pieces)


@given(spans)
def test_halving_goes_down_to_single_days_and_loses_none(days):
    left, single = [windows.metrics(Level.AD, days)], []
    while left:
        window = left.pop()
        pieces = windows.halves(window)
        if pieces is None:
            single.append(windows.days_of(window).since)
        else:
            assert len(pieces) == 2
            left += pieces
    assert sorted(single) == list(days)


def test_a_listing_cannot_be_halved():
    assert windows.halves(windows.ENTITIES) is None


@given(st.sampled_from(DataType), spans, st.integers(1, 400), st.booleans(), st.booleans())
def test_a_plan_holds_what_was_asked_for(data_type, days, longest, listed, posts):
    plan = windows.plan(data_type, days, longest, listed=listed, posts=posts)

    for level in windows.LEVELS:
        read = [day for w in plan if w.get("level") == level for day in windows.days_of(w)]
        assert sorted(read) == (list(days) if data_type in {DataType.ALL, DataType.METRICS} else [])
    lists = data_type in {DataType.ALL, DataType.CAMPAIGNS} or (data_type is DataType.METRICS and not listed)
    assert [w for w in plan if w["kind"] == "entities"] == [windows.ENTITIES] * lists
    assert not lists or plan[0] == windows.ENTITIES
    asked = posts and data_type in {DataType.ALL, DataType.POSTS}
    assert [w for w in plan if w["kind"] == "posts"] == [windows.POSTS] * asked


@given(dates, st.integers(1, 730), st.integers(0, 90))
def test_the_first_reach_is_the_whole_backfill_up_to_today(today, backfill, restates):
    days = windows.reach(today, None, backfill, restates)

    assert (len(days), days.last) == (backfill, today)


@given(dates, st.integers(0, 400), st.integers(1, 730), st.integers(0, 90))
def test_a_later_reach_leaves_no_gap_and_covers_what_is_restated(today, behind, backfill, restates):
    watermark = today - timedelta(days=behind)

    days = windows.reach(today, watermark, backfill, restates)

    assert days.since == watermark - timedelta(days=restates)
    assert days.last == today


@given(dates, st.integers(1, 30))
def test_a_watermark_from_the_future_does_not_hide_today(today, ahead):
    days = windows.reach(today, today + timedelta(days=ahead), 90, 28)

    assert days == Days(today - timedelta(days=28), today + timedelta(days=1))
