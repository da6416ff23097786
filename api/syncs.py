"""Syncs over HTTP: where they stand, what they brought, and starting, stopping and repeating them."""

from typing import Annotated
from uuid import UUID

from fastapi import Request, Response
from pydantic import Field

from api.answers import answer
from api.bodies import Body
from api.deps import door
from api.frame import address
from api.kept import kept, live
from api.limits import Tier
from api.paging import Page, PerPage
from api.routing import Router
from db.kinds import DataType, RunStatus, Trigger
from db.models import SyncRun
from engine import syncs
from engine.core.i18n import nt, t
from engine.core.work import work
from engine.identity import Identity

router = Router(tags=["sync"])

Reader = Annotated[Identity, door("read")]
Starter = Annotated[Identity, door("sync.trigger", Tier.HEAVY)]


class Wanted(Body):
    """What to sync: `all` (which it is when nothing is said), `campaigns`, `metrics` or `posts`."""

    data_type: str | None = Field(None, json_schema_extra={"enum": [*DataType, "", None]})


@router.get("/orgs/{org}/sync/status")
@kept("sync", "runs", "freshness", "integrations")
def status(identity: Reader) -> Response:
    """Every connected account: how fresh it is, what it is doing, when it is due."""
    found = syncs.status(identity.org_id)
    reply = answer(found)
    return live(reply) if any(one["is_syncing"] for one in found["integrations"]) else reply


@router.get("/orgs/{org}/sync/integrations/{integration}/status")
@kept("sync", "runs", "progress", "freshness", "integrations")
def integration_status(identity: Reader, integration: UUID) -> Response:
    """One account, with its last run."""
    found = syncs.integration_status(identity.org_id, integration)
    reply = answer(found)
    return live(reply) if found["is_syncing"] else reply


@router.get("/orgs/{org}/sync/statistics")
@kept("sync", "runs", "freshness", "integrations")
def statistics(identity: Reader) -> Response:
    """Counts by platform and state, the last day, and the share of accounts fresher than an hour."""
    return answer(syncs.statistics(identity.org_id))


@router.get("/orgs/{org}/sync/history")
@kept("sync", "runs", "progress", "integrations")
def history(identity: Reader, integration: UUID | None = None, page: Page = 1, per_page: PerPage = 50) -> Response:
    """The newest runs, of one account or of all."""
    return answer(syncs.history(identity.org_id, integration, page=page, per_page=per_page))


@router.get("/orgs/{org}/sync/live")
def list_live(identity: Reader) -> Response:
    """The runs that are queued, running or waiting for a retry, with progress and pace."""
    return answer({"runs": syncs.live(identity.org_id)})


@router.post("/orgs/{org}/sync/trigger")
def trigger(request: Request, identity: Starter, body: Wanted | None = None) -> Response:
    """Sync every connected account now; an account that already does is not synced twice."""
    wanted = syncs.data_type(body.data_type if body else None)
    with work(identity.org_id, identity.actor(address(request))) as unit:
        runs = syncs.request_all(unit, wanted, Trigger.MANUAL)
    return answer(
        {
            "message": nt("{n} account is being synced.", "{n} accounts are being synced.", len(runs)),
            "integrations_count": len(runs),
            "data_type": wanted,
            "status": RunStatus.QUEUED,
            "runs": [{"run_id": run.id, "integration_id": run.integration_id} for run in runs],
        },
        202,
    )


@router.post("/orgs/{org}/sync/integrations/{integration}/trigger")
def trigger_integration(
    request: Request, identity: Starter, integration: UUID, body: Wanted | None = None
) -> Response:
    """Sync one account now; when it already does, the answer names that run."""
    wanted = syncs.data_type(body.data_type if body else None)
    with work(identity.org_id, identity.actor(address(request))) as unit:
        run = syncs.request(unit, integration, wanted, Trigger.MANUAL)
    found = syncs.integration_status(identity.org_id, integration)
    return answer(
        {
            "message": t("The account is being synced."),
            "integration_id": integration,
            "provider": found["provider"],
            "data_type": run.data_type,
            "status": RunStatus.QUEUED,
            "run_id": run.id,
        },
        202,
    )


@router.post("/orgs/{org}/sync/runs/{run}/cancel")
def cancel(request: Request, identity: Starter, run: UUID) -> Response:
    """Stop a run; what it has already brought stays."""
    with work(identity.org_id, identity.actor(address(request))) as unit:
        row = syncs.cancel(unit, run)
    return _accepted(t("The sync is being stopped."), row)


@router.post("/orgs/{org}/sync/runs/{run}/requeue")
def requeue(request: Request, identity: Starter, run: UUID) -> Response:
    """Take a failed or cancelled run up again where it stopped."""
    with work(identity.org_id, identity.actor(address(request))) as unit:
        row = syncs.requeue(unit, run)
    return _accepted(t("The sync goes on where it stopped."), row)


def _accepted(message: str, row: SyncRun) -> Response:
    return answer({"message": message, "run_id": row.id, "status": row.status}, 202)
