"""The jobs behind an org's product: the clock, the queues and workers of the installation; its own that failed."""

from typing import Annotated

from fastapi import Request, Response

from api.answers import answer
from api.deps import door
from api.frame import address
from api.limits import Tier
from api.routing import Router
from engine import jobs
from engine.core.i18n import nt, t
from engine.core.work import work
from engine.identity import Identity

router = Router(tags=["jobs"])

Reader = Annotated[Identity, door("read")]
Manager = Annotated[Identity, door("jobs.manage", Tier.HEAVY)]


@router.get("/orgs/{org}/jobs")
def list_jobs(identity: Reader) -> Response:
    """The timetable, the scheduler's last sign of life, queues, workers, and the org's failed jobs."""
    found = {
        "scheduler_seen_at": jobs.scheduler_seen_at(),
        "timetable": jobs.list_timetable(),
        "queues": jobs.list_queues(identity.org_id),
        "workers": jobs.list_workers(identity.org_id),
        "failed": jobs.list_failed(identity.org_id),
    }
    return answer(found)


@router.post("/orgs/{org}/jobs/{job}/requeue")
def requeue(request: Request, identity: Manager, job: str) -> Response:
    """Run a failed job once more, with all its attempts."""
    with work(identity.org_id, identity.actor(address(request))) as unit:
        jobs.requeue(unit, job)
    return answer({"message": t("The job is queued again."), "id": job}, 202)


@router.post("/orgs/{org}/jobs/requeue")
def requeue_failed(request: Request, identity: Manager) -> Response:
    """The same for every failed job of the org."""
    with work(identity.org_id, identity.actor(address(request))) as unit:
        count = jobs.requeue_failed(unit)
    sentence = nt("{n} job is queued again.", "{n} jobs are queued again.", count)
    return answer({"message": sentence, "count": count}, 202)
