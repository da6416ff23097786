"""Whose an ad account or profile is: what a platform tells finds its orgs by this, whatever its body claims.

A real account or profile belongs to one org; the sandbox's are shared by everybody who plays with them. A unique
index decides, so that also two who connect at the same moment cannot both have it.
"""

from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import delete, select, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from uuid_utils.compat import uuid7

from db.models import Integration, WebhookRoute
from db.session import session
from engine.connectors import connector
from engine.connectors.http import is_sandbox
from engine.connectors.notices import Owner
from engine.core.errors import Conflict
from engine.core.i18n import N_
from engine.core.work import Work

ONE_ORG = "uq_webhook_routes_one_org"
TAKEN = N_(
    "{name} on {platform} is already connected by another organisation. Disconnect it there first, or ask whoever "
    "manages it."
)


class Route(NamedTuple):
    """Who hears of an account or profile."""

    org_id: UUID
    integration_id: UUID


Named = tuple[str, str]  # the owner's kind and the platform's id of it


def route(unit: Work, integration: Integration, owner: Owner, external_id: str, name: str = "") -> None:
    """From now on what is told of this account or profile reaches the org, by this integration.

    Conflict when it is a real one that another org has; nothing of the unit is kept then.
    """
    row = insert(WebhookRoute).values(
        org_id=unit.org_id,
        id=uuid7(),
        integration_id=integration.id,
        platform=integration.platform,
        owner=owner,
        external_id=external_id,
        is_real=not integration.is_sandbox,
    )
    mine = row.on_conflict_do_update(
        index_elements=["org_id", "platform", "owner", "external_id"],
        set_={"integration_id": integration.id, "is_real": not integration.is_sandbox},
    )
    try:
        unit.session.execute(mine)
    except IntegrityError as error:
        if ONE_ORG not in str(error.orig):
            raise
        platform = connector(integration.platform).PLATFORM.name
        raise Conflict(TAKEN, name=name or external_id, platform=platform) from error


def unroute(unit: Work, integration_id: UUID, owner: Owner, external_id: str = "") -> None:
    """Nothing more is heard of the integration's account, or of its profiles: of one, or of them all."""
    query = delete(WebhookRoute).where(
        WebhookRoute.org_id == unit.org_id,
        WebhookRoute.integration_id == integration_id,
        WebhookRoute.owner == owner,
    )
    unit.session.execute(query.where(WebhookRoute.external_id == external_id) if external_id else query)


def find(platform: str, named: Iterable[Named], org_id: UUID | None = None) -> dict[Named, list[Route]]:
    """Who hears of each of these owners, in that org, or in all of them; who is nobody's is left out.

    Where the platform is real only real accounts count: what is said of one is never said of a played one.
    """
    query = select(WebhookRoute).where(
        WebhookRoute.platform == platform,
        tuple_(WebhookRoute.owner, WebhookRoute.external_id).in_(list(named)),
        WebhookRoute.is_real == (not is_sandbox(platform)),
    )
    if org_id is not None:
        query = query.where(WebhookRoute.org_id == org_id)
    found: dict[Named, list[Route]] = {}
    with session(org_id, dispatch=org_id is None) as reader:
        for row in reader.scalars(query):
            found.setdefault((row.owner, row.external_id), []).append(Route(row.org_id, row.integration_id))
    return found
