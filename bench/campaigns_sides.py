"""The storm of `bench.campaigns`: two orgs, six platforms, real workers, kills, and answers lost at every step."""

import json
import random
import statistics
import sys
import time
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select

from bench.posts_sides import Fleet, patiently, sandbox
from db import migrate
from db.embedded import running
from db.kinds import CampaignStatus, EntityStatus, Level, Phase
from db.models import Campaign, Launch, LaunchStep
from db.session import session
from engine import campaigns, outbox
from engine.connectors import PLATFORMS, connector
from engine.core import clock
from engine.core.work import work
from engine.integrations import account
from settings import settings
from tests.control import Control
from tests.factories import make_rate
from tests.site import member, serving
from tests.studio import Studio, open_studio

PATIENCE_S = 1800
TICK_S = 15
REFUSED_EVERY = 10
CURRENCIES = ("SAR", "USD")
COUNTED = ("campaigns", "duplicates", "strays", "orphans", "found", "untrue", "unsettled", "done", "undone")
GONE = {EntityStatus.ARCHIVED, EntityStatus.REMOVED}
KINDS = ("503", "garbage", "500_after_effect")  # before, during and after the effect
STEPS = {
    "meta": ("/campaigns", "/adsets", "/ads"),
    "google": (":mutate",),
    "tiktok": ("/campaign/create", "/adgroup/create", "/ad/create", "/status/update"),
    "snapchat": ("/campaigns", "/adsquads", "/ads"),
    "linkedin": ("/adCampaignGroups", "/adCampaigns", "/creatives"),
    "twitter": ("/campaigns", "/line_items", "/promoted_tweets"),
}


def main() -> None:
    """Ask, break, kill, wait, and compare."""
    wanted, home = json.loads(sys.argv[1]), Path(sys.argv[2])
    migrate.upgrade()
    make_rate(settings().owner_dsn, clock.today(), USD=1.08, SAR=4.05)
    with running(sandbox(), home / "sandbox.log"), ExitStack() as house:
        control = Control(settings().sandbox_url)
        # Two, since a platform lets each account be called so often a second, and no more.
        studios = [open_studio(control, currency=each) for each in CURRENCIES]
        web = house.enter_context(serving(home / "web.log"))
        fleet = Fleet(house, home, wanted["workers"])
        asked_ms = _storm(studios, web, fleet, wanted)
        settled_s = _settle(studios)
        control.http.delete("/faults")  # what nobody met shall not spoil the counting
        found = sum((_compared(each) for each in studios), Counter())
    quantiles = statistics.quantiles(asked_ms, n=20)
    print(json.dumps({name: found[name] for name in COUNTED} | {
        "kills": wanted["kills"], "faults": wanted["faults"], "settled_s": settled_s, "asked": len(asked_ms),
        "p50_ms": statistics.median(asked_ms), "p95_ms": quantiles[-1],
    }))  # fmt: skip


def _storm(studios: list[Studio], web: str, fleet: Fleet, wanted: dict[str, int]) -> list[float]:
    """How long each request took, in milliseconds."""
    chance, took = random.Random(5), []
    begun, last_tick = time.monotonic(), 0.0
    faults = kills = 0
    count, over = wanted["campaigns"], wanted["over"]
    with ExitStack() as doors:
        people = [doors.enter_context(member(web, each.org.sign_in())) for each in studios]
        for number in range(count):
            studio, person = studios[number % len(studios)], people[number % len(studios)]
            while (now := time.monotonic() - begun) < over * number / count:
                time.sleep(0.05)
            while faults < wanted["faults"] * (number + 1) // count:
                slug = chance.choice(PLATFORMS)
                studio.sandbox.fault(slug, chance.choice(KINDS), path=chance.choice(STEPS[slug]))
                faults += 1
            if number % REFUSED_EVERY == REFUSED_EVERY - 1:
                studio.sandbox.fault("linkedin", "permission", path="/creatives")
            took.append(_ask(studio, person, f"Campaign {number}", activate=number % 4 < 2))
            while kills < wanted["kills"] * (number + 1) // count:
                fleet.kill_one()
                kills += 1
            if now - last_tick > TICK_S:
                _tick(studios)
                last_tick = now
    return [each for each in took if each]


