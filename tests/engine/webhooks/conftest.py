"""Orgs that are told things, without a web process between."""

from collections.abc import Callable
from typing import Any

import orjson
import pytest

from engine import webhooks
from tests.deliveries import delivery, meta, tiktok
from tests.factories import OrgFacts, make_org


@pytest.fixture
def org(database: object, redis: object) -> OrgFacts:
    return make_org()


@pytest.fixture
def tell() -> Callable[..., None]:
    """Delivers a body as its platform signs it."""

    def deliver(platform: str, body: Any) -> None:
        raw = orjson.dumps(body)
        signed = {"meta": meta, "tiktok": tiktok}[platform](raw)
        webhooks.receive(platform, delivery(raw, signed), sender="127.0.0.1")

    return deliver
