"""Calls per window, as X counts them: of the person's token, or of the ad account where it says so."""

from dataclasses import dataclass
from time import time

from sandbox.dialects.twitter.errors import AdsError, too_many
from sandbox.dialects.twitter.params import Call
from sandbox.stage import Stage

QUARTER_S, MINUTE_S = 900, 60
ENTITIES = frozenset({"campaigns", "line_items", "promoted_tweets", "funding_instruments"})


@dataclass(slots=True)
class Window:
    """Calls counted until it ends; times are the real ones."""

    ends_at: int
    used: int = 0


@dataclass(frozen=True, slots=True)
class Limit:
    """So many calls in so many seconds, under a name of its own."""

    name: str
    calls: int
    seconds: int
    of_account: bool = False


def limit_of(call: Call) -> Limit:
    """Which limit a call counts against."""
    if call.version == "2":
        return _limit_of_posts(call)
    if call.method != "GET":
        return Limit("writes", 450, MINUTE_S)
    if call.parts == ("accounts",):
        return Limit("GET accounts", 5, QUARTER_S)
    if call.parts[0] == "stats" and call.parts[1] == "accounts" and len(call.parts) == 3:
        return Limit("analytics", 250, QUARTER_S)
    last = next((part for part in call.parts if part in ENTITIES), None)
    if last:
        return Limit(f"GET {last}", 10_000, QUARTER_S, of_account=True)
    return Limit("GET other", 2_000, QUARTER_S)


def _limit_of_posts(call: Call) -> Limit:
    """Version 2 counts each resource for itself, by person."""
    limits = {
        ("POST", "tweets"): Limit("POST 2/tweets", 100, QUARTER_S),
        ("GET", "users/me"): Limit("GET 2/users/me", 75, QUARTER_S),
        ("POST", "media"): Limit("POST 2/media", 500, QUARTER_S),
    }
    name = "media" if call.parts[0] == "media" else "/".join(call.parts)
    return limits.get((call.method, name), Limit(f"{call.method} 2/{call.parts[0]}", 900, QUARTER_S))


def count(call: Call, token: str, account: str | None) -> tuple[dict[str, str], AdsError | None]:
    """Count a call; the headers that tell of it, and the refusal once too many were made."""
    limit = limit_of(call)
    whose = account if limit.of_account and account else token
    window = _window(call.stage, f"{limit.name} of {whose}", limit.seconds)
    window.used += 1
    headers = _headers(limit, window)
    return headers, too_many(headers) if window.used > limit.calls else None


def exhausted(seconds: int, account: str | None) -> dict[str, str]:
    """The headers of a window that is spent for so many seconds."""
    ends = Window(int(time()) + seconds, used=450)
    return _headers(Limit("ordered", 450, seconds, of_account=account is not None), ends)


def _window(stage: Stage, name: str, seconds: int) -> Window:
    windows: dict[str, Window] = stage.memory.setdefault("twitter windows", {})
    now = int(time())
    if name not in windows or windows[name].ends_at <= now:
        windows[name] = Window(now + seconds)
    return windows[name]


def _headers(limit: Limit, window: Window) -> dict[str, str]:
    kind = "x-account-rate-limit" if limit.of_account else "x-rate-limit"
    left = max(0, limit.calls - window.used)
    return {
        f"{kind}-limit": str(limit.calls),
        f"{kind}-remaining": str(left),
        f"{kind}-reset": str(window.ends_at),
    }
