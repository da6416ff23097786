"""The operations of one request: each is a plan until all of them can be carried out.

What one operation will make can be named by the next ones, under a temporary name with a negative number.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from sandbox.dialects.google.access import GOOGLE
from sandbox.dialects.google.errors import Step, bad
from sandbox.stage import Stage
from sandbox.world.creations import Creation, Kind
from sandbox.world.identity import entity_id
from sandbox.world.model import Account
from sandbox.world.world import World


@dataclass(frozen=True, slots=True)
class Budget:
    """A budget that waits for its campaign."""

    id: str
    micros: int
    lifetime: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """What an operation comes to, before anything is done."""

    resource_name: str
    effects: tuple[Callable[[], object], ...]

    def carry_out(self) -> None:
        """Do it."""
        for effect in self.effects:
            effect()


@dataclass
class Batch:
    """One request on one customer, and what it will have made by resource name, temporary ones too."""

    stage: Stage
    account: Account
    drafts: dict[str, Creation | Budget] = field(default_factory=dict)
    failed: set[str] = field(default_factory=set)  # temporary names of what could not be made
    _numbers: set[str] = field(default_factory=set)

    @property
    def world(self) -> World:
        """The world that it is about."""
        return self.stage.world

    def name(self, collection: str, place: str) -> str:
        """The resource name of something of this customer."""
        return f"customers/{self.account.id}/{collection}/{place}"

    def split(self, collection: str, resource_name: str) -> tuple[str, str]:
        """Customer and place of a resource name of a collection."""
        parts = resource_name.split("/")
        if len(parts) != 4 or parts[0] != "customers" or parts[2] != collection or not parts[3]:
            raise bad("requestError", "RESOURCE_NAME_MALFORMED", "Resource name is malformed.", resource_name)
        return parts[1], parts[3]

    def reserve(self, collection: str, resource_name: str, *path: Step) -> str:
        """The temporary name of something new, "" when it has none; each number counts once in a request."""
        if not resource_name:
            return ""
        owner, place = self.split(collection, resource_name)
        number = place.rpartition("~")[2]
        if owner != self.account.id or not number.startswith("-") or not number[1:].isdigit():
            message = "Cannot set the id field while creating a new resource."
            raise bad("newResourceCreationError", "CANNOT_SET_ID_FOR_CREATE", message, resource_name, *path)
        if number in self._numbers:
            message = "Creating more than one resource with the same temp id is not allowed."
            raise bad("newResourceCreationError", "DUPLICATE_TEMP_IDS", message, resource_name, *path)
        self._numbers.add(number)
        return resource_name

    def draft(self, temporary: str, name: str, made: Creation | Budget) -> None:
        """Let later operations name it."""
        self.drafts[name] = made
        if temporary:
            self.drafts[temporary] = made

    def drafted(self, resource_name: str) -> Creation | Budget | None:
        """What an earlier operation will have made under that name."""
        if resource_name in self.failed:
            message = "Parent creation failed for the temporary id."
            raise bad("newResourceCreationError", "TEMP_ID_RESOURCE_HAD_ERRORS", message, resource_name)
        return self.drafts.get(resource_name)

    def creations(self, kind: Kind) -> list[Creation]:
        """What of a kind this request will have made so far."""
        return [each for each in self.drafts.values() if isinstance(each, Creation) and each.kind == kind]

    def new_id(self, kind: str) -> str:
        """An identifier for the next thing that is planned; one that comes to nothing is not used again."""
        shelf = self.stage.shelf
        shelf["google ids"] = number = shelf.get("google ids", 0) + 1
        return entity_id(GOOGLE, self.world.seed, "created", kind, number)
