"""How to ask Google Ads: GAQL over `searchStream`, changes over `:mutate`, the manager account in a header."""

from collections.abc import Iterator
from typing import Any

from engine.connectors import faults, http
from engine.connectors.base import Account
from engine.connectors.google.faults import fault
from engine.connectors.google.platform import PLATFORM
from engine.connectors.wire import Call, Dialect, Reply, bearer
from settings import settings

DIALECT = Dialect(PLATFORM, fault, lambda _reply: ())  # Google reports usage only by refusing


def get(token: str, path: str) -> dict[str, Any]:
    """The JSON object at that path, below the version."""
    call = Call("GET", _url(path), repeatable=True, headers=_headers(token, ""))
    return _object(http.send(DIALECT, call))


def rows(
    token: str, customer_id: str, login_id: str, query: str, *, divisible: bool = False
) -> Iterator[dict[str, Any]]:
    """Every row that the query selects in one customer; the stream is whole before its first row leaves."""
    call = Call(
        "POST",
        _url(f"customers/{customer_id}/googleAds:searchStream"),
        account=customer_id,
        repeatable=True,
        divisible=divisible,
        json={"query": query},
        headers=_headers(token, login_id),
    )
    for chunk in faults.objects(PLATFORM, http.send(DIALECT, call).body):
        yield from faults.objects(PLATFORM, chunk.get("results", []))


def mutate(token: str, customer_id: str, login_id: str, resource: str, operation: dict[str, Any]) -> None:
    """One change to one resource, such as `campaigns`."""
    call = Call(
        "POST",
        _url(f"customers/{customer_id}/{resource}:mutate"),
        account=customer_id,
        json={"operations": [operation]},
        headers=_headers(token, login_id),
    )
    answer = http.send(DIALECT, call).body
    if not isinstance(answer, dict) or not answer.get("results"):
        raise faults.unconfirmed(PLATFORM, str(answer))


def mutate_together(account: Account, operations: list[dict[str, Any]]) -> list[str]:
    """Several changes of which all happen or none; the resource name of each, in order.

    An operation may name what an earlier one creates by a temporary name, whose number is negative.
    """
    call = Call(
        "POST",
        _url(f"customers/{account.external_id}/googleAds:mutate"),
        account=account.external_id,
        json={"mutateOperations": operations},
        headers=_headers(account.token, account.login_id),
    )
    answer = http.send(DIALECT, call).body
    try:
        results = [next(iter(each.values())) for each in answer["mutateOperationResponses"]]
        names = [str(result["resourceName"]) for result in results]
    except (*faults.BROKEN_PROMISES, StopIteration):
        names = []
    if len(names) != len(operations):
        raise faults.unconfirmed(PLATFORM, str(answer))
    return names


def _url(path: str) -> str:
    return f"{PLATFORM.base_url}/{PLATFORM.version}/{path}"


def _headers(token: str, login_id: str) -> dict[str, str]:
    """Developer tokens ended in September 2026, so one is sent only where somebody still configured it."""
    developer = settings().client(PLATFORM.slug).developer_token.get_secret_value()
    optional = {"login-customer-id": login_id.replace("-", ""), "developer-token": developer}
    return bearer(token) | {name: value for name, value in optional.items() if value}


def _object(reply: Reply) -> dict[str, Any]:
    if not isinstance(reply.body, dict):
        raise faults.unreadable(PLATFORM, f"not an object: {reply.body!s}")
    return reply.body
