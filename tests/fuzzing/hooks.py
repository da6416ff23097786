"""Hooks of Schemathesis: who asks, for things that are there, and what was answered, counted.

A request that is to be right gets ids that exist four times in five, and a body that makes sense one time in
three: else nearly all would end with what is not there. What is wrong on purpose stays as it is.
"""

import copy
import itertools
import json
import os
import random
from pathlib import Path
from typing import Any
from uuid import UUID

import schemathesis

from api.documents.requests import EXAMPLES
from settings import settings
from tests.fuzzing import fences
from tests.fuzzing.worlds import POOLS, World

fences.put_up()
FACTS = json.loads(Path(os.environ["CMIS_FUZZ_FACTS"]).read_text())
WORLD = World(**(FACTS["world"] | {name: UUID(FACTS["world"][name]) for name in ("org_id", "user_id")}))
LOG = Path(FACTS["log"]).open("a", buffering=1)  # noqa: SIM115 - as long as the process lives
KEYS = itertools.cycle(FACTS["keys"])
ADDRESSES = itertools.count(1)
CHANCE = random.Random(1)
THERE, SENSE = 0.8, 0.34
PERSONAL = "/notifications"  # what a key has not
SAME = {"account": "integration", "integration_id": "integration", "profiles": "profile", "ids": "notification"}


@schemathesis.auth(refresh_interval=None)
class Caller:
    """The next key, since one may not ask as often as is asked here; the owner where a person has to be."""

    def get(self, case: Any, _context: Any) -> dict[str, str]:
        """The headers of who asks."""
        if PERSONAL in case.path:
            return {"Cookie": f"{settings().session_cookie}={FACTS['session']}", "Origin": FACTS["url"]}
        return {"Authorization": f"Bearer {next(KEYS)}"}

    def set(self, case: Any, data: dict[str, str], _context: Any) -> None:
        """Put them on."""
        case.headers = dict(case.headers or {}) | data


@schemathesis.hook
def before_call(context: Any, case: Any, kwargs: Any) -> None:
    """From an address of its own, and of what is to be right most for what is there."""
    number = next(ADDRESSES)
    case.headers["X-Forwarded-For"] = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
    for container, location in (("path_parameters", "path"), ("query", "query")):
        given = getattr(case, container)
        if isinstance(given, dict) and _is_right(case, location):
            linked = getattr(getattr(case, "_override", None), container, {})
            followed = {name for name in linked if _is_id(str(linked[name]))}  # what an earlier answer named
            mistaken = linked.keys() - followed  # a key's secret, say, for its id: both are called key
            if mistaken or CHANCE.random() <= THERE:
                setattr(case, container, _there(case, given, followed))
    if isinstance(case.body, dict) and _is_right(case, "body"):
        case.body = _sensible(case)


@schemathesis.hook
def after_call(context: Any, case: Any, response: Any) -> None:
    """Count what was answered; what would hinder those who come after is put right."""
    name = case.operation.definition.raw["operationId"]
    phase = case.meta.phase.name.value if case.meta else "probe"
    mode = case.meta.generation.mode.value if case.meta else "probe"
    LOG.write(f"{name}\t{phase}\t{mode}\t{response.status_code}\n")
    if name == "orgs_choose_limits" and response.status_code == 200:
        WORLD.widen()


def _is_right(case: Any, location: str) -> bool:
    from schemathesis.core.parameters import ParameterLocation

    return case.meta is None or not case.meta.is_negative_at(ParameterLocation(location))


def _there(case: Any, given: dict[str, Any], followed: set[str]) -> dict[str, Any]:
    """The parameters with ids that exist."""
    found = dict(given)
    for name, value in given.items():
        if name != "org" and name not in followed and value is not None:
            drawn = WORLD.draw(_kind(name, case.path), spare=case.method == "DELETE")
            if drawn:
                found[name] = [drawn] if isinstance(value, list) else drawn
    if {"subscription", "delivery"} <= found.keys() and not followed:
        found |= WORLD.message()
    return found


def _kind(name: str, path: str = "") -> str:
    if name == "delivery":
        noun = next(one for one in ("subscriptions", "events", "webhooks") if f"/{one}/" in path)
        return f"{noun}/delivery"
    return SAME.get(name, name)


def _sensible(case: Any) -> Any:
    """The body with ids that exist; one time in three laid over the documented example."""
    body = copy.deepcopy(case.body)
    name = case.operation.definition.raw["operationId"]
    example = EXAMPLES.get(name)
    if isinstance(example, dict) and "file" not in example and CHANCE.random() < SENSE:
        others = {one: body[one] for one in body if one not in example and CHANCE.random() < 0.3}
        body = {one: value for one, value in (copy.deepcopy(example) | others).items() if one != "version"}
    return _filled(body)


def _filled(value: Any, name: str = "") -> Any:
    if isinstance(value, dict):
        found = {one: _filled(below, one) for one, below in value.items()}
        if "integration_id" in value and value.get("platform") in WORLD.accounts and CHANCE.random() < THERE:
            found["integration_id"] = WORLD.accounts[value["platform"]]
        return found
    if isinstance(value, list):
        return [_filled(below, name) for below in value]
    if isinstance(value, str) and _is_id(value) and _kind(name) in POOLS and CHANCE.random() < THERE:
        return WORLD.draw(_kind(name)) or value
    return value


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
