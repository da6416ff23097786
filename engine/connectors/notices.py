"""What platforms tell us by themselves: a delivery over HTTP, proven genuine, read as notices."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from engine.core.errors import AppError
from engine.core.i18n import N_


class Kind(StrEnum):
    """What a notice is about; its `facts` differ by it.

    lead      {lead_id, form_id, lead?: the LeadRow's values}   fetched by its id when `lead` is not there;
              without its `created_at` where the platform tells no time (Google): then it is the delivery's
    comment   {comment_id, post_id, author, text}
    message   {message_id, author, text}
    entity    {level, external_id, status?, delivery?}          status is our word
    budget    {level, external_id}                              its budget is used up
    figures   {}                                                figures changed: worth a targeted sync
    access    {}                                                the person withdrew our access
    other     {what}                                            the platform's own word; kept, not applied
    """

    LEAD = "lead"
    COMMENT = "comment"
    MESSAGE = "message"
    ENTITY = "entity"
    BUDGET = "budget"
    FIGURES = "figures"
    ACCESS = "access"
    OTHER = "other"


class Owner(StrEnum):
    """By what a notice names whom it is about; the ids are the platform's."""

    ACCOUNT = "account"
    PROFILE = "profile"
    CAMPAIGN = "campaign"  # only where nothing better is told: it is looked up within one org


@dataclass(frozen=True, slots=True)
class Delivery:
    """One request as it came; header names in lower case, the body unread."""

    headers: Mapping[str, str]
    query: Mapping[str, str]
    body: bytes = field(repr=False)
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Secrets:
    """What proves a delivery genuine: any of `signing` may have signed it, so that they can be rotated."""

    signing: tuple[str, ...] = field(repr=False)
    verify_token: str = field(default="", repr=False)  # what Meta repeats in its handshake


@dataclass(frozen=True, slots=True)
class Greeting:
    """What a handshake is answered with: text as it is, anything else as JSON."""

    body: str | dict[str, str]


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing that happened. `key` is the platform's own id of it, "" where it gives none."""

    kind: Kind
    owner: Owner
    owner_id: str
    facts: dict[str, Any] = field(default_factory=dict, repr=False)
    key: str = ""
    occurred_at: datetime | None = None


class Forged(AppError):
    """A delivery whose signature is `missing`, `malformed`, `wrong` or `stale` (the fact `reason`)."""

    status = 401
    code = "invalid_signature"
    default = N_("The signature of this delivery is not valid, so it was not read.")
