"""Metric groups: arrays with one number per bucket, or null where nothing happened; conversions as objects."""

from collections.abc import Sequence
from typing import Any

from sandbox.world.model import Objective

Numbers = dict[str, int]
Series = list[int] | None

NEVER = ("tweets_send", "follows", "unfollows", "poll_card_vote", "carousel_swipes", "qualified_impressions")
ELSEWHERE = 10  # an awareness campaign shows one in ten impressions in the spotlight
NOTHING = dict.fromkeys(("post_view", "post_engagement", "assisted", "order_quantity", "sale_amount"))


def of_placement(purpose: Objective, placement: str, numbers: Numbers) -> Numbers:
    """The part of the numbers that a placement has; the parts add up to the whole."""
    if purpose is not Objective.AWARENESS:
        return numbers if placement == "ALL_ON_TWITTER" else dict.fromkeys(numbers, 0)
    spotlight = {name: _tenth(name, number) for name, number in numbers.items()}
    match placement:
        case "SPOTLIGHT":
            return spotlight
        case "ALL_ON_TWITTER":
            return {name: number - spotlight[name] for name, number in numbers.items()}
    return dict.fromkeys(numbers, 0)


def metrics(purpose: Objective, groups: Sequence[str], buckets: Sequence[Numbers]) -> dict[str, Any]:
    """All metrics of the groups over the buckets."""
    found: dict[str, Any] = {}
    for group in groups:
        found |= GROUPS[group](purpose, buckets)
    return found


def _tenth(name: str, number: int) -> int:
    return number // (100 * ELSEWHERE) * 100 if name == "conversions_e2" else number // ELSEWHERE


def _series(values: Sequence[int]) -> Series:
    return list(values) if any(values) else None


def _engagement(purpose: Objective, buckets: Sequence[Numbers]) -> dict[str, Any]:
    app = purpose is Objective.APP
    parts = {
        "impressions": [day["impressions"] for day in buckets],
        "clicks": [day["clicks"] for day in buckets],
        "url_clicks": [day["link_clicks"] for day in buckets],
        "app_clicks": [day["link_clicks"] if app else 0 for day in buckets],
        "engagements": [day["clicks"] + day["video_views"] // 20 for day in buckets],
        "card_engagements": [day["link_clicks"] for day in buckets],
        "likes": [(day["clicks"] - day["link_clicks"]) // 2 for day in buckets],
        "retweets": [(day["clicks"] - day["link_clicks"]) // 8 for day in buckets],
        "replies": [(day["clicks"] - day["link_clicks"]) // 20 for day in buckets],
    }
    return dict.fromkeys(NEVER) | {name: _series(values) for name, values in parts.items()}


def _billing(_: Objective, buckets: Sequence[Numbers]) -> dict[str, Any]:
    return {
        "billed_engagements": _series([day["clicks"] for day in buckets]),
        "billed_charge_local_micro": _series([day["spend_micros"] for day in buckets]),
    }


def _video(_: Objective, buckets: Sequence[Numbers]) -> dict[str, Any]:
    names = {
        "video_total_views": "video_views", "video_content_starts": "video_plays",
        "video_views_25": "video_p25", "video_views_50": "video_p50", "video_views_75": "video_p75",
        "video_views_100": "video_p100", "video_3s100pct_views": "video_views",
        "video_6s_views": "video_p50", "video_15s_views": "video_p100",
    }  # fmt: skip
    played = {name: _series([day[ours] for day in buckets]) for name, ours in names.items()}
    return played | {"video_cta_clicks": None}


def _web(purpose: Objective, buckets: Sequence[Numbers]) -> dict[str, Any]:
    counted = {Objective.LEADS: "conversion_sign_ups", Objective.APP: ""}
    name = counted.get(purpose, "conversion_purchases")
    kinds = ("purchases", "sign_ups", "site_visits", "downloads", "custom", "add_to_carts")
    found: dict[str, Any] = {f"conversion_{kind}": dict(NOTHING) for kind in kinds}
    visits = _series([day["page_views"] for day in buckets])
    found["conversion_site_visits"] |= {"post_engagement": visits, "order_quantity": visits}
    return found | ({name: _conversions(buckets)} if name else {})


def _mobile(purpose: Objective, buckets: Sequence[Numbers]) -> dict[str, Any]:
    installs = _conversions(buckets) if purpose is Objective.APP else dict(NOTHING)
    others = ("purchases", "sign_ups", "logins", "re_engages")
    return {"mobile_conversion_installs": installs} | {
        f"mobile_conversion_{each}": dict(NOTHING) for each in others
    }


def _conversions(buckets: Sequence[Numbers]) -> dict[str, Any]:
    totals = [day["conversions_e2"] // 100 for day in buckets]
    seen = [min(day["view_through"], total) for day, total in zip(buckets, totals, strict=True)]
    return {
        "post_view": _series(seen),
        "post_engagement": _series([total - view for total, view in zip(totals, seen, strict=True)]),
        "assisted": None,
        "order_quantity": _series(totals),
        "sale_amount": _series([day["value_micros"] for day in buckets]),
    }


GROUPS = {
    "ENGAGEMENT": _engagement,
    "BILLING": _billing,
    "VIDEO": _video,
    "WEB_CONVERSION": _web,
    "MOBILE_CONVERSION": _mobile,
    "LIFE_TIME_VALUE_MOBILE_CONVERSION": lambda *_: {
        f"mobile_conversion_lifetime_value_{each}": dict(NOTHING) for each in ("purchases", "sign_ups")
    },
}
