"""Where notifications arrive: a mail server and a web server that keep what came, and misbehave when told to."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import orjson
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.ports import free_port


@dataclass
class MailServer:
    """A mailbox for everybody; `answer` is what it says to a message instead of taking it."""

    port: int
    mails: list[EmailMessage] = field(default_factory=list)
    answer: str = ""

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        if self.answer:
            return self.answer
        assert isinstance(envelope.content, bytes)
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 taken"


@contextmanager
def mail_server(port: int = 0) -> Iterator[MailServer]:
    """Open on a port of loopback until the end."""
    state = MailServer(port or free_port())
    controller = Controller(state, hostname="127.0.0.1", port=state.port)
    controller.start()
    try:
        yield state
    finally:
        controller.stop()


@dataclass
class Call:
    """One request as it came."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return orjson.loads(self.body)


@dataclass
class WebServer:
    """Keeps every POST; answers `status` and `text`, after `patience` was set where that is given."""

    url: str
    calls: list[Call] = field(default_factory=list)
    status: int = 200
    text: bytes = b"ok"
    patience: threading.Event | None = None


@contextmanager
def web_server() -> Iterator[WebServer]:
    """Open on a port of loopback until the end."""
    port = free_port()
    state = WebServer(f"http://127.0.0.1:{port}")

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            state.calls.append(
                Call(self.path, {name.lower(): value for name, value in self.headers.items()}, body)
            )
            if state.patience:
                state.patience.wait(30)
            self.send_response(state.status)
            self.send_header("Content-Length", str(len(state.text)))
            self.end_headers()
            self.wfile.write(state.text)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    threading.Thread(target=server.serve_forever, args=[0.05], daemon=True).start()
    try:
        yield state
    finally:
        if state.patience:
            state.patience.set()
        server.shutdown()
        server.server_close()
