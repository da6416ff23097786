"""How often one may ask: the tiers, what an organisation may choose of them, and within which bounds.

auth      10 a minute per address         sign-in and whatever else can be guessed at
heavy     20 a minute per user and org    sync triggers, refreshes, exports
ai        30 a minute and 500 an hour     per user and org
api       100 a minute per user and org   everything else
webhooks  1000 a minute per address       what the platforms tell us

The first and the last guard what is shared by all organisations, so nobody chooses them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from engine.core.errors import Invalid
from engine.core.i18n import N_, t

SETTING = "rate_limits"  # {tier: requests a minute}


class Tier(StrEnum):
    """How often one may ask; every route carries exactly one."""

    AUTH = "auth"
    HEAVY = "heavy"
    AI = "ai"
    API = "api"
    WEBHOOKS = "webhooks"


@dataclass(frozen=True, slots=True)
class Allowance:
    """Requests a minute: what holds until somebody chooses, and the bounds of a choice."""

    usual: int
    least: int
    most: int


CHOICES: Mapping[Tier, Allowance] = {
    Tier.HEAVY: Allowance(20, 5, 120),
    Tier.AI: Allowance(30, 5, 120),
    Tier.API: Allowance(100, 20, 1200),
}
KEY = Allowance(100, 1, 1200)  # a key's own limit, of the tier `api`


def checked(wanted: Mapping[str, int | None]) -> dict[str, int]:
    """The choice as it is kept; None takes one back. Invalid for another tier, or a number out of bounds."""
    wrong = {}
    for tier, per_minute in wanted.items():
        bounds = CHOICES.get(tier)  # type: ignore[call-overload]  # a word is equal to its member
        if bounds is None:
            wrong[tier] = [t(N_("Choose one of: {expected}."), expected=", ".join(CHOICES))]
        elif per_minute is not None and not bounds.least <= per_minute <= bounds.most:
            wrong[tier] = [t(N_("Between {least} and {most} a minute."), least=bounds.least, most=bounds.most)]
    if wrong:
        raise Invalid(fields=wrong)
    return {str(tier): number for tier, number in wanted.items() if number is not None}
