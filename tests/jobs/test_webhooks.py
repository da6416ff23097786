"""A storm of repeats on real workers: everything takes effect, and once. The benchmark does it a thousandfold."""

import orjson
import pytest

from db.kinds import WebhookStatus
from db.models import Comment, OutboxDelivery, WebhookDelivery
from engine import outbox
from tests.deliveries import commented, meta, meta_changes
from tests.factories import make_integration, make_org, make_profile
from tests.flood import flood
from tests.rows import rows
from tests.site import web, web_server
from tests.waiting import eventually
from tests.working import worker_process

__all__ = ["web", "web_server"]

DELIVERIES, COPIES = 40, 25


@pytest.mark.usefixtures("database", "redis")
def test_a_thousand_requests_that_say_forty_things_are_forty_comments(web, tmp_path):
    org = make_org()
    make_profile(org.id, make_integration(org.id), external_id="p1")
    bodies = [
        orjson.dumps(meta_changes(("p1", "feed", commented(f"x{n}")), topic="page")) for n in range(DELIVERIES)
    ]

    def all_done() -> bool:
        outbox.sweep(org.id)  # as every minute: a sender does not wait for a Redis that a busy machine slows
        return {row.status for row in rows(org.id, WebhookDelivery)} == {WebhookStatus.DONE}

    with worker_process(tmp_path / "worker.log"):
        sent = flood(f"{web}/api/webhooks/meta", [(body, meta(body)) for body in bodies], copies=COPIES)
        eventually(all_done, every_s=1)

    assert len(sent) == DELIVERIES * COPIES
    assert {one.status for one in sent} == {200}
    assert [len(rows(org.id, model)) for model in (WebhookDelivery, OutboxDelivery, Comment)] == [DELIVERIES] * 3
