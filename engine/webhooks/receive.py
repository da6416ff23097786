"""One request of a platform: proven first, then read, then kept once for each org it concerns.

What follows from it is a worker's; here it only has to be safe, since the platform waits. A repeat does nothing.
"""

from typing import Any
from uuid import UUID

import orjson
from sqlalchemy.dialects.postgresql import insert
from uuid_utils.compat import uuid7

from db.models import WebhookDelivery
from engine.connectors import connector
from engine.connectors.base import Connector
from engine.connectors.notices import Delivery, Forged, Greeting, Notice, Owner
from engine.core.errors import AppError, TooLarge
from engine.core.i18n import N_
from engine.core.log import get_logger
from engine.core.work import work
from engine.routes import Named, Route, find
from engine.webhooks import endpoints, refusals, relay, told
from engine.webhooks.endpoints import KEY_IN_BODY, Endpoint
from engine.webhooks.proofs import prove, secrets_of

LARGEST = 2**20
JOB = "jobs.webhooks.apply"
log = get_logger()


class DeliveryTooLarge(TooLarge):
    """A delivery beyond the limit."""

    default = N_("A delivery may have at most 1 MiB. Send it in smaller parts.")


class Garbled(AppError):
    """A delivery that cannot be read, or a visit that is none."""

    status = 400
    code = "unreadable"
    default = N_("The body is not JSON, or nested too deeply. Send it again as the platform wrote it.")


NO_HANDSHAKE = N_("Platforms send here by POST; this was not a handshake of theirs.")


def receive(
    platform: str, delivery: Delivery, *, sender: str, endpoint_id: UUID | None = None, visit: bool = False
) -> Greeting | None:
    """Keep what a platform says; the answer to a handshake, None to anything else.

    `visit`: a GET, which can only be a handshake. `sender`: the address it came from. Missing for an address
    that is nobody's, Unready without a secret, Forged, and Garbled for what is genuine but no JSON.
    """
    speaker = connector(platform)
    endpoint = _endpoint(platform, delivery, endpoint_id)
    try:
        if greeting := _greeting(speaker, delivery, endpoint):
            return greeting
        if visit:
            raise Garbled(NO_HANDSHAKE)
        relay_id = prove(speaker, delivery, endpoint)
    except Forged as forged:
        refusals.note(platform, forged, sender, endpoint_id)
        raise refusals.said(forged) from forged
    notices = speaker.read_webhook(_parsed(delivery.body))
    for org_id, heard in _by_org(platform, notices, endpoint).items():
        _keep(org_id, platform, told.delivery_key(delivery, [one for one, _ in heard], relay_id), heard)
    return None


Heard = list[tuple[Notice, UUID | None]]


def _endpoint(platform: str, delivery: Delivery, endpoint_id: UUID | None) -> Endpoint | None:
    """The org's own address: the one it came to, or the one whose key the body carries."""
    if endpoint_id is not None:
        return endpoints.find(platform, endpoint_id)
    if platform not in KEY_IN_BODY:
        return None
    try:
        body = orjson.loads(delivery.body)
    except orjson.JSONDecodeError:
        return None
    key = body.get(KEY_IN_BODY[platform]) if isinstance(body, dict) else None
    return endpoints.find_by_key(platform, key) if isinstance(key, str) else None


def _greeting(speaker: Connector, delivery: Delivery, endpoint: Endpoint | None) -> Greeting | None:
    return (
        None if relay.is_relayed(delivery) else speaker.greet(delivery, secrets_of(speaker.PLATFORM, endpoint)[0])
    )


def _parsed(body: bytes) -> Any:
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError as error:  # also for what is nested beyond 1024 levels
        raise Garbled(detail=str(error)) from error


def _by_org(platform: str, notices: list[Notice], endpoint: Endpoint | None) -> dict[UUID, Heard]:
    """Each org's own part: whoever has the account or profile, but at an endpoint never anybody else."""
    named = {(str(one.owner), one.owner_id) for one in notices if one.owner_id and "\0" not in one.owner_id}
    routes = find(platform, named, endpoint.org_id if endpoint else None)
    parts: dict[UUID, Heard] = {}
    for notice in notices:
        hearers = _hearers(notice, routes, endpoint)
        if not hearers:
            log.info(
                "webhook.nobodys", platform=platform, kind=notice.kind, owner=notice.owner, id=notice.owner_id
            )
        for org_id, integration_id in hearers:
            parts.setdefault(org_id, []).append((notice, integration_id))
    return parts


def _hearers(
    notice: Notice, routes: dict[Named, list[Route]], endpoint: Endpoint | None
) -> list[tuple[UUID, UUID | None]]:
    found = routes.get((str(notice.owner), notice.owner_id), [])
    if not found and endpoint and (notice.owner is Owner.CAMPAIGN or not notice.owner_id):
        return [(endpoint.org_id, None)]  # the secret names the org; the account is looked up within it
    return [(route.org_id, route.integration_id) for route in found]


def _keep(org_id: UUID, platform: str, key: str, heard: Heard) -> None:
    """Keep the org's part and have it applied, unless it is known already."""
    integrations = {integration_id for _, integration_id in heard}
    row = insert(WebhookDelivery).values(
        org_id=org_id,
        id=uuid7(),
        platform=platform,
        delivery_key=key,
        kind=told.kinds(notice for notice, _ in heard),
        integration_id=integrations.pop() if len(integrations) == 1 else None,
        body=told.write(heard),
    )
    with work(org_id, hasty=True) as unit:
        new = unit.session.scalar(
            row.on_conflict_do_nothing(index_elements=["org_id", "platform", "delivery_key"]).returning(
                WebhookDelivery.id
            )
        )
        if new is not None:
            unit.enqueue(JOB, new, queue="webhooks")
