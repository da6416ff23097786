"""Customers' systems that are told of events: subscriptions, their secrets, their delivery log."""

from contextlib import AbstractContextManager
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from fastapi import Request, Response
from pydantic import Field

from api.answers import answer
from api.bodies import Body
from api.deps import door
from api.frame import address
from api.limits import Tier
from api.moments import AwareMoment
from api.paging import Page, PerPage
from api.routing import Router
from db.kinds import MessageStatus
from engine import subscriptions
from engine.core.i18n import nt, t
from engine.core.work import Work, work
from engine.identity import Identity

router = Router(prefix="/orgs/{org}/subscriptions", tags=["subscriptions"])

Reader = Annotated[Identity, door("integrations.manage")]
Manager = Annotated[Identity, door("integrations.manage", Tier.HEAVY)]


ADDRESS = r"^\s*[Hh][Tt][Tt][Pp][Ss]?://\S+\s*$"
Event = StrEnum("Event", {name: name for name in subscriptions.TELLS})  # type: ignore[misc]  # the table says which


class NewSubscription(Body):
    """Where to send, and which events."""

    url: str = Field(pattern=ADDRESS, max_length=2000)
    events: list[Event] = Field(min_length=1, max_length=20)
    description: str = Field("", max_length=200)


class Change(Body):
    """What is to be different; `active` switches it on or off."""

    url: str | None = Field(None, pattern=ADDRESS, max_length=2000)
    events: list[Event] | None = Field(None, min_length=1, max_length=20)
    description: str | None = Field(None, max_length=200)
    active: bool | None = None


class Since(Body):
    """From which moment on, with its offset from UTC."""

    since: AwareMoment


@router.get("")
def list_subscriptions(identity: Reader) -> Response:
    """The org's subscriptions, whether they work, and how many messages wait, arrived and failed."""
    return answer({"subscriptions": subscriptions.list_subscriptions(identity.org_id)})


@router.get("/events")
def list_events(_: Reader) -> Response:
    """What can be subscribed to, with one whole body of each event."""
    return answer({"events": subscriptions.list_events()})


@router.post("")
def subscribe(request: Request, identity: Manager, body: NewSubscription) -> Response:
    """Have an address told of events; its secret is in this answer and nowhere else."""
    with _unit(request, identity) as unit:
        made = subscriptions.subscribe(unit, body.url, body.events, body.description)
    return answer({"message": t("Keep this secret now: it is not shown again."), "subscription": made}, 201)


@router.get("/{subscription}")
def read_subscription(identity: Reader, subscription: UUID) -> Response:
    """One subscription."""
    return answer({"subscription": subscriptions.read_subscription(identity.org_id, subscription)})


@router.patch("/{subscription}")
def change(request: Request, identity: Manager, subscription: UUID, body: Change) -> Response:
    """Change what is given; switched on again, it is told of what happens from then on."""
    with _unit(request, identity) as unit:
        changed = subscriptions.change(unit, subscription, **body.model_dump())
    return answer({"message": t("The subscription was changed."), "subscription": changed})


@router.delete("/{subscription}")
def unsubscribe(request: Request, identity: Manager, subscription: UUID) -> Response:
    """Tell it nothing more, and forget its delivery log."""
    with _unit(request, identity) as unit:
        subscriptions.unsubscribe(unit, subscription)
    return answer({"message": t("The subscription was removed.")})


@router.post("/{subscription}/rotate")
def rotate(request: Request, identity: Manager, subscription: UUID) -> Response:
    """A new secret; for 24 hours the one before signs as well."""
    with _unit(request, identity) as unit:
        made = subscriptions.rotate(unit, subscription)
    return answer({"message": t("Keep this secret now: it is not shown again."), "subscription": made})


@router.post("/{subscription}/ping")
def ping(request: Request, identity: Manager, subscription: UUID) -> Response:
    """Send a test message, once; what came of it is in the delivery log under this id."""
    with _unit(request, identity) as unit:
        sent = subscriptions.ping(unit, subscription)
    return answer({"message": t("A test message is on its way."), "id": sent}, 202)


@router.get("/{subscription}/deliveries")
def list_deliveries(
    identity: Reader,
    subscription: UUID,
    status: MessageStatus | None = None,
    page: Page = 1,
    per_page: PerPage = 50,
) -> Response:
    """The newest messages: what each tells, how often it was tried, and what the last try came to."""
    return answer(subscriptions.list_messages(identity.org_id, subscription, status, page, per_page))


@router.post("/{subscription}/deliveries/redeliver")
def redeliver_failed(request: Request, identity: Manager, subscription: UUID, body: Since) -> Response:
    """Send everything again that failed since a moment."""
    with _unit(request, identity) as unit:
        count = subscriptions.redeliver_failed(unit, subscription, body.since)
    words = nt("{n} message is being sent again.", "{n} messages are being sent again.", count)
    return answer({"message": words, "count": count}, 202)


@router.get("/{subscription}/deliveries/{delivery}")
def read_delivery(identity: Reader, subscription: UUID, delivery: UUID) -> Response:
    """One message with its body and every try."""
    return answer({"delivery": subscriptions.read_message(identity.org_id, subscription, delivery)})


@router.post("/{subscription}/deliveries/{delivery}/redeliver")
def redeliver(request: Request, identity: Manager, subscription: UUID, delivery: UUID) -> Response:
    """Send one message again under its id."""
    with _unit(request, identity) as unit:
        subscriptions.redeliver(unit, subscription, delivery)
    return answer({"message": t("The message is being sent again."), "id": delivery}, 202)


def _unit(request: Request, identity: Identity) -> AbstractContextManager[Work]:
    return work(identity.org_id, identity.actor(address(request)))
