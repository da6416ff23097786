"""Free ports for servers that tests start."""

import os
import re
import socket
from itertools import count

# Below those that the system gives to whoever asks for any, each of pytest's processes has its own stretch.
_FIRST, _EACH, _PROCESSES = 10_000, 2_000, 10
_mine = int(re.sub(r"\D", "", os.environ.get("PYTEST_XDIST_WORKER", "")) or 0) % _PROCESSES
_turns = count(os.getpid())


def free_port() -> int:
    """A port of loopback on which nobody listens now, and that no test here had before for a long time.

    What still calls a server that has ended must not reach the next one.
    """
    for turn in _turns:
        port = _FIRST + _mine * _EACH + turn % _EACH
        try:
            with socket.create_server(("127.0.0.1", port)):
                return port
        except OSError:
            continue
    raise AssertionError("the turns have no end")
