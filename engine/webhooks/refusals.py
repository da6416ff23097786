"""Deliveries that were not believed: counted by platform, reason and sender; of what they said nothing is kept.

Whoever floods us must not fill the database: a process writes 60 rows a minute for one sender and 300 in all;
what is beyond is added to the next row that is written. What a flood ends with may so go uncounted.
"""

import time
from collections import Counter
from datetime import timedelta
from threading import Lock
from typing import Any
from uuid import UUID

from sqlalchemy import Text, cast, delete, func, or_, select
from sqlalchemy.orm import Session

from db.models import SecurityEvent, WebhookEndpoint
from db.session import session, tenant
from engine.connectors.notices import Forged
from engine.core import clock
from engine.core.cache import read
from engine.core.i18n import N_
from engine.core.log import get_logger

KIND = "webhook_signature"
EACH, ALL, MINUTE_S = 60, 300, 60
KEEP = timedelta(days=90)
SENTENCES = {
    "missing": N_("This delivery carries no signature, so it was not read."),
    "malformed": N_("The signature of this delivery is not written as it should be, so it was not read."),
    "wrong": N_("The signature of this delivery does not fit its body and our secret, so it was not read."),
    "stale": N_("This delivery was signed more than 5 minutes ago or ahead of our time. Check both clocks."),
}
log = get_logger()


class Gate:
    """How many refusals were written in this minute, and how many were not."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.minute = 0
        self.written: Counter[str] = Counter()
        self.unwritten: Counter[str] = Counter()

    def admit(self, platform: str, sender: str) -> int | None:
        """How many earlier ones a row of the platform has to stand for, too; None when none is to be written."""
        with self.lock:
            if self.minute != (minute := int(time.monotonic() // MINUTE_S)):
                self.minute, self.written = minute, Counter()
            if self.written[sender] >= EACH or self.written.total() >= ALL:
                self.unwritten[platform] += 1
                return None
            self.written[sender] += 1
            return self.unwritten.pop(platform, 0)


gate = Gate()


def note(platform: str, forged: Forged, sender: str, endpoint_id: UUID | None = None) -> None:
    """Write down that somebody was not believed."""
    reason = str(forged.facts.get("reason", ""))
    if (unwritten := gate.admit(platform, sender)) is None:
        return
    log.warning("webhook.refused", platform=platform, reason=reason, address=sender, unwritten=unwritten)
    facts: dict[str, Any] = {"count": 1 + unwritten} | ({"endpoint": str(endpoint_id)} if endpoint_id else {})
    with session() as writer:
        writer.add(SecurityEvent(kind=KIND, platform=platform, reason=reason, address=sender, facts=facts))
        writer.commit()


def said(forged: Forged) -> Forged:
    """The same refusal with the sentence that its reason deserves."""
    sentence = SENTENCES.get(str(forged.facts.get("reason", "")), forged.message)
    return Forged(sentence, detail=forged.detail, **forged.facts)


@read
def list_refusals(session: Session) -> list[dict[str, Any]]:
    """The last 24 hours, at the org's addresses and the shared ones: `[{platform, reason, count, last_at}]`."""
    ours = select(cast(WebhookEndpoint.id, Text)).where(WebhookEndpoint.org_id == tenant(session))
    count = func.sum(SecurityEvent.facts["count"].as_integer())
    rows = session.execute(
        select(SecurityEvent.platform, SecurityEvent.reason, count, func.max(SecurityEvent.created_at))
        .where(SecurityEvent.kind == KIND, SecurityEvent.created_at > clock.now() - timedelta(hours=24))
        .where(or_(~SecurityEvent.facts.has_key("endpoint"), SecurityEvent.facts["endpoint"].astext.in_(ours)))
        .group_by(SecurityEvent.platform, SecurityEvent.reason)
        .order_by(SecurityEvent.platform, SecurityEvent.reason)
    )
    return [
        {"platform": platform, "reason": reason, "count": int(total), "last_at": last.isoformat()}
        for platform, reason, total, last in rows
    ]


def trim_refusals() -> int:
    """Forget what is older than 90 days; how many rows went."""
    with session() as writer:
        gone = writer.execute(delete(SecurityEvent).where(SecurityEvent.created_at < clock.now() - KEEP))
        writer.commit()
    return int(getattr(gone, "rowcount", 0))
