"""Three people and what they do on the screens, each in a browser of their own, until the half hour is over.

A scene is one thing that somebody came for: they open a screen, look for as long as people look, press this and
that. What is pressed that changes something is noted as the request to the API that would do the same.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any

from playwright.async_api import Error, Page

from bench.use.tape import ID
from engine.core.log import get_logger

PATIENCE_MS = 60_000
log = get_logger()
Note = Callable[..., None]  # who="marketer", do="POST /orgs/{org}/…", body={…}


@dataclass
class Person:
    """Somebody at their screen. `stumbles` are scenes that broke off, since a screen was not as expected."""

    name: str
    page: Page
    random: Random
    note: Note
    scenes: int = 0
    stumbles: list[str] = field(default_factory=list)
    done: set[str] = field(default_factory=set)

    async def open(self, path: str) -> None:
        """By the sidebar, and wait until its script has ended."""
        links = self.page.locator(".st-key-nav a")
        link = links.first if path == "/" else self.page.locator(f".st-key-nav a[href$='{path.lstrip('/')}']")
        await link.click()
        await self.page.wait_for_selector("[data-test-script-state=notRunning]")
        await self.look(3, 12)

    async def look(self, least: float, most: float) -> None:
        """Read what is there for so many seconds."""
        await asyncio.sleep(self.random.uniform(least, most))

    async def press(self, name: str) -> None:
        """A button by its words."""
        await self.page.get_by_role("button", name=name, exact=True).first.click()

    async def choose(self, key: str, place: int) -> None:
        """The option at that place of a select."""
        await self.page.locator(f".st-key-{key} input").first.click()
        await self.page.get_by_role("option").nth(place).click()

    async def peek(self, card: str) -> None:
        """Open one of a card's rows in its dialog, read, and close it."""
        rows = self.page.locator(f"[class*=st-key-card-{card}] [data-pick]")
        if count := await rows.count():
            await rows.nth(self.random.randrange(min(count, 8))).click()
            await self.page.get_by_role("dialog").wait_for()
            await self.look(6, 20)
            await self.page.keyboard.press("Escape")

    def once(self, deed: str) -> bool:
        """Whether this has not been done in this half hour; from here on it has."""
        fresh = deed not in self.done
        self.done.add(deed)
        return fresh


Scene = Callable[[Person], Awaitable[None]]


async def live(person: Person, scenes: dict[Scene, int], until: float) -> None:
    """One scene after the other, drawn by weight, with a pause in between."""
    await person.page.wait_for_selector(".ptitle h1", timeout=3 * PATIENCE_MS)
    while asyncio.get_running_loop().time() < until:
        [scene] = person.random.choices(list(scenes), list(scenes.values()))
        person.scenes += 1
        try:
            await scene(person)
        except Error as error:
            person.stumbles.append(f"{scene.__name__}: {str(error).splitlines()[0]}")
            log.warning("bench.stumbled", who=person.name, scene=scene.__name__, error=str(error)[:300])
            await person.page.keyboard.press("Escape")
        await person.look(5, 40)


async def glance_at_the_dashboard(person: Person) -> None:
    """How is it going?"""
    await person.open("/")
    await person.look(15, 60)


async def compare_spans(person: Person) -> None:
    """Other days, another comparison, and back."""
    await person.open("/")
    for key, place in (("filter-range", 0), ("filter-compare", 1), ("filter-range", 2), ("filter-range", 3)):
        if person.random.random() < 0.6:
            await person.choose(key, place)
            await person.look(10, 30)
    await person.choose("filter-range", 1)
    await person.choose("filter-compare", 0)
    await person.look(5, 20)


async def go_into_a_campaign(person: Person) -> None:
    """What is behind the figure of one campaign."""
    await person.open("/")
    await person.look(5, 15)
    await person.peek("camp")


async def look_at_campaigns(person: Person) -> None:
    """The plans, those that run, all of them."""
    await person.open("/campaigns")
    await person.look(5, 25)
    if person.random.random() < 0.5:
        await person.choose("state", person.random.randrange(1, 4))
        await person.look(5, 15)
        await person.choose("state", 0)


async def look_at_budgets(person: Person) -> None:
    """How much is gone, and what was odd."""
    await person.open("/budgets")
    await person.look(20, 70)


async def look_at_posts(person: Person) -> None:
    """This month and the next."""
    await person.open("/posts")
    await person.look(10, 25)
    buttons = person.page.locator(".st-key-bar-calendar button, [class*=st-key-bar-cal] button")
    if await buttons.count():
        await buttons.last.click()
        await person.look(8, 20)


async def look_at_syncs(person: Person) -> None:
    """Is everything fresh? What ran?"""
    await person.open("/sync")
    await person.look(15, 60)


def visit(path: str) -> Scene:
    """A screen that is looked at only."""

    async def scene(person: Person) -> None:
        await person.open(path)
        await person.look(10, 45)

    scene.__name__ = f"visit {path}"
    return scene


