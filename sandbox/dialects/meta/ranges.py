"""The days a report is about: `time_range`, `date_preset` and `time_increment`."""

from datetime import date, timedelta
from typing import Any

from sandbox.dialects.meta.call import Call
from sandbox.dialects.meta.errors import GraphError, invalid
from sandbox.world.model import Account
from sandbox.world.reports import Span, spans_of_days, spans_of_months

OLDEST_MONTHS = 37
LONGEST_STEP = 90


def spans(call: Call, account: Account) -> list[Span]:
    """The stretches of account-local days that the rows are about, both ends inclusive.

    Raises (#100) for misshapen or reversed ranges, 3018 for days beyond 37 months.
    """
    today = call.stage.clock.today(account.zone)
    since, until = _range(call, today)
    if since > until:
        raise invalid("'since' should be before or equal to 'until'", 1487534)
    months = today.year * 12 + today.month - 1 - OLDEST_MONTHS
    if since < date(months // 12, months % 12 + 1, min(today.day, 28)):
        raise GraphError(
            400, 3018, "(#3018) The start date of the time range cannot be beyond 37 months from the current date"
        )
    step = call.params.get("time_increment", "all_days")
    if step == "all_days":
        return [(since, until)]
    if step == "monthly":
        return spans_of_months(since, until)
    if not step.isdigit() or not 1 <= int(step) <= LONGEST_STEP:
        raise invalid("Param time_increment must be an integer between 1 and 90, 'monthly' or 'all_days'")
    return spans_of_days(since, until, int(step))


def _range(call: Call, today: date) -> Span:
    given = call.json("time_range")
    if given is None and "time_range[since]" in call.params:
        given = {"since": call.params["time_range[since]"], "until": call.params.get("time_range[until]")}
    if given is not None:
        return _date(given, "since"), _date(given, "until")
    preset = call.params.get("date_preset", "last_30d")
    found = presets(today).get(preset)
    if found is None:
        raise invalid(f"date_preset must be one of {', '.join(presets(today))}")
    return found


def presets(today: date) -> dict[str, Span]:
    """What each `date_preset` means today."""
    yesterday, month = today - timedelta(days=1), today.replace(day=1)
    back = {f"last_{n}d": (today - timedelta(days=n), yesterday) for n in (3, 7, 14, 28, 30, 90)}
    return back | {
        "today": (today, today),
        "yesterday": (yesterday, yesterday),
        "this_month": (month, today),
        "last_month": ((month - timedelta(days=1)).replace(day=1), month - timedelta(days=1)),
        "this_year": (today.replace(month=1, day=1), today),
        "maximum": (today - timedelta(days=OLDEST_MONTHS * 30), today),
    }


def _date(given: Any, key: str) -> date:
    try:
        return date.fromisoformat(given[key])
    except (KeyError, TypeError, ValueError) as error:
        raise invalid(f"Must be a date representation in the format YYYY-MM-DD: time_range[{key}]") from error
