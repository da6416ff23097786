"""What platforms told us, as the screen shows it: newest first, page by page, and one with its notices."""

from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.kinds import WebhookStatus
from db.models import Integration, WebhookDelivery
from db.session import tenant
from engine.connectors.notices import Kind
from engine.core.cache import read
from engine.core.errors import Missing, told
from engine.webhooks.told import Told
from engine.webhooks.told import read as read_body

PAGE = 50
PERSONAL = {Kind.LEAD: {"lead"}, Kind.MESSAGE: {"author", "text"}}


@read
def list_deliveries(
    session: Session, platform: str | None = None, status: str | None = None, page: int = 1, per_page: int = PAGE
) -> dict[str, Any]:
    """`{deliveries: [one, …], total, page}`, newest first.

    One: `{id, platform, kind, account, status, attempts, received_at, processed_at, error}`; `account` is the name
    of the account it is about, None when several are or none; `error` a sentence, None when all went well.
    """
    where = [WebhookDelivery.org_id == tenant(session)]
    where += [WebhookDelivery.platform == platform] if platform else []
    where += [WebhookDelivery.status == status] if status else []
    total = session.scalar(select(func.count()).select_from(WebhookDelivery).where(*where)) or 0
    rows = session.execute(
        select(WebhookDelivery, Integration.name)
        .outerjoin(
            Integration,
            (Integration.org_id == WebhookDelivery.org_id) & (Integration.id == WebhookDelivery.integration_id),
        )
        .where(*where)
        .order_by(WebhookDelivery.created_at.desc(), WebhookDelivery.id.desc())
        .limit(per_page)
        .offset((page - 1) * per_page)
    )
    return {"deliveries": [_shown(row, name) for row, name in rows], "total": total, "page": page}


@read
def count_deliveries(session: Session) -> dict[str, dict[str, int]]:
    """How many are kept, by platform and status: `{platform: {received, done, ignored, failed}}`."""
    rows = session.execute(
        select(WebhookDelivery.platform, WebhookDelivery.status, func.count())
        .where(WebhookDelivery.org_id == tenant(session))
        .group_by(WebhookDelivery.platform, WebhookDelivery.status)
    )
    found: dict[str, dict[str, int]] = {}
    for platform, status, count in rows:
        found.setdefault(platform, {str(word): 0 for word in WebhookStatus})[status] = count
    return found


@read
def read_delivery(session: Session, delivery_id: UUID, *, personal: bool) -> dict[str, Any]:
    """One as in the list, and its `notices: [{kind, owner, owner_id, facts, occurred_at}]`; Missing if not there.

    `personal`: whether the reader may see what people entered or wrote to us alone; else those facts are None.
    """
    row = session.get(WebhookDelivery, (tenant(session), delivery_id))
    if row is None:
        raise Missing
    account = session.get(Integration, (tenant(session), row.integration_id)) if row.integration_id else None
    notices = [_notice(one, personal) for one in read_body(row.body, row.created_at)]
    return _shown(row, account.name if account else None) | {"notices": notices}


def _shown(row: WebhookDelivery, account: str | None) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "platform": row.platform,
        "kind": row.kind,
        "account": account,
        "status": row.status,
        "attempts": row.attempts,
        "received_at": row.created_at.isoformat(),
        "processed_at": row.processed_at.isoformat() if row.processed_at else None,
        "error": told(row.error) if row.error else None,
    }


def _notice(one: Told, personal: bool) -> dict[str, Any]:
    hidden = set() if personal else PERSONAL.get(one.kind, set())
    return {
        "kind": one.kind,
        "owner": one.owner,
        "owner_id": one.owner_id,
        "facts": {name: None if name in hidden else value for name, value in one.facts.items()},
        "occurred_at": one.occurred_at.isoformat(),
    }
