"""What arrives at a customer's system, and what happens when it is slow, broken, gone or not what it claims."""

import socket
import ssl
from datetime import timedelta
from threading import Event
from uuid import UUID

import pytest
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from db.kinds import MessageStatus
from engine import subscriptions
from engine.alerts import list_open_alerts
from engine.core import clock
from engine.core.errors import told
from engine.core.queue import queue
from engine.core.work import work
from engine.subscriptions import deliveries, tries
from tests.certificates import certificate
from tests.engine.connectors.server import answer, serving
from tests.ports import free_port
from tests.subscribing import happen, messages, statuses, subscribe, subscription, tell
from tests.working import work_off

WAITING, DELIVERED, FAILED = MessageStatus.WAITING, MessageStatus.DELIVERED, MessageStatus.FAILED


def later(org_id, **passed):
    """Look again when that much time has passed."""
    with clock.stopped_at(clock.now() + timedelta(**passed)):
        subscriptions.deliver(org_id)


def last_try(org_id):
    [message] = messages(org_id)
    return message.tries[-1]


def test_a_receiver_is_told_and_the_schemes_library_believes_it(org, receiver):
    made = subscribe(org.id, receiver)

    tell(org.id)

    [message] = messages(org.id)
    [headers] = receiver.headers
    believed = Webhook(made["secret"]).verify(receiver.sent[0], dict(headers))
    assert believed["type"] == "CampaignMetricsUpdated"
    assert set(believed) == {"type", "timestamp", "data"}
    assert headers["webhook-id"] == f"msg_{message.id.hex}"
    assert (message.status, message.attempts, message.tries[0]["status"]) == (DELIVERED, 1, 200)
    assert message.tries[0]["response"] == "{}"
    with pytest.raises(WebhookVerificationError):
        Webhook(made["secret"]).verify(receiver.sent[0] + b" ", dict(headers))


def test_what_fails_is_sent_again_under_its_id_until_it_is_taken(org, receiver):
    receiver.acts = [answer(status=500), answer(b"busy", status=503), answer()]
    subscribe(org.id, receiver)
    tell(org.id)
    assert statuses(org.id) == [WAITING]
    assert last_try(org.id)["error"]["facts"] == {"host": "127.0.0.1", "status": 500}

    later(org.id, seconds=1)
    assert len(receiver.sent) == 1
    later(org.id, seconds=6)
    later(org.id, seconds=6 + 34)

    assert statuses(org.id) == [DELIVERED]
    assert [one["status"] for one in messages(org.id)[0].tries] == [500, 503, 200]
    assert len({headers["webhook-id"] for headers in receiver.headers}) == 1
    assert len(set(receiver.sent)) == 1
    assert subscription(org.id).failures == 0


def test_the_next_try_is_with_the_workers_of_its_own_accord(org, receiver):
    receiver.acts = [answer(status=500)]
    subscribe(org.id, receiver)

    tell(org.id)

    registry = queue("webhooks").scheduled_job_registry
    waits = [registry.get_scheduled_time(one) - clock.now() for one in registry.get_job_ids()]
    assert any(timedelta(seconds=2) < wait < timedelta(seconds=8) for wait in waits)


def test_a_receiver_that_asks_for_time_gets_it(org, receiver):
    receiver.acts = [answer(status=429, Retry_After="120"), answer()]
    subscribe(org.id, receiver)
    tell(org.id)

    later(org.id, seconds=100)
    assert len(receiver.sent) == 1
    later(org.id, seconds=121)

    assert statuses(org.id) == [DELIVERED]


def test_after_three_days_a_message_is_given_up_and_somebody_is_told(org, receiver):
    receiver.acts = [answer(status=500)]
    subscribe(org.id, receiver)
    tell(org.id)
    start = clock.now()
    for hour in range(100):
        with clock.stopped_at(start + timedelta(hours=hour)):
            subscriptions.deliver(org.id)

    [message] = messages(org.id)
    assert message.status == FAILED
    assert 9 < len(message.tries) <= 13
    [alert] = list_open_alerts(org.id)
    assert (alert["kind"], alert["severity"]) == ("webhook_failing", "warning")

    receiver.acts = [answer()]
    happen(org.id)
    work_off("webhooks")
    later(org.id, days=5)
    assert list_open_alerts(org.id) == []


