"""Real workers that tell a customer's system: killed between sending and noting, refused and trying again."""

import os
import signal
from datetime import timedelta
from threading import Event

from standardwebhooks.webhooks import Webhook

from engine import subscriptions
from engine.core import clock
from tests.engine.connectors.server import answer
from tests.engine.subscriptions.conftest import allowed, org, receiver
from tests.jobs.proc import alive, descendants
from tests.subscribing import happen, messages, statuses, subscribe, subscription
from tests.waiting import eventually
from tests.working import work_off, worker_process

__all__ = ["allowed", "org", "receiver"]


def test_a_worker_killed_after_sending_has_it_sent_again_under_the_same_id(org, receiver, tmp_path):
    dead = Event()

    def kept_waiting(handler):
        dead.wait(60)  # the worker has sent, and never hears the answer

    receiver.acts = [kept_waiting, answer()]
    made = subscribe(org.id, receiver)
    with worker_process(tmp_path / "first.log") as pid:
        happen(org.id)
        eventually(lambda: receiver.sent, timeout_s=30)
        family = {pid, *descendants(pid)}
        os.kill(pid, signal.SIGKILL)
        eventually(lambda: not any(alive(one) for one in family))
    dead.set()
    assert statuses(org.id) == ["waiting"]

    with clock.stopped_at(clock.now() + timedelta(seconds=75)):  # the claim has run out, and the clock ticks
        subscriptions.take_up(org.id)
        work_off("webhooks")

    assert statuses(org.id) == ["delivered"]
    assert len(receiver.sent) == 2
    assert receiver.sent[0] == receiver.sent[1]
    assert len({headers["webhook-id"] for headers in receiver.headers}) == 1
    for body, headers in zip(receiver.sent, receiver.headers, strict=True):
        Webhook(made["secret"]).verify(body, dict(headers))


def test_a_worker_tries_again_by_itself_until_it_is_taken(org, receiver, tmp_path):
    receiver.acts = [answer(status=500), answer()]
    subscribe(org.id, receiver)

    with worker_process(tmp_path / "worker.log"):
        happen(org.id)
        eventually(lambda: statuses(org.id) == ["delivered"], timeout_s=60)

    [message] = messages(org.id)
    assert [one["status"] for one in message.tries] == [500, 200]
    assert subscription(org.id).failing_since is None
