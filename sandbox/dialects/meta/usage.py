"""The usage headers: calls of the last hour, really counted, as percentages of what is allowed.

Reads cost one point and writes three; points drain evenly, the whole allowance in an hour.
"""

from dataclasses import dataclass, field
from time import monotonic

import orjson

from sandbox.dialects.meta.errors import GraphError, too_many_calls
from sandbox.stage import Stage

HOUR_S = 3_600
READ, WRITE = 1, 3


@dataclass(slots=True)
class Meter:
    """Points that drain with time."""

    allowed: int
    points: float = 0.0
    read_at: float = field(default_factory=monotonic)

    def add(self, points: int) -> float:
        """Count points; returns the level in percent of what is allowed."""
        now = monotonic()
        self.points = max(0.0, self.points - (now - self.read_at) * self.allowed / HOUR_S) + points
        self.read_at = now
        return 100 * self.points / self.allowed

    def minutes_to_regain(self) -> int:
        """Minutes until calls are let through again."""
        over = max(0.0, self.points - self.allowed)
        return int(over / self.allowed * 60) + 1 if over else 0


def count(
    stage: Stage, account: str | None, *, writes: bool, insights: bool
) -> tuple[dict[str, str], GraphError | None]:
    """Count a call for the app and its account; returns the headers, and the refusal once too many were made."""
    points = WRITE if writes else READ
    app = _meter(stage, "app")
    level = app.add(points)
    use = {"call_count": int(level), "total_cputime": int(level * 0.6), "total_time": int(level * 0.8)}
    headers = {"x-app-usage": _json(use)}
    refusal = too_many_calls(4) if level > 100 else None
    if account is None:
        return headers, refusal
    kind = "ads_insights" if insights else "ads_management"
    meter = _meter(stage, f"{account} {kind}")
    own = meter.add(points)
    headers |= _account_headers(account, kind, own, meter)
    if own > 100:
        refusal = too_many_calls(80000 if kind == "ads_insights" else 80004)
    return headers, refusal


def _account_headers(account: str, kind: str, level: float, meter: Meter) -> dict[str, str]:
    tier = "standard_access"
    case = {
        "type": kind, "call_count": int(level), "total_cputime": int(level * 0.6), "total_time": int(level * 0.8),
        "estimated_time_to_regain_access": meter.minutes_to_regain(), "ads_api_access_tier": tier,
    }  # fmt: skip
    spent = {"acc_id_util_pct": round(level, 2), "reset_time_duration": HOUR_S, "ads_api_access_tier": tier}
    headers = {"x-ad-account-usage": _json(spent), "x-business-use-case-usage": _json({account: [case]})}
    if kind == "ads_insights":
        throttle = {
            "app_id_util_pct": round(level, 2),
            "acc_id_util_pct": round(level, 2),
            "ads_api_access_tier": tier,
        }
        headers["x-fb-ads-insights-throttle"] = _json(throttle)
    return headers


def exhausted(account: str) -> dict[str, str]:
    """The header of a throttled account: everything is spent, for a minute."""
    case = {
        "type": "ads_management",
        "call_count": 100,
        "total_cputime": 60,
        "total_time": 80,
        "estimated_time_to_regain_access": 1,
        "ads_api_access_tier": "standard_access",
    }
    return {"x-business-use-case-usage": _json({account: [case]})}


def _meter(stage: Stage, name: str) -> Meter:
    meters: dict[str, Meter] = stage.memory.setdefault("meta usage", {})
    return meters.setdefault(name, Meter(stage.settings.meta_calls_per_hour))


def _json(value: object) -> str:
    return orjson.dumps(value).decode()
