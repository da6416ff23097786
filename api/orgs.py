"""An organisation over HTTP: its facts and choices, its targets, and how often it may ask."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Literal

from fastapi import Query, Request, Response
from pydantic import Field

from api.answers import answer
from api.bodies import Body
from api.deps import caller, door
from api.frame import address
from api.limits import RATES, look
from api.limits import Tier as Tiers
from api.routing import Router
from engine import keys, limits, orgs, targets
from engine.core import clock
from engine.core.i18n import t
from engine.core.work import work
from engine.identity import Identity
from engine.permissions import Permission

router = Router(tags=["organisation"])
Reader = Annotated[Identity, door("read")]
Keeper = Annotated[Identity, door("org.update")]
Planner = Annotated[Identity, door("targets.write")]
Month = Annotated[
    str | None, Query(pattern=r"^2\d{3}-(0[1-9]|1[0-2])$", description="YYYY-MM; the present one by default")
]


def _bounds(tier: Tiers) -> Any:
    bounds = limits.CHOICES[tier]
    return Field(None, ge=bounds.least, le=bounds.most)


CODE: dict[str, Any] = {"pattern": "^[A-Z]{3}$"}  # said in the documents only: the engine tells all faults at once


class OrgChange(Body):
    """What is to be different; what is left out stays."""

    name: str | None = Field(None, pattern=r"\S", max_length=200)
    locale: Literal["ar", "en"] | None = None
    timezone: str | None = Field(None, max_length=60, description="IANA name, such as Asia/Riyadh")
    currency: str | None = Field(
        None, max_length=3, description="ISO 4217; figures are converted to it", json_schema_extra=CODE
    )
    value_per_conversion_micros: int | None = Field(
        None,
        description="worth of a conversion where a platform reports none; 0: nothing",
        json_schema_extra={"minimum": 0, "maximum": orgs.MOST_PER_CONVERSION},
    )
    auto_pause: bool | None = Field(None, description="pause campaigns whose budget is used up")
    autonomy: Literal["suggest", "approve", "auto"] | None = Field(None, description="of proposed actions")


class LimitsChoice(Body):
    """Requests a minute by tier; null gives a tier back to what is usual."""

    api: int | None = _bounds(Tiers.API)
    heavy: int | None = _bounds(Tiers.HEAVY)
    ai: int | None = _bounds(Tiers.AI)


Goal = StrEnum("Goal", {metric: metric for metric in targets.GOALS})  # type: ignore[misc]  # the table says which


class Goals(Body):
    """Targets of a month by metric, money in major units of the reporting currency; null takes one away."""

    targets: dict[Goal, Annotated[float, Field(ge=1e-6, le=1e12)] | None] = Field(max_length=len(targets.GOALS))


@router.get("/orgs/{org}")
def show(identity: Reader) -> Response:
    """Name, language, time zone, reporting currency, and the choices that steer the product."""
    return answer(orgs.read_org(identity.org_id))


@router.patch("/orgs/{org}")
def change(request: Request, identity: Keeper, body: OrgChange) -> Response:
    """Change what is given; figures are computed anew where they depend on it."""
    wanted = {name: value for name, value in body.model_dump(exclude_unset=True).items() if value is not None}
    with work(identity.org_id, identity.actor(address(request))) as unit:
        orgs.change_org(unit, wanted)
    return answer(orgs.read_org(identity.org_id))


@router.get("/orgs/{org}/targets")
def goals(identity: Reader, month: Month = None) -> Response:
    """`{"month", "targets": {metric: target}, "metrics": {metric: unit}}`; money in major units."""
    first = _month(identity, month)
    units = {metric: goal.unit for metric, goal in targets.GOALS.items()}
    return answer(
        {"month": f"{first:%Y-%m}", "targets": targets.list_targets(identity.org_id, first), "metrics": units}
    )


@router.put("/orgs/{org}/targets")
def save_goals(request: Request, identity: Planner, body: Goals, month: Month = None) -> Response:
    """Set targets of a month; those that are not named stay."""
    wanted = {str(one): target for one, target in body.targets.items()}
    targets.save_targets(identity.org_id, identity.actor(address(request)), _month(identity, month), wanted)
    return goals(identity, month)


@router.get("/orgs/{org}/limits")
def show_limits(identity: Reader) -> Response:
    """Each tier with its limit, bounds and use by whoever asks; for those who manage keys, the use of each key."""
    found: dict[str, Any] = {"tiers": {str(tier): _tier(identity, tier) for tier in Tiers}}
    if identity.can(Permission.KEYS_MANAGE):
        usual = orgs.chosen_limits(identity.org_id).get(Tiers.API)
        live = [key for key in keys.list_keys(identity.org_id) if key["status"] == "active"]
        found["keys"] = [_of_key(key, usual) for key in live]
    return answer(found)


@router.put("/orgs/{org}/limits")
def choose_limits(request: Request, identity: Keeper, body: LimitsChoice) -> Response:
    """Choose requests a minute within the bounds; everybody of the organisation has them within 15 seconds."""
    with work(identity.org_id, identity.actor(address(request))) as unit:
        chosen = orgs.choose_limits(unit, body.model_dump(exclude_unset=True))
    return answer({"message": t("The limits were saved."), "chosen": chosen})


def _tier(identity: Identity, tier: Tiers) -> dict[str, Any]:
    rates = [f"{rate.amount}/{rate.GRANULARITY.name}" for rate in RATES[tier]]
    if tier not in limits.CHOICES:
        return {"usual": rates, "per": "address", "adjustable": False}
    bounds = limits.CHOICES[tier]
    window = look(tier, caller(identity), identity.limits.get(tier))
    return {
        "usual": rates,
        "per": "key" if identity.key_id else "user",
        "adjustable": True,
        "least": bounds.least,
        "most": bounds.most,
        "limit": window.limit,
        "used": window.limit - window.remaining,
        "remaining": window.remaining,
    }


def _of_key(key: dict[str, Any], usual: int | None) -> dict[str, Any]:
    window = look(Tiers.API, f"key:{key['id']}", key["rate_limit"] or usual)
    used = window.limit - window.remaining
    return {
        "id": key["id"],
        "name": key["name"],
        "limit": window.limit,
        "used": used,
        "remaining": window.remaining,
    }


def _month(identity: Identity, given: str | None) -> date:
    return date.fromisoformat(f"{given}-01") if given else clock.today(identity.timezone).replace(day=1)
