"""Planted secrets are nowhere but in their sealed columns: not in logs, Redis, job payloads or any other row."""

import logging
from contextlib import suppress
from io import StringIO

import pytest
import structlog
from sqlalchemy import create_engine, text

from db.models import Base, Integration
from engine import identity, renewals
from engine.core import log
from engine.core.crypto import unseal
from engine.core.errors import AppError
from tests.accounts import KSA, SEARCH, connect_account
from tests.factories import PASSWORD, make_org


def in_redis(redis) -> bytes:
    """Everything Redis holds, names and values."""
    found = []
    for key in redis.scan_iter(count=1000):
        kind = redis.type(key)
        read = {b"string": redis.get, b"hash": redis.hgetall, b"set": redis.smembers}
        rest = {b"list": lambda k: redis.lrange(k, 0, -1), b"zset": lambda k: redis.zrange(k, 0, -1)}
        found += [key, repr((read | rest).get(kind, lambda _: b"")(key)).encode()]
    return b"\n".join(found)


def in_rows(org_id, owner_dsn) -> str:
    """Every row of the org, as text."""
    engine = create_engine(owner_dsn)
    with engine.connect() as connection:
        connection.execute(text("SELECT set_config('app.org_id', :org, true)"), {"org": str(org_id)})
        tables = [name for name, table in Base.metadata.tables.items() if "org_id" in table.columns]
        rows = [connection.execute(text(f"SELECT t::text FROM {name} t")).scalars().all() for name in tables]
    engine.dispose()
    return "\n".join(row for found in rows for row in found)


@pytest.fixture
def printed():
    """What the log prints, as it would in a worker."""
    stream = StringIO()
    log.setup(stream)
    yield stream
    structlog.reset_defaults()
    logging.getLogger().handlers.clear()


@pytest.mark.parametrize("place", [("meta", KSA), ("google", SEARCH)], ids=lambda place: place[0])
def test_no_secret_is_left_anywhere(database, redis, sandbox, printed, place):
    org = make_org()
    session_token = identity.sign_in(org.email, PASSWORD)
    account = connect_account(sandbox, place[1], place[0])
    row: Integration = account.integration()
    secrets = [unseal(row.access_token, row.org_id, row.id, "access_token"), PASSWORD, session_token]
    if row.refresh_token:
        secrets.append(unseal(row.refresh_token, row.org_id, row.id, "refresh_token"))

    account.sync()
    for kind in ("garbage", "500", "permission", "expire"):
        sandbox.fault(place[0], kind)
        with suppress(AppError):
            account.sync()
    renewals.plan_renewals(account.org_id)

    assert "platform_call" in printed.getvalue()
    for secret in secrets:
        assert secret not in printed.getvalue()
        assert secret.encode() not in in_redis(redis)
        assert secret not in in_rows(account.org_id, database.owner_dsn)


def test_a_log_line_hides_what_is_named_or_looks_like_a_secret():
    line = {
        "event": "GET /x?access_token=EAAB123&limit=5",
        "api_key": "cmis_1",
        "note": "Authorization: Bearer abc.def",
    }

    shown = log.without_secrets(None, "info", line)

    assert "EAAB123" not in str(shown)
    assert "cmis_1" not in str(shown)
    assert "abc.def" not in str(shown)
    assert "limit=5" in str(shown)
