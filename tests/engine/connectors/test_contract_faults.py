"""Every connector against every misbehaviour: the right error, nothing twice, and no token in any of it."""

import logging
import time
import traceback
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from structlog.testing import capture_logs

from db.kinds import EntityStatus
from engine.connectors import http
from engine.core import clock
from engine.core.errors import AppError, PlatformBusy, PlatformError, Refused, SignedOut, TooMuchData
from tests.engine.connectors.conftest import NOON

LASTING = [
    ("throttle", PlatformBusy, "throttled"),
    ("daily_quota", PlatformBusy, None),
    ("expire", SignedOut, "expired"),
    ("revoke", SignedOut, "revoked"),
    ("500", PlatformBusy, "transient"),
    ("503", PlatformBusy, "transient"),
    ("html", PlatformBusy, "transient"),
    ("half_page", PlatformBusy, "transient"),
    ("garbage", PlatformError, "unreadable"),
    ("too_much_data", TooMuchData, "too_much"),
    ("permission", Refused, "permission"),
]
PASSING = ["500", "503", "html", "half_page", "garbage"]


def fail(person, kind, times=http.ATTEMPTS, **details) -> AppError:
    """What reading five days raises under a fault that outlasts our own retries."""
    account = person.busy()[0]
    person.sandbox.fault(person.slug, kind, times=times, **details)
    with pytest.raises(AppError) as failed:
        person.metrics(account, person.last_days(5, account))
    return failed.value


def reopen(redis, person) -> None:
    """The gates that a throttled account stands before open; what was spent stays spent."""
    for key in redis.scan_iter(f"pace:{person.slug}*"):
        if redis.type(key) == b"hash":
            redis.hdel(key, "closed_until")


@pytest.mark.parametrize(("kind", "expected", "reason"), LASTING)
def test_a_lasting_fault_becomes_the_right_error_and_tells_no_secret(person, kind, expected, reason, caplog):
    with caplog.at_level(logging.DEBUG), capture_logs() as logged:
        error = fail(person, kind)

    assert type(error) is expected
    assert reason is None or error.facts["reason"] == reason
    assert person.connector.PLATFORM.name in error.sentence()
    assert any(line["event"] == "platform_call" for line in logged)
    told = "".join(traceback.format_exception(error)) + repr(error) + caplog.text + repr(logged)
    for secret in filter(None, (person.tokens.access, person.tokens.refresh)):
        assert secret not in told + repr(person.tokens) + repr(person.account(person.rows[0]))


@pytest.mark.parametrize("kind", PASSING)
def test_a_passing_fault_is_not_noticed(person, kind):
    account = person.busy()[0]
    days = person.last_days(5, account)
    calm = person.metrics(account, days)

    person.sandbox.fault(person.slug, kind)

    assert person.metrics(account, days) == calm


def test_a_slow_answer_is_waited_for(person):
    account = person.busy()[0]
    person.sandbox.fault(person.slug, "slow", seconds=0.3)

    assert person.metrics(account, person.last_days(5, account))


def test_a_gateway_that_gives_up_is_busy(person):
    error = fail(person, "timeout", seconds=0.05)

    assert isinstance(error, PlatformBusy)


@pytest.mark.parametrize("kind", ["throttle", "daily_quota"])
def test_a_throttled_account_is_left_alone_by_everybody(person, kind):
    fail(person, kind, times=1)
    before = len(person.calls())

    with pytest.raises(PlatformBusy) as held:
        person.metrics(person.busy()[0], person.last_days(5, person.rows[0]))

    assert held.value.facts["reason"] == "waiting"
    assert held.value.retry_after
    assert len(person.calls()) == before


def test_what_keeps_failing_is_left_alone_and_probed_once(person):
    account = person.busy()[0]
    days = person.last_days(5, account)
    with clock.stopped_at(NOON):
        fail(person, "500", times=5)
        with pytest.raises(PlatformBusy):
            person.metrics(account, days)
        before = len(person.calls())
        with pytest.raises(PlatformBusy) as held:
            person.metrics(account, days)

    assert held.value.detail == "circuit open"
    assert len(person.calls()) == before
    with clock.stopped_at(NOON + timedelta(seconds=61)):
        assert person.metrics(account, days)
        assert person.metrics(account, days)


