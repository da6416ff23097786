"""Computing what will be asked before anybody asks."""

import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from typing import Any, cast
from uuid import UUID

import orjson
from redis.exceptions import RedisError

from engine import campaigns, dashboard, performance, posts, syncs
from engine.core import clock
from engine.core.cache import anew
from engine.core.errors import AppError, Invalid
from engine.core.i18n import LOCALES, N_, speaking, t
from engine.core.log import get_logger
from engine.core.outages import OUTAGES
from engine.core.store import brisk_redis

DASHBOARDS = (30, 7)  # the ranges, in days, that people open in the morning
log = get_logger()


def warm(org_id: UUID, services: Iterable[str] = ()) -> dict[str, dict[str, Any]]:
    """Compute what these services answer (all, when none is named): `{service: {status, ms, keys}}`.

    `status` is `warmed` or `failed`, `keys` how many answers are kept fresh now. Invalid for an unknown service.
    """
    wanted = list(dict.fromkeys(services)) or list(SERVICES)
    if unknown := set(wanted) - SERVICES.keys():
        known = t(N_("Choose from: {known}."), known=", ".join(SERVICES))
        raise Invalid(fields={"services": [f"“{name}”: {known}" for name in sorted(unknown)]})
    found = {service: _warmed(org_id, service) for service in wanted}
    remember(org_id, found)
    return found


def remember(org_id: UUID, found: dict[str, dict[str, Any]]) -> None:
    """Keep what came of a warming for a week, for whoever looks."""
    with suppress(RedisError):
        told = {"at": clock.now().isoformat(), "services": found}
        brisk_redis().set(_result_key(org_id), orjson.dumps(told), ex=7 * 86400)


def last_warming(org_id: UUID) -> dict[str, Any] | None:
    """`{at, services}` of the last one; None when there was none this week."""
    kept = brisk_redis().get(_result_key(org_id))
    found: dict[str, Any] | None = orjson.loads(cast("bytes", kept)) if kept else None
    return found


def _warmed(org_id: UUID, service: str) -> dict[str, Any]:
    begun = time.perf_counter()
    try:
        with anew():
            keys, status = SERVICES[service](org_id), "warmed"
    except (AppError, *OUTAGES) as error:
        log.warning("cache.not_warmed", service=service, error=str(error))
        keys, status = 0, "failed"
    return {"status": status, "ms": round((time.perf_counter() - begun) * 1000, 1), "keys": keys}


def _dashboards(org_id: UUID) -> int:
    for days in DASHBOARDS:
        dashboard.dashboard(org_id, dashboard.span(org_id, count=days))
    return len(DASHBOARDS) + 1  # and the org's own facts


def _metrics(org_id: UUID) -> int:
    performance.performance(org_id)
    return 1


def _campaigns(org_id: UUID) -> int:
    return _in_each_language(lambda: campaigns.list_campaigns(org_id))


def _analytics(org_id: UUID) -> int:
    performance.list_anomalies(org_id)
    return 1 + _in_each_language(lambda: posts.best_times(org_id))


def _syncs(org_id: UUID) -> int:
    syncs.statistics(org_id)
    return 1 + _in_each_language(lambda: syncs.history(org_id))


def _in_each_language(ask: Callable[[], object]) -> int:
    for language in LOCALES:
        with speaking(language):
            ask()
    return len(LOCALES)


SERVICES: Mapping[str, Callable[[UUID], int]] = {
    "dashboard": _dashboards,
    "metrics": _metrics,
    "campaigns": _campaigns,
    "sync": _syncs,
    "analytics": _analytics,
}


def _result_key(org_id: UUID) -> str:
    return f"cache-warmed:{org_id}"
