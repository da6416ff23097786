"""Where a request really comes from: from its peer, or where trusted proxies say.

Each proxy adds to the end of `X-Forwarded-For` who called it, so the list is read backwards: while an address is a
trusted proxy's, the one before it counts. What a caller wrote there themselves stands before their own address and
is never reached.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from settings import Network, settings

Address = IPv4Address | IPv6Address


class Forwarded:
    """Has everything behind it see the caller's address in `scope["client"]`. Outermost."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request or websocket."""
        if scope["type"] != "lifespan" and scope.get("client"):
            (peer, port), trusted = scope["client"], settings().trusted_proxies
            said = ",".join(Headers(scope=scope).getlist("x-forwarded-for")) if trusted else ""
            scope["client"] = (caller(peer, said.split(","), trusted), port)
        await self.app(scope, receive, send)


def caller(peer: str, hops: Sequence[str], trusted: Iterable[Network]) -> str:
    """The address nearest to us that is no trusted proxy's; the proxy's own where it passed on no address."""
    here = _address(peer)
    if here is None:
        return peer
    for hop in reversed(hops):
        before = _address(hop) if any(here in network for network in trusted) else None
        if before is None:
            break
        here = before
    return str(here)


@lru_cache(maxsize=10_000)
def _address(text: str) -> Address | None:
    """The address in `192.0.2.1`, `192.0.2.1:80`, `2001:db8::1`, `[2001:db8::1]:80`; None where there is none."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        found = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found
