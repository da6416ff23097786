"""How one person wants to be told in one org: what passes where, quiet hours, and when digests leave."""

import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from db.kinds import Severity
from db.models import NotificationPreference
from db.session import tenant
from engine.core.cache import read
from engine.core.errors import Invalid
from engine.core.i18n import N_
from engine.core.periods import time_zones
from engine.core.work import Work
from engine.notifications.channels import list_channels
from engine.notifications.kinds import ANY, IN_APP, OFF, TOPICS
from engine.notifications.people import usual

FIELDS = ("least", "timezone", "quiet_from", "quiet_until", "critical_passes", "digest_hour", "digest_weekday")


@read
def read_preferences(session: Session, user_id: UUID) -> dict[str, Any]:
    """The person's choices: the `FIELDS`.

    `least` is `{topic or "*": {channel id or "in_app": severity or "off"}}`; what it does not say is as usual:
    everything in the app, warnings and louder outside it. `timezone` null is the org's; Monday is 0.
    """
    row = session.get(NotificationPreference, (tenant(session), user_id)) or usual(tenant(session), user_id)
    return {name: getattr(row, name) for name in FIELDS}


def save_preferences(unit: Work, user_id: UUID, wanted: Mapping[str, Any]) -> None:
    """Change the choices that are given. Invalid, naming the field, when one makes no sense."""
    chosen = read_preferences.question(unit.session, user_id) | {
        name: value for name, value in wanted.items() if name in FIELDS
    }
    known = {IN_APP, *(one["id"] for one in list_channels.question(unit.session, user_id))}
    problems = {name: [sentence] for name, sentence in _problems(chosen, wanted.get("least") or {}, known)}
    if problems:
        raise Invalid(next(iter(problems.values()))[0], fields=problems)
    statement = insert(NotificationPreference).values(org_id=unit.org_id, user_id=user_id, **chosen)
    key = [NotificationPreference.org_id, NotificationPreference.user_id]
    unit.session.execute(statement.on_conflict_do_update(index_elements=key, set_=chosen))
    unit.audit("notification_preferences_saved", user_id)


def _problems(chosen: Mapping[str, Any], least: Mapping[str, Any], channels: set[str]) -> list[tuple[str, str]]:
    found = []
    words = {*Severity, OFF}
    for topic, levels in least.items():
        known = topic == ANY or topic in TOPICS
        if not known or not set(levels) <= channels or not set(levels.values()) <= words:
            found.append(("least", N_("A choice names a topic, a channel or a severity that is not there.")))
            break
    if chosen["timezone"] and chosen["timezone"] not in time_zones():
        found.append(("timezone", N_("This is not a time zone. Give its name, such as Asia/Riyadh.")))
    if bool(chosen["quiet_from"]) != bool(chosen["quiet_until"]):
        found.append(("quiet_until", N_("Quiet hours have a beginning and an end. Give both, or none.")))
    if not all(_is_clock(chosen[name]) for name in ("quiet_from", "quiet_until")):
        found.append(("quiet_from", N_("Give hours as 22:00.")))
    if not 0 <= chosen["digest_hour"] <= 23 or not 0 <= chosen["digest_weekday"] <= 6:
        found.append(
            ("digest_hour", N_("A digest leaves at an hour from 0 to 23, on a weekday from 0 (Monday) to 6."))
        )
    return found


def _is_clock(text: str | None) -> bool:
    if not text:
        return True
    return re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", text) is not None
