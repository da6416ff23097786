"""Sessions: a random token in the person's cookie; Redis keeps, under its hash, who, in which org and from where.

Two ends, whichever comes first: so many hours after the sign-in, and so many minutes after the last use. A tab
that is open uses its session.
"""

import hashlib
import secrets
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, cast
from uuid import UUID

import orjson

from engine.core import clock
from engine.core.store import redis
from settings import settings

ID_LENGTH = 24
AGENT_KEPT = 200  # characters of what the browser calls itself


@dataclass(frozen=True, slots=True)
class Kept:
    """What Redis keeps of a session; moments are Unix seconds."""

    user_id: UUID
    org_id: UUID
    since: float
    ip: str = ""
    agent: str = ""

    @property
    def left_s(self) -> int:
        """Whole seconds until it ends whatever is done with it."""
        return int(self.since + settings().session_hours * 3600 - clock.now().timestamp())


def begin(user_id: UUID, org_id: UUID, *, ip: str = "", agent: str = "") -> str:
    """A new session's token: its only copy."""
    token = secrets.token_urlsafe(32)
    kept = Kept(user_id, org_id, clock.now().timestamp(), ip, agent[:AGENT_KEPT])
    with redis().pipeline() as pipe:
        pipe.set(_key(_digest(token)), orjson.dumps(asdict(kept)), ex=_idle_s(kept))
        pipe.sadd(_index(user_id), _digest(token))
        pipe.expire(_index(user_id), settings().session_hours * 3600)
        pipe.execute()
    return token


def use(token: str) -> Kept | None:
    """Whose session this is, and so it was used; None when it has ended."""
    if not token:
        return None
    name = _key(_digest(token))
    kept = _thaw(redis().getex(name, ex=settings().session_idle_minutes * 60))
    if kept and kept.left_s <= 0:
        redis().delete(name)
        return None
    return kept


def move(token: str, org_id: UUID) -> None:
    """Go on in another org; what has ended stays ended."""
    if kept := use(token):
        moved = asdict(kept) | {"org_id": org_id}
        redis().set(_key(_digest(token)), orjson.dumps(moved), xx=True, keepttl=True)


def end(token: str) -> None:
    """End this session."""
    name = _digest(token)
    if kept := _thaw(redis().getdel(_key(name))):
        redis().srem(_index(kept.user_id), name)


def end_all(user_id: UUID, *, keep: str = "", org_id: UUID | None = None) -> int:
    """End the sessions of that person, of one org or of all, except the one of the token; how many ended."""
    spared = _digest(keep) if keep else ""
    ending = [
        name for name, kept, _ in _of(user_id) if name != spared and (org_id is None or kept.org_id == org_id)
    ]
    return _end(user_id, ending)


def end_one(user_id: UUID, session_id: str) -> bool:
    """End the person's session of that id, as `list_sessions` gives it; whether there was one."""
    return bool(_end(user_id, [name for name, _, _ in _of(user_id) if name[:ID_LENGTH] == session_id]))


def list_sessions(user_id: UUID, *, token: str = "") -> list[dict[str, Any]]:
    """The person's open sessions, the last used first: `{id, since, seen, ip, agent, here, org_id}`."""
    here, now, idle = _digest(token), clock.now(), timedelta(minutes=settings().session_idle_minutes)
    found = [
        {
            "id": name[:ID_LENGTH],
            "since": datetime.fromtimestamp(kept.since, UTC),
            "seen": now - idle + timedelta(seconds=ttl_s),
            "ip": kept.ip,
            "agent": kept.agent,
            "here": name == here,
            "org_id": kept.org_id,
        }
        for name, kept, ttl_s in _of(user_id)
    ]
    return sorted(found, key=lambda one: (not one["here"], -one["seen"].timestamp()))


def _of(user_id: UUID) -> list[tuple[str, Kept, int]]:
    """Name, content and seconds to live of each; names whose session has ended are forgotten on the way."""
    names = sorted(one.decode() for one in cast("set[bytes]", redis().smembers(_index(user_id))))
    with redis().pipeline(transaction=False) as pipe:
        for name in names:
            pipe.get(_key(name))
            pipe.ttl(_key(name))
        answers = pipe.execute()
    found = [(name, _thaw(raw), ttl) for name, raw, ttl in zip(names, answers[::2], answers[1::2], strict=True)]
    if gone := [name for name, kept, _ in found if kept is None]:
        redis().srem(_index(user_id), *gone)
    return [(name, kept, ttl) for name, kept, ttl in found if kept and kept.left_s > 0]


def _end(user_id: UUID, names: list[str]) -> int:
    if names:
        redis().delete(*(_key(name) for name in names))
        redis().srem(_index(user_id), *names)
    return len(names)


def key_of(token: str) -> str:
    """Where the session of that token is."""
    return _key(_digest(token))


def thaw(raw: bytes) -> Kept:
    """A session as Redis keeps it."""
    kept = _thaw(raw)
    assert kept  # noqa: S101 - only nothing thaws to nothing
    return kept


def _thaw(raw: Any) -> Kept | None:
    """What was kept, None when nothing was, or another release wrote it otherwise: then one signs in again."""
    if not raw:
        return None
    try:
        said = orjson.loads(raw)
        return Kept(**(said | {name: UUID(said[name]) for name in ("user_id", "org_id")}))
    except (KeyError, TypeError, ValueError):
        return None


def _idle_s(kept: Kept) -> int:
    return max(min(settings().session_idle_minutes * 60, kept.left_s), 1)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _key(name: str) -> str:
    return f"session:{name}"


def _index(user_id: UUID) -> str:
    return f"sessions:{user_id}"