async def write_a_post(person: Person) -> None:
    """A draft for one profile, once."""
    await person.open("/posts")
    if not person.once("post"):
        return
    await person.press("New post")
    await person.page.locator("[class*=st-key-compose-profiles] input").click()
    await person.page.get_by_role("option").first.click()
    await person.page.keyboard.press("Escape")
    text = person.page.locator("[class*=st-key-compose-text] textarea")
    await text.fill("وصل الشتاء. Winter is here.")
    await text.press("Tab")
    await person.look(10, 25)
    await person.press("Save as draft")
    draft = {"content": "وصل الشتاء. Winter is here.", "profiles": ["{profile:0}"]}
    person.note(who=person.name, do="POST /orgs/{org}/posts", body=draft)
    await person.look(5, 15)


async def sync_an_account(person: Person) -> None:
    """The figures of one account, at most twice."""
    await person.open("/sync")
    if not (person.once("sync") or person.once("sync again")):
        return
    row = person.page.locator("[class*=st-key-irow]").first
    [account] = ID.findall(await row.get_attribute("class") or "")
    await row.get_by_role("button", name="Sync now").click()
    await person.page.get_by_role("menuitem", name="Metrics").click()
    do = f"POST /orgs/{{org}}/sync/integrations/{account}/trigger"
    person.note(who=person.name, do=do, body={"data_type": "metrics"})
    await person.look(20, 60)


async def sync_everything(person: Person) -> None:
    """All accounts, once."""
    await person.open("/sync")
    if not person.once("sync everything"):
        return
    await person.press("Sync all accounts")
    person.note(who=person.name, do="POST /orgs/{org}/sync/trigger", body={"data_type": "all"})
    await person.look(20, 60)


async def see_to_an_alert(person: Person) -> None:
    """Take one on, at most three times."""
    await person.open("/alerts")
    await person.look(5, 25)
    if not any(person.once(f"alert {n}") for n in range(3)):
        return
    await person.page.get_by_role("button", name="Handle").first.click()
    await person.page.get_by_role("menuitem").first.click()
    person.note(who=person.name, do="POST /orgs/{org}/alerts/{alert}/acknowledge")
    await person.look(5, 15)


async def guard_a_budget(person: Person) -> None:
    """Let one campaign run on when its budget is gone, once."""
    await person.open("/budgets")
    await person.look(10, 30)
    if not person.once("budget"):
        return
    button = person.page.locator("[class*=st-key-card-budgets] button[data-pick=guard]").last
    campaign = await button.get_attribute("value")
    await button.click()
    dialog = person.page.get_by_role("dialog")
    await dialog.get_by_text("Let it run on").click()
    await dialog.get_by_role("button", name="Save").click()
    person.note(who=person.name, do=f"PATCH /orgs/{{org}}/budgets/{campaign}", body={"auto_pause": False})
    await person.look(5, 20)


async def set_targets(person: Person) -> None:
    """The month's goal for ROAS, once."""
    await person.open("/")
    await person.look(5, 15)
    if not person.once("targets"):
        return
    await person.press("Edit targets")
    await person.page.get_by_role("dialog").get_by_label("ROAS").fill("3.4")
    await person.press("Save targets")
    person.note(who=person.name, do="PUT /orgs/{org}/targets", body={"targets": {"roas": 3.4}})
    await person.look(5, 20)


async def keep_the_cache(person: Person) -> None:
    """See how it does; forget one area and warm it again, once."""
    await person.open("/cache")
    await person.look(10, 40)
    if not person.once("cache"):
        return
    await person.page.locator("[class*=st-key-card-areas] tbody tr").nth(2).locator("[data-pick]").click()
    person.note(who=person.name, do="DELETE /orgs/{org}/cache/campaigns")
    await person.look(5, 15)
    await person.press("Warm now")  # heard as the questions that it asks anew
    await person.look(10, 30)


SCENES: dict[str, dict[Scene, int]] = {
    "marketer": {
        glance_at_the_dashboard: 6, compare_spans: 2, go_into_a_campaign: 3, look_at_campaigns: 4,
        look_at_budgets: 3, look_at_posts: 3, write_a_post: 1, see_to_an_alert: 2, sync_an_account: 1,
        guard_a_budget: 1, set_targets: 1, visit("/inbox"): 1, visit("/alerts"): 1,
    },
    "analyst": {
        glance_at_the_dashboard: 3, compare_spans: 6, go_into_a_campaign: 4, look_at_campaigns: 3,
        look_at_budgets: 3, look_at_syncs: 2, look_at_posts: 1, visit("/events"): 1,
    },
    "admin": {
        glance_at_the_dashboard: 3, look_at_syncs: 4, sync_everything: 1, keep_the_cache: 2, look_at_budgets: 1,
        visit("/integrations"): 3, visit("/jobs"): 2, visit("/events"): 1, visit("/security"): 1,
        visit("/organisation"): 1, visit("/webhooks"): 1,
    },
}  # fmt: skip
LANGUAGES: dict[str, Any] = {"marketer": "en", "analyst": "ar", "admin": "en"}