def test_a_change_that_took_effect_before_the_500_is_sent_once(person):
    account, campaign = person.active_campaign()
    before = len(person.calls())
    person.sandbox.fault(person.slug, "500_after_effect")

    with pytest.raises(PlatformBusy) as doubt:
        person.change(account, campaign, status=EntityStatus.PAUSED)

    assert doubt.value.facts["unconfirmed"] is True
    assert len(person.calls()) == before + 1
    assert person.read_back(account, campaign).status is EntityStatus.PAUSED


@pytest.mark.parametrize("kind", ["throttle", "500", "503", "permission", "expire", "revoke"])
def test_a_change_that_failed_before_its_effect_changed_nothing_and_can_be_made_again(person, redis, kind):
    account, campaign = person.active_campaign()
    person.sandbox.fault(person.slug, kind)

    with pytest.raises(PlatformError) as failed:
        person.change(account, campaign, status=EntityStatus.PAUSED)

    assert type(failed.value) is next(expected for name, expected, _ in LASTING if name == kind)
    assert failed.value.facts.get("unconfirmed", False) is (kind in {"500", "503"})
    reopen(redis, person)
    if kind in {"expire", "revoke"}:
        person.tokens = person.sign_in()
    assert person.read_back(account, campaign).status is EntityStatus.ACTIVE
    person.change(account, campaign, status=EntityStatus.PAUSED)
    assert person.read_back(account, campaign).status is EntityStatus.PAUSED


@pytest.mark.parametrize("kind", ["html", "half_page", "garbage"])
def test_a_change_whose_answer_cannot_be_read_is_in_doubt_and_sent_once(person, kind):
    account, campaign = person.active_campaign()
    before = len(person.calls())
    person.sandbox.fault(person.slug, kind)

    if (person.slug, kind) == ("linkedin", "half_page"):  # its answer to a change is empty, and so is half of it
        person.change(account, campaign, status=EntityStatus.PAUSED)
    else:
        with pytest.raises(PlatformBusy) as doubt:
            person.change(account, campaign, status=EntityStatus.PAUSED)
        assert doubt.value.facts["unconfirmed"] is True

    assert len(person.calls()) == before + 1
    person.change(account, campaign, status=EntityStatus.PAUSED)  # setting a state twice is setting it once
    assert person.read_back(account, campaign).status is EntityStatus.PAUSED


@pytest.mark.parametrize("kind", ["throttle", "503", "half_page", "garbage", "expire", "revoke"])
def test_lists_fail_whole_and_never_half(person, kind):
    account = person.busy()[0]
    expected = next(error for name, error, _ in LASTING if name == kind)

    for verb in (lambda: person.entities(account), lambda: person.connector.fetch_accounts(person.tokens.access)):
        person.sandbox.fault(person.slug, kind, times=http.ATTEMPTS)
        with pytest.raises(PlatformError) as failed:
            verb()
        assert isinstance(failed.value, expected) or failed.value.facts["reason"] in {"waiting", "revoked"}


@pytest.mark.parametrize("minutes", [-10, 10])
def test_a_clock_ten_minutes_off_signs_nobody_out_and_loses_nothing(person, monkeypatch, minutes):
    account = person.busy()[0]
    days = person.last_days(5, account)
    calm = person.metrics(account, days)
    true = time.time
    monkeypatch.setattr("time.time", lambda: true() + 60 * minutes)

    with clock.stopped_at(NOON + timedelta(minutes=minutes)):
        assert person.metrics(account, days) == calm
        assert person.connector.fetch_accounts(person.tokens.access) == person.rows


def test_the_log_tells_each_call_and_its_outcome(person):
    account = person.busy()[0]
    with capture_logs() as logged:
        person.metrics(account, person.last_days(5, account))

    line = next(line for line in logged if line["event"] == "platform_call")
    assert (line["platform"], line["account"], line["outcome"]) == (person.slug, account.external_id, "ok")
    assert line["path"] == urlsplit(line["path"]).path
