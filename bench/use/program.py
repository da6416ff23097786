"""A program with a key: a display on the wall, reports every few minutes, and a tool that plans a campaign."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx

from bench.use.house import House
from bench.use.people import Note
from engine.core import clock
from engine.integrations import list_integrations

WALL_S, WATCH_S, REPORT_S, PLAN_AT_S = 60, 30, 300, 420
PLANNED = ("linkedin", "twitter")
WALL = ("dashboard?days=30", "dashboard?days=7", "alerts")
PLAN = "plan"  # on tape, since its days are those of the day it is played
WATCHED = ("sync/status",)
REPORTED = (
    "performance", "anomalies", "unified-campaigns?per_page=50", "integrations", "sync/statistics", "budgets",
    "metrics?days=30&dimensions=platform", "metrics?days=30&dimensions=day&dimensions=platform",
    "metrics?days=7&dimensions=ad_campaign&sort=-spend_micros", "posts?per_page=50", "posts/best-times",
)  # fmt: skip


async def work(house: House, note: Note, seconds: float) -> None:
    """Everything it does for so long."""
    begun = asyncio.get_running_loop().time()
    async with httpx.AsyncClient(
        base_url=f"{house.url}/api/orgs/{house.org_id}/",
        headers={"Authorization": f"Bearer {house.tokens['program']}", "Accept-Language": "en"},
        timeout=60, trust_env=False,
    ) as client:  # fmt: skip
        await asyncio.gather(
            _ask_every(client, WALL, WALL_S, begun + seconds),
            _ask_every(client, WATCHED, WATCH_S, begun + seconds),
            _ask_every(client, REPORTED, REPORT_S, begun + seconds),
            _plan(client, house, note),
        )


async def _ask_every(client: httpx.AsyncClient, paths: tuple[str, ...], every_s: float, until: float) -> None:
    loop = asyncio.get_running_loop()
    while loop.time() < until:
        for path in paths:
            (await client.get(path)).raise_for_status()
            await asyncio.sleep(0.5)
        await asyncio.sleep(every_s)


async def _plan(client: httpx.AsyncClient, house: House, note: Note) -> None:
    """One campaign on two platforms, watched until it stands there."""
    await asyncio.sleep(PLAN_AT_S)
    order = plan(house.org_id)
    note(who="program", do="POST /orgs/{org}/unified-campaigns", body=PLAN)
    made = (await client.post("unified-campaigns", json=order)).raise_for_status().json()
    for _ in range(12):
        await asyncio.sleep(5)
        (await client.get(f"unified-campaigns/{made['data']['campaign']['id']}/progress")).raise_for_status()


def plan(org_id: UUID) -> dict[str, Any]:
    """The campaign: two weeks from the day after tomorrow, on the first account of each platform."""
    first = clock.today("Asia/Riyadh") + timedelta(days=2)
    creative = {
        "headline": "Winter sale", "body": "Up to half off this week.", "url": "https://shop.example/winter",
        "media": ["https://media.example/winter.jpg"],
    }  # fmt: skip
    accounts = {row["platform"]: row["id"] for row in reversed(list_integrations(org_id))}
    ads = [
        {
            "platform": platform, "integration_id": str(accounts[platform]), "budget": 2000,
            "targeting": {"countries": ["SA"]}, "creative": creative,
        }
        for platform in PLANNED
    ]  # fmt: skip
    return {
        "name": "Winter sale", "total_budget": 2000 * len(ads), "objective": "traffic", "ads": ads,
        "start_date": first.isoformat(), "end_date": (first + timedelta(days=13)).isoformat(),
    }  # fmt: skip
