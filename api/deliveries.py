"""What platforms told an org, and where: deliveries and their replay, its own addresses and their secrets."""

from typing import Annotated
from uuid import UUID

from fastapi import Request, Response
from pydantic import Field

from api.answers import answer
from api.bodies import Body
from api.deps import door
from api.frame import address
from api.limits import Tier
from api.paging import Page, PerPage
from api.routing import Router
from db.kinds import PlatformName, WebhookStatus
from engine import webhooks
from engine.core.i18n import t
from engine.core.work import work
from engine.identity import Identity
from engine.permissions import Permission

router = Router(tags=["webhooks"])

Reader = Annotated[Identity, door("read")]
Watcher = Annotated[Identity, door("security.read")]
Manager = Annotated[Identity, door("integrations.manage", Tier.HEAVY)]


WRITABLE = r"^[!-~][ -~]{14,198}[!-~]$"


class NewEndpoint(Body):
    """For which platform; `secret` where the platform chose it (Snapchat), else a fresh one is made."""

    platform: PlatformName
    secret: str | None = Field(None, pattern=WRITABLE)


class NewSecret(Body):
    """A secret that the platform chose; a fresh one is made when none is given."""

    secret: str | None = Field(None, pattern=WRITABLE)


@router.get("/orgs/{org}/webhooks/deliveries")
def list_deliveries(
    identity: Reader,
    platform: PlatformName | None = None,
    status: WebhookStatus | None = None,
    page: Page = 1,
    per_page: PerPage = 50,
) -> Response:
    """The newest deliveries: what each is about, what became of it, and why it failed."""
    return answer(webhooks.list_deliveries(identity.org_id, platform, status, page, per_page))


@router.get("/orgs/{org}/webhooks/deliveries/{delivery}")
def read_delivery(identity: Reader, delivery: UUID) -> Response:
    """One delivery with its notices; what people entered is shown to those who may see leads."""
    personal = identity.can(Permission.LEADS_READ)
    return answer(webhooks.read_delivery(identity.org_id, delivery, personal=personal))


@router.post("/orgs/{org}/webhooks/deliveries/{delivery}/replay")
def replay(request: Request, identity: Manager, delivery: UUID) -> Response:
    """Apply a delivery again; what it did already it does not do twice."""
    with work(identity.org_id, identity.actor(address(request))) as unit:
        webhooks.replay(unit, delivery)
    return answer({"message": t("The delivery is being applied again."), "id": delivery}, 202)


@router.get("/orgs/{org}/webhooks/addresses")
def list_addresses(identity: Reader) -> Response:
    """Per platform the address that all orgs share, and whether it can prove what comes there."""
    return answer({"addresses": webhooks.list_addresses(), "counts": webhooks.count_deliveries(identity.org_id)})


@router.get("/orgs/{org}/webhooks/refusals")
def list_refusals(identity: Watcher) -> Response:
    """What was not believed in the last 24 hours, by platform and reason."""
    return answer({"refusals": webhooks.list_refusals(identity.org_id)})


@router.get("/orgs/{org}/webhooks/endpoints")
def list_endpoints(identity: Annotated[Identity, door("integrations.manage")]) -> Response:
    """The org's own addresses, and how many secrets are valid at each; never the secrets."""
    return answer({"endpoints": webhooks.list_endpoints(identity.org_id)})


@router.post("/orgs/{org}/webhooks/endpoints")
def create_endpoint(request: Request, identity: Manager, body: NewEndpoint) -> Response:
    """Make an address for a platform; its secret is in this answer and nowhere else."""
    with work(identity.org_id, identity.actor(address(request))) as unit:
        made = webhooks.create_endpoint(unit, body.platform, body.secret)
    return answer({"message": t("Keep this secret now: it is not shown again."), "endpoint": made}, 201)


@router.post("/orgs/{org}/webhooks/endpoints/{endpoint}/rotate")
def rotate(request: Request, identity: Manager, endpoint: UUID, body: NewSecret | None = None) -> Response:
    """A new secret beside the old ones, which stay valid until they are dropped."""
    with work(identity.org_id, identity.actor(address(request))) as unit:
        made = webhooks.rotate_secret(unit, endpoint, body.secret if body else None)
    return answer({"message": t("Keep this secret now: it is not shown again."), "endpoint": made})


@router.post("/orgs/{org}/webhooks/endpoints/{endpoint}/drop")
def drop(request: Request, identity: Manager, endpoint: UUID) -> Response:
    """End every secret but the newest."""
    with work(identity.org_id, identity.actor(address(request))) as unit:
        left = webhooks.drop_old_secrets(unit, endpoint)
    return answer({"message": t("Only the newest secret is valid now."), "endpoint": left})


@router.delete("/orgs/{org}/webhooks/endpoints/{endpoint}")
def remove(request: Request, identity: Manager, endpoint: UUID) -> Response:
    """Close an address; from now on it answers 404."""
    with work(identity.org_id, identity.actor(address(request))) as unit:
        webhooks.remove_endpoint(unit, endpoint)
    return answer({"message": t("The address was closed.")})
