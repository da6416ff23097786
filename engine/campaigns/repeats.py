"""The same request again gets the same answer for a day: whoever lost the first one may safely repeat it."""

from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from typing import Any

import orjson
from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from uuid_utils.compat import uuid7

from db.models import Repeat
from engine.core import clock
from engine.core.errors import Conflict, Invalid
from engine.core.i18n import N_
from engine.core.work import Work

KEPT = timedelta(hours=24)
LONGEST_KEY = 255
OTHER_BODY = N_("This Idempotency-Key was used with another body. Send another key with another request.")
BAD_KEY = N_("The Idempotency-Key has to be a text of 1 to {most} characters.")

Answer = dict[str, Any]


def once(unit: Work, key: str | None, body: Any, make: Callable[[], Answer]) -> tuple[Answer, bool]:
    """What `make` answers, and whether it was answered before; without a key it is always made.

    Two at once: the second waits for the first. Conflict when the key came with another body; what is refused or
    fails is not kept, so that it can be sent again.
    """
    if key is None:
        return make(), False
    if not 1 <= len(key) <= LONGEST_KEY or "\0" in key:
        raise Invalid(BAD_KEY, most=LONGEST_KEY)
    fingerprint = sha256(orjson.dumps(body, option=orjson.OPT_SORT_KEYS)).hexdigest()
    mine = (Repeat.org_id == unit.org_id) & (Repeat.key == key)
    unit.session.execute(delete(Repeat).where(mine, Repeat.created_at < clock.now() - KEPT))
    row = {"org_id": unit.org_id, "id": uuid7(), "key": key, "fingerprint": fingerprint, "answer": {}}
    fresh = (
        insert(Repeat).values(row).on_conflict_do_nothing(index_elements=["org_id", "key"]).returning(Repeat.id)
    )
    if unit.session.execute(fresh).first() is None:
        kept = unit.session.scalars(select(Repeat).where(mine)).one()
        if kept.fingerprint != fingerprint:
            raise Conflict(OTHER_BODY)
        return kept.answer, True
    answer = make()
    unit.session.scalars(select(Repeat).where(mine)).one().answer = answer
    return answer, False


def forget(unit: Work) -> None:
    """Drop the answers that nobody may ask for again."""
    unit.session.execute(
        delete(Repeat).where(Repeat.org_id == unit.org_id, Repeat.created_at < clock.now() - KEPT)
    )
