"""What is said about something new, read strictly: names, moments, money, choices; a refusal blames its field."""

from collections.abc import Container, Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from sandbox.dialects.meta.call import Call
from sandbox.dialects.meta.errors import GraphError, invalid
from sandbox.dialects.meta.money import micros_of_minor, minor
from sandbox.world.model import Account

ALWAYS = frozenset({"access_token", "appsecret_proof", "method", "format", "fields", "execution_options"})
MINIMUM_STEPS = 100  # the least budget, in the currency's smallest coins


def only(call: Call, known: Container[str]) -> None:
    """Raise (#100) for the first parameter that does not belong here."""
    for name in call.params:
        if name not in known and name not in ALWAYS:
            raise invalid(f"Param {name} is not a valid parameter of this call", blame=name)


def required(call: Call, name: str) -> str:
    """A parameter that has to be there."""
    if call.params.get(name, "").strip() == "":
        raise invalid(f"The parameter {name} is required", blame=name)
    return call.params[name]


def text(call: Call, name: str, most: int) -> str:
    """A text of at most so many characters that has to be there."""
    found = required(call, name)
    if len(found) > most:
        raise invalid(f"Param {name} must be a string of at most {most} characters", blame=name)
    return found


def choice(call: Call, name: str, known: Iterable[str], usual: str | None = None) -> str:
    """One of the known words; `usual` when it may be left out."""
    found = required(call, name) if usual is None else call.params.get(name, usual)
    if found not in known:
        raise invalid(f"Param {name} must be one of {{{', '.join(known)}}}", blame=name)
    return found


def part(call: Call, name: str) -> dict[str, Any]:
    """A JSON object that has to be there."""
    required(call, name)
    found = call.json(name)
    if not isinstance(found, dict):
        raise invalid(f"Param {name} must be a JSON object", blame=name)
    return found


def address(value: object, name: str) -> str:
    """The address of a page or a file."""
    parts = urlsplit(value) if isinstance(value, str) else None
    if parts is None or parts.scheme not in {"http", "https"} or not parts.netloc:
        raise invalid(f"Param {name} must be a valid URL", 1815520, "The URL is not valid.", blame=name)
    return str(value)


def money(call: Call, name: str, account: Account) -> int | None:
    """Whole minor units as micros, positive; None when it is not said."""
    if name not in call.params:
        return None
    said = call.params[name].strip()
    if not (said.isascii() and said.isdigit() and int(said) > 0):
        raise invalid(f"Param {name} must be a positive integer", blame=name)
    return micros_of_minor(int(said), account.currency)


def budget(call: Call, account: Account) -> tuple[int | None, bool]:
    """The budget in micros (None: none is said), and whether it is for the whole life."""
    daily, lifetime = (money(call, name, account) for name in ("daily_budget", "lifetime_budget"))
    if daily is not None and lifetime is not None:
        raise invalid("Only one of daily_budget and lifetime_budget can be set", 1885636, blame="daily_budget")
    found, least = daily if lifetime is None else lifetime, account.money_step_micros * MINIMUM_STEPS
    if found is not None and found < least:
        raise too_low(least, account, "daily_budget" if lifetime is None else "lifetime_budget")
    return found, lifetime is not None


def too_low(least: int, account: Account, name: str) -> GraphError:
    """1885272: a budget below what the currency demands."""
    return GraphError(
        400, 100, "Invalid parameter", 1885272, title="Budget is too low", blame=name,
        advice=f"The budget must be at least {minor(least, account.currency)} minor units.",
    )  # fmt: skip


def moment(call: Call, name: str, account: Account) -> datetime | None:
    """A moment: seconds, or a date and time (the account's when it names no zone); None when it is not said."""
    said = call.params.get(name, "").strip()
    if said in ("", "0"):
        return None
    try:
        found = datetime.fromtimestamp(int(said), UTC) if said.isdigit() else datetime.fromisoformat(said)
    except (ValueError, OverflowError, OSError) as error:
        raise invalid(f"Param {name} must be a time", blame=name) from error
    return found if found.tzinfo else found.replace(tzinfo=ZoneInfo(account.zone))


def span(call: Call, account: Account, end: str) -> tuple[date | None, date | None]:
    """The first and the last day between `start_time` and the parameter named by `end`; None where not said."""
    begins, ends = moment(call, "start_time", account), moment(call, end, account)
    now = call.stage.clock.now()
    if ends is not None and ends <= (begins or now):
        raise invalid("The end must be after the start", 1487033, "The schedule ends before it starts.", blame=end)
    zone = ZoneInfo(account.zone)
    first = begins.astimezone(zone).date() if begins else None
    last = (ends - timedelta(seconds=1)).astimezone(zone).date() if ends else None
    return first, last
