"""Imports over HTTP: bring a file, look at what it would do, say how to read it, load it, see what came of it."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Request, Response
from fastapi.concurrency import run_in_threadpool
from pydantic import Field

from api.answers import answer
from api.bodies import Body
from api.deps import door
from api.frame import address
from api.limits import Tier
from api.paging import Page, PerPage
from api.routing import Router
from api.uploads import form, received
from db.kinds import ImportStatus
from engine import imports
from engine.core.i18n import t
from engine.core.work import work
from engine.identity import Identity

router = Router(tags=["imports"])

Reader = Annotated[Identity, door("read")]
Importer = Annotated[Identity, door("integrations.manage", Tier.HEAVY)]

FORM = form("CSV, TSV or .xlsx, up to 20 MB", platform="whose export it is; guessed when left out")


class Account(Body):
    """Where the figures go: an account that lives on files already, or the facts of a new one."""

    integration_id: str | None = Field(None, description="an account of this list's `accounts`; empty: a new one")
    name: str | None = None
    external_id: str | None = Field(None, description="the platform's own id of the account, if known")
    currency: str | None = Field(None, description="ISO 4217, such as SAR")
    timezone: str | None = Field(None, description="IANA name, such as Asia/Riyadh")


class Reading(Body):
    """How to read a file; what is left out stays as it is, what is empty is found out from the file."""

    keeps_blanks = True  # a tab may part the columns

    platform: str | None = None
    encoding: str | None = Field(None, description="utf-8, utf-16, cp1256 or cp1252")
    delimiter: str | None = Field(None, description="comma, semicolon, tab or bar, as the character itself")
    decimal: str | None = Field(None, description="the decimal mark: a point or a comma")
    date_order: str | None = Field(None, description="dmy or mdy")
    columns: dict[str, str] | None = Field(None, description="field → head of its column; an empty head: none")
    account: Account | None = None


@router.get("/orgs/{org}/imports")
def show_all(identity: Reader, page: Page = 1, per_page: PerPage = 50) -> Response:
    """The newest imports, `total`, and `accounts`: those that live on files."""
    found = imports.list_imports(identity.org_id, page=page, per_page=per_page)
    return answer(found | {"accounts": imports.list_accounts(identity.org_id)})


@router.post("/orgs/{org}/imports", openapi_extra=FORM)
async def upload(request: Request, identity: Importer) -> Response:
    """Bring a file (multipart, field `file`, up to 20 MB): 201 with its `preview`; nothing is loaded yet."""
    name, body, more = await received(request, imports.MAX_BYTES, imports.TOO_LARGE)
    platform = more.get("platform", "")
    return answer(await run_in_threadpool(_bring, request, identity, name, body, platform), 201)


@router.get("/orgs/{org}/imports/{import_id}")
def show(identity: Reader, import_id: UUID) -> Response:
    """One import: status and counts, and its `preview` while it is not loaded."""
    return answer(imports.import_status(identity.org_id, import_id))


@router.patch("/orgs/{org}/imports/{import_id}")
def adjust(request: Request, identity: Importer, import_id: UUID, body: Reading) -> Response:
    """Say how to read the file, or which account it is for; the import with its new `preview`."""
    with work(identity.org_id, identity.actor(address(request))) as unit:
        imports.adjust(unit, import_id, body.model_dump(exclude_none=True))
    return answer(imports.import_status(identity.org_id, import_id))


@router.post("/orgs/{org}/imports/{import_id}/load")
def load(request: Request, identity: Importer, import_id: UUID) -> Response:
    """Load the file; 202, and its status tells how it goes. 422 while the preview names a problem."""
    with work(identity.org_id, identity.actor(address(request))) as unit:
        imports.start(unit, import_id)
    message = t("The file is being loaded.")
    return answer({"message": message, "import_id": import_id, "status": ImportStatus.RUNNING}, 202)


@router.delete("/orgs/{org}/imports/{import_id}")
def discard(request: Request, identity: Importer, import_id: UUID) -> Response:
    """Drop a file that was not loaded."""
    with work(identity.org_id, identity.actor(address(request))) as unit:
        imports.discard(unit, import_id)
    return answer({"message": t("The file was dropped.")})


@router.get("/orgs/{org}/imports/{import_id}/errors")
def errors(identity: Annotated[Identity, door("read", Tier.HEAVY)], import_id: UUID) -> Response:
    """The rows that were left out, as a CSV file: line, column, and what is wrong."""
    body = imports.errors_csv(identity.org_id, import_id)
    headers = {"Content-Disposition": 'attachment; filename="errors.csv"'}
    return Response(body, media_type="text/csv; charset=utf-8", headers=headers)


def _bring(request: Request, identity: Identity, name: str, body: bytes, platform: str) -> dict[str, Any]:
    with work(identity.org_id, identity.actor(address(request))) as unit:
        import_id = imports.upload(unit, name, body, {"platform": platform} if platform else None).id
    return imports.import_status(identity.org_id, import_id)
