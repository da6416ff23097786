"""An org's own addresses: one a platform, with secrets of its own, for relays, lead forms and subscriptions.

The address alone names the org, so the secret proves which org is meant; a key that a body carries (Google's lead
forms) finds it as well. A secret is shown once. A new one may stand beside the old ones until these are dropped.
"""

import hashlib
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from db.models import WebhookEndpoint
from db.session import session, tenant
from engine.connectors import connector
from engine.core import signing
from engine.core.cache import read
from engine.core.crypto import seal, unseal
from engine.core.errors import Conflict, Invalid, Missing
from engine.core.i18n import N_
from engine.core.work import Work
from settings import settings

KEY_IN_BODY = {"google": "google_key"}  # entered on the platform, so it is always ours, and no two orgs' alike
SHORTEST, LONGEST, MOST = 16, 200, 5


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An address as a delivery finds it, its secrets open, the newest first."""

    id: UUID
    org_id: UUID
    secrets: tuple[str, ...] = field(repr=False)


def address(platform: str, endpoint_id: UUID | None = None) -> str:
    """Where a platform or a relay has to send; without an endpoint, the address of the whole installation."""
    return f"{settings().base_url}/api/webhooks/{platform}" + (f"/{endpoint_id}" if endpoint_id else "")


def find(platform: str, endpoint_id: UUID) -> Endpoint:
    """The address a delivery came to; Missing when it is nobody's."""
    with session(dispatch=True) as reader:
        row = reader.scalars(
            select(WebhookEndpoint).where(
                WebhookEndpoint.id == endpoint_id, WebhookEndpoint.platform == platform, WebhookEndpoint.is_active
            )
        ).one_or_none()
    if row is None:
        raise Missing
    return _opened(row)


def find_by_key(platform: str, key: str) -> Endpoint | None:
    """The address whose key a body carries. Only hashes are compared, so time tells nothing of a key."""
    query = select(WebhookEndpoint).where(
        WebhookEndpoint.platform == platform,
        WebhookEndpoint.key_hashes.contains([_hash(key)]),
        WebhookEndpoint.is_active,
    )
    with session(dispatch=True) as reader:
        row = reader.scalars(query.limit(1)).first()
    return _opened(row) if row else None


def exists(platform: str) -> bool:
    """Whether any org has an address for that platform."""
    query = select(WebhookEndpoint.id).where(WebhookEndpoint.platform == platform, WebhookEndpoint.is_active)
    with session(dispatch=True) as reader:
        return reader.scalars(query.limit(1)).first() is not None


@read
def list_endpoints(session: Session) -> list[dict[str, Any]]:
    """`[{id, platform, address, secrets, created_at, updated_at}]`; `secrets` is how many are valid now."""
    rows = session.scalars(
        select(WebhookEndpoint)
        .where(WebhookEndpoint.org_id == tenant(session), WebhookEndpoint.is_active)
        .order_by(WebhookEndpoint.platform)
    )
    return [_shown(row) for row in rows]


def create_endpoint(unit: Work, platform: str, secret: str | None = None) -> dict[str, Any]:
    """The org's address for that platform, as `list_endpoints` shows it, and `secret`: its only showing.

    `secret`: one that the platform chose (Snapchat); a fresh one otherwise. Conflict when there is an address.
    """
    name = connector(platform).PLATFORM.name
    row = unit.session.scalars(
        select(WebhookEndpoint)
        .where(WebhookEndpoint.org_id == unit.org_id, WebhookEndpoint.platform == platform)
        .with_for_update()
    ).one_or_none()
    if row and row.is_active:
        raise Conflict(N_("There is an address for {platform} already. Rotate its secret instead."), platform=name)
    row = row or WebhookEndpoint(org_id=unit.org_id, id=uuid7(), platform=platform)
    row.secrets, row.key_hashes, row.is_active = [], [], True
    shown = _keep(row, secret)
    unit.add(row)
    unit.audit("webhook_endpoint_created", row.id, platform=platform)
    return _shown(row) | {"secret": shown}


def rotate_secret(unit: Work, endpoint_id: UUID, secret: str | None = None) -> dict[str, Any]:
    """A new secret beside the old ones, which stay valid until they are dropped; `secret` is shown this once."""
    row = _mine(unit, endpoint_id)
    if len(row.secrets) >= MOST:
        raise Conflict(N_("Five secrets are valid already. Drop the old ones first."))
    shown = _keep(row, secret)
    unit.audit("webhook_secret_rotated", row.id, platform=row.platform)
    return _shown(row) | {"secret": shown}


def drop_old_secrets(unit: Work, endpoint_id: UUID) -> dict[str, Any]:
    """From now on only the newest secret is believed."""
    row = _mine(unit, endpoint_id)
    row.secrets, row.key_hashes = row.secrets[:1], row.key_hashes[:1]
    unit.audit("webhook_secrets_dropped", row.id, platform=row.platform)
    return _shown(row)


def remove_endpoint(unit: Work, endpoint_id: UUID) -> None:
    """The address answers nobody any more, and its secrets are forgotten."""
    row = _mine(unit, endpoint_id)
    row.secrets, row.key_hashes, row.is_active = [], [], False
    unit.audit("webhook_endpoint_removed", row.id, platform=row.platform)


def _keep(row: WebhookEndpoint, given: str | None) -> str:
    secret = signing.new_secret() if given is None else given.strip()
    if given is not None and row.platform in KEY_IN_BODY:
        raise Invalid(N_("The key is made here, then entered there. Leave it out."), fields={"secret": ["ours"]})
    if not (SHORTEST <= len(secret) <= LONGEST and secret.isascii() and secret.isprintable()):
        raise Invalid(
            N_("A secret has {shortest} to {longest} Latin letters, digits and signs."),
            fields={"secret": ["length"]}, shortest=SHORTEST, longest=LONGEST,
        )  # fmt: skip
    row.secrets = [seal(secret, row.org_id, row.id, "secrets"), *row.secrets]
    row.key_hashes = [_hash(secret), *row.key_hashes]
    return secret


def _mine(unit: Work, endpoint_id: UUID) -> WebhookEndpoint:
    row = unit.find(WebhookEndpoint, endpoint_id, lock=True)
    if not row.is_active:
        raise Missing
    return row


def _opened(row: WebhookEndpoint) -> Endpoint:
    return Endpoint(row.id, row.org_id, tuple(unseal(one, row.org_id, row.id, "secrets") for one in row.secrets))


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _shown(row: WebhookEndpoint) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "platform": row.platform,
        "address": address(row.platform, row.id),
        "secrets": len(row.secrets),
        "created_at": row.created_at.isoformat() if row.created_at else None,
    }
