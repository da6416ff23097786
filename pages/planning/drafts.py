"""The plan that the builder fills: what it holds from the start, and the request that it becomes."""

from datetime import date, timedelta
from typing import Any

from engine.connectors import PLATFORMS, connector
from engine.integrations import list_integrations
from pages.ui.scope import Scope

Draft = dict[str, Any]
Row = dict[str, Any]
DAYS = 14


def fresh(scope: Scope) -> Draft:
    """A plan with nothing decided but its dates."""
    return {
        "step": 0, "name": "", "description": "", "objective": "traffic", "total": 10_000.0,
        "start": (scope.today + timedelta(days=1)).isoformat(),
        "end": (scope.today + timedelta(days=DAYS)).isoformat(),
        "accounts": {}, "split": "even", "budgets": {}, "countries": [], "keywords": "",
        "headline": "", "body": "", "url": "", "files": [], "media": "", "own": {}, "posts": [], "activate": False,
        "political": True, "special": [], "kept": {}, "notes": [],
    }  # fmt: skip


def in_order(draft: Draft) -> Draft:
    """The plan with its platforms in the usual order, which a store of JSON does not keep."""
    chosen = draft["accounts"]
    return draft | {"accounts": {slug: chosen[slug] for slug in PLATFORMS if slug in chosen}}


def accounts_of(scope: Scope) -> dict[str, list[Row]]:
    """The connected accounts by platform; platforms without one are left out."""
    rows = [row for row in list_integrations(scope.org_id) if row["is_active"] and row["source"] == "api"]
    return {slug: found for slug in PLATFORMS if (found := [row for row in rows if row["platform"] == slug])}


def budgets_of(draft: Draft) -> dict[str, float]:
    """What each platform gets: evenly, the last cent to the first, or as a person typed it."""
    chosen = list(draft["accounts"])
    if draft["split"] == "own":
        return {slug: float(draft["budgets"].get(slug, 0)) for slug in chosen}
    cents = round(draft["total"] * 100)
    shares = {slug: cents // len(chosen) for slug in chosen}
    for slug in chosen[: cents - sum(shares.values())]:
        shares[slug] += 1
    return {slug: share / 100 for slug, share in shares.items()}


def words_of(draft: Draft, slug: str) -> dict[str, str]:
    """Headline and text on one platform: its own where a person wrote some, else everybody's."""
    own = draft["own"].get(slug, {})
    return {name: own.get(name) or draft[name] for name in ("headline", "body")}


def media_of(draft: Draft) -> list[str]:
    """What is shown: files that were uploaded, then addresses that were typed."""
    return [*draft["files"], *lines(draft["media"])]


def order_of(draft: Draft) -> dict[str, Any]:
    """The plan as a request, as the API takes it."""
    budgets = budgets_of(draft)
    return {
        "name": draft["name"],
        "description": draft["description"],
        "objective": draft["objective"],
        "total_budget": f"{draft['total']:.2f}",
        "start_date": draft["start"],
        "end_date": draft["end"],
        "activate": draft["activate"],
        "political": draft["political"],
        "special_categories": draft["special"],
        "ads": [_ad(draft, slug, account, budgets[slug]) for slug, account in draft["accounts"].items()],
        "content": {"posts": [_post(draft, post) for post in draft["posts"] if post["content"].strip()]},
    }


def _ad(draft: Draft, slug: str, account: str, budget: float) -> dict[str, Any]:
    media, most = media_of(draft), connector(slug).LIMITS.media[1]
    kept = draft["kept"].get(slug, {})  # of what was copied: what the builder does not ask for
    return {
        **kept.get("ad", {}),
        "platform": slug,
        "integration_id": account,
        "budget": f"{budget:.2f}",
        "targeting": {
            "countries": draft["countries"],
            "keywords": lines(draft["keywords"]) if connector(slug).LIMITS.wants_keywords else [],
        },
        "creative": {
            **kept.get("creative", {}),
            **words_of(draft, slug),
            "url": draft["url"],
            "media": media[:most],
        },
    }


def _post(draft: Draft, post: Row) -> dict[str, Any]:
    return {
        "content": post["content"],
        "platforms": post["platforms"],
        "media": media_of(draft) if post.get("pictured") else [],
        "scheduled_for": post["at"] or None,
    }


def lines(text: str) -> list[str]:
    """The lines that hold something."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def day(text: str) -> date:
    """A day as the plan keeps it."""
    return date.fromisoformat(text)
