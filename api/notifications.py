"""What one person was told, how they want to be told, and where. A key is nobody, so it has none of this."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Request, Response
from pydantic import Field

from api.answers import answer
from api.bodies import Body
from api.deps import door
from api.frame import address
from api.limits import Tier
from api.paging import Page, PerPage
from api.routing import Router
from db.kinds import ChannelKind, Pace
from engine import notifications
from engine.core.errors import Denied
from engine.core.i18n import N_, t
from engine.core.work import Actor, work
from engine.identity import Identity

router = Router(tags=["notifications"])

Reader = Annotated[Identity, door("read")]
CLOCK = r"^(([01]\d|2[0-3]):[0-5]\d)?$"
EMPTIED = {"timezone", "quiet_from", "quiet_until"}


class Read(Body):
    """Which messages were read; all of them when `ids` is left out."""

    ids: list[UUID] | None = None


class Choices(Body):
    """What to change; what is left out stays."""

    least: dict[str, dict[str, str]] | None = None
    timezone: str | None = Field(None, description="IANA name, such as Asia/Riyadh; null: the organisation's")
    quiet_from: str | None = Field(None, pattern=CLOCK, description="such as 22:00; null: no quiet hours")
    quiet_until: str | None = Field(None, pattern=CLOCK)
    critical_passes: bool | None = None
    digest_hour: int | None = Field(None, ge=0, le=23)
    digest_weekday: int | None = Field(None, ge=0, le=6, description="Monday is 0")

    def given(self) -> dict[str, Any]:
        """What is to change; null means something of these three only."""
        told = self.model_dump(exclude_unset=True).items()
        return {name: value for name, value in told if value is not None or name in EMPTIED}


class NewChannel(Body):
    """A way to be reached."""

    kind: ChannelKind
    address: Annotated[str, Field(max_length=2000)]
    name: Annotated[str, Field(max_length=80)] = ""
    pace: Pace = Pace.AT_ONCE


class ChannelChange(Body):
    """What to change; what is left out stays."""

    name: Annotated[str, Field(max_length=80)] | None = None
    pace: Pace | None = None
    is_active: bool | None = None


@router.get("/orgs/{org}/notifications")
def index(identity: Reader, unread: bool | None = None, page: Page = 1, per_page: PerPage = 50) -> Response:
    """What the bell shows, newest first, and how many are unread."""
    user_id = _person(identity)
    found = notifications.list_notifications(identity.org_id, user_id, unread=unread, page=page, per_page=per_page)
    return answer({"org_id": str(identity.org_id), **found})


@router.post("/orgs/{org}/notifications/read")
def mark_read(identity: Reader, read: Read) -> Response:
    """Mark messages as read."""
    user_id = _person(identity)
    with work(identity.org_id, identity.actor()) as unit:
        marked = notifications.mark_read(unit, user_id, read.ids)
    return answer({"marked": marked, "unread": notifications.count_unread(identity.org_id, user_id)})


@router.get("/orgs/{org}/notifications/preferences")
def preferences(identity: Reader) -> Response:
    """The person's choices, and the topics there are to choose about."""
    chosen = notifications.read_preferences(identity.org_id, _person(identity))
    return answer(chosen | {"topics": {topic: t(label) for topic, label in notifications.TOPICS.items()}})


@router.put("/orgs/{org}/notifications/preferences")
def save_preferences(request: Request, identity: Reader, choices: Choices) -> Response:
    """Change the choices that are given."""
    user_id = _person(identity)
    with work(identity.org_id, _actor(request, identity)) as unit:
        notifications.save_preferences(unit, user_id, choices.given())
    return preferences(identity)


@router.get("/orgs/{org}/notifications/channels")
def channels(identity: Reader) -> Response:
    """The person's channels; addresses are sealed and only hinted at."""
    return answer({"channels": notifications.list_channels(identity.org_id, _person(identity))})


@router.post("/orgs/{org}/notifications/channels")
def add_channel(request: Request, identity: Reader, wish: NewChannel) -> Response:
    """A new way to be reached; a webhook's `secret` is in this answer and never shown again."""
    _person(identity)
    made = notifications.add_channel(
        identity.org_id, _actor(request, identity), wish.kind, wish.address, name=wish.name, pace=wish.pace
    )
    return answer(made, 201)


@router.patch("/orgs/{org}/notifications/channels/{channel}")
def change_channel(request: Request, identity: Reader, channel: UUID, change: ChannelChange) -> Response:
    """Another name or pace, or a rest."""
    _person(identity)
    with work(identity.org_id, _actor(request, identity)) as unit:
        notifications.change_channel(unit, channel, **change.model_dump(exclude_unset=True))
    return channels(identity)


@router.delete("/orgs/{org}/notifications/channels/{channel}")
def remove_channel(request: Request, identity: Reader, channel: UUID) -> Response:
    """Forget a channel with its address and its log."""
    _person(identity)
    with work(identity.org_id, _actor(request, identity)) as unit:
        notifications.remove_channel(unit, channel)
    return channels(identity)


@router.post("/orgs/{org}/notifications/channels/{channel}/test")
def try_channel(
    request: Request, identity: Annotated[Identity, door("read", Tier.HEAVY)], channel: UUID
) -> Response:
    """Send a message now: whether it was taken, and why not."""
    _person(identity)
    found: dict[str, Any] = notifications.try_channel(identity.org_id, _actor(request, identity), channel)
    return answer(found)


@router.get("/orgs/{org}/notifications/deliveries")
def deliveries(identity: Reader, channel: UUID | None = None, page: Page = 1, per_page: PerPage = 50) -> Response:
    """What left on the person's channels, or did not, and why."""
    found = notifications.list_deliveries(
        identity.org_id, _person(identity), channel_id=channel, page=page, per_page=per_page
    )
    return answer(found)


def _person(identity: Identity) -> UUID:
    if identity.user_id is None:
        raise Denied(N_("A key has no notifications of its own. Sign in as a person."))
    return identity.user_id


def _actor(request: Request, identity: Identity) -> Actor:
    return identity.actor(address(request))
