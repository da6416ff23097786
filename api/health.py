"""Is it alive, and is it ready."""

from fastapi import Response

from api.answers import answer
from api.deps import open_door
from api.routing import Router
from engine import readiness
from engine.core.i18n import t
from engine.readiness import READY, Part

router = Router(tags=["health"])


@router.get("/health", dependencies=[open_door()])
def health() -> Response:
    """This process answers; it says nothing of what stands behind it."""
    return answer({"status": "ok"})


@router.get("/ready", dependencies=[open_door()])
def ready() -> Response:
    """Every part by name: 200 when all are ready, else 503 with the next step for each that is not."""
    parts = readiness.list_parts()
    fine = all(part.status == READY for part in parts)
    shown = {"status": READY if fine else "unready", "parts": {part.name: _shown(part) for part in parts}}
    return answer(shown, 200 if fine else 503)


def _shown(part: Part) -> dict[str, str]:
    return {"status": part.status} | ({"message": t(part.step)} if part.step else {})
