"""The ways a person can be reached: added, changed, tried and removed by that person alone."""

import re
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from db.kinds import ChannelKind, Pace, SendingStatus, Severity
from db.models import Notification, NotificationChannel, NotificationDelivery
from db.session import tenant
from engine.core import clock, outward
from engine.core.cache import read
from engine.core.errors import Invalid, Missing, Unready, told
from engine.core.i18n import N_, t
from engine.core.signing import new_secret
from engine.core.work import Actor, Work, work
from engine.notifications.opening import open_channel
from engine.notifications.sending import deliver
from settings import settings

MOST = 20
TEST = N_("This is a test of your channel {channel}. It works.")
SHAPES = {
    ChannelKind.EMAIL: (r"[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;]+", N_("Give one e-mail address.")),
    ChannelKind.SLACK: (
        r"https://hooks\.slack\.com/services/T\w+/B\w+/\w+",
        N_("Give the address of an incoming webhook: https://hooks.slack.com/services/…"),
    ),
    ChannelKind.TELEGRAM: (
        r"\d+:[\w-]{30,}/(-?\d+|@\w+)",
        N_("Give the bot's token and the chat, apart by a slash: 123456:ABC…/987654"),
    ),
}


@read
def list_channels(session: Session, user_id: UUID) -> list[dict[str, Any]]:
    """The person's channels, oldest first: `{id, kind, name, hint, pace, is_active, created_at}`."""
    rows = session.scalars(
        select(NotificationChannel)
        .where(NotificationChannel.org_id == tenant(session), NotificationChannel.user_id == user_id)
        .order_by(NotificationChannel.id)
    )
    return [_shown(row) for row in rows]


def add_channel(
    org_id: UUID, actor: Actor, kind: ChannelKind, address: str, *, name: str = "", pace: Pace = Pace.AT_ONCE
) -> dict[str, Any]:
    """A new way to reach the person who acts; as listed, a webhook's with its `secret`, shown this once.

    Invalid when the address cannot be one of that kind, or leads into a private network.
    """
    address = address.strip()
    _check(kind, address)
    with work(org_id, actor) as unit:
        if not actor.user_id:
            raise Missing
        if len(list_channels.question(unit.session, actor.user_id)) >= MOST:
            raise Invalid(N_("{most} channels are enough. Remove one first."), most=MOST)
        secret = new_secret() if kind == ChannelKind.WEBHOOK else None
        row = open_channel(unit, actor.user_id, kind, address, name=name, pace=pace, secret=secret)
        unit.audit("channel_added", row.id, kind=kind, name=row.name)
        return _shown(row) | ({"secret": secret} if secret else {})


def change_channel(
    unit: Work,
    channel_id: UUID,
    *,
    name: str | None = None,
    pace: Pace | None = None,
    is_active: bool | None = None,
) -> None:
    """Another name or pace, or a rest; what is not given stays. Missing when it is somebody else's."""
    row = _mine(unit, channel_id)
    row.name = (name or "").strip()[:80] or row.name
    row.pace = pace or row.pace
    row.is_active = row.is_active if is_active is None else is_active


def remove_channel(unit: Work, channel_id: UUID) -> None:
    """Forget a channel with its address and its log."""
    row = _mine(unit, channel_id)
    unit.audit("channel_removed", row.id, kind=row.kind, name=row.name)
    unit.session.delete(row)


def try_channel(org_id: UUID, actor: Actor, channel_id: UUID) -> dict[str, Any]:
    """Send a message now, once: `{"ok", "message"}`; it is in the channel's log like any other."""
    with work(org_id, actor) as unit:
        channel = _mine(unit, channel_id)
        told_id, now = uuid7(), clock.now()
        unit.add(
            Notification(
                org_id=org_id,
                id=told_id,
                user_id=channel.user_id,
                key=f"test:{told_id}",
                kind="test",
                severity=Severity.INFO,
                message=TEST,
                facts={"channel": channel.name},
                in_app=False,
                created_at=now,
            )
        )
        row = unit.add(
            NotificationDelivery(
                org_id=org_id,
                id=uuid7(),
                notification_id=told_id,
                channel_id=channel.id,
                due_at=now,
                created_at=now,
            )
        )
    deliver(org_id, row.id, retry=False)
    with work(org_id) as unit:
        sent = unit.find(NotificationDelivery, row.id)
        unit.session.refresh(sent)
    if sent.status == SendingStatus.SENT:
        return {"ok": True, "message": t("The test was taken.")}
    return {"ok": False, "message": told(sent.error) if sent.error else t("The channel is switched off.")}


@read
def list_deliveries(
    session: Session, user_id: UUID, *, channel_id: UUID | None = None, page: int = 1, per_page: int = 50
) -> dict[str, Any]:
    """What left, or did not, on the person's channels, newest first: `{deliveries, page, per_page}`."""
    row, channel = NotificationDelivery, NotificationChannel
    found = session.execute(
        select(row, channel, Notification)
        .join(channel, (channel.org_id == row.org_id) & (channel.id == row.channel_id))
        .join(Notification, (Notification.org_id == row.org_id) & (Notification.id == row.notification_id))
        .where(row.org_id == tenant(session), channel.user_id == user_id)
        .where(channel.id == channel_id if channel_id else channel.user_id == user_id)
        .order_by(row.created_at.desc(), row.id.desc())
        .limit(per_page)
        .offset((page - 1) * per_page)
    )
    shown = [
        {
            "id": str(one.id),
            "channel_id": str(way.id),
            "channel": way.name,
            "channel_kind": way.kind,
            "severity": about.severity,
            "text": t(about.message, **about.facts),
            "status": one.status,
            "is_digest": one.digest_for is not None,
            "attempts": one.attempts,
            "due_at": one.due_at.isoformat(),
            "sent_at": one.sent_at.isoformat() if one.sent_at else None,
            "error": told(one.error) if one.error else None,
            "created_at": one.created_at.isoformat(),
        }
        for one, way, about in found
    ]
    return {"deliveries": shown, "page": page, "per_page": per_page}


def _check(kind: ChannelKind, address: str) -> None:
    if kind == ChannelKind.EMAIL and not settings().smtp.host:
        raise Invalid(N_("No mail server is configured. Ask your operator to set CMIS_SMTP__HOST."))
    if kind in SHAPES:
        shape, sentence = SHAPES[kind]
        if not re.fullmatch(shape, address):
            raise Invalid(sentence)
        return
    try:
        outward.resolve(address)
    except Unready as unknown:  # a name that nobody knows is one that was mistyped
        raise Invalid(unknown.message, **unknown.facts) from unknown


def _mine(unit: Work, channel_id: UUID) -> NotificationChannel:
    row = unit.find(NotificationChannel, channel_id, lock=True)
    if row.user_id != unit.actor.user_id:
        raise Missing
    return row


def _shown(row: NotificationChannel) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "kind": row.kind,
        "name": row.name,
        "hint": row.hint,
        "pace": row.pace,
        "is_active": row.is_active,
        "created_at": row.created_at.isoformat(),
    }
