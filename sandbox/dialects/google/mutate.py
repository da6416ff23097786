"""Writes: every `:mutate`, one collection's or `googleAds:mutate` for all of them in one go.

Operations stand together: without `partialFailure` one bad operation refuses them all.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sandbox.dialects.google.ads import ad, ad_group
from sandbox.dialects.google.batch import Batch, Plan
from sandbox.dialects.google.budgets import budget
from sandbox.dialects.google.campaigns import campaign
from sandbox.dialects.google.criteria import ad_group_criterion, campaign_criterion, remove_criterion
from sandbox.dialects.google.errors import USUAL_TEXT, AdsError, Step, Unreadable, bad, failure
from sandbox.dialects.google.fields import Wish, an_object, snake, spelled
from sandbox.dialects.google.shown import mutable
from sandbox.dialects.google.updates import CHANGEABLE, remove, update
from sandbox.stage import Stage
from sandbox.world.model import Account

MAKERS: dict[str, Callable[[Batch, Wish], Plan]] = {
    "campaignBudgets": budget,
    "campaigns": campaign,
    "adGroups": ad_group,
    "adGroupAds": ad,
    "campaignCriteria": campaign_criterion,
    "adGroupCriteria": ad_group_criterion,
}
SINGULARS = {
    "campaignBudgets": "campaignBudget", "campaigns": "campaign", "adGroups": "adGroup", "adGroupAds": "adGroupAd",
    "campaignCriteria": "campaignCriterion", "adGroupCriteria": "adGroupCriterion",
}  # fmt: skip
BY_OPERATION = {f"{singular}Operation": collection for collection, singular in SINGULARS.items()}
TOGETHER = "googleAds"
KNOWN = frozenset({"customerId", "partialFailure", "validateOnly", "responseContentType"})
CONTENT = frozenset({"RESOURCE_NAME_ONLY", "MUTABLE_RESOURCE"})


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of a request: what it is about, what it says, and where it stands."""

    collection: str
    said: dict[str, Any]
    path: tuple[Step, ...]


def mutate(
    stage: Stage, account: Account, collection: str, body: dict[str, Any], call: tuple[str, str]
) -> dict[str, Any]:
    """`POST customers/{id}/{collection}:mutate`; `call` is the version and the request id."""
    body = spelled(body)
    whole = _content(body) == "MUTABLE_RESOURCE"
    batch, operations = Batch(stage, account), list(_operations(collection, body))
    plans, errors = _plans(batch, operations, partly=body.get("partialFailure") is True)
    failed = _partial(errors, call) if errors else {}
    if body.get("validateOnly") is True:
        return failed
    for plan in plans:
        if plan:
            plan.carry_out()
    stage.save()
    results = [_result(batch, each, plan, whole=whole) for each, plan in zip(operations, plans, strict=True)]
    if collection != TOGETHER:
        return {"results": results} | failed
    named = [
        {f"{SINGULARS[each.collection]}Result": result} if result else {}
        for each, result in zip(operations, results, strict=True)
    ]
    return {"mutateOperationResponses": named} | failed


def _plans(batch: Batch, operations: list[Operation], *, partly: bool) -> tuple[list[Plan | None], list[AdsError]]:
    """What each operation comes to, None where it cannot be; the first that cannot refuses all unless `partly`."""
    plans: list[Plan | None] = []
    errors: list[AdsError] = []
    for operation in operations:
        try:
            plans.append(_plan(batch, operation))
        except AdsError as error:
            error.path = (*operation.path, *error.path)
            if not partly:
                raise
            batch.failed.add(str(operation.said.get("create", {}).get("resourceName", "")))
            plans.append(None)
            errors.append(error)
    return plans, errors


def _operations(collection: str, body: dict[str, Any]) -> Iterator[Operation]:
    """The operations of a request, each with its collection."""
    together = collection == TOGETHER
    field = "mutateOperations" if together else "operations"
    for name in body.keys() - KNOWN - {field}:
        raise Unreadable(f'Invalid JSON payload received. Unknown name "{name}": Cannot find field.')
    found = body.get(field)
    if not isinstance(found, list) or not found:
        message = "Required field is missing."
        raise bad("requestError", "REQUIRED_FIELD_MISSING", message, None, (snake(field), None))
    for n, each in enumerate(found):
        said, path = an_object(each, field), ((snake(field), n),)
        if not together:
            yield Operation(collection, said, path)
            continue
        if len(said) != 1 or not said.keys() <= BY_OPERATION.keys():
            raise Unreadable(f"Invalid value at '{field}[{n}]': one operation is expected, not {', '.join(said)}.")
        (name,) = said
        yield Operation(BY_OPERATION[name], an_object(said[name], name), (*path, (snake(name), None)))


def _plan(batch: Batch, operation: Operation) -> Plan:
    said, name = operation.said, operation.collection
    for field in said.keys() - {"create", "update", "updateMask", "remove"}:
        raise Unreadable(f'Invalid JSON payload received. Unknown name "{field}": Cannot find field.')
    if "create" in said:
        return MAKERS[name](batch, Wish(an_object(said["create"], "create"), (("create", None),)))
    if "remove" in said:
        taken_away = remove if name in CHANGEABLE else remove_criterion
        return taken_away(batch, name, str(said["remove"]))
    if "update" in said and name in CHANGEABLE:
        return update(batch, name, an_object(said["update"], "update"), str(said.get("updateMask", "")))
    message = "The operation is not permitted here."
    raise bad("contextError", "OPERATION_NOT_PERMITTED_FOR_CONTEXT", message)


def _content(body: dict[str, Any]) -> str:
    wanted = body.get("responseContentType", "RESOURCE_NAME_ONLY")
    if wanted not in CONTENT:
        raise Unreadable(f"Invalid value at 'response_content_type', {wanted}")
    return str(wanted)


def _result(batch: Batch, operation: Operation, plan: Plan | None, *, whole: bool) -> dict[str, Any]:
    """What an operation is answered with: the name of what it was about, and all of that when it is asked for."""
    if plan is None:
        return {}
    named = {"resourceName": plan.resource_name}
    shown = whole and "remove" not in operation.said and mutable(batch, operation.collection, plan.resource_name)
    return {**named, SINGULARS[operation.collection]: shown} if shown else named


def _partial(errors: list[AdsError], call: tuple[str, str]) -> dict[str, Any]:
    status = {"code": 3, "message": USUAL_TEXT[400], "details": [failure(call[0], errors, call[1])]}
    return {"partialFailureError": status}
