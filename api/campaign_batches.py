"""Many campaigns from one file over HTTP: bring it, see what it would do, create, take the result away."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Request, Response
from fastapi.concurrency import run_in_threadpool

from api.answers import answer
from api.deps import door
from api.frame import address
from api.limits import Tier
from api.routing import Router
from api.uploads import form, received
from engine import batches
from engine.core.exports import File, Form
from engine.core.i18n import t
from engine.core.work import work
from engine.identity import Identity

router = Router(tags=["campaigns"])
Reader = Annotated[Identity, door("read")]
Writer = Annotated[Identity, door("campaigns.write", Tier.HEAVY)]
FORM = form("CSV, TSV or .xlsx: up to 5 MB, 1,000 rows and 200 campaigns")


@router.get("/orgs/{org}/unified-campaigns/bulk")
def show_all(identity: Reader) -> Response:
    """The newest files, and what came of each."""
    return answer({"data": batches.list_batches(identity.org_id)})


@router.post("/orgs/{org}/unified-campaigns/bulk", openapi_extra=FORM)
async def upload(request: Request, identity: Writer) -> Response:
    """Bring a file (multipart, field `file`): 201 with its dry run, every error by line and column."""
    name, body, _ = await received(request, batches.MAX_BYTES, batches.TOO_LARGE)
    return answer(await run_in_threadpool(_bring, request, identity, name, body), 201)


@router.get("/orgs/{org}/unified-campaigns/bulk/samples/{form}")
def sample(identity: Reader, form: Form) -> Response:
    """A file to begin with, `csv` or `xlsx`, with every column in the reader's language."""
    return _file(batches.sample_file(identity.org_id, form))


@router.get("/orgs/{org}/unified-campaigns/bulk/{batch}")
def show(identity: Reader, batch: UUID) -> Response:
    """One file with its dry run, made anew; once it is started, how far it is and what was not created."""
    return answer(batches.batch_status(identity.org_id, batch))


@router.post("/orgs/{org}/unified-campaigns/bulk/{batch}/create")
def create(request: Request, identity: Writer, batch: UUID) -> Response:
    """Create every campaign that nothing stands against; 202. The same rows never make a second campaign."""
    with work(identity.org_id, identity.actor(address(request))) as unit:
        batches.start(unit, batch)
    found = batches.batch_progress(identity.org_id, batch)
    return answer({"message": t("The campaigns are being created.")} | found, 202)


@router.get("/orgs/{org}/unified-campaigns/bulk/{batch}/result")
def result(identity: Reader, batch: UUID, form: Form = Form.CSV) -> Response:
    """The same rows with outcome, campaign id and errors, as `form` csv or xlsx; 409 before they are created."""
    return _file(batches.result_file(identity.org_id, batch, form))


@router.delete("/orgs/{org}/unified-campaigns/bulk/{batch}")
def discard(request: Request, identity: Writer, batch: UUID) -> Response:
    """Throw a file away that was not created."""
    with work(identity.org_id, identity.actor(address(request))) as unit:
        batches.discard(unit, batch)
    return answer({"message": t("The file was dropped.")})


def _bring(request: Request, identity: Identity, name: str, body: bytes) -> dict[str, Any]:
    with work(identity.org_id, identity.actor(address(request))) as unit:
        batch_id = batches.upload(unit, name, body)
    return batches.batch_status(identity.org_id, batch_id)


def _file(file: File) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{file.name}"'}
    return Response(file.body, media_type=file.media, headers=headers)
