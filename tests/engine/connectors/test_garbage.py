"""A platform may answer anything that is JSON: what comes of it is rows or a platform's fault, never a bug."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date
from uuid import uuid4

import orjson
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as effort
from hypothesis import strategies as st

from db.kinds import EntityStatus, Level
from engine.connectors import PLATFORMS, connector, http
from engine.connectors.base import Account, Change, Connector, Tokens
from engine.core.errors import Missing, PlatformError
from engine.core.periods import Days
from tests.engine.connectors.server import answer

WORDS = [
    "data", "paging", "next", "cursors", "after", "error", "code", "message", "details", "errors", "errorCode",
    "results", "campaign", "metrics", "segments", "date", "id", "status", "actions", "spend", "campaign_id",
    "date_start", "customerClient", "resourceNames", "success", "access_token", "expires_in",
]  # fmt: skip
LEAVES = (
    st.none() | st.booleans() | st.integers(1000, 9999) | st.sampled_from([0, "", "x", "-", "2026-11-01", "12.5"])
)
ANYTHING = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(WORDS), inner, max_size=4)
)
PAGES = st.fixed_dictionaries({"data": st.lists(ANYTHING, max_size=3)}) | st.lists(
    st.fixed_dictionaries({"results": st.lists(ANYTHING, max_size=3)}), max_size=2
)
DAYS = Days(date(2026, 11, 1), date(2026, 11, 6))


def verbs(platform: Connector, account: Account) -> list[Callable[[], object]]:
    """Everything that can be asked of a connector."""
    pause = Change(Level.CAMPAIGN, "1", status=EntityStatus.PAUSED)
    return [
        lambda: platform.fetch_accounts("token"),
        lambda: list(platform.fetch_entities(account)),
        lambda: list(platform.fetch_metrics(account, DAYS, Level.CAMPAIGN)),
        lambda: platform.apply_change(account, pause),
        lambda: platform.exchange_code("code", "http://us/cb", "verifier"),
        lambda: platform.refresh(Tokens("a", "b")),
    ]


@pytest.mark.parametrize("slug", PLATFORMS)
@effort(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=ANYTHING | PAGES)
def test_whatever_json_comes_nothing_breaks(slug, body, server, redis, monkeypatch):
    monkeypatch.setattr(http, "_pause", lambda _state: 0)  # some of it means: ask again later
    server.acts = [answer(orjson.dumps(body))]
    account = Account(slug, uuid4().hex, "SAR", "Asia/Riyadh", "token", "1")

    for verb in verbs(connector(slug), account):
        redis.flushall()
        with suppress(PlatformError, Missing):
            verb()
