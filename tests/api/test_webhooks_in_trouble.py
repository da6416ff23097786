"""A house in trouble still takes in what platforms tell: Redis gone or mute, secrets missing, several of them."""

import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import httpx
import orjson
import pytest
from redis import Redis as RedisClient

from db.embedded import Redis, running
from db.kinds import DeliveryStatus, WebhookStatus
from db.models import Lead, OutboxDelivery, WebhookDelivery
from engine import outbox
from engine.core import clock, store
from engine.core.crypto import new_key
from engine.outbox.sweeping import GRACE
from settings import settings
from tests.deliveries import RELAY_SECRET, meta, meta_changes, post, relayed, tiktok_lead
from tests.factories import make_integration, make_org
from tests.ports import free_port
from tests.rows import rows
from tests.site import serving
from tests.working import work_off

SENDERS = 4
OLD_SECRET = "whsec_" + "A" * 32


@pytest.fixture(scope="module")
def lonely(database: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A web process whose Redis is not there."""
    place = f"redis://127.0.0.1:{free_port()}"
    with serving(tmp_path_factory.mktemp("lonely") / "web.log", REDIS_URL=place) as url:
        yield url


@pytest.fixture(scope="module")
def operated(database: object, redis_server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A web process as an operator runs it: only Meta is set up, and a relay with two secrets."""
    with serving(
        tmp_path_factory.mktemp("operated") / "web.log",
        CMIS_MODE="production",
        CMIS_KEYS=new_key(),
        CMIS_RELAY_SECRETS=f"{RELAY_SECRET},{OLD_SECRET}",
        CMIS_PLATFORMS__META__CLIENT_ID="1",
        CMIS_PLATFORMS__META__CLIENT_SECRET="our-real-secret",
        CMIS_PLATFORMS__META__VERIFY_TOKEN="our-word",
    ) as url:
        yield url


@pytest.fixture
def mute(database: object, data_dir: Path, tmp_path: Path) -> Iterator[tuple[str, int, Path]]:
    """A web process with a Redis of its own that can be made to hang: its address, that Redis's pid, its log."""
    server = Redis(data_dir)
    server.prepare()
    with running(server.process, tmp_path / "redis.log") as process:
        place = settings().model_copy(update={"data_dir": data_dir}).redis_dsn
        with serving(tmp_path / "web.log", REDIS_URL=place, CMIS_REDIS_PATIENCE="1") as url:
            yield url, process.pid, tmp_path / "web.log"


@contextmanager
def stopped(pid: int) -> Iterator[None]:
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


def tell(url: str, n: int) -> int:
    return post(url, "tiktok", orjson.dumps(tiktok_lead("t1", f"l{n}"))).status_code


def test_without_redis_a_delivery_is_kept_and_applied_once_the_sweeper_comes(lonely, redis):
    org = make_org()
    make_integration(org.id, "tiktok", external_id="t1")

    codes = [post(lonely, "tiktok", tiktok_lead("t1", f"l{n}")).status_code for n in (1, 2, 2)]
    work_off("webhooks")
    before = [row.status for row in rows(org.id, WebhookDelivery)]
    with clock.stopped_at(clock.now() + GRACE + timedelta(seconds=1)):
        swept = outbox.sweep(org.id)
    work_off("webhooks")

    assert codes == [200] * 3
    assert before == [WebhookStatus.RECEIVED] * 2
    assert swept == 2
    assert [row.status for row in rows(org.id, WebhookDelivery)] == [WebhookStatus.DONE] * 2
    assert [lead.external_id for lead in rows(org.id, Lead)] == ["l1", "l2"]


def test_without_redis_the_limit_holds_all_the_same(lonely):
    with httpx.Client(trust_env=False) as platform, ThreadPoolExecutor(8) as pool:
        place = f"{lonely}/api/webhooks/myspace"
        codes = list(pool.map(lambda _: platform.get(place).status_code, range(1010)))

    assert set(codes) == {404, 429}
    assert codes.count(404) <= 1000


def test_a_redis_that_hangs_keeps_nobody_waiting(mute, redis):
    url, pid, log = mute
    org = make_org()
    make_integration(org.id, "tiktok", external_id="t1")
    tell(url, 0)
    said = log.read_text().count("redis.slow")

    with stopped(pid), ThreadPoolExecutor(SENDERS) as pool:
        begun = time.monotonic()
        codes = list(pool.map(lambda n: tell(url, n), range(1, 101)))
        took_s = time.monotonic() - begun

    assert set(codes) == {200}
    # those that are under way when it falls silent wait once, then one now and then; the bench says how long
    waited = log.read_text().count("redis.slow") - said
    assert 1 <= waited <= SENDERS + 1 + took_s // store.AVOIDED_S
    waiting = [row for row in rows(org.id, OutboxDelivery) if row.status == DeliveryStatus.PENDING]
    assert len(rows(org.id, WebhookDelivery)) == 101
    assert len(waiting) >= 100


def test_any_secret_of_the_relay_is_believed_and_no_other(operated, redis):
    body = orjson.dumps(meta_changes(("real", "x", {})))
    org = make_org()
    make_integration(org.id, external_id="real", is_sandbox=False)

    new = post(operated, "meta", body, relayed(body))
    old = post(operated, "meta", body, relayed(body, OLD_SECRET, id="msg_2"))
    wrong = post(operated, "meta", body, relayed(body, "whsec_" + "B" * 32))
    stale = post(operated, "meta", body, relayed(body, late_s=-600))

    assert [new.status_code, old.status_code, wrong.status_code, stale.status_code] == [200, 200, 401, 401]
    assert [row.delivery_key for row in rows(org.id, WebhookDelivery)] == ["relay:msg_1", "relay:msg_2"]


def test_a_real_platform_signs_with_our_secret_there_and_only_about_real_accounts(operated, redis):
    body = orjson.dumps(meta_changes(*((one, "x", {}) for one in ("real2", "played"))))
    org = make_org()
    make_integration(org.id, external_id="real2", is_sandbox=False)
    make_integration(org.id, external_id="played")

    ours = post(operated, "meta", body, meta(body, "our-real-secret"))
    sandboxs = post(operated, "meta", body, meta(body))

    assert (ours.status_code, sandboxs.status_code) == (200, 401)
    [kept] = rows(org.id, WebhookDelivery)
    assert b"real2" in kept.body
    assert b"played" not in kept.body


def test_the_operators_word_is_what_a_handshake_repeats(operated):
    ask = {"hub.mode": "subscribe", "hub.challenge": "1", "hub.verify_token": "our-word"}
    place = f"{operated}/api/webhooks/meta"

    codes = [
        httpx.get(place, params=ask | change, trust_env=False).status_code
        for change in ({}, {"hub.verify_token": "sandbox-verify"})
    ]

    assert codes == [200, 401]


@pytest.mark.parametrize("platform", ["google", "tiktok", "linkedin", "twitter", "snapchat"])
def test_a_platform_that_is_not_set_up_is_told_to_come_again(operated, platform):
    answer = post(operated, platform, b"{}", {})

    assert answer.status_code in {503} | ({401} if platform == "google" else set())
    assert answer.json()["message"]


def test_a_relay_that_is_not_set_up_is_told_to_come_again(web, redis):
    answer = post(web, "meta", b"{}", relayed(b"{}"))

    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
    assert "CMIS_RELAY_SECRETS" in answer.json()["message"]


def test_the_queue_holds_what_no_worker_takes(web, redis: RedisClient):
    org = make_org()
    make_integration(org.id, "tiktok", external_id="t1")

    assert [tell(web, n) for n in range(20)] == [200] * 20
    assert redis.llen("rq:queue:webhooks") == 20
    work_off("webhooks")
    assert len(rows(org.id, Lead)) == 20
