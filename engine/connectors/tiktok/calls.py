"""How to ask TikTok: addresses that end in a slash, lists as JSON text in queries, numbered pages."""

from collections.abc import Iterator, Mapping
from typing import Any

import orjson

from engine.connectors import faults, http
from engine.connectors.tiktok.faults import fault
from engine.connectors.tiktok.platform import PLATFORM
from engine.connectors.wire import Call, Dialect

DIALECT = Dialect(PLATFORM, fault, lambda _reply: ())  # TikTok reports usage only by refusing


def get(
    token: str, path: str, params: Mapping[str, Any], *, account: str = "", divisible: bool = False
) -> dict[str, Any]:
    """The `data` at that path, such as `campaign/get`; lists and objects are sent as JSON text."""
    query = {name: value if isinstance(value, str) else _json(value) for name, value in params.items()}
    call = Call(
        "GET", url(path), account=account, repeatable=True, divisible=divisible, params=query,
        headers=signed(token),
    )  # fmt: skip
    return data(http.send(DIALECT, call).body)


def post(
    token: str, path: str, body: Mapping[str, Any], *, account: str, repeatable: bool = False
) -> dict[str, Any]:
    """The `data` that answers a change, or the start of a report."""
    return data(_posted(token, path, body, account, repeatable=repeatable))


def post_for_list(
    token: str, path: str, body: Mapping[str, Any], *, account: str, repeatable: bool = False
) -> list[dict[str, Any]]:
    """The `data` of the few changes that answer with a list."""
    found = _posted(token, path, body, account, repeatable=repeatable)
    return faults.objects(PLATFORM, found.get("data") if isinstance(found, dict) else None)


def get_text(token: str, path: str, params: Mapping[str, str], *, account: str) -> str:
    """A file, as text."""
    call = Call(
        "GET", url(path), account=account, repeatable=True, as_text=True, params=params, headers=signed(token)
    )
    body = http.send(DIALECT, call).body
    if not isinstance(body, str):
        raise faults.unreadable(PLATFORM, f"not a text: {body!s}")
    return body


def pages(
    token: str, path: str, params: Mapping[str, Any], *, account: str, size: int, name: str = "list"
) -> Iterator[dict[str, Any]]:
    """Every item of a list, page after page; a page is whole before its first item leaves."""
    number = 1
    while True:
        page = get(token, path, {**params, "page": str(number), "page_size": str(size)}, account=account)
        yield from faults.objects(PLATFORM, page.get(name))
        if number >= total(page, "total_page"):
            return
        number += 1


def total(page: dict[str, Any], name: str) -> int:
    """A number of `page_info`."""
    info = page.get("page_info")
    value = info.get(name) if isinstance(info, dict) else None
    if not isinstance(value, int):
        raise faults.unreadable(PLATFORM, f"a page that does not say its {name}: {info!s}")
    return value


def url(path: str) -> str:
    """The address; without the slash at its end TikTok knows of nothing."""
    return f"{PLATFORM.base_url}/{PLATFORM.version}/{path}/"


def signed(token: str) -> dict[str, str]:
    """TikTok's own header for a token."""
    return {"Access-Token": token}


def data(body: Any) -> dict[str, Any]:
    """What the envelope holds."""
    found = body.get("data") if isinstance(body, dict) else None
    if not isinstance(found, dict):
        raise faults.unreadable(PLATFORM, f"an answer without data: {body!s}")
    return found


def _posted(token: str, path: str, body: Mapping[str, Any], account: str, *, repeatable: bool) -> Any:
    call = Call("POST", url(path), account=account, repeatable=repeatable, json=dict(body), headers=signed(token))
    return http.send(DIALECT, call).body


def _json(value: Any) -> str:
    return orjson.dumps(value).decode()