def test_an_address_that_fails_for_five_days_is_switched_off_with_an_alert(org, receiver):
    receiver.acts = [answer(status=500)]
    subscribe(org.id, receiver)
    tell(org.id)
    tell(org.id)

    later(org.id, days=5)

    assert subscription(org.id).status == "disabled"
    assert statuses(org.id) == [FAILED, FAILED]
    [alert] = list_open_alerts(org.id)
    assert (alert["kind"], alert["severity"]) == ("webhook_failing", "error")
    assert "5 days" in alert["text"]
    asked = len(receiver.sent)
    tell(org.id)
    assert (len(receiver.sent), len(messages(org.id))) == (asked, 2)


def test_410_switches_off_at_once(org, receiver):
    receiver.acts = [answer(status=410)]
    subscribe(org.id, receiver)

    tell(org.id)

    row = subscription(org.id)
    assert (row.status, statuses(org.id)) == ("disabled", [FAILED])
    assert row.reason
    assert "410" in told(row.reason)
    assert [alert["severity"] for alert in list_open_alerts(org.id)] == ["error"]


def test_switched_on_again_it_is_told_of_what_happens_from_then_on(org, receiver):
    receiver.acts = [answer(status=410), answer()]
    made = subscribe(org.id, receiver)
    tell(org.id)
    tell(org.id)

    with work(org.id) as unit:
        subscriptions.change(unit, UUID(made["id"]), active=True)
    tell(org.id)

    assert statuses(org.id) == [FAILED, DELIVERED]
    assert subscription(org.id).reason is None
    assert list_open_alerts(org.id) == []


def test_a_redirect_is_not_followed(org, receiver):
    with serving(free_port()) as inside:
        receiver.acts = [answer(status=302, Location=f"http://127.0.0.1:{inside.port}/admin")]
        subscribe(org.id, receiver)
        tell(org.id)

        assert inside.asked == []
    assert statuses(org.id) == [WAITING]
    assert "redirects" in told(last_try(org.id)["error"])


def test_of_an_answer_the_first_kibibyte_is_kept(org, receiver):
    receiver.acts = [answer(b"x\0" * 5_000_000)]
    subscribe(org.id, receiver)

    tell(org.id)

    assert statuses(org.id) == [DELIVERED]
    assert last_try(org.id)["response"] == "x\N{REPLACEMENT CHARACTER}" * 512


def test_a_slow_receiver_is_waited_for_no_longer_than_allowed(org, receiver, monkeypatch):
    monkeypatch.setattr(tries, "TIMEOUT_S", 0.5)
    done = Event()

    def drip(handler):
        handler.send_response(200)
        handler.flush_headers()
        while not done.wait(0.1):
            handler.wfile.write(b"X-More: x\r\n")

    receiver.acts = [drip]
    subscribe(org.id, receiver)
    tell(org.id)
    done.set()

    assert statuses(org.id) == [WAITING]
    assert "did not answer within" in told(last_try(org.id)["error"])
    assert last_try(org.id)["duration_ms"] < 3000


def test_an_address_where_nobody_listens_is_tried_again(org, allowed):
    subscribe(org.id, f"http://127.0.0.1:{free_port()}/hooks")

    tell(org.id)

    assert statuses(org.id) == [WAITING]
    assert "could not be reached" in told(last_try(org.id)["error"])


def test_a_certificate_that_nobody_vouches_for_is_not_believed(org, allowed, tmp_path):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate(tmp_path / "own.pem"))
    with serving(free_port(), context) as server:
        subscribe(org.id, f"https://127.0.0.1:{server.port}/hooks")
        tell(org.id)

        assert server.sent == []
    assert statuses(org.id) == [WAITING]
    assert "CERTIFICATE_VERIFY_FAILED" in last_try(org.id)["error"]["detail"]


def test_a_name_that_moves_into_our_network_after_it_was_looked_at_is_not_called(org, monkeypatch):
    with serving(free_port()) as inside:
        public, ours = ("198.41.0.4", 443), ("127.0.0.1", inside.port)
        places = iter([public])
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [(2, 1, 6, "", next(places, ours))])
        subscribe(org.id, f"https://rebinding.example:{inside.port}/hooks")
        tell(org.id)

        assert inside.asked == []
    assert statuses(org.id) == [WAITING]
    assert "leads into a private network" in told(last_try(org.id)["error"])


