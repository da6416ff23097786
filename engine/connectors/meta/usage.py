"""What Meta's headers say about how much of each budget is used, in percent, and when it comes back."""

from collections.abc import Iterator
from typing import Any

import orjson

from engine.connectors.wire import Reply, Usage


def usage(reply: Reply) -> Iterator[Usage]:
    """The app's budget, the ad account's, and each business use case's."""
    app = _json(reply, "x-app-usage")
    if app:
        yield Usage(_percent(app, "call_count", "total_time", "total_cputime"), whole_app=True)
    account = _json(reply, "x-ad-account-usage")
    if account:
        percent = _percent(account, "acc_id_util_pct")
        yield Usage(percent, _number(account, "reset_time_duration") if percent >= 100 else 0)
    legacy = _json(reply, "x-fb-ads-insights-throttle")
    if legacy:
        yield Usage(_percent(legacy, "acc_id_util_pct"))
        yield Usage(_percent(legacy, "app_id_util_pct"), whole_app=True)
    for cases in _json(reply, "x-business-use-case-usage").values():
        for case in cases if isinstance(cases, list) else ():
            minutes = _number(case, "estimated_time_to_regain_access")
            yield Usage(_percent(case, "call_count", "total_time", "total_cputime"), minutes * 60)


def regain_s(reply: Reply) -> float:
    """The longest closing that the headers announce, in seconds; 0 when none does."""
    return max((seen.regain_s for seen in usage(reply)), default=0)


def _json(reply: Reply, header: str) -> dict[str, Any]:
    """The header's object; a header that cannot be read is no reason to lose the answer."""
    try:
        value = orjson.loads(reply.headers.get(header, "{}"))
    except orjson.JSONDecodeError:
        return {}
    return value if isinstance(value, dict) else {}


def _percent(values: Any, *names: str) -> float:
    return max(_number(values, name) for name in names)


def _number(values: Any, name: str) -> float:
    value = values.get(name) if isinstance(values, dict) else None
    return float(value) if isinstance(value, int | float) else 0.0
