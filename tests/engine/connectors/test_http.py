"""What the shared client guarantees on the wire, against a server that does whatever the test says."""

import threading
from datetime import UTC, datetime

import pytest

from engine.connectors import connector, http, oauth
from engine.connectors.meta import PLATFORM
from engine.connectors.meta.calls import DIALECT
from engine.connectors.wire import Call, bearer
from engine.core import clock
from engine.core.errors import Missing, PlatformBusy, PlatformError, Refused, TooMuchData, Unready
from tests.engine.connectors.server import answer
from tests.ports import free_port


def test_an_answer_without_end_is_too_much(server, monkeypatch):
    monkeypatch.setattr(http, "LARGEST_ANSWER", 1000)
    server.acts = [answer(b'"' + b"x" * 2000 + b'"')]

    with pytest.raises(TooMuchData):
        http.send(DIALECT, server.call())


def test_redirects_are_not_followed(server):
    server.acts = [answer(status=302, Location="/elsewhere")]

    with pytest.raises(PlatformError):
        http.send(DIALECT, server.call())

    assert not any("elsewhere" in path for path in server.asked)


def test_a_short_retry_after_is_sat_out_here(server):
    server.acts = [answer(status=503, Retry_After="0"), answer(b'{"ok":true}')]

    assert http.send(DIALECT, server.call()).body == {"ok": True}
    assert len(server.asked) == 2


def test_a_long_retry_after_is_the_jobs(server):
    server.acts = [answer(status=503, Retry_After="120")]

    with pytest.raises(PlatformBusy) as busy:
        http.send(DIALECT, server.call())

    assert busy.value.retry_after == 120
    assert len(server.asked) == 1


def test_a_plain_429_closes_the_gate_for_as_long_as_it_says(server):
    server.acts = [answer(status=429, Retry_After="90"), answer()]

    with clock.stopped_at(datetime(2026, 11, 22, tzinfo=UTC)):
        with pytest.raises(PlatformBusy):
            http.send(DIALECT, server.call(account="1"))
        with pytest.raises(PlatformBusy) as held:
            http.send(DIALECT, server.call(account="1"))

    assert held.value.retry_after == 90
    assert len(server.asked) == 1


def test_silence_is_a_failure_and_is_asked_again(server):
    forever = threading.Event()
    server.acts = [lambda _: forever.wait(5), answer(b'{"ok":true}')]

    reply = http.send(DIALECT, server.call(timeout_s=0.2))
    forever.set()

    assert reply.body == {"ok": True}


def test_a_change_that_nobody_confirmed_is_sent_once(server):
    forever = threading.Event()
    server.acts = [lambda _: forever.wait(5)]

    with pytest.raises(PlatformBusy) as doubt:
        http.send(DIALECT, server.call("POST", timeout_s=0.2))
    forever.set()

    assert doubt.value.facts["unconfirmed"] is True
    assert len(server.asked) == 1


def test_a_change_that_never_left_us_is_tried_again_and_not_in_doubt(redis, configure):
    configure(CMIS_SANDBOX_PORT=str(free_port()))

    with pytest.raises(PlatformBusy) as down:
        http.send(DIALECT, Call("POST", "https://graph.facebook.com/v26.0/1", form={"status": "PAUSED"}))

    assert "unconfirmed" not in down.value.facts
    assert "ConnectError" in down.value.detail


def test_usage_in_the_headers_slows_everybody_down(server):
    server.acts = [answer(X_Ad_Account_Usage='{"acc_id_util_pct":100,"reset_time_duration":600}')]

    http.send(DIALECT, server.call(account="7"))
    with pytest.raises(PlatformBusy):
        http.send(DIALECT, server.call(account="7"))
    http.send(DIALECT, server.call(account="8"))

    assert len(server.asked) == 2


def test_the_token_travels_in_a_header_only(server):
    server.acts = [answer(b'{"data":[]}')]

    connector("meta").fetch_accounts("SECRET-TOKEN")

    assert server.asked
    assert not any("SECRET-TOKEN" in path for path in server.asked)


def test_an_error_does_not_repeat_the_token_that_it_was_told(server):
    words = b'{"error":{"code":100,"message":"access_token=SECRET-TOKEN is odd"}}'
    server.acts = [answer(words, status=400)]

    with pytest.raises(Refused) as refused:
        http.send(DIALECT, server.call(headers=bearer("SECRET-TOKEN")))

    assert "SECRET-TOKEN" not in str(refused.value)


def test_with_credentials_the_real_host_is_called(configure):
    configure(
        CMIS_PLATFORMS__META__CLIENT_ID="ours",
        CMIS_PLATFORMS__META__CLIENT_SECRET="hidden",
    )

    url = "https://graph.facebook.com/v26.0/me"
    assert http.address(PLATFORM, url) == url
    assert not http.is_sandbox("meta")
    assert http.is_sandbox("google")
    assert oauth.credentials(PLATFORM) == ("ours", "hidden")
    assert connector("meta").authorize_url("https://us/cb", "s", "c").startswith("https://www.facebook.com/v26.0/")


def test_an_unknown_platform_is_missing():
    with pytest.raises(Missing):
        connector("myspace")


def test_production_never_falls_back_to_the_sandbox(configure):
    configure(CMIS_MODE="production", CMIS_KEYS="k1:" + "A" * 43 + "=")

    with pytest.raises(Unready) as unready:
        http.address(PLATFORM, "https://graph.facebook.com/v26.0/me")

    assert "Meta Ads" in unready.value.sentence()
