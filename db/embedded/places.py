"""Where the embedded services live, and as whom they run.

Postgres refuses to run as root, and an unprivileged account cannot reach a clone below a 0700 home; a
unix socket's path is limited to about a hundred bytes. So every directory is looked up through its
name in the data directory, which is a symbolic link to a better place when its own would not work:
`ls -l` in the data directory says where everything is.
"""

import fcntl
import os
import pwd
import secrets
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from db.embedded.errors import EmbeddedError, disk_full, explained

ACCOUNT = "cmis"
STATE = (Path("/var/lib/cmis"), Path("/var/tmp/cmis"))  # noqa: S108 - root's second choice, entries are random
SHORT = Path("/tmp")  # noqa: S108 - mkdtemp makes a 0700 directory of random name in it
LONGEST_RUN_DIR = 85  # a socket's path must fit 104 bytes, and Postgres appends "/.s.PGSQL.5432.lock"
LEAST_FREE_BYTES = 256 * 2**20


@dataclass(frozen=True)
class Account:
    """An unprivileged account of the operating system."""

    name: str
    uid: int
    gid: int


def service_account(data_dir: Path) -> Account | None:
    """Whom the services run as when we are root: the owner of the data that is there, `cmis` or `nobody`."""
    if os.geteuid() != 0:
        return None
    kept = data_dir / "postgres"
    owner = kept.stat().st_uid if kept.exists() else 0
    entry = pwd.getpwuid(owner) if owner else _service_entry()
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def make_data_dir(data_dir: Path) -> None:
    """Create the data directory, and refuse one that cannot be written or has no room."""
    with explained(data_dir):
        data_dir.mkdir(mode=0o711, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=data_dir):
            pass
        for name in ("secrets", "logs"):
            (data_dir / name).mkdir(mode=0o700, exist_ok=True)
        if shutil.disk_usage(data_dir).free < LEAST_FREE_BYTES:
            raise EmbeddedError(disk_full(data_dir))


@contextmanager
def claim(data_dir: Path) -> Iterator[None]:
    """Hold the data directory; a second instance on the same data raises `EmbeddedError`."""
    make_data_dir(data_dir)
    with explained(data_dir), (data_dir / "lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            lock.seek(0)
            pid = lock.read().strip()
            raise EmbeddedError(
                f"CMIS already runs on {data_dir} (process {pid}): "
                "stop that one, or set CMIS_DATA_DIR to start a second with its own data."
            ) from error
        lock.truncate(0)
        lock.write(f"{os.getpid()}\n")
        lock.flush()
        yield


def directory(link: Path, account: Account | None, longest: int | None = None) -> Path:
    """The 0700 directory of `account` that `link` names, made when absent, elsewhere when it must be."""
    with explained(link.parent):
        if not link.is_dir():
            fits = longest is None or len(os.fsencode(link)) <= longest
            if fits and can_reach(account, link.parent):
                link.mkdir(mode=0o700)
            else:
                link.unlink(missing_ok=True)  # a link whose target a reboot has swept away
                base = state_dir() if longest is None else SHORT
                link.symlink_to(tempfile.mkdtemp(prefix=f"cmis-{link.name}-", dir=base))
        if account:
            os.chown(link, account.uid, account.gid)
        return link.resolve()


def state_dir() -> Path:
    """Root's own directory that every account can enter."""
    for path in STATE:
        try:
            path.mkdir(parents=True, exist_ok=True)
            path.chmod(0o755)  # whatever the umask
        except OSError:
            continue
        return path
    raise EmbeddedError(
        "Neither /var/lib nor /var/tmp can be written: run as an ordinary account instead of root."
    )


def readable(account: Account | None, package: Path, *beside: Path) -> Path:
    """The package's directory if the account can reach it, else a copy of it (and of what is `beside`)."""
    if can_reach(account, package):
        return package
    with explained(state_dir()):
        copies = state_dir() / f"{package.name}-{_age(package)}"
        if not copies.exists():
            unfinished = Path(tempfile.mkdtemp(dir=state_dir()))
            for source in (package, *beside):
                shutil.copytree(source, unfinished / source.name)
            for path in (unfinished, *unfinished.rglob("*")):
                mode = path.stat().st_mode
                path.chmod(mode | (mode & 0o500) >> 3 | (mode & 0o500) >> 6)  # all read what we read
            unfinished.rename(copies)
        return copies / package.name


def can_reach(account: Account | None, path: Path) -> bool:
    """Whether the account may enter every directory down to `path`, itself included."""
    return account is None or all(_may_enter(account, part) for part in (path, *path.parents))


def secret(data_dir: Path, name: str) -> str:
    """A random password that stays the same: kept in a 0600 file below `secrets`."""
    path = data_dir / "secrets" / name
    with explained(data_dir):
        if not path.exists():
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w") as file:
                file.write(secrets.token_urlsafe(24))
        return path.read_text().strip()


def alive(pid: int) -> bool:
    """Whether a process of that id runs that we may signal."""
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, PermissionError):
        return False
    return True


def _service_entry() -> pwd.struct_passwd:
    """The account `cmis`, created when the system can; `nobody` where it cannot."""
    useradd = shutil.which("useradd")
    if useradd and not any(entry.pw_name == ACCOUNT for entry in pwd.getpwall()):
        subprocess.run(  # noqa: S603 - a fixed command line
            [useradd, "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", ACCOUNT],
            check=False,
            capture_output=True,
        )
    try:
        return pwd.getpwnam(ACCOUNT)
    except KeyError:
        return pwd.getpwnam("nobody")


def _age(package: Path) -> int:
    """When the package was installed: a newer one is copied again."""
    return int(package.stat().st_mtime)


def _may_enter(account: Account, path: Path) -> bool:
    entry = path.stat()
    if entry.st_uid == account.uid:
        return bool(entry.st_mode & stat.S_IXUSR)
    if entry.st_gid == account.gid:
        return bool(entry.st_mode & stat.S_IXGRP)
    return bool(entry.st_mode & stat.S_IXOTH)
