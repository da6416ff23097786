"""Whom a new campaign is for, and when: its locale, its targeting criteria and its run schedule, strictly."""

import re
from datetime import UTC, date, datetime
from typing import Any

from sandbox.dialects.linkedin.errors import invalid

FACET = re.compile(r"urn:li:adTargetingFacet:[a-zA-Z]+")
PLACES, PLACE = "urn:li:adTargetingFacet:locations", re.compile(r"urn:li:geo:[1-9]\d*")
URN = re.compile(r"urn:li:[a-zA-Z]+:.+")


def check_locale(value: Any) -> None:
    """Raise 400 unless it is a country and a language."""
    match value:
        case {"country": str(country), "language": str(language), **more} if not more:
            if re.fullmatch("[A-Z]{2}", country) and re.fullmatch("[a-z]{2}", language):
                return
    raise invalid("locale", "country and language are expected, such as US and en")


def check_criteria(value: Any) -> None:
    """Raise 400 unless it includes at least one place, in lists of facets that are joined by `and` and `or`."""
    match value:
        case {"include": {"and": [*clauses], **none}, **more} if not none and set(more) <= {"exclude"}:
            facets = [_facets(clause) for clause in clauses]
            if any(PLACES in each for each in facets):
                return
    raise invalid("targetingCriteria", "include/and has to name a location at least")


def schedule_in(body: dict[str, Any]) -> dict[str, Any]:
    """First and last day of a run schedule in milliseconds, of which either may be left open."""
    schedule = body.get("runSchedule", {})
    if not isinstance(schedule, dict) or not set(schedule) <= {"start", "end"}:
        raise invalid("runSchedule", "an object with start and end is expected")
    days = {name: _day(f"runSchedule/{name}", value) for name, value in schedule.items()}
    if "end" in days and days["end"] < days.get("start", days["end"]):
        raise invalid("runSchedule/end", "the end is before the start")
    return {"starts_on": days.get("start"), "ends_on": days.get("end")}


def _facets(clause: Any) -> dict[str, list[str]]:
    """One clause: URNs by facet."""
    found = clause.get("or") if isinstance(clause, dict) and set(clause) == {"or"} else None
    if not isinstance(found, dict) or not found:
        raise invalid("targetingCriteria/include/and", "each clause is an `or` of facets")
    for facet, values in found.items():
        form = PLACE if facet == PLACES else URN
        known = FACET.fullmatch(facet) and isinstance(values, list) and values
        if not known or not all(isinstance(each, str) and form.fullmatch(each) for each in values):
            raise invalid(f"targetingCriteria/{facet}", "a list of URNs of that facet is expected")
    return found


def _day(name: str, value: Any) -> date:
    if not isinstance(value, int) or not 10**12 < value < 10**13:
        raise invalid(name, "milliseconds since 1970 are expected")
    return datetime.fromtimestamp(value / 1000, UTC).date()
