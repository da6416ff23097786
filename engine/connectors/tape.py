"""What platforms answered, word for word, while a window is read: so that a figure can be traced to its source.

One JSON object a line, compressed as it comes and bounded: `{"call": "GET /path", "status", "answer"}`. Tokens
that an answer repeats (Meta's next addresses do) are blacked out.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from urllib.parse import quote, urlsplit

import orjson
import zstandard

from engine.connectors.wire import Call

LARGEST = 1024 * 1024  # bytes kept of one window, compressed


class Tape:
    """The answers since recording began."""

    def __init__(self) -> None:
        self.calls = 0
        self.size = 0  # bytes answered, kept or not
        self.complete = True
        self._parts: list[bytes] = []
        self._kept = 0
        self._squeeze = zstandard.ZstdCompressor(level=3).compressobj()

    def add(self, call: Call, status: int, raw: bytes) -> None:
        """Note one answer; the first that has no room any more ends what is kept."""
        self.calls += 1
        self.size += len(raw)
        if not self.complete:
            return
        line = {"call": f"{call.method} {urlsplit(call.url).path}", "status": status, "answer": _black(call, raw)}
        squeezed = self._squeeze.compress(orjson.dumps(line) + b"\n")
        squeezed += self._squeeze.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK)
        if self._kept + len(squeezed) > LARGEST:
            self.complete = False
            return
        self._parts.append(squeezed)
        self._kept += len(squeezed)

    def body(self) -> bytes:
        """Everything kept, as one zstd frame; ends the recording."""
        return b"".join(self._parts) + (self._squeeze.flush() if self.complete else b"")


def unpacked(body: bytes) -> bytes:
    """The lines of a recording, as far as they were kept."""
    return zstandard.ZstdDecompressor().decompressobj().decompress(body)


def _black(call: Call, raw: bytes) -> str:
    """The answer as text, without the token that the call was made with."""
    text = raw.decode("utf-8", "replace")
    told = (call.headers.get("Authorization", "").removeprefix("Bearer "), call.headers.get("Access-Token", ""))
    for secret in filter(None, (*told, call.params.get("access_token", ""))):
        for form in (secret, quote(secret, safe="")):
            text = text.replace(form, "[token]")
    return text


_TAPE: ContextVar[Tape | None] = ContextVar("tape", default=None)


@contextmanager
def recording() -> Iterator[Tape]:
    """Record what this thread is answered inside."""
    tape = Tape()
    before = _TAPE.set(tape)
    try:
        yield tape
    finally:
        _TAPE.reset(before)


def note(call: Call, status: int, raw: bytes) -> None:
    """An answer came; kept when somebody records."""
    if tape := _TAPE.get():
        tape.add(call, status, raw)