def test_a_name_is_looked_up_once_a_try_and_kept_for_the_receiver(org, receiver, monkeypatch):
    asked = []

    def look_up(name, *_, **__):
        asked.append(name)
        return [(2, 1, 6, "", ("127.0.0.1", receiver.port))]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    subscribe(org.id, f"http://hooks.example:{receiver.port}/hooks")
    asked.clear()
    tell(org.id)

    assert statuses(org.id) == [DELIVERED]
    assert [name for name in asked if name == "hooks.example"] == ["hooks.example"]
    assert receiver.headers[0]["host"] == f"hooks.example:{receiver.port}"


def test_a_broken_address_rests_whatever_waits_for_it(org, receiver):
    receiver.acts = [answer(status=500)]
    subscribe(org.id, receiver)
    for _ in range(10):
        happen(org.id)

    work_off("webhooks")

    assert len(receiver.sent) == 3  # the third failure in a row lets it rest
    assert statuses(org.id) == [WAITING] * 10
    receiver.acts = [answer()]
    later(org.id, seconds=40)
    assert statuses(org.id) == [DELIVERED] * 10


def test_a_broken_address_does_not_hold_up_the_others(org, receiver):
    with serving(free_port()) as broken:
        broken.acts = [answer(status=500)]
        subscribe(org.id, broken)
        subscribe(org.id, receiver)
        for _ in range(5):
            happen(org.id)
        work_off("webhooks")

    assert len(receiver.sent) == 5


def test_a_slow_receiver_does_not_hold_up_the_others(org, receiver):
    taken = Event()

    def slow(handler):
        seen.append(taken.wait(10))
        answer()(handler)

    def quick(handler):
        answer()(handler)
        if len(receiver.sent) == 5:
            taken.set()

    seen: list[bool] = []
    receiver.acts = [quick]
    with serving(free_port()) as other:
        other.acts = [slow]
        subscribe(org.id, other)
        subscribe(org.id, receiver)
        for _ in range(5):
            happen(org.id)
        work_off("webhooks")

    assert seen[0]  # its first answer came only after all that the other one had to hear
    assert statuses(org.id) == [DELIVERED] * 10


def test_one_worker_at_a_time_sends_for_an_org(org, receiver):
    subscribe(org.id, receiver)
    with deliveries.held(org.id) as mine:
        assert mine
        tell(org.id)
        assert receiver.sent == []

    subscriptions.deliver(org.id)

    assert len(receiver.sent) == 1


def test_during_a_rotation_both_secrets_are_believed_and_after_it_the_new_one(org, receiver):
    old = subscribe(org.id, receiver)
    with work(org.id) as unit:
        new = subscriptions.rotate(unit, UUID(old["id"]))
    assert (new["secrets"], new["secret"] != old["secret"]) == (2, True)

    tell(org.id)
    for one in (old, new):
        Webhook(one["secret"]).verify(receiver.sent[0], dict(receiver.headers[0]))
    happen(org.id)
    work_off("webhooks")
    with clock.stopped_at(clock.now() + timedelta(hours=25)):
        subscriptions.take_up(org.id)
    assert len(subscription(org.id).secrets) == 1
    tell(org.id)

    Webhook(new["secret"]).verify(receiver.sent[-1], dict(receiver.headers[-1]))
    with pytest.raises(WebhookVerificationError):
        Webhook(old["secret"]).verify(receiver.sent[-1], dict(receiver.headers[-1]))


def test_an_overlap_that_is_over_signs_no_more_even_before_it_is_cleared(org, receiver):
    made = subscribe(org.id, receiver)
    with work(org.id) as unit:
        subscriptions.rotate(unit, UUID(made["id"]))
    happen(org.id)
    work_off("webhooks")

    assert [len(headers["webhook-signature"].split()) for headers in receiver.headers] == [2]
    with clock.stopped_at(clock.now() + timedelta(hours=25)):
        happen(org.id)
        work_off("webhooks")
    assert [len(headers["webhook-signature"].split()) for headers in receiver.headers] == [2, 1]


def test_a_test_message_is_sent_once_even_to_what_is_switched_off(org, receiver):
    receiver.acts = [answer(status=500), answer()]
    made = subscribe(org.id, receiver)
    row_id = UUID(made["id"])
    with work(org.id) as unit:
        subscriptions.change(unit, row_id, active=False)
    for _ in range(2):
        with work(org.id) as unit:
            subscriptions.ping(unit, row_id)
        work_off("webhooks")

    assert statuses(org.id) == [FAILED, DELIVERED]
    assert subscription(org.id).failures == 0
    sent = Webhook(made["secret"]).verify(receiver.sent[0], dict(receiver.headers[0]))
    assert (sent["type"], sent["data"]["subscription"]["id"]) == ("Ping", made["id"])
