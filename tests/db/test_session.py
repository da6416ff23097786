"""A connection that is cut between being lent and being used is an outage, and is not lent again."""

from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import OperationalError

from db.embedded import Postgres
from db.session import engine, session
from settings import settings
from tests.factories import make_org

pytestmark = pytest.mark.usefixtures("database", "redis")


def cut(pid: int) -> None:
    with Postgres(settings().data_dir).connect() as superuser:
        superuser.execute("SELECT pg_terminate_backend(%s)", [pid])


def test_a_connection_that_was_cut_is_said_to_be_and_thrown_away() -> None:
    org = make_org()
    seen: list[int] = []

    def lent(connection: Any, _record: Any, _proxy: Any) -> None:
        seen.append(connection.info.backend_pid)
        if len(seen) == 1:
            cut(seen[0])

    event.listen(engine(), "checkout", lent)
    try:
        with pytest.raises(OperationalError), session(org.id) as reader:
            reader.execute(text("SELECT 1"))
        for _ in range(3):
            with session(org.id) as reader:
                assert reader.execute(text("SELECT current_setting('app.org_id')")).scalar_one() == str(org.id)
    finally:
        event.remove(engine(), "checkout", lent)

    assert seen[0] not in seen[1:]
