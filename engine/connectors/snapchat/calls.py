"""How to ask Snapchat: lists of wrapped items, the next page at an address, changes as JSON Patch.

A path is the Marketing API's; the few things that live at another host are given by their whole address.
"""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from engine.connectors import faults, http
from engine.connectors.snapchat.faults import fault
from engine.connectors.snapchat.platform import PLATFORM, VERSION
from engine.connectors.wire import Call, Dialect, Reply, bearer

DIALECT = Dialect(PLATFORM, fault, lambda _reply: ())  # Snapchat reports usage only by refusing
MOST = "1000"
PATCH_TYPE = {"Content-Type": "application/json-patch+json"}


def items(
    token: str, path: str, wrapper: tuple[str, str], params: Mapping[str, str] | None = None, *, account: str = ""
) -> Iterator[dict[str, Any]]:
    """Every item of a list; `wrapper` is how it is wrapped, such as ("campaigns", "campaign")."""
    plural, singular = wrapper
    for page in pages(token, path, {"limit": MOST, **(params or {})}, account=account):
        for entry in faults.objects(PLATFORM, page.get(plural)):
            yield unwrapped(entry, singular)


def pages(token: str, path: str, params: Mapping[str, str], *, account: str = "") -> Iterator[dict[str, Any]]:
    """Every page of a list; a page is whole before it leaves."""
    link, query = _url(path), params
    base = link.partition(f"/{VERSION}/")[0]
    while True:
        page = _get(token, link, query, account=account)
        yield page
        following = _next(page, base)
        if not following:
            return
        if following == link:
            raise faults.unreadable(PLATFORM, f"the next page is this page again: {page['paging']!s}")
        link, query = following, {}


def has_more(page: dict[str, Any]) -> bool:
    """Whether a page is not the last one."""
    return bool(_next(page, PLATFORM.base_url))


def unwrapped(entry: dict[str, Any], singular: str) -> dict[str, Any]:
    """What stands in an entry beside its own status."""
    found = entry.get(singular)
    if not isinstance(found, dict):
        raise faults.unreadable(PLATFORM, f"no {singular} in {entry!s}")
    return found


def get(
    token: str, path: str, params: Mapping[str, str] | None = None, *, account: str = "", divisible: bool = False
) -> dict[str, Any]:
    """One answer, such as the first page of a report."""
    return _get(token, _url(path), params or {}, account=account, divisible=divisible)


def download(account: str, link: str) -> str:
    """A report at the address that Snapchat told: some storage's, which gets no token of ours."""
    told = urlsplit(link)
    if http.is_sandbox(PLATFORM.slug):
        path = told.path.removeprefix(f"/{PLATFORM.slug}")
        told = urlsplit(f"{PLATFORM.base_url}{path}?{told.query}")
    if told.scheme != "https" or not told.hostname:
        raise faults.unreadable(PLATFORM, f"a report at no address of the web: {link!s}")
    reply = http.send(DIALECT, Call("GET", told.geturl(), account, repeatable=True, as_text=True))
    if not isinstance(reply.body, str):
        raise faults.unreadable(PLATFORM, f"a report that is no table: {reply.body!s}")
    return reply.body


def post(
    token: str, path: str, body: dict[str, Any], *, account: str = "", repeatable: bool = False
) -> dict[str, Any]:
    """Create something; `repeatable` where one too many does no harm, since no repeat is recognised there."""
    call = Call("POST", _url(path), account, repeatable=repeatable, json=body, headers=bearer(token))
    return _object(http.send(DIALECT, call), sure=repeatable)


def upload(
    token: str, path: str, parts: Mapping[str, tuple[str | None, bytes, str]], *, account: str = ""
) -> dict[str, Any]:
    """Send a form with a file in it; doing so again replaces the file with itself."""
    call = Call("POST", _url(path), account, repeatable=True, files=parts, headers=bearer(token))
    return _object(http.send(DIALECT, call))


def patch(token: str, account: str, path: str, operations: list[dict[str, Any]]) -> dict[str, Any]:
    """Edit one object: nothing else of it is read or sent, so that nobody's change is undone.

    Offered since 26 May 2026 according to the changelog; the older way replaces whole objects.
    """
    headers = bearer(token) | PATCH_TYPE
    call = Call("PATCH", _url(path), account, json=operations, headers=headers)
    return _object(http.send(DIALECT, call), sure=False)


def delete(token: str, account: str, path: str) -> None:
    """Delete one object for good."""
    http.send(DIALECT, Call("DELETE", _url(path), account, headers=bearer(token)))


def _get(
    token: str, url: str, params: Mapping[str, str], *, account: str, divisible: bool = False
) -> dict[str, Any]:
    call = Call("GET", url, account, repeatable=True, divisible=divisible, params=params, headers=bearer(token))
    return _object(http.send(DIALECT, call))


def _url(path: str) -> str:
    return path if path.startswith("https://") else f"{PLATFORM.base_url}/{VERSION}/{path}"


def _next(page: dict[str, Any], base: str) -> str:
    """The next page's path and query as told, "" on the last page.

    Only on the host that was asked: Snapchat has been seen to name others, and the token goes nowhere else.
    """
    paging = page.get("paging")
    link = paging.get("next_link") if isinstance(paging, dict) else None
    if not link:
        return ""
    told = urlsplit(str(link))
    _, mark, path = told.path.partition(f"/{VERSION}/")
    if not mark:
        raise faults.unreadable(PLATFORM, f"a next page that is no address of ours: {link!s}")
    return f"{base}{mark}{path}?{told.query}"


def _object(reply: Reply, *, sure: bool = True) -> dict[str, Any]:
    """The object that every answer is; where it is none, `sure` says that nothing was changed by asking."""
    if not isinstance(reply.body, dict):
        words = f"not an object: {reply.body!s}"
        raise faults.unreadable(PLATFORM, words) if sure else faults.unconfirmed(PLATFORM, words)
    return reply.body
