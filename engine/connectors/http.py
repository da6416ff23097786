"""The one client that speaks to every platform, or to the sandbox that plays them.

It knows nothing of any platform: a dialect tells it what an answer means. What it guarantees: no call outside
the account's budget, harmless calls repeated a few times with jitter, changes never repeated blindly, answers
bounded in size, one log line per call, and no token in any of it.
"""

import logging
import os
import zlib
from functools import cache
from time import perf_counter
from urllib.parse import urlsplit

import httpx
import orjson
import structlog
from tenacity import RetryCallState, Retrying, retry_if_exception, stop_after_attempt, wait_random_exponential

from engine.connectors import circuit, faults, pace, tape
from engine.connectors.base import Platform
from engine.connectors.wire import Call, Dialect, Reply
from engine.core.errors import AppError, PlatformBusy, PlatformError, Unready
from engine.core.i18n import N_
from engine.core.outward import trusted
from settings import settings

ATTEMPTS = 3
LONGEST_PAUSE_S = 5.0  # a platform that asks for more is asked again by the job, not here
CONNECT_S = 5
LARGEST_ANSWER = 64 * 1024 * 1024
_GZIP = b"\x1f\x8b"

_PASSING = ("transient", "unreadable", "misdated")
_NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)
_jitter = wait_random_exponential(multiplier=0.2, max=2)

log = structlog.get_logger()


def is_sandbox(slug: str) -> bool:
    """Whether calls to that platform go to the sandbox: no client credentials are configured."""
    return not settings().client(slug).configured


def address(platform: Platform, url: str) -> str:
    """The real address, or the same path in the sandbox; Unready in production without credentials."""
    if not is_sandbox(platform.slug):
        return url
    if not settings().demo:
        raise Unready(
            N_("{platform} is not set up here. Configure its client id and secret, then connect again."),
            platform=platform.name,
        )
    parts = urlsplit(url)
    return f"{settings().sandbox_url}/{platform.slug}{parts.path}" + (f"?{parts.query}" if parts.query else "")


def send(dialect: Dialect, call: Call) -> Reply:
    """The platform's answer, which is no error; raises one of the platform errors, or Missing."""
    attempts = Retrying(
        retry=retry_if_exception(lambda error: _worth_repeating(call, error)),
        stop=stop_after_attempt(ATTEMPTS),
        wait=_pause,
        reraise=True,
    )
    return attempts(_attempt, dialect, call)


def _attempt(dialect: Dialect, call: Call) -> Reply:
    """One try, through the gates, with what it taught us written down for the other workers."""
    platform = dialect.platform
    circuit.check(platform, call.account)
    pace.wait(platform, call.account)
    started, outcome = perf_counter(), "ok"
    try:
        reply = _exchange(platform, call)
        for usage in dialect.usage(reply):
            pace.note(platform, call.account, usage)
        if error := _fault(dialect, reply):
            raise _meant(platform, call, error)
    except AppError as error:
        outcome = str(error.facts.get("reason", error.code))
        _learn(platform, call.account, error)
        raise
    else:
        circuit.answered(platform, call.account)
        return reply
    finally:
        log.info(
            "platform_call", platform=platform.slug, account=call.account, method=call.method,
            path=urlsplit(call.url).path, outcome=outcome, ms=round((perf_counter() - started) * 1000, 1),
        )  # fmt: skip


def _exchange(platform: Platform, call: Call) -> Reply:
    """Send and read, bounded; everything the network can do to us becomes a platform error."""
    url = address(platform, call.url)
    headers = {**call.headers, **(call.sign(call.method, url) if call.sign else {})}
    try:
        with _client(os.getpid()).stream(
            call.method, url, params=call.params or None, data=call.form, json=call.json, content=call.content,
            files=call.files, headers=headers,
            timeout=httpx.Timeout(call.timeout_s, connect=CONNECT_S, pool=CONNECT_S),
        ) as response:  # fmt: skip
            raw = _unpacked(platform, _read(platform, response))
            tape.note(call, response.status_code, raw)
    except _NEVER_SENT as error:
        # The request holds the token, so the chain to it is cut.
        raise faults.transient(platform, f"{type(error).__name__}: {error}") from None
    except httpx.RequestError as error:
        words = f"{type(error).__name__}: {error}"
        raise (faults.transient if call.repeatable else faults.unconfirmed)(platform, words) from None
    reply = Reply(response.status_code, {name.lower(): text for name, text in response.headers.items()}, None)
    return _parsed(platform, call, reply, raw)


