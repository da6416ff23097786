"""What keeps failing is left alone: five failures open the circuit, one probe decides whether it closes."""

from datetime import UTC, datetime, timedelta

from engine.connectors import circuit
from engine.connectors.meta import PLATFORM
from engine.core import clock
from engine.core.errors import PlatformBusy

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def fail(times) -> None:
    for _ in range(times):
        circuit.failed(PLATFORM, "a")


def pause(moment) -> float:
    """How long the circuit stays open at that moment; 0 when it lets us pass."""
    with clock.stopped_at(moment):
        try:
            circuit.check(PLATFORM, "a")
        except PlatformBusy as busy:
            return busy.retry_after or 0
    return 0


def test_four_failures_are_bad_luck(redis):
    with clock.stopped_at(NOON):
        fail(4)

    assert pause(NOON) == 0


def test_the_fifth_failure_in_a_row_opens_it_for_a_minute(redis):
    with clock.stopped_at(NOON):
        fail(5)

    assert pause(NOON) == 60
    assert pause(NOON + timedelta(seconds=59)) == 1


def test_an_answer_in_between_starts_the_count_again(redis):
    with clock.stopped_at(NOON):
        fail(4)
        circuit.answered(PLATFORM, "a")
        fail(4)

    assert pause(NOON) == 0


def test_another_account_is_not_punished(redis):
    with clock.stopped_at(NOON):
        fail(5)
        circuit.check(PLATFORM, "b")


def test_half_open_lets_one_probe_through(redis):
    with clock.stopped_at(NOON):
        fail(5)
    later = NOON + timedelta(seconds=61)

    assert [pause(later) > 0 for _ in range(3)] == [False, True, True]


def test_a_probe_that_succeeds_closes_it(redis):
    with clock.stopped_at(NOON):
        fail(5)
    later = NOON + timedelta(seconds=61)
    pause(later)
    circuit.answered(PLATFORM, "a")

    assert [pause(later) for _ in range(3)] == [0, 0, 0]


def test_probes_that_fail_double_the_pause_up_to_a_quarter_of_an_hour(redis):
    moment, pauses = NOON, []
    with clock.stopped_at(moment):
        fail(5)
    for _ in range(6):
        pauses.append(pause(moment))
        moment += timedelta(seconds=pauses[-1] + 1)
        with clock.stopped_at(moment):
            circuit.check(PLATFORM, "a")
            fail(1)

    assert pauses == [60, 120, 240, 480, 900, 900]


def test_calls_that_were_under_way_do_not_lengthen_the_pause(redis):
    with clock.stopped_at(NOON):
        fail(9)

    assert pause(NOON) == 60
