"""One org's part of a delivery: the notices that are about its own accounts, as the row keeps them."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from engine.connectors.notices import Delivery, Kind, Notice, Owner


@dataclass(frozen=True, slots=True)
class Told:
    """A notice, and the integration that hears it; None where only the org is known, by its own secret.

    `occurred_at` is when we heard of it where the platform does not say.
    """

    kind: Kind
    owner: Owner
    owner_id: str
    facts: dict[str, Any] = field(repr=False)
    occurred_at: datetime
    integration_id: UUID | None


def write(heard: Iterable[tuple[Notice, UUID | None]]) -> bytes:
    """The notices as JSON."""
    rows = [
        {
            "kind": notice.kind,
            "owner": notice.owner,
            "owner_id": notice.owner_id,
            "facts": notice.facts,
            "occurred_at": notice.occurred_at,
            "integration_id": integration_id,
        }
        for notice, integration_id in heard
    ]
    return orjson.dumps(rows)


def read(body: bytes, received_at: datetime) -> list[Told]:
    """What was written, read back."""
    return [
        Told(
            kind=Kind(row["kind"]),
            owner=Owner(row["owner"]),
            owner_id=row["owner_id"],
            facts=row["facts"],
            occurred_at=datetime.fromisoformat(row["occurred_at"]) if row["occurred_at"] else received_at,
            integration_id=UUID(row["integration_id"]) if row["integration_id"] else None,
        )
        for row in orjson.loads(body)
    ]


def kinds(notices: Iterable[Notice]) -> str:
    """What a delivery is about, in a word: `lead`, or `comment+lead`."""
    return "+".join(sorted({str(notice.kind) for notice in notices}))


def delivery_key(delivery: Delivery, notices: list[Notice], relay_id: str) -> str:
    """By what a repeat is known: the relay's id, the platform's own ids of what happened, else the bytes."""
    if relay_id:
        return f"relay:{relay_id}"
    keys = sorted(f"{notice.kind}:{notice.key}" for notice in notices if notice.key)
    if len(keys) < len(notices):
        return f"body:{hashlib.sha256(delivery.body).hexdigest()}"
    if len(keys) == 1 and len(keys[0]) <= 200 and keys[0].isprintable():
        return keys[0]
    return f"keys:{hashlib.sha256(' '.join(keys).encode()).hexdigest()}"