def _ask(studio: Studio, person: Any, name: str, *, activate: bool) -> float:
    """Ask over HTTP; beyond the hundred a minute that one person may ask, without; 0 then."""
    order = studio.order(name=name, activate=activate)
    started = time.perf_counter()
    answer = person.post(f"/api/orgs/{studio.org.id}/unified-campaigns", json=order)
    if answer.status_code == 201:
        return (time.perf_counter() - started) * 1000
    assert answer.status_code == 429, answer.text
    with work(studio.org.id) as unit:
        campaigns.create_campaign(unit, order)
    return 0


def _tick(studios: list[Studio]) -> None:
    """What the scheduler would have had done."""
    campaigns.take_up()
    for studio in studios:
        outbox.sweep(studio.org.id)


def _settle(studios: list[Studio]) -> float:
    """Seconds until nothing is going on any more, or patience ends."""
    started = time.monotonic()
    while time.monotonic() - started < PATIENCE_S:
        if not any(_is_busy(studio) for studio in studios):
            break
        _tick(studios)
        time.sleep(TICK_S / 3)
    return time.monotonic() - started


def _is_busy(studio: Studio) -> bool:
    with session(studio.org.id) as reader:
        open_ones = select(Launch.id).where(Launch.org_id == studio.org.id, ~Launch.met)
        return reader.scalars(open_ones.limit(1)).first() is not None


def _compared(studio: Studio) -> Counter[str]:
    """What the platforms have, beside what we say."""
    with session(studio.org.id) as reader:
        mine = select(Campaign).where(Campaign.org_id == studio.org.id)
        rows = {row.id: row for row in reader.scalars(mine)}
        launches = list(reader.scalars(select(Launch).where(Launch.org_id == studio.org.id)))
        looked = len(reader.scalars(select(LaunchStep.id).where(LaunchStep.found)).all())
    there = {slug: _listed(studio, slug) for slug in PLATFORMS}
    listed = {one["launch_id"] for one in campaigns.list_orphans(studio.org.id)}
    duplicates = strays = 0
    alive: dict[UUID, Counter[str]] = {row_id: Counter() for row_id in rows}
    for launch in launches:
        made = there[launch.platform].pop(launch.marker, Made())
        duplicates += made.campaigns > 1 or made.sets > 1 or made.ads > 1
        wanted = launch.phase == Phase.DONE
        strays += bool(made.campaigns) and not wanted and str(launch.id) not in listed
        complete = (made.campaigns, made.sets, made.ads) == (1, 1, 1)
        alive[launch.campaign_id][made.state if complete else "none" if not made.campaigns else "partly"] += 1
    strays += sum(len(left) for left in there.values())
    return Counter({
        "campaigns": len(rows), "duplicates": duplicates, "strays": strays, "orphans": len(listed),
        "found": looked,
        "untrue": sum(not _is_true(row, alive[row_id], listed=bool(listed)) for row_id, row in rows.items()),
        "unsettled": sum(row.phase not in {Phase.DONE, Phase.UNDONE} for row in rows.values()),
        "done": sum(row.phase == Phase.DONE for row in rows.values()),
        "undone": sum(row.phase == Phase.UNDONE for row in rows.values()),
    })  # fmt: skip


class Made:
    """What carries one token on a platform."""

    def __init__(self) -> None:
        self.campaigns = self.sets = self.ads = 0
        self.state = ""


def _listed(studio: Studio, slug: str) -> dict[str, Made]:
    """Everything living that carries a token of ours, by the token."""
    found: dict[str, Made] = {}
    owners: dict[str | None, str] = {}
    fetch = connector(slug).fetch_entities
    for row in patiently(lambda: list(fetch(account(studio.org.id, studio.accounts[slug])))):
        marker = (
            row.name[-9:-1]
            if row.level is Level.CAMPAIGN and row.name.endswith("]")
            else owners.get(row.parent_id)
        )
        if marker is None or row.status in GONE:
            continue
        owners[row.external_id] = marker
        made = found.setdefault(marker, Made())
        made.campaigns += row.level is Level.CAMPAIGN
        made.sets += row.level is Level.AD_SET
        made.ads += row.level is Level.AD
        made.state = row.status if row.level is Level.CAMPAIGN else made.state
    return found


def _is_true(row: Campaign, alive: Counter[str], *, listed: bool) -> bool:
    """Whether a campaign's state says how it is on all its platforms."""
    everywhere = sum(alive.values())
    if row.phase == Phase.UNDONE:
        return row.status == CampaignStatus.DRAFT and (listed or alive["none"] == everywhere)
    return alive[row.status] == everywhere


if __name__ == "__main__":
    main()
