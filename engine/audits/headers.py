"""The security headers as somebody outside receives them: through the proxy, if there is one, over TLS or not."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, cast

import httpx
import orjson
from redis.exceptions import RedisError

from engine.core import clock
from engine.core.store import redis
from settings import settings

LATEST = "audit:headers"
KEPT_S = 24 * 3600
ASKED = ("/auth/login", "/api/health", "/no-such-page")
WANTED: Mapping[str, Callable[[str], bool]] = {
    "content-security-policy": lambda said: "default-src 'none'" in said and "frame-ancestors 'none'" in said,
    "x-content-type-options": lambda said: said == "nosniff",
    "x-frame-options": lambda said: said == "DENY",
    "x-xss-protection": lambda said: said == "0",
    "strict-transport-security": lambda said: "max-age=31536000" in said,
    "referrer-policy": bool,
    "permissions-policy": bool,
    "cross-origin-opener-policy": lambda said: said == "same-origin",
    "cross-origin-resource-policy": lambda said: said == "same-origin",
}


def header_audit() -> dict[str, Any]:
    """Ask our own public address: `{at, url, secure, reached, wrong: ["header on /path", …], answers}`."""
    base = settings().base_url
    found: dict[str, Any] = {"at": clock.now().isoformat(), "url": base, "secure": settings().secure}
    try:
        with httpx.Client(base_url=base, timeout=5, trust_env=False) as client:
            answers = {path: client.get(path).headers for path in ASKED}
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        found |= {"reached": False, "wrong": [], "answers": 0, "error": type(error).__name__}
    else:
        wrong = [f"{name} ({path})" for path, headers in answers.items() for name in missing(headers)]
        found |= {"reached": True, "wrong": wrong, "answers": len(answers)}
    with suppress(RedisError):
        redis().set(LATEST, orjson.dumps(found), ex=KEPT_S)
    return found


def missing(headers: Mapping[str, str]) -> list[str]:
    """The headers that an answer lacks, or says wrongly."""
    return [name for name, right in WANTED.items() if not right(headers.get(name, ""))]


def latest_header_audit() -> dict[str, Any]:
    """What was found in the last day, looked at now when nothing was."""
    kept = cast("bytes | None", redis().get(LATEST))
    return orjson.loads(kept) if kept else header_audit()
