"""A platform, or somebody's system, that does whatever the test says."""

import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from engine.connectors.wire import Call

Act = Callable[[BaseHTTPRequestHandler], object]


@dataclass
class Server:
    """Each call is answered by the next act, the last one for ever."""

    port: int
    acts: list[Act]
    asked: list[str] = field(default_factory=list)
    sent: list[bytes] = field(default_factory=list)
    headers: list[Mapping[str, str]] = field(default_factory=list)  # names in lower case

    def call(self, method: str = "GET", **details: Any) -> Call:
        """A call that this server answers."""
        details.setdefault("repeatable", method == "GET")
        return Call(method, "https://graph.facebook.com/v26.0/me", **details)


def answer(body: bytes = b"{}", status: int = 200, **headers: str) -> Act:
    """Answer with that body; header names with underscores."""

    def act(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return act


@contextmanager
def serving(port: int, tls: ssl.SSLContext | None = None) -> Iterator[Server]:
    """The server, listening on that port of loopback, over TLS when there is a certificate for it."""
    state = Server(port, [answer()])

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True  # else each answer waits 40 ms for its second part

        def do_GET(self) -> None:
            state.headers.append({name.lower(): text for name, text in self.headers.items()})
            state.sent.append(self.rfile.read(int(self.headers.get("Content-Length", 0))))
            state.asked.append(self.path)
            state.acts[min(len(state.asked), len(state.acts)) - 1](self)

        do_POST = do_PATCH = do_PUT = do_DELETE = do_GET  # noqa: N815 - the names that http.server calls

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    web = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    if tls:
        web.socket = tls.wrap_socket(web.socket, server_side=True, do_handshake_on_connect=False)
    threading.Thread(target=web.serve_forever, args=[0.05], daemon=True).start()
    try:
        yield state
    finally:
        web.shutdown()
        web.server_close()
