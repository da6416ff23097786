"""Campaigns as they are answered: plain values, money in major units beside its micros, dates in ISO."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from db.kinds import CampaignStatus, Phase, StepState
from db.models import Campaign, LaunchStep, SocialPost
from engine.campaigns.drift import drift_of
from engine.campaigns.markers import unmarked
from engine.campaigns.parts import Part
from engine.core import clock
from engine.core.errors import told
from engine.core.i18n import N_, t
from engine.core.money import major, ratio

PHASES = {
    Phase.CREATING: N_("being created, paused"),
    Phase.ARMING: N_("created; ads are being switched on"),
    Phase.ACTIVATING: N_("being switched on"),
    Phase.DONE: N_("in place"),
    Phase.CHANGING: N_("being changed"),
    Phase.UNDOING: N_("being taken back"),
    Phase.UNDONE: N_("taken back"),
    Phase.ORPHANED: N_("left behind"),
    Phase.ADOPTED: N_("kept"),
}
LIVE = (Phase.CREATING, Phase.ARMING, Phase.ACTIVATING, Phase.CHANGING, Phase.UNDOING)


def campaign(row: Campaign, parts: Sequence[Part]) -> dict[str, Any]:
    """One of ours, with its platforms and figures."""
    busy = any(not part.met for part in parts)
    return {
        "id": str(row.id),
        "type": row.type,
        "name": row.name,
        "description": row.description,
        "status": row.status,
        "wanted_status": row.wanted_status,
        "phase": Phase.CHANGING if busy and row.phase == Phase.DONE else row.phase,
        "objective": row.objective,
        "total_budget": money(row.total_budget_micros),
        "total_budget_micros": row.total_budget_micros,
        "currency": row.currency,
        "start_date": row.start_date.isoformat(),
        "end_date": row.end_date.isoformat(),
        "version": row.version,
        "platforms": list(dict.fromkeys(part.platform for part in parts)),
        "drifted": any(drift_of(part) for part in parts),
        "metrics": metrics(parts, row),
        "created_at": row.created_at.isoformat(),
        "updated_at": row.updated_at.isoformat(),
    }


def part(one: Part) -> dict[str, Any]:
    """One platform's part of a campaign."""
    budget = one.wanted.get("lifetime_budget_micros") or one.plan["lifetime_budget_micros"]
    return {
        "id": str(one.id),
        "launch_id": str(one.launch_id),
        "platform": one.platform,
        "integration_id": str(one.integration_id),
        "account": one.account,
        "external_id": one.external_id,
        "name": unmarked(one.name, one.marker),
        "external_name": one.name,
        "status": one.status,
        "delivery": one.delivery,
        "objective": one.objective,
        "budget": money(budget),
        "budget_micros": budget,
        "currency": one.currency,
        "phase": one.phase,
        "state": t(PHASES[Phase(one.phase)]),
        "busy": not one.met,
        "error": told(one.error) if one.error else None,
        "drift": drift_of(one),
        "metrics": figures([one]),
    }


def post(row: SocialPost) -> dict[str, Any]:
    """One post of a campaign."""
    return {
        "id": str(row.id),
        "platform": row.platform,
        "content": row.content,
        "status": row.status,
        "scheduled_for": row.scheduled_for.isoformat() if row.scheduled_for else None,
        "published_at": row.published_at.isoformat() if row.published_at else None,
        "url": row.url,
        "media": row.media,
    }


def metrics(parts: Sequence[Part], row: Campaign) -> dict[str, Any]:
    """What a campaign's parts did together, and how its budget goes: `pace` is spent ÷ expected by now."""
    found = figures(parts)
    passed = _passed(row.start_date, row.end_date)
    used = ratio(found["spend_micros"], row.total_budget_micros) or 0.0
    return found | {
        "budget_used": used,
        "time_passed": passed,
        "pacing": _pacing(used, passed) if row.status == CampaignStatus.ACTIVE else None,
    }


def figures(parts: Sequence[Part]) -> dict[str, Any]:
    """Sums, and ratios of sums; None where a platform reports nothing or there is nothing to divide by."""
    spend, clicks, shown = (
        int(sum(getattr(one, name) or 0 for one in parts)) for name in ("spend_micros", "clicks", "impressions")
    )
    values = [int(one.value_micros) for one in parts if one.value_micros is not None]
    return {
        "spend": money(spend),
        "spend_micros": spend,
        "impressions": shown,
        "clicks": clicks,
        "conversions": float(sum(one.conversions or 0 for one in parts)),
        "conversion_value": money(sum(values)) if values else None,
        "ctr": ratio(clicks, shown),
        "roas": ratio(sum(values), spend) if values else None,
    }


def progress(row: Campaign, parts: Sequence[tuple[Part, Sequence[LaunchStep]]]) -> dict[str, Any]:
    """How the making goes; `percent` of the steps that lead to what was asked for."""
    planned = 6 if row.wanted_status == CampaignStatus.ACTIVE else 3
    shown = [_platform(one, steps, planned, Phase(row.phase)) for one, steps in parts]
    done = sum(each["done"] for each in shown)
    phase = (
        Phase.CHANGING if row.phase == Phase.DONE and any(not one.met for one, _ in parts) else Phase(row.phase)
    )
    return {
        "campaign_id": str(row.id),
        "status": row.status,
        "phase": phase,
        "state": t(PHASES[phase]),
        "finished": phase not in LIVE,
        "percent": round(100 * done / (planned * len(shown))) if shown else 100,
        "platforms": shown,
    }


def _platform(one: Part, steps: Sequence[LaunchStep], planned: int, phase: Phase) -> dict[str, Any]:
    made = sum(step.state == StepState.DONE and step.verb in {"create", "switch_on"} for step in steps)
    return {
        "launch_id": str(one.launch_id),
        "platform": one.platform,
        "account": one.account,
        "phase": one.phase,
        "state": t(PHASES[Phase(one.phase)]),
        "status": one.status,
        "external_id": one.external_id,
        "done": planned if one.phase in {Phase.DONE, Phase.CHANGING} else min(made, planned),
        "planned": planned,
        "waiting": one.met and one.phase == phase and phase in LIVE,
        "error": told(one.error) if one.error else None,
        "tries_again_at": one.due_at.isoformat() if one.error and not one.met else None,
        "steps": [_step(step) for step in steps],
    }


def _step(step: LaunchStep) -> dict[str, Any]:
    return {
        "verb": step.verb,
        "level": step.level,
        "state": step.state,
        "external_id": step.external_id,
        "found": step.found,
        "attempts": step.attempts,
        "at": (step.settled_at or step.intended_at).isoformat(),
        "error": told(step.error) if step.error else None,
    }


def _passed(since: date, last: date) -> float:
    """The share of the flight that is over by the end of yesterday, 0 to 1."""
    whole = (last - since).days + 1
    return min(max((clock.today() - since).days / whole, 0.0), 1.0)


def _pacing(used: float, passed: float) -> str:
    """Within a tenth of even spending it is on pace."""
    if abs(used - passed) <= 0.1:
        return "on_pace"
    return "ahead" if used > passed else "behind"


def money(micros: int | None) -> float | None:
    """Major units."""
    return None if micros is None else float(major(micros))
