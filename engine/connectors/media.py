"""The bytes of images and films that a launch or a post names by address, for platforms that take nothing else.

Such addresses come from people, so none is trusted: judged like all that people enter (`outward`), connected at
the very number that was judged, no redirects, bounded. While a platform is played by
the sandbox, so are the hosts under `.example`, and this machine is no stranger.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Literal
from urllib.parse import unquote, urlsplit

import httpx

from engine.connectors import faults
from engine.connectors.base import Platform
from engine.connectors.http import CONNECT_S, LARGEST_ANSWER, is_sandbox
from engine.core import outward
from engine.core.errors import Invalid, Unready
from settings import settings

PATIENCE_S = 30
_PLAYED = ".example"  # a name that can belong to nobody, RFC 2606
_IMAGES = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png", b"GIF8": "image/gif"}


_NOTHING: Mapping[str, "Medium"] = {}
_at_hand: ContextVar[Mapping[str, "Medium"]] = ContextVar("at_hand", default=_NOTHING)


@dataclass(frozen=True, slots=True)
class Medium:
    """A file as it was found: `type` is told by its bytes, never by its address or its server."""

    name: str
    type: str
    content: bytes = field(repr=False)

    @property
    def kind(self) -> Literal["image", "video"]:
        """What it is, roughly."""
        return "video" if self.type.startswith("video/") else "image"


@contextmanager
def at_hand(files: Mapping[str, Medium]) -> Iterator[None]:
    """Inside, what is at these addresses need not be fetched: we have it."""
    before = _at_hand.set(files)
    try:
        yield
    finally:
        _at_hand.reset(before)


def fetch(platform: Platform, address: str, largest: int = LARGEST_ANSWER) -> Medium:
    """The file at a public address; Refused naming `media` when there is none, or none that may be asked."""
    if known := _at_hand.get().get(address):
        return known
    content = bytearray()
    try:
        with _answer(platform, address) as response:
            if response.status_code != httpx.codes.OK:
                raise faults.unfit(platform, "media", f"{address} answers {response.status_code}")
            for part in response.iter_bytes():
                content += part
                if len(content) > largest:
                    raise faults.unfit(platform, "media", f"{address} is larger than {largest} bytes")
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise faults.unfit(platform, "media", f"{address} cannot be read: {type(error).__name__}") from None
    kind = type_of(bytes(content[:16]))
    if kind is None:
        raise faults.unfit(platform, "media", f"{address} is no image and no film")
    return Medium(unquote(urlsplit(address).path).rpartition("/")[2] or "media", kind, bytes(content))


def type_of(content: bytes) -> str | None:
    """The type that the bytes themselves show; None when they are neither image nor film."""
    if content[4:8] == b"ftyp":
        return "video/quicktime" if content[8:10] == b"qt" else "video/mp4"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for start, kind in _IMAGES.items() if content.startswith(start)), None)


@contextmanager
def _answer(platform: Platform, address: str) -> Iterator[httpx.Response]:
    name, place = _judged(platform, address)
    timeout = httpx.Timeout(PATIENCE_S, connect=CONNECT_S)
    loopback = {"all://127.0.0.1": None}
    host, sni = name.netloc.decode(), name.raw_host.decode()  # the certificate is for the name
    with (
        httpx.Client(verify=outward.trusted(), timeout=timeout, follow_redirects=False, mounts=loopback) as client,
        client.stream("GET", place, headers={"Host": host}, extensions={"sni_hostname": sni}) as reply,
    ):
        yield reply


def _judged(platform: Platform, address: str) -> tuple[httpx.URL, httpx.URL]:
    """The address by its name, and at the number that may be connected to."""
    played = is_sandbox(platform.slug)

    def allowed(number: str) -> bool:
        return outward.may_be_called(number) or (played and ip_address(number.partition("%")[0]).is_loopback)

    try:
        url = outward.parsed(address)
        if played and url.host.endswith(_PLAYED):
            here = httpx.URL(f"{settings().sandbox_url}/media{url.path}")
            return here, here
        target = outward.resolve(address, allowed)
    except Invalid as error:
        raise faults.unfit(platform, "media", f"{address} is no public address") from error
    except Unready as error:
        raise faults.unfit(platform, "media", f"{url.host} is not known") from error
    return url, url.copy_with(host=target.addresses[0])
