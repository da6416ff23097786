"""Where every import stands, what a file would bring, and why rows were left out."""

from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.models import Import, Integration
from db.session import tenant
from engine.core.cache import read
from engine.core.errors import Missing, told
from engine.core.exports import csv_table
from engine.core.i18n import t
from engine.imports.accounts import file_accounts
from engine.imports.choices import Choices
from engine.imports.fields import said
from engine.imports.loads import FLAWS_KEPT
from engine.imports.previews import read_preview, understand

SHOWN = 50
_WITHOUT_BODY = [column for column in Import.__table__.columns if column.name not in {"body", "errors"}]


@read
def list_imports(session: Session, *, page: int = 1, per_page: int = SHOWN) -> dict[str, Any]:
    """The newest imports, `{"imports", "total", "page", "per_page"}`: file, account, status, counts, error."""
    rows = session.execute(
        select(*_WITHOUT_BODY, Integration.name.label("account"))
        .outerjoin(Integration, (Integration.org_id == Import.org_id) & (Integration.id == Import.integration_id))
        .where(Import.org_id == tenant(session))
        .order_by(Import.created_at.desc(), Import.id.desc())
        .limit(per_page)
        .offset((page - 1) * per_page)
    )
    total = session.scalar(select(func.count()).select_from(Import).where(Import.org_id == tenant(session))) or 0
    return {"imports": [_shown(row) for row in rows], "total": total, "page": page, "per_page": per_page}


@read
def list_accounts(session: Session) -> list[dict[str, Any]]:
    """The accounts that live on files, to load more into."""
    return file_accounts(session)


@read
def _kept(session: Session, import_id: UUID) -> dict[str, Any]:
    row = session.execute(
        select(*_WITHOUT_BODY, Integration.name.label("account"))
        .outerjoin(Integration, (Integration.org_id == Import.org_id) & (Integration.id == Import.integration_id))
        .where(Import.org_id == tenant(session), Import.id == import_id)
    ).one_or_none()
    if row is None:
        raise Missing
    return {"shown": _shown(row), "choices": row.choices, "waits": row.status in {"preview", "failed"}}


def import_status(org_id: UUID, import_id: UUID) -> dict[str, Any]:
    """One import as `list_imports` shows it, with its `preview` while it is not loaded.

    Missing when it is not the org's.
    """
    kept = _kept(org_id, import_id)
    shown: dict[str, Any] = kept["shown"]
    return shown | {"preview": preview(org_id, import_id, kept["choices"]) if kept["waits"] else None}


def preview(org_id: UUID, import_id: UUID, choices: dict[str, Any]) -> dict[str, Any]:
    """How the file is read and what it would bring, said in the reader's language.

    `choices platform level labels columns encoding delimiter decimal date_order samples rows totals errors
    problems notes`, or `choices` and `unreadable`, a sentence. `problems` stop the load, `notes` do not.
    """
    found = dict(read_preview(org_id, import_id, choices))
    if "unreadable" in found:
        return found | {"unreadable": told(found["unreadable"])}
    found["errors"] = [_said_flaw(flaw) for flaw in found["errors"]]
    for kind in ("problems", "notes"):
        found[kind] = [{"field": one["field"], "message": said(one)} for one in found[kind]]
    return found


def errors_csv(org_id: UUID, import_id: UUID) -> bytes:
    """Every row that was left out, as a file: line, column, sentence."""
    flaws = (_said_flaw(flaw) for flaw in _flaws(org_id, import_id))
    rows = ([shown["line"], shown["column"], shown["message"]] for shown in flaws)
    return csv_table([t("Line"), t("Column"), t("What is wrong")], rows)


@read
def _flaws(session: Session, import_id: UUID) -> list[dict[str, Any]]:
    row = session.get(Import, (tenant(session), import_id))
    if row is None:
        raise Missing
    if row.body is None:
        return row.errors
    found = understand(session, row.body, Choices.of(row.choices)).findings.flaws[:FLAWS_KEPT]
    return [
        {"line": one.line, "column": one.column, "sentence": one.sentence, "facts": one.facts} for one in found
    ]


def _shown(row: Any) -> dict[str, Any]:
    result = row.choices.get("result", {})
    return {
        "import_id": str(row.id),
        "file_name": row.file_name,
        "platform": row.choices.get("platform") or None,  # None while nobody knows
        "account": row.account or row.choices.get("account", {}).get("name", ""),
        "integration_id": row.integration_id and str(row.integration_id),
        "status": row.status,
        "rows": row.rows,
        "expected": row.choices.get("expected", row.rows),
        "created": row.created,
        "updated": row.updated,
        "unchanged": row.unchanged,
        "skipped": {"errors": 0, "totals": 0, "repeated": 0} | result,
        "created_at": row.created_at.isoformat(),
        "updated_at": row.updated_at.isoformat(),
        "error": row.error and {"code": row.error["code"], "message": told(row.error)},
    }


def _said_flaw(flaw: dict[str, Any]) -> dict[str, Any]:
    return {"line": flaw["line"], "column": flaw["column"], "message": said(flaw)}
