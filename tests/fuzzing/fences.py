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
    if event in {"socket.getaddrinfo", "socket.gethostbyname"} and not _ours(facts[0]):
        raise socket.gaierror(socket.EAI_NONAME, "outside of the fence")
    if event in {"socket.connect", "socket.sendto", "socket.sendmsg"}:
        where = facts[1]
        if isinstance(where, tuple) and not _ours(where[0]):
            raise ConnectionRefusedError("outside of the fence")


def _ours(host: Any) -> bool:
    name = host.decode("latin-1") if isinstance(host, bytes) else host
    try:
        return name in NAMES or ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


if __name__ == "__main__":
    put_up()
    runpy.run_module("uvicorn", run_name="__main__", alter_sys=True)
