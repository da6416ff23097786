"""Making a campaign on one platform, step by step. Whoever dies on the way is followed by one who looks first."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import TypeVar
from uuid import UUID

from db.kinds import EntityStatus, Level
from db.models import Integration
from engine import integrations, tokens
from engine.campaigns import changes, looking, steps
from engine.campaigns.steps import Task
from engine.connectors import connector, faults
from engine.connectors.base import Account, Change
from engine.connectors.launches import Created
from engine.connectors.media import at_hand
from engine.core import clock, locks
from engine.core.errors import AppError, Conflict, Missing, PlatformError, Refused, SignedOut, Unready
from engine.core.log import get_logger
from engine.core.work import work
from engine.posts import addressed, files_known, lend

T = TypeVar("T")

# So long after a call without an answer its effect may still come to light on the platform.
SETTLES_AFTER = timedelta(seconds=20)
HOPELESS = (Refused, SignedOut, Missing, Conflict)
log = get_logger()


class Unsettled(Exception):
    """Too early to tell; not an error."""


def advance(org_id: UUID, launch_id: UUID) -> None:
    """Go on with one platform's part as far as it goes now. Nothing happens while somebody else is at it."""
    with locks.held(f"launch:{launch_id}") as mine:
        while mine and step(org_id, launch_id):
            pass


def step(org_id: UUID, launch_id: UUID) -> bool:
    """Make one call for a platform's part; whether another may follow at once."""
    task = steps.take(org_id, launch_id)
    return task is not None and _goes_on(org_id, task)


def _goes_on(org_id: UUID, task: Task) -> bool:
    """Make one call; whether the next one can follow at once."""
    try:
        _VERBS[task.verb](org_id, task)
    except Unsettled:
        steps.postpone(org_id, task, SETTLES_AFTER.total_seconds())
        return False
    except HOPELESS as no:
        log.warning(
            "launch.refused", launch_id=str(task.launch_id), verb=task.verb, level=task.level, error=str(no)
        )
        if isinstance(no, SignedOut):
            tokens.give_up(org_id, Integration, task.integration_id, no)
        steps.refuse(org_id, task, no)
    except (PlatformError, Unready) as trouble:
        steps.postpone(org_id, task, getattr(trouble, "retry_after", None) or 0, trouble)
        return False
    return True


def _create(org_id: UUID, task: Task) -> None:
    """Create one level, unless it is there already."""
    if task.again:
        found = speaking(org_id, task, lambda account: _find(account, task))
        if found is not None:
            steps.record(org_id, task, found, found=True)
            return
        _wait_for_effects(task)
        steps.sending(org_id, task)
    try:
        made = _made(org_id, task)
    except AppError as error:
        if isinstance(error, PlatformError) and not error.facts.get("unconfirmed"):
            steps.withdraw(org_id, task)
        raise
    steps.record(org_id, task, made)


def _made(org_id: UUID, task: Task) -> Created:
    """Create one level; files of ours have public addresses there, and are at hand for who wants their bytes."""
    said = task.plan.creative
    with work(org_id) as unit:
        if task.level is Level.AD:
            files = lend(unit, said.media)
        else:
            known = files_known.question(unit.session, said.media)
            files = dict.fromkeys(addressed(org_id, said.media, known))
    plan = replace(task.plan, creative=replace(said, media=tuple(files)))

    def create(account: Account) -> Created:
        return connector(task.platform).create(account, plan, task.level, task.parent_id)

    with at_hand({address: medium for address, medium in files.items() if medium}):
        return speaking(org_id, task, create)


def _find(account: Account, task: Task) -> Created | None:
    """What an earlier attempt has left. Half of something that takes several calls is removed, to be made anew."""
    found = looking.find(account, task.level, task.parent_id, task.marker)
    if found is None:
        return None
    speaker = connector(account.platform)
    if task.level in speaker.LIMITS.pieces:
        gone = Change(task.level, found.external_id, status=EntityStatus.REMOVED, extra=found.extra)
        speaker.apply_change(account, gone)
        return None
    return Created(found.external_id, found.extra)


def _wait_for_effects(task: Task) -> None:
    if clock.now() < task.sent_at + SETTLES_AFTER:
        raise Unsettled


def _switch_on(org_id: UUID, task: Task) -> None:
    """Switch one level on; with the campaign, see whether everything really runs."""

    def switch(account: Account) -> None:
        speaker = connector(account.platform)
        on = Change(task.level, task.ids[task.level], status=EntityStatus.ACTIVE, extra=task.extra[task.level])
        speaker.apply_change(account, on)
        if task.level is Level.CAMPAIGN:
            seen = looking.read(account, task.ids)
            off = [level for level in task.ids if level not in seen or seen[level].status is EntityStatus.PAUSED]
            if off:
                raise faults.unconfirmed(speaker.PLATFORM, f"not switched on: {', '.join(off)}")

    speaking(org_id, task, switch)
    steps.record(org_id, task, Created(task.ids[task.level], task.extra[task.level]))


def _undo(org_id: UUID, task: Task) -> None:
    """Take the campaign away again, with all below it; where that is refused, at least nothing shall be spent."""

    def undo(account: Account) -> Task:
        known = task
        if task.uncertain and (found := looking.find(account, Level.CAMPAIGN, None, task.marker)):
            known = replace(task, ids={Level.CAMPAIGN: found.external_id}, extra={Level.CAMPAIGN: found.extra})
        elif task.uncertain:
            _wait_for_effects(task)
        if Level.CAMPAIGN in known.ids:
            _remove(account, known)
        return known

    known = speaking(org_id, task, undo)
    external_id = known.ids.get(Level.CAMPAIGN, "")
    steps.record(org_id, known, Created(external_id, known.extra.get(Level.CAMPAIGN, {})))


def _remove(account: Account, task: Task) -> None:
    speaker, external_id = connector(account.platform), task.ids[Level.CAMPAIGN]
    gone = Change(
        Level.CAMPAIGN, external_id, status=speaker.LIMITS.undo, extra=task.extra.get(Level.CAMPAIGN, {})
    )
    try:
        speaker.apply_change(account, gone)
    except Missing:
        pass
    except Refused:
        with suppress(AppError):
            speaker.apply_change(account, replace(gone, status=EntityStatus.PAUSED))
        raise
    row = looking.read(account, {Level.CAMPAIGN: external_id}).get(Level.CAMPAIGN)
    if row is not None and row.status not in looking.GONE:
        raise faults.unconfirmed(speaker.PLATFORM, f"still there: {external_id}")


def speaking(org_id: UUID, task: Task, ask: Callable[[Account], T]) -> T:
    """Ask the platform with a token that works; one that it refuses is renewed once, where that is possible."""
    try:
        return ask(integrations.account(org_id, task.integration_id))
    except SignedOut:
        if not tokens.may_renew(org_id, task.integration_id):
            raise
        return ask(integrations.account(org_id, task.integration_id))


def _change(org_id: UUID, task: Task) -> None:
    """Bring the platform to what is wanted, and see whether it is."""
    seen = speaking(org_id, task, lambda account: changes.push(account, task.ids, task.wanted))
    changes.seen(org_id, task.launch_id, task.step_id, seen)


_VERBS: dict[str, Callable[[UUID, Task], None]] = {
    steps.CREATE: _create, steps.SWITCH_ON: _switch_on, steps.UNDO: _undo, steps.CHANGE: _change,
}  # fmt: skip
