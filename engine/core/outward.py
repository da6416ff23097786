"""Requests to addresses that people type in: only to public ones, only as long as we choose, following nothing.

A name may point into our own network, or change its mind between the look and the call. So it is looked up once,
refused when any of its addresses is not public, and the connection goes to an address that was looked at; the name
still counts for TLS. `CMIS_ALLOW_PRIVATE_TARGETS` lets an installation reach its own network.
"""

import asyncio
import socket
import ssl
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache, partial
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any

import httpx

from engine.core.errors import Invalid, Unready
from engine.core.i18n import N_
from settings import settings

TIMEOUT_S = 15.0
CONNECT_S = 5.0
KEPT = 2000  # characters of an answer
PORTS = {"http": 80, "https": 443}
_NAT64 = ip_network("64:ff9b::/96")
_PUBLIC_6 = (ip_network("2000::/3"), _NAT64)  # nothing else is routed to anybody
_NEVER = (ip_network("192.0.0.0/24"), ip_network("168.63.129.16/32"))  # clouds answer there about their machines


@dataclass(frozen=True, slots=True)
class Target:
    """Where a URL leads: the name for TLS and the Host line, and the addresses that may be called."""

    url: httpx.URL
    addresses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the status, the beginning of the text, the headers and how long it took."""

    status: int
    text: str
    headers: Mapping[str, str]
    ms: int


def resolve(url: str, allowed: Callable[[str], bool] | None = None) -> Target:
    """Where that URL leads now; `allowed` says whether an address may be called, else `may_be_called` does.

    Invalid when it is none of ours to call, Unready when its name is not known.
    """
    return asyncio.run(_resolve(url, allowed or may_be_called))


def post(url: str, body: bytes, headers: Mapping[str, str], *, timeout_s: float = TIMEOUT_S) -> Answer:
    """POST these very bytes; the whole of it takes `timeout_s` at most, redirects are answers like others.

    Invalid when the URL is none of ours to call, Unready when nothing came back.
    """
    return asyncio.run(_post(url, body, headers, timeout_s))


async def _post(url: str, body: bytes, headers: Mapping[str, str], timeout_s: float) -> Answer:
    started = time.monotonic()
    host = parsed(url).host
    try:
        async with asyncio.timeout(timeout_s):
            target = await _resolve(url, may_be_called)
            answer = await _call(target, body, headers, timeout_s)
    except TimeoutError:
        raise Unready(
            N_("{host} did not answer within {seconds} seconds."), host=host, seconds=timeout_s
        ) from None
    except httpx.TransportError as trouble:
        detail = f"{type(trouble).__name__}: {trouble}"
        raise Unready(N_("{host} could not be reached."), host=host, detail=detail) from trouble
    return Answer(*answer, round((time.monotonic() - started) * 1000))


@cache
def trusted() -> ssl.SSLContext:
    """The certificate authorities we trust; reading them takes 0.1 s, so a forking worker calls this first."""
    return httpx.create_ssl_context()


async def _call(
    target: Target, body: bytes, headers: Mapping[str, str], timeout_s: float
) -> tuple[int, str, Mapping[str, str]]:
    """The status, the beginning of the text and the headers; read no further than that."""
    named = {**headers, "Host": target.url.netloc.decode(), "Accept-Encoding": "identity"}
    patience = httpx.Timeout(timeout_s, connect=min(CONNECT_S, timeout_s))
    async with httpx.AsyncClient(
        verify=trusted(), trust_env=False, follow_redirects=False, timeout=patience
    ) as client:
        request = client.build_request(
            "POST",
            target.url.copy_with(host=target.addresses[0]),
            content=body,
            headers=named,
            extensions={"sni_hostname": target.url.raw_host.decode()},
        )
        answer = await client.send(request, stream=True)
        try:
            read = b""
            async for chunk in answer.aiter_raw():
                read += chunk
                if len(read) >= KEPT:
                    break
        finally:
            await answer.aclose()
    return answer.status_code, read[:KEPT].decode(errors="replace"), dict(answer.headers)


async def _resolve(text: str, allowed: Callable[[str], bool]) -> Target:
    url = parsed(text)
    try:
        found = await _look_up(url.host, url.port or PORTS[url.scheme])
    except (OSError, UnicodeError) as unknown:
        raise Unready(N_("{host} could not be found."), host=url.host, detail=str(unknown)) from unknown
    addresses = tuple(dict.fromkeys(str(place[0]) for *_, place in found))
    if not addresses or not all(map(allowed, addresses)):
        raise Invalid(
            N_("{host} leads into a private network, so it is not called. Give a public address."), host=url.host
        )
    return Target(url, addresses)


def parsed(text: str) -> httpx.URL:
    """The URL, of the web and with a host; Invalid when it is none."""
    try:
        url = httpx.URL(text)
    except httpx.InvalidURL:
        raise Invalid(
            N_("{address} is not an address. Give one that begins with https://."), address=text
        ) from None
    if url.scheme not in PORTS or not url.host or url.userinfo:
        raise Invalid(N_("{address} is not an address. Give one that begins with https://."), address=text)
    return url


async def _look_up(host: str, port: int) -> list[Any]:
    """Ask the name servers in a thread of its own: the loop would wait for that of a slow one when it ends."""
    thread = ThreadPoolExecutor(1)
    try:
        ask = partial(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM)
        return await asyncio.get_running_loop().run_in_executor(thread, ask)
    finally:
        thread.shutdown(wait=False)


def may_be_called(address: str) -> bool:
    """Whether an address is public, or the installation reaches its own network too."""
    return settings().allow_private_targets or is_public(address)


def is_public(address: str) -> bool:
    """Whether an address belongs to the public internet, and so does one that it carries inside."""
    parsed = ip_address(address.partition("%")[0])
    if parsed.version == 6 and not any(parsed in network for network in _PUBLIC_6):
        return False
    return all(
        one.is_global and not one.is_multicast and not any(one in network for network in _NEVER)
        for one in (parsed, *_inside(parsed))
    )


def _inside(address: IPv4Address | IPv6Address) -> list[IPv4Address]:
    """The IPv4 addresses that an IPv6 address stands for: mapped, 6to4, Teredo, NAT64."""
    if isinstance(address, IPv4Address):
        return []
    carried = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if address in _NAT64:
        carried.append(IPv4Address(address.packed[-4:]))
    return [one for one in carried if one is not None]
