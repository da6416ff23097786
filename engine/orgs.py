"""An organisation's own facts and choices: its clock, its money, and the settings that steer the product."""

from typing import Any

from babel.numbers import list_currencies
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from db.models import Org, Setting
from db.session import tenant
from engine import limits
from engine.core.cache import cached_read, read
from engine.core.errors import Invalid, Missing
from engine.core.i18n import LOCALES, N_, t
from engine.core.periods import time_zones
from engine.core.work import Work

PER_CONVERSION = "value_per_conversion_micros"
AUTO_PAUSE = "auto_pause"
AUTONOMY = "autonomy"
COLUMNS = ("name", "locale", "timezone", "currency")
CHOICES: dict[str, Any] = {
    PER_CONVERSION: 0,
    AUTO_PAUSE: True,
    AUTONOMY: "suggest",
}  # and what holds unless chosen
MOST_PER_CONVERSION = 10**15  # a thousand million units


@cached_read("analytics", "org", worded=False)
def org_facts(session: Session) -> dict[str, Any]:
    """The org's `name`, `timezone`, reporting `currency`, and what it says a conversion is worth."""
    found = session.execute(select(Org.name, Org.timezone, Org.currency).where(Org.id == tenant(session)))
    if (row := found.one_or_none()) is None:
        raise Missing
    worth = int(setting(session, PER_CONVERSION, 0))
    return {"name": row.name, "timezone": row.timezone, "currency": row.currency, "per_conversion": worth}


def setting(session: Session, key: str, default: Any) -> Any:
    """One choice of the org, or what holds while it has made none."""
    asked = select(Setting.value).where(Setting.org_id == tenant(session), Setting.key == key)
    found = session.scalars(asked).one_or_none()
    return default if found is None else found.get("value", default)


def save_setting(unit: Work, key: str, value: Any) -> None:
    """Make a choice."""
    kept = {"value": {"value": value}}
    statement = insert(Setting).values(org_id=unit.org_id, key=key, **kept)
    unit.session.execute(statement.on_conflict_do_update(index_elements=["org_id", "key"], set_=kept))


@read
def read_org(session: Session) -> dict[str, Any]:
    """`id name locale timezone currency` and the choices: `value_per_conversion_micros auto_pause autonomy`."""
    row = session.get(Org, tenant(session))
    if row is None:
        raise Missing
    made = session.execute(select(Setting.key, Setting.value).where(Setting.org_id == row.id))
    chosen = {key: value.get("value") for key, value in made if key in CHOICES}
    return {"id": str(row.id), **{name: getattr(row, name) for name in COLUMNS}, **(CHOICES | chosen)}


def change_org(unit: Work, wanted: dict[str, Any]) -> None:
    """Change what is named in `wanted`; Invalid names every field that makes no sense."""
    if wrong := {name: [said] for name, value in wanted.items() if (said := _fault(name, value))}:
        raise Invalid(fields=wrong)
    row = unit.session.get_one(Org, unit.org_id, with_for_update=True)
    for name, value in wanted.items():
        if name in COLUMNS:
            setattr(row, name, value)
        else:
            save_setting(unit, name, value)
    unit.audit("org_changed", row.name, **wanted)
    unit.touch("org", "dashboard", "metrics", "analytics", "campaigns")


@read
def chosen_limits(session: Session) -> dict[str, int]:
    """The requests a minute that the org chose, by tier."""
    found: dict[str, int] = setting(session, limits.SETTING, {})
    return found


def choose_limits(unit: Work, wanted: dict[str, int | None]) -> dict[str, int]:
    """Choose some tiers' requests a minute, None for the usual; what holds now, for everybody within seconds."""
    kept = setting(unit.session, limits.SETTING, {}) | limits.checked(wanted)
    kept = {tier: number for tier, number in kept.items() if wanted.get(tier, number) is not None}
    save_setting(unit, limits.SETTING, kept)
    unit.audit("limits_chosen", "", **wanted)
    return kept


def _fault(name: str, value: Any) -> str:
    """What is wrong with a value, empty when nothing is."""
    if name == "name" and not value.strip():
        return t(N_("An organisation needs a name."))
    if name == "locale" and value not in LOCALES:
        return t(N_("{locale} is not a language here. Give ar or en."), locale=value)
    if name == "timezone" and value not in time_zones():
        return t(N_("{zone} is not a time zone. Give its name, such as Asia/Riyadh."), zone=value)
    if name == "currency" and value not in list_currencies():
        return t(N_("{currency} is not a currency. Give its ISO code, such as SAR."), currency=value)
    if name == PER_CONVERSION and not 0 <= value <= MOST_PER_CONVERSION:
        return t(N_("Give an amount of zero or more, in micros."))
    return ""
