"""A door of the test's own that platforms deliver to: it keeps every request as it came."""

import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

import orjson

from engine.connectors.notices import Delivery, Greeting

Greet = Callable[[Delivery], Greeting | None]


@dataclass
class Receiver:
    """Where platforms deliver to; `greet` answers their handshakes."""

    url: str
    clock: datetime
    greet: Greet | None = None
    deliveries: list[Delivery] = field(default_factory=list)


@contextmanager
def receiving(now: datetime) -> Iterator[Receiver]:
    """The door, open on a free port of loopback; everything comes at `now`.

    Its path is nobody else's: what still calls a server that had this port before is turned away, not kept.
    """
    path = f"/hooks/{secrets.token_hex(8)}"

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            if urlsplit(self.path).path != path:
                self.send_error(404)
                return
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            headers = {name.lower(): value for name, value in self.headers.items()}
            query = dict(parse_qsl(urlsplit(self.path).query, keep_blank_values=True))
            state.deliveries.append(Delivery(headers, query, body, state.clock))
            greeting = state.greet(state.deliveries[-1]) if state.greet else None
            said = greeting.body if greeting else ""
            self._answer(said.encode() if isinstance(said, str) else orjson.dumps(said))

        do_GET = do_POST  # noqa: N815 - the name that http.server calls

        def _answer(self, body: bytes) -> None:
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    web = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    state = Receiver(f"http://127.0.0.1:{web.server_port}{path}", now)
    threading.Thread(target=web.serve_forever, args=[0.05], daemon=True).start()
    try:
        yield state
    finally:
        web.shutdown()
        web.server_close()
