"""Handshakes with the screens' websocket, as browsers and as others would send them."""

from collections.abc import Mapping

from websockets.datastructures import Headers
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin, Subprotocol

STREAM = "/_stcore/stream"


def knock(
    url: str, *, origin: str | None, cookie: str = "", headers: Mapping[str, str] | None = None
) -> tuple[int, Headers]:
    """The status and headers of the answer: 101 when the door opens."""
    said = dict(headers or {}) | ({"Cookie": cookie} if cookie else {})
    address = url.replace("http", "ws", 1) + STREAM
    named = None if origin is None else Origin(origin)
    speech = [Subprotocol("streamlit")]
    try:
        with connect(address, origin=named, additional_headers=said, subprotocols=speech, proxy=None) as line:
            assert line.response
            return line.response.status_code, line.response.headers
    except InvalidStatus as refused:
        return refused.response.status_code, refused.response.headers
