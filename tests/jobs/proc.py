"""What the kernel says about processes, from `/proc`."""

from pathlib import Path


def alive(pid: int) -> bool:
    """Whether it runs; one that is dead and merely not waited for does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def descendants(pid: int) -> dict[int, str]:
    """Every living process below `pid`, with its command line."""
    found: dict[int, str] = {}
    for child in _children(pid):
        found |= {child: _command(child)} | descendants(child)
    return found


def child(pid: int, word: str) -> int:
    """The direct child whose command line contains `word`; 0 while there is none."""
    return next((pid for pid in _children(pid) if word in _command(pid)), 0)


def _children(pid: int) -> list[int]:
    children = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, parent = stat.read_text().rsplit(")", 1)[1].split()[:2]
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(parent) == pid and state != "Z":
            children.append(int(stat.parent.name))
    return children


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
    except (FileNotFoundError, ProcessLookupError):
        return ""
