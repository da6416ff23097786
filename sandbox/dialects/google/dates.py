"""The days a query is about, from its conditions on date segments."""

from collections.abc import Sequence
from datetime import date, timedelta

from sandbox.dialects.google.errors import query_error
from sandbox.dialects.google.gaql import Condition
from sandbox.world.reports import Span, spans_of_days, spans_of_months

GRAINS = ("segments.date", "segments.week", "segments.month", "segments.quarter", "segments.year")


def range_of(conditions: Sequence[Condition], first: date, today: date) -> Span:
    """First and last day, both inclusive, that satisfy all conditions; `first` to `today` without any."""
    since, until = first, today
    for condition in conditions:
        low, high = _bounds(condition, today)
        since, until = max(since, low or since), min(until, high or until)
    return since, until


def _bounds(condition: Condition, today: date) -> tuple[date | None, date | None]:
    one = timedelta(days=1)
    match condition.operator:
        case "DURING":
            return _during(condition.values[0], today)
        case "BETWEEN":
            low, high = _date(condition.values[0]), _date(condition.values[1])
            if low > high:
                raise query_error("INVALID_VALUE_WITH_BETWEEN_OPERATOR", "The first date is after the second.")
            return low, high
        case "=":
            return _date(condition.values[0]), _date(condition.values[0])
        case ">=" | ">":
            return _date(condition.values[0]) + (one if condition.operator == ">" else timedelta()), None
        case "<=" | "<":
            return None, _date(condition.values[0]) - (one if condition.operator == "<" else timedelta())
    raise query_error("OPERATOR_FIELD_MISMATCH", f"{condition.operator} cannot be used with {condition.field}.")


def _during(word: str, today: date) -> Span:
    yesterday, month = today - timedelta(days=1), today.replace(day=1)
    monday, sunday = today - timedelta(days=today.weekday()), today - timedelta(days=(today.weekday() + 1) % 7)
    week = timedelta(days=7)
    known = {f"LAST_{n}_DAYS": (today - timedelta(days=n), yesterday) for n in (7, 14, 30)} | {
        "TODAY": (today, today),
        "YESTERDAY": (yesterday, yesterday),
        "THIS_MONTH": (month, today),
        "LAST_MONTH": ((month - timedelta(days=1)).replace(day=1), month - timedelta(days=1)),
        "THIS_WEEK_MON_TODAY": (monday, today),
        "THIS_WEEK_SUN_TODAY": (sunday, today),
        "LAST_WEEK_MON_SUN": (monday - week, monday - timedelta(days=1)),
        "LAST_WEEK_SUN_SAT": (sunday - week, sunday - timedelta(days=1)),
        "LAST_BUSINESS_WEEK": (monday - week, monday - timedelta(days=3)),
    }
    if word.upper() not in known:
        raise query_error("INVALID_VALUE_WITH_DURING_OPERATOR", f"'{word}' is not a date range.")
    return known[word.upper()]


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise query_error("INVALID_DATE_FORMAT", f"'{text}' is not a date (yyyy-MM-dd).") from error


def spans(grain: str | None, since: date, until: date) -> list[Span]:
    """The stretches that rows are about when the finest selected segment is `grain`."""
    if since > until:
        return []
    match grain:
        case None:
            return [(since, until)]
        case "segments.date":
            return spans_of_days(since, until, 1)
        case "segments.week":
            head = since - timedelta(days=since.weekday())
            return [(max(since, begin), end) for begin, end in spans_of_days(head, until, 7)]
        case "segments.month":
            return spans_of_months(since, until)
    return _grouped(since, until, 3 if grain == "segments.quarter" else 12)


def _grouped(since: date, until: date, months: int) -> list[Span]:
    """Whole months put together into quarters or years."""
    found: dict[tuple[int, int], Span] = {}
    for begin, end in spans_of_months(since, until):
        key = begin.year, (begin.month - 1) // months
        found[key] = (found.get(key, (begin, end))[0], end)
    return list(found.values())
