"""`uvicorn bench.use.ear:app`: the web process as it is, which also notes what it is asked, and when.

Noted in `heard.jsonl` of the data folder are the requests to an org's API, with what the reply said of the cache,
and the questions that screens put to the cache. Questions behind a request or another question are not: they come
of themselves when that is asked again.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Lock
from typing import Any
from uuid import UUID

import orjson
import streamlit as st
from starlette.requests import HTTPConnection
from starlette.types import Message, Receive, Scope, Send

from app import app as product
from bench.use.tape import HEARD, digest, plain
from engine.core import clock
from engine.core.cache import CachedRead, Stored, asking
from engine.core.i18n import locale
from settings import settings

ZONE = "Asia/Riyadh"  # of the demo
_within: ContextVar[bool] = ContextVar("within", default=False)
_pen = Lock()
_asked = CachedRead.stored


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    """The product; requests to the API are noted as their reply begins."""
    if scope["type"] != "http" or not scope["path"].startswith("/api/orgs/"):
        await product(scope, receive, send)
        return
    begun, request = time.time(), HTTPConnection(scope)

    async def answered(message: Message) -> None:
        if message["type"] == "http.response.start" and scope["method"] == "GET":
            said = {name.decode().lower(): value.decode() for name, value in message["headers"]}
            query = f"?{request.url.query}" if request.url.query else ""
            _note(
                begun, _who(request), request.headers.get("accept-language", "en"),
                get=f"{scope['path'].removeprefix('/api')}{query}",
                said=said.get("x-cache", ""), status=message["status"],
            )  # fmt: skip
        await send(message)

    with _inside():
        await product(scope, receive, answered)


def _heard(self: CachedRead[Any, Any], org_id: UUID, *args: Any, **kwargs: Any) -> Stored[Any]:
    if not _within.get():
        today = clock.today(ZONE)
        _note(
            time.time(), digest(str(st.context.cookies.get(settings().session_cookie, ""))), locale(),
            read=self.name, args=plain(list(args), today), named={k: plain(v, today) for k, v in kwargs.items()},
            anew=asking._anew.get(),  # noqa: SLF001 - an ear hears what nobody tells
        )  # fmt: skip
    with _inside():
        return _asked(self, org_id, *args, **kwargs)


@contextmanager
def _inside() -> Iterator[None]:
    before = _within.set(True)
    try:
        yield
    finally:
        _within.reset(before)


def _who(request: HTTPConnection) -> str:
    key = request.headers.get("authorization", "").removeprefix("Bearer ")
    return digest(key or request.cookies.get(settings().session_cookie, ""))


def _note(at: float, who: str, lang: str, **facts: Any) -> None:
    line = {"at": at, "who": who, "lang": lang, **{name: one for name, one in facts.items() if one}}
    with _pen, (settings().data_dir / HEARD).open("ab") as file:
        file.write(orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE))


CachedRead.stored = _heard  # type: ignore[method-assign]
