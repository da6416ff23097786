"""What clients asked the platforms to tell them, and at which address; kept over a restart."""

from collections.abc import Iterator
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from sandbox.stage import Stage
from sandbox.world.model import Platform

Row = dict[str, Any]  # key, topic, owner, callback, and whatever the dialect wants to show


def rows(stage: Stage, platform: Platform) -> dict[str, Row]:
    """All of a platform's by their keys."""
    found: dict[str, Row] = stage.shelf.setdefault("subscriptions", {}).setdefault(str(platform), {})
    return found


def add(stage: Stage, platform: Platform, row: Row) -> None:
    """Remember one; what has the same key is replaced."""
    rows(stage, platform)[row["key"]] = row
    stage.save()


def drop(stage: Stage, platform: Platform, key: str) -> bool:
    """Forget one; whether there was one."""
    found = rows(stage, platform).pop(key, None)
    stage.save()
    return found is not None


def callbacks(stage: Stage, platform: Platform, owner: str, topic: str) -> Iterator[str]:
    """The addresses that are told of this owner and topic."""
    for row in rows(stage, platform).values():
        if (row["owner"], row["topic"]) == (owner, topic) and row["callback"]:
            yield row["callback"]


def is_sound(callback: object) -> bool:
    """Whether platforms would call that address: https only, save on this very machine."""
    parts = urlsplit(callback if isinstance(callback, str) else "")
    return bool(parts.hostname) and (
        parts.scheme == "https" or (parts.scheme == "http" and _is_here(parts.hostname))
    )


def _is_here(host: str | None) -> bool:
    try:
        return host == "localhost" or ip_address(host or "").is_loopback
    except ValueError:
        return False