def _read(platform: Platform, response: httpx.Response) -> bytes:
    parts, size = [], 0
    for part in response.iter_bytes():
        size += len(part)
        if size > LARGEST_ANSWER:
            raise faults.too_much(platform, f"answer larger than {LARGEST_ANSWER} bytes")
        parts.append(part)
    return b"".join(parts)


def _unpacked(platform: Platform, raw: bytes) -> bytes:
    """The content of a report file that is gzip by itself, bounded like any answer; other bytes as they are."""
    if not raw.startswith(_GZIP):
        return raw
    try:
        unpacked = zlib.decompressobj(wbits=31).decompress(raw, LARGEST_ANSWER + 1)
    except zlib.error:
        return raw  # no JSON either, so it will be called unreadable
    if len(unpacked) > LARGEST_ANSWER:
        raise faults.too_much(platform, f"file larger than {LARGEST_ANSWER} bytes")
    return unpacked


def _parsed(platform: Platform, call: Call, reply: Reply, raw: bytes) -> Reply:
    """The reply with its JSON; a page of HTML behind a 5xx is an outage, behind a 200 it is garbage."""
    if not raw.strip():
        return reply
    try:
        return Reply(reply.status, reply.headers, orjson.loads(raw))
    except orjson.JSONDecodeError:
        if call.as_text and reply.ok:
            return Reply(reply.status, reply.headers, raw.decode("utf-8-sig", "replace"))
        start = raw[:120].decode("utf-8", "replace")
        words = f"{reply.headers.get('content-type', 'no type')}, {len(raw)} bytes: {start}"
    if not reply.ok:
        raise _meant(platform, call, faults.by_status(platform, Reply(reply.status, reply.headers, words)))
    raise faults.unreadable(platform, words) if call.repeatable else faults.unconfirmed(platform, words)


def _fault(dialect: Dialect, reply: Reply) -> AppError | None:
    """The error in an answer; an error that cannot be read is one, too."""
    try:
        return dialect.fault(reply)
    except faults.BROKEN_PROMISES as error:
        return faults.unreadable(dialect.platform, f"HTTP {reply.status}, {error!r} in {reply.body!s}")


def _meant(platform: Platform, call: Call, error: AppError) -> AppError:
    """What the failure means for this call: after a 5xx nobody knows whether a change took effect."""
    if call.divisible and error.facts.get("overdue"):
        return faults.too_much(platform, error.detail)
    if call.repeatable or error.facts.get("reason") != "transient":
        return error
    return faults.unconfirmed(platform, error.detail)


def _learn(platform: Platform, account: str, error: AppError) -> None:
    reason = error.facts.get("reason")
    if reason in ("transient", "unreadable"):
        circuit.failed(platform, account)
        return
    circuit.answered(platform, account)
    if isinstance(error, PlatformBusy) and error.retry_after:
        pace.close(platform, None if error.facts.get("whole_app") else account, error.retry_after)


def _worth_repeating(call: Call, error: BaseException) -> bool:
    if not isinstance(error, PlatformError) or error.facts.get("reason") not in _PASSING:
        return False
    if isinstance(error, PlatformBusy) and (error.retry_after or 0) > LONGEST_PAUSE_S:
        return False
    return call.repeatable or not error.facts.get("unconfirmed")


def _pause(state: RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    asked = error.retry_after if isinstance(error, PlatformBusy) else None
    return (asked or 0.0) + _jitter(state)


@cache
def _client(_process: int) -> httpx.Client:
    """One pool a process: a forked worker must not share its parent's sockets."""
    logging.getLogger("httpx").setLevel(logging.WARNING)  # its own line per request would show the query
    return httpx.Client(
        verify=trusted(),
        limits=httpx.Limits(max_connections=40, max_keepalive_connections=20, keepalive_expiry=30),
        headers={"User-Agent": "CMIS-Marketing/1", "Accept": "application/json"},
        follow_redirects=False,
        mounts={"all://127.0.0.1": None},  # the sandbox is never behind a proxy
    )
