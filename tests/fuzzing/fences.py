"""A process that reaches this machine only: `python -m tests.fuzzing.fences app:app …` is uvicorn behind a fence.

What is sent at random holds addresses, and some of them exist. An audit hook cannot be taken away again, and sees
whatever Python's own sockets are asked for; so the loop has to be asyncio's own.
"""

import ipaddress
import runpy
import socket
import sys
from typing import Any

NAMES = {"localhost", "", None}


def put_up() -> None:
    """From now on no name but our own is looked up, and no address but our own is reached."""
    sys.addaudithook(_watch)


def _watch(event: str, facts: tuple[Any, ...]) -> None:
    if event in {"socket.getaddrinfo", "socket.gethostbyname"}:
        host = _text(facts[0])
        if host not in NAMES and not _number(host):  # to look up a number nobody is asked
            raise socket.gaierror(socket.EAI_NONAME, "outside of the fence")
    if event in {"socket.connect", "socket.sendto", "socket.sendmsg"} and isinstance(facts[1], tuple):
        host = _text(facts[1][0])
        number = _number(host)
        if host not in NAMES and not (number and number.is_loopback):
            raise ConnectionRefusedError("outside of the fence")


def _text(host: Any) -> Any:
    return host.decode("latin-1") if isinstance(host, bytes) else host


def _number(host: Any) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


if __name__ == "__main__":
    put_up()
    runpy.run_module("uvicorn", run_name="__main__", alter_sys=True)
