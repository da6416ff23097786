"""Keeping a channel: its address and key sealed for its row, and as much of it shown as its owner needs."""

from urllib.parse import urlsplit
from uuid import UUID

from uuid_utils.compat import uuid7

from db.kinds import ChannelKind, Pace
from db.models import NotificationChannel
from engine.core import clock
from engine.core.crypto import seal
from engine.core.work import Work


def open_channel(
    unit: Work,
    user_id: UUID,
    kind: ChannelKind,
    address: str,
    *,
    name: str = "",
    pace: Pace = Pace.AT_ONCE,
    secret: str | None = None,
) -> NotificationChannel:
    """Keep a channel, sealed for its row."""
    channel_id = uuid7()
    place = (unit.org_id, channel_id)
    return unit.add(
        NotificationChannel(
            org_id=unit.org_id,
            id=channel_id,
            user_id=user_id,
            kind=kind,
            name=name.strip()[:80] or hint_of(kind, address),
            hint=hint_of(kind, address),
            address=seal(address, *place, "address"),
            secret=seal(secret, *place, "secret") if secret else None,
            pace=pace,
            is_active=True,
            created_at=clock.now(),
        )
    )


def hint_of(kind: ChannelKind, address: str) -> str:
    """As much of an address as its owner needs to know it by."""
    if kind == ChannelKind.EMAIL:
        name, _, domain = address.rpartition("@")
        return f"{name[:1]}…@{domain}"
    if kind == ChannelKind.TELEGRAM:
        return "…/" + address.rpartition("/")[2]
    return f"{urlsplit(address).hostname}/…{address[-4:]}"
