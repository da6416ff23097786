"""Secrets of subscriptions are sealed for their place, and turn with the keys."""

from uuid import UUID

from standardwebhooks.webhooks import Webhook

from engine import subscriptions
from engine.core import crypto
from engine.core.work import work
from engine.resealing import reseal
from tests.subscribing import subscribe, subscription, tell


def test_secrets_turn_with_the_keys_and_go_on_signing(org, receiver, key_file):
    old = subscribe(org.id, receiver)
    with work(org.id) as unit:
        new = subscriptions.rotate(unit, UUID(old["id"]))
    before = subscription(org.id).secrets
    key_file.write_text(f"{crypto.new_key()}\n{key_file.read_text()}")
    crypto.keyring.cache_clear()

    assert reseal(org.id) == (2, 0)

    after = subscription(org.id).secrets
    assert all(one.startswith(f"v1:{crypto.keyring().current}:") for one in after)
    assert not set(after) & set(before)
    tell(org.id)
    for one in (old, new):
        Webhook(one["secret"]).verify(receiver.sent[0], dict(receiver.headers[0]))
