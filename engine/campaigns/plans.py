"""A launch as its row keeps it, and back: plain values, ready for JSON."""

from dataclasses import asdict
from datetime import date
from typing import Any
from uuid import UUID

from db.kinds import Objective
from engine.connectors.launches import Creative, Launch


def plan_of(launch: Launch) -> dict[str, Any]:
    """Everything of a launch but its key, which is the row's own id."""
    plan = asdict(launch)
    del plan["key"]
    return plan | {"starts_on": launch.starts_on.isoformat(), "ends_on": _day(launch.ends_on)}


def launch_of(key: UUID, plan: dict[str, Any]) -> Launch:
    """The launch that a row keeps."""
    said = plan["creative"]
    lists = {name: tuple(value) for name, value in plan.items() if isinstance(value, list)}
    shown: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in said.items()
    }
    creative = Creative(**shown)
    ends_on = plan["ends_on"]
    return Launch(
        key=key,
        **(
            plan
            | lists
            | {
                "creative": creative,
                "objective": Objective(plan["objective"]),
                "starts_on": date.fromisoformat(plan["starts_on"]),
                "ends_on": date.fromisoformat(ends_on) if ends_on else None,
            }
        ),
    )


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
