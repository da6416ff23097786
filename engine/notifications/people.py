"""Who is in an org, in which language they read, and how they want to be told."""

from dataclasses import dataclass, field
from datetime import datetime, time
from uuid import UUID

from sqlalchemy import select

from db.kinds import Pace, Severity
from db.models import Membership, NotificationChannel, NotificationPreference, Org, User
from engine.core.work import Work
from engine.notifications.kinds import IN_APP, wanted
from engine.notifications.timing import Hours, after_quiet, is_quiet, next_digest


@dataclass(slots=True)
class Person:
    """A member with their choices; without any, what is usual."""

    user_id: UUID
    email: str
    locale: str
    choices: NotificationPreference
    zone: str
    has_chosen: bool
    channels: list[NotificationChannel] = field(default_factory=list)

    @property
    def hours(self) -> Hours:
        """Their clock."""
        one = self.choices
        return Hours(
            zone=one.timezone or self.zone,
            quiet_from=time.fromisoformat(one.quiet_from) if one.quiet_from else None,
            quiet_until=time.fromisoformat(one.quiet_until) if one.quiet_until else None,
            digest_hour=one.digest_hour,
            digest_weekday=one.digest_weekday,
        )

    def sees(self, kind: str, severity: Severity) -> bool:
        """Whether the bell shows it to them."""
        return wanted(self.choices.least, IN_APP, kind, severity)

    def reached_by(self, kind: str, severity: Severity) -> list[NotificationChannel]:
        """The channels that it passes on."""
        chosen = (one for one in self.channels if one.is_active)
        return [one for one in chosen if wanted(self.choices.least, str(one.id), kind, severity)]

    def due(self, pace: str, severity: Severity, moment: datetime) -> tuple[datetime, datetime | None]:
        """When a message of that moment leaves on a channel of that pace, and the digest it goes into, if any.

        What is critical leaves at once, whatever the hour and the pace, unless they said no to that.
        """
        if severity == Severity.CRITICAL and self.choices.critical_passes:
            return moment, None
        if pace == Pace.AT_ONCE:
            return after_quiet(self.hours, moment), None
        at = next_digest(self.hours, Pace(pace), moment)
        return (after_quiet(self.hours, at) if is_quiet(self.hours, at) else at), at


def people(unit: Work, user_id: UUID | None = None) -> list[Person]:
    """The active members of the org, or the one asked for if they are one."""
    rows = unit.session.execute(
        select(User, Org, NotificationPreference)
        .join(Membership, Membership.user_id == User.id)
        .join(Org, Org.id == Membership.org_id)
        .outerjoin(
            NotificationPreference,
            (NotificationPreference.org_id == Membership.org_id) & (NotificationPreference.user_id == User.id),
        )
        .where(Membership.org_id == unit.org_id, Membership.is_active, User.is_active)
        .where(User.id == user_id if user_id else Membership.org_id == unit.org_id)
        .order_by(User.id)
    )
    found = {
        user.id: Person(
            user.id,
            user.email,
            user.locale or org.locale,
            choices or usual(unit.org_id, user.id),
            org.timezone,
            has_chosen=choices is not None,
        )
        for user, org, choices in rows
    }
    channels = select(NotificationChannel).where(
        NotificationChannel.org_id == unit.org_id, NotificationChannel.user_id.in_(found)
    )
    for channel in unit.session.scalars(channels.order_by(NotificationChannel.id)):
        found[channel.user_id].channels.append(channel)
    return list(found.values())


def usual(org_id: UUID, user_id: UUID) -> NotificationPreference:
    """The choices of somebody who made none."""
    return NotificationPreference(
        org_id=org_id,
        user_id=user_id,
        least={},
        critical_passes=True,
        digest_hour=8,
        digest_weekday=0,
    )
