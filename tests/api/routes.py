"""Every route of the API, as its own table of contents for the suite that holds for all of them."""

import re
from dataclasses import dataclass
from uuid import UUID, uuid4

from api.app import ROUTERS
from api.deps import Door, OpenDoor
from api.routing import StrictRoute


@dataclass(frozen=True)
class Call:
    """One method of one address, and the doors that stand before it."""

    method: str
    path: str
    doors: tuple[Door | OpenDoor, ...]

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    def of(self, org_id: UUID) -> str:
        """The address for that org, any other id being one that does not exist."""
        return "/api" + re.sub(r"\{\w+}", str(uuid4()), self.path.replace("{org}", str(org_id)))


def every_call() -> list[Call]:
    """All of them, in the order of the application."""
    routes = [route for router in ROUTERS for route in router.routes if isinstance(route, StrictRoute)]
    return [
        Call(method, route.path_format, route.doors) for route in routes for method in sorted(route.methods or ())
    ]


CALLS = every_call()
ORG_CALLS = [call for call in CALLS if "{org}" in call.path]
