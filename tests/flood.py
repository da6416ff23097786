"""Many deliveries at once, each sender with a connection and an address of its own, as platforms have."""

import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from typing import NamedTuple
from urllib.parse import urlsplit


class Sent(NamedTuple):
    """What became of one request: the status, and how many seconds the answer took."""

    status: int
    took_s: float


Signed = tuple[bytes, Mapping[str, str]]


def flood(url: str, deliveries: Sequence[Signed], *, copies: int) -> list[Sent]:
    """Each of `copies` senders delivers all of them in order, so that a delivery's copies come side by side."""
    with ThreadPoolExecutor(copies) as pool:
        sent = pool.map(lambda sender: _send(url, sender, deliveries), range(copies))
        return [one for each in sent for one in each]


def share(url: str, deliveries: Sequence[Signed], *, senders: int) -> list[Sent]:
    """Every delivery once, divided among the senders."""
    with ThreadPoolExecutor(senders) as pool:
        sent = pool.map(lambda sender: _send(url, sender, deliveries[sender::senders]), range(senders))
        return [one for each in sent for one in each]


def _send(url: str, sender: int, deliveries: Sequence[Signed]) -> list[Sent]:
    place = urlsplit(url)
    # all of 127.0.0.0/8 is loopback
    own = (f"127.1.{sender // 250}.{sender % 250 + 1}", 0)
    connection = HTTPConnection(place.hostname or "", place.port, timeout=60, source_address=own)
    sent = []
    for body, headers in deliveries:
        begun = time.perf_counter()
        connection.request("POST", place.path, body, dict(headers))
        answer = connection.getresponse()
        answer.read()
        sent.append(Sent(answer.status, time.perf_counter() - begun))
    connection.close()
    return sent
