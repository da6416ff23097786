"""The steps of a launch: each is written before its call is made, and again when it is known what came of it.

Between the two nobody knows. Whoever finds such a step looks first and acts second.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from uuid_utils.compat import uuid7

from db.kinds import Level, Phase, StepState
from db.models import Launch, LaunchStep
from engine.campaigns import changes, phases
from engine.campaigns.entities import keep
from engine.campaigns.plans import launch_of
from engine.connectors import connector, launches
from engine.core import clock
from engine.core.errors import AppError
from engine.core.work import Work, work

BACKOFF_S = (5, 15, 60, 120, 300, 600, 900)
CREATE, SWITCH_ON, UNDO, CHANGE = "create", "switch_on", "undo", "change"
LEVELS = (Level.CAMPAIGN, Level.AD_SET, Level.AD)


@dataclass(frozen=True, slots=True)
class Task:
    """One call to be made for a launch, and all that it needs. `again`: it may have been made before."""

    launch_id: UUID
    step_id: UUID
    integration_id: UUID
    platform: str
    marker: str
    verb: str
    level: Level
    plan: launches.Launch
    again: bool
    sent_at: datetime
    ids: dict[Level, str] = field(default_factory=dict)  # what is known to exist
    extra: dict[Level, dict[str, Any]] = field(default_factory=dict)
    uncertain: bool = False  # whether there may be a campaign whose id we do not know
    wanted: dict[str, Any] = field(default_factory=dict)

    @property
    def parent_id(self) -> str | None:
        """What the level stands below."""
        place = LEVELS.index(self.level)
        return self.ids[LEVELS[place - 1]] if place else None


Steps = dict[tuple[str, str], LaunchStep]


def take(org_id: UUID, launch_id: UUID) -> Task | None:
    """The next call of a launch, written down; None when there is nothing to do now."""
    while True:
        with work(org_id) as unit:
            campaign, launch = phases.locked(unit, launch_id)
            if launch.met:
                return None
            steps = _steps(unit, launch)
            if (step := _next(launch, steps)) is None:
                phases.meet(unit, campaign, launch)
                continue
            return _intend(unit, launch, steps, *step)


def sending(org_id: UUID, task: Task) -> None:
    """It is made once more: from now on it is this time that nobody knows about."""
    with work(org_id) as unit:
        unit.find(LaunchStep, task.step_id, lock=True).intended_at = clock.now()


def withdraw(org_id: UUID, task: Task) -> None:
    """It certainly did not happen: the next attempt need not look."""
    with work(org_id) as unit:
        unit.session.delete(unit.find(LaunchStep, task.step_id, lock=True))


def record(org_id: UUID, task: Task, made: launches.Created, *, found: bool = False) -> None:
    """It happened, and this is what came of it."""
    with work(org_id) as unit:
        _, launch = phases.locked(unit, task.launch_id)
        step = unit.find(LaunchStep, task.step_id, lock=True)
        step.state, step.found, step.settled_at, step.error = StepState.DONE, found, clock.now(), None
        step.external_id, step.extra = made.external_id, made.extra
        launch.attempt, launch.error = 0, None if launch.phase in phases.MAKING else launch.error
        keep(unit, launch, task.verb, task.level, task.ids, made)


def postpone(org_id: UUID, task: Task, delay_s: float, error: AppError | None = None) -> None:
    """Go on later; what fails again and again has failed for good."""
    with work(org_id) as unit:
        _, launch = phases.locked(unit, task.launch_id)
        if error is not None:
            if launch.attempt >= len(BACKOFF_S):
                _fail(unit, task, error)
                return
            delay_s = max(delay_s, BACKOFF_S[launch.attempt])
            launch.attempt += 1
            launch.error = error.kept()
        phases.ask(unit, [launch], delay_s=delay_s)


def refuse(org_id: UUID, task: Task, error: AppError) -> None:
    """It will not happen, however often it is asked for."""
    with work(org_id) as unit:
        _fail(unit, task, error)


def _fail(unit: Work, task: Task, error: AppError) -> None:
    campaign, launch = phases.locked(unit, task.launch_id)
    step = unit.session.get(LaunchStep, (unit.org_id, task.step_id))
    if step is not None:
        if not (task.verb == CREATE and error.facts.get("unconfirmed")):  # that one is still to be looked for
            step.state, step.settled_at = StepState.REFUSED, clock.now()
        step.error = error.kept()
    if launch.phase == Phase.UNDOING:
        phases.orphan(unit, campaign, launch, error)
    elif launch.phase == Phase.CHANGING:
        changes.refused(unit, campaign, launch, error)
    else:
        phases.turn_round(unit, campaign, launch, error)


def _steps(unit: Work, launch: Launch) -> Steps:
    query = select(LaunchStep).where(LaunchStep.org_id == unit.org_id, LaunchStep.launch_id == launch.id)
    return {(step.verb, step.level): step for step in unit.session.scalars(query)}


def _next(launch: Launch, steps: Steps) -> tuple[str, Level] | None:
    """The first step of the launch's phase that is not done."""
    limits = connector(launch.platform).LIMITS
    plans: dict[str, list[tuple[str, Level]]] = {
        Phase.CREATING: [(CREATE, level) for level in LEVELS],
        Phase.ARMING: [(SWITCH_ON, level) for level in (Level.AD, Level.AD_SET) if _pauses(limits, level)],
        Phase.ACTIVATING: [(SWITCH_ON, Level.CAMPAIGN)],
        Phase.UNDOING: [(UNDO, Level.CAMPAIGN)],
        Phase.CHANGING: [(CHANGE, Level.CAMPAIGN)],
    }
    return next((key for key in plans.get(launch.phase, []) if not _is_done(steps.get(key))), None)


def _pauses(limits: launches.Limits, level: Level) -> bool:
    return limits.ads_pause or level is not Level.AD


def _is_done(step: LaunchStep | None) -> bool:
    return step is not None and step.state == StepState.DONE


def _intend(unit: Work, launch: Launch, steps: Steps, verb: str, level: Level) -> Task:
    step, again = steps.get((verb, level)), False
    if step is None:
        step = unit.add(
            LaunchStep(
                org_id=unit.org_id, id=uuid7(), launch_id=launch.id, verb=verb, level=level,
                state=StepState.INTENDED, attempts=1, intended_at=clock.now(), extra={},
            )
        )  # fmt: skip
    else:
        again = step.state == StepState.INTENDED
        step.state, step.attempts = StepState.INTENDED, step.attempts + 1
        step.intended_at = step.intended_at if again else clock.now()
    launch.due_at = clock.now() + timedelta(seconds=BACKOFF_S[0])
    made = {Level(step.level): step for (verb, _), step in steps.items() if verb == CREATE}
    known = {level: step for level, step in made.items() if _is_done(step)}
    doubt = made.get(Level.CAMPAIGN)
    return Task(
        launch_id=launch.id, step_id=step.id, integration_id=launch.integration_id, platform=launch.platform,
        marker=launch.marker, verb=verb, level=level, plan=launch_of(launch.id, launch.plan), again=again,
        sent_at=doubt.intended_at if verb == UNDO and doubt else step.intended_at,
        ids={level: str(step.external_id) for level, step in known.items()},
        extra={level: step.extra for level, step in known.items()},
        uncertain=doubt is not None and doubt.state == StepState.INTENDED,
        wanted=launch.wanted,
    )  # fmt: skip
