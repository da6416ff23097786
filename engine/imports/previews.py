"""What a file would bring, before anything is written: how it is read, its first rows, its totals, its errors.

The whole file is read, since one wrong row at its end matters; the answer is kept, since a screen asks often.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from threading import BoundedSemaphore
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models import Import, Org
from db.session import tenant
from engine.core import clock
from engine.core.cache import cached_read
from engine.core.errors import Conflict, Invalid, Missing
from engine.core.i18n import N_
from engine.core.money import major
from engine.imports.accounts import account_problems, file_accounts
from engine.imports.choices import Choices
from engine.imports.fields import Reading
from engine.imports.plans import Plan, Remark, make_plan, read_grid
from engine.imports.rows import Findings, Reader

PATIENCE_S = 60
OTHERS = N_("Other large files are being read just now. Try again in a minute.")
_READING = BoundedSemaphore()
FIRST_ROWS = 20
FIRST_FLAWS = 200
NO_ROWS = N_("No row could be read. The errors below say why.")
CURRENCIES = N_("The file holds several currencies: {currencies}. Export one account at a time.")
OTHER_CURRENCY = N_("The file is in {found}, the account in {currency}. Choose the account that the file is from.")
ACCOUNTS = N_("The file holds {n} accounts. Export one account at a time.")
SHORTENED = N_("Excel has rounded the ids in this file, so they are not used: names tell the campaigns apart.")


@dataclass(frozen=True, slots=True)
class Understood:
    """A file read with its choices: the plan, what the rows gave, and the account it would go to."""

    choices: Choices
    plan: Plan
    findings: Findings
    problems: list[Remark]
    notes: list[Remark]


def understand(session: Session, body: bytes, choices: Choices, reader: type[Reader] = Reader) -> Understood:
    """Read a whole file, one at a time in a process: the largest take some 600 MB.

    Invalid when it is no file that can be read at all, Conflict when other files keep this one waiting.
    """
    if not _READING.acquire(timeout=PATIENCE_S):
        raise Conflict(OTHERS)
    try:
        return _understood(session, body, choices, reader)
    finally:
        _READING.release()


def _understood(session: Session, body: bytes, choices: Choices, reader: type[Reader]) -> Understood:
    settled = settle_account(session, choices)
    today = clock.today(settled.account.timezone)
    plan = make_plan(read_grid(body, settled), settled, today)
    currencies = plan.currencies()
    if not settled.account.currency and len(currencies) == 1:
        settled = settled.changed({"account": {"currency": next(iter(currencies))}})
    findings = reader(plan, today).read()
    problems = [
        *plan.problems,
        *_mixed(findings, currencies, settled),
        *account_problems(session, settled, plan.platform),
    ]
    if not findings.readings and not plan.problems:
        problems.append(Remark(NO_ROWS))
    notes = [*plan.notes, *([Remark(SHORTENED)] if findings.shortened else [])]
    return Understood(settled, plan, findings, problems, notes)


def settle_account(session: Session, choices: Choices) -> Choices:
    """The choices with what follows from them: a known account's own facts, or the org's zone for a new one."""
    account = choices.account
    if account.integration_id:
        known = next(
            (one for one in file_accounts(session) if one["integration_id"] == account.integration_id), None
        )
        if known:
            return choices.changed({"account": {name: known[name] for name in known if name != "platform"}})
    if account.timezone:
        return choices
    zone = session.execute(select(Org.timezone).where(Org.id == tenant(session))).scalar_one()
    return choices.changed({"account": {"timezone": zone}})


@cached_read("campaigns", "entities", "integrations")
def read_preview(session: Session, import_id: UUID, kept: dict[str, Any]) -> dict[str, Any]:
    """The preview by these choices, with its sentences as the catalogue has them; see `reads.preview`."""
    body = session.scalar(select(Import.body).where(Import.org_id == tenant(session), Import.id == import_id))
    if body is None:
        raise Missing
    try:
        return _shown(understand(session, body, Choices.of(kept)))
    except Invalid as unreadable:
        return {"unreadable": unreadable.kept(), "choices": kept}


def _mixed(findings: Findings, currencies: set[str], choices: Choices) -> Iterable[Remark]:
    if len(currencies) > 1:
        yield Remark(CURRENCIES, {"currencies": ", ".join(sorted(currencies))})
    elif currencies and choices.account.currency not in currencies:
        yield Remark(
            OTHER_CURRENCY, {"found": next(iter(currencies)), "currency": choices.account.currency}, "account"
        )
    if len(findings.accounts) > 1:
        yield Remark(ACCOUNTS, {"n": len(findings.accounts)})


def _shown(met: Understood) -> dict[str, Any]:
    plan, found = met.plan, met.findings
    return {
        "choices": met.choices.kept(),
        "platform": plan.platform,
        "level": plan.level,
        "labels": plan.labels,
        "columns": {one.value: label for one, label in plan.columns.items()},
        "encoding": plan.encoding,
        "delimiter": plan.delimiter,
        "decimal": plan.mark,
        "date_order": plan.order if plan.doubtful else None,
        "samples": _samples(plan),
        "rows": [_row(one) for one in found.readings[:FIRST_ROWS]],
        "totals": _totals(found),
        "errors": [asdict(flaw) for flaw in found.flaws[:FIRST_FLAWS]],
        "problems": [asdict(one) for one in met.problems],
        "notes": [asdict(one) for one in met.notes],
    }


def _samples(plan: Plan) -> dict[str, str]:
    """The first words that each column holds, so that a person can tell what it is."""
    found: dict[str, str] = {}
    for place, label in enumerate(plan.labels):
        cells = (row.cells[place] for row in plan.rows[:FIRST_ROWS] if place < len(row.cells))
        found[label] = next((str(cell)[:60] for cell in cells if cell not in {None, ""}), "")
    return found


def _row(one: Reading) -> dict[str, Any]:
    """A reading as the preview shows it; money in major units of the account's currency."""
    return {
        "line": one.line,
        "date": f"{one.date}",
        "campaign": one.campaign.name or one.campaign.external_id,
        "ad_set": one.ad_set.name or one.ad_set.external_id,
        "ad": one.ad.name or one.ad.external_id,
        "spend": _amount(one.spend_micros),
        "impressions": one.impressions,
        "clicks": one.clicks,
        "conversions": None if one.conversions is None else float(one.conversions),
        "conversion_value": _amount(one.conversion_value_micros),
        "reach": one.reach,
        "video_views": one.video_views,
    }


def _totals(found: Findings) -> dict[str, Any]:
    """Sums over what was understood, and how many rows were not."""
    readings = found.readings
    days = {one.date for one in readings}
    sums = ("impressions", "clicks", "conversions", "video_views")
    return {
        "rows": len(readings),
        "errors": found.flawed,
        "skipped": dict(found.skipped),
        "campaigns": len({one.campaign for one in readings}),
        "days": len(days),
        "since": f"{min(days)}" if days else None,
        "until": f"{max(days)}" if days else None,
        "spend": _amount(sum(one.spend_micros or 0 for one in readings)),
        "conversion_value": _amount(sum(one.conversion_value_micros or 0 for one in readings)),
        **{name: float(sum(getattr(one, name) or 0 for one in readings)) for name in sums},
    }


def _amount(micros: int | None) -> float | None:
    return None if micros is None else float(major(micros))
