"""The half hour that is recorded: everybody at once, and everything written down.

Run by `bench.record` in a process whose settings point at a fresh folder; the tape is written by this process.
"""

import asyncio
import sys
import time
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from random import Random
from typing import Any

import orjson
from playwright.async_api import Browser, async_playwright
from sqlalchemy import select

from bench.use import program
from bench.use.counted import counted, since, syncs_since
from bench.use.house import House, house
from bench.use.people import LANGUAGES, PATIENCE_MS, SCENES, Note, Person, live
from bench.use.tape import HEARD, Line, Places, Tape, digest, rewritten
from db.embedded import Process
from db.models import TickRun
from db.session import session
from jobs import processes
from settings import settings
from tests.chromium import ensure

SIZE = {"width": 1440, "height": 900}
TICKS_EVERY_S = 1.0
QUARTER_TO = 45 * 60


def eared() -> Process:
    """The web process that notes what it is asked."""
    web = processes.web()
    argv = tuple("bench.use.ear:app" if word == "app:app" else word for word in web.argv)
    return replace(web, argv=argv)


async def half_an_hour(house: House, seconds: float, note: Note) -> list[Person]:
    """Three browsers, the program, and an eye on the clock."""
    until = asyncio.get_running_loop().time() + seconds
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=ensure(), args=["--no-sandbox"])
        people = [await _seat(browser, house, name, note) for name in SCENES]
        await asyncio.gather(
            *(live(person, SCENES[person.name], until) for person in people),
            program.work(house, note, seconds),
            _watch_the_clock(note, until),
        )
        await browser.close()
    return people


async def _seat(browser: Browser, house: House, name: str, note: Note) -> Person:
    context = await browser.new_context(viewport=SIZE, locale=LANGUAGES[name])  # type: ignore[arg-type]
    cookies = {"lang": LANGUAGES[name], settings().session_cookie: house.tokens[name]}
    await context.add_cookies([{"name": one, "value": value, "url": house.url} for one, value in cookies.items()])
    context.set_default_timeout(PATIENCE_MS)
    page = await context.new_page()
    await page.goto(house.url, timeout=2 * PATIENCE_MS)
    return Person(name, page, Random(name), note)


async def _watch_the_clock(note: Note, until: float) -> None:
    """Note every tick that the timetable asked for, as it begins."""
    seen = await asyncio.to_thread(_ticks)
    while asyncio.get_running_loop().time() < until:
        await asyncio.sleep(TICKS_EVERY_S)
        now = await asyncio.to_thread(_ticks)
        for name, begun in now.items():
            if seen.get(name) != begun:
                note(who="clock", tick=name, at=begun.timestamp())
        seen = now


def _ticks() -> dict[str, datetime]:
    with session() as reader:
        return {row.name: row.started_at for row in reader.scalars(select(TickRun))}


def _until_the_quarter() -> float:
    """Seconds to a quarter to the hour, or some minutes about it: the hour's syncs are in the middle then."""
    past = time.time() % 3600
    return 0 if abs(past - QUARTER_TO) < 600 else (QUARTER_TO - 300 - past) % 3600


def record(minutes: float) -> Tape:
    """Sit through it; what was heard, with the names of who asked and places for ids."""
    noted: list[Line] = []

    def note(at: float | None = None, **facts: Any) -> None:
        noted.append({"at": at or time.time(), **facts})

    with house(eared) as here:
        if minutes >= 30:
            time.sleep(_until_the_quarter())
        before, begun = counted(here.org_id), time.time()
        people = asyncio.run(half_an_hour(here, minutes * 60, note))
        time.sleep(3)  # until every process has sent what it counted
        who = {digest(token): name for name, token in here.tokens.items()}
        heard = map(orjson.loads, (settings().data_dir / HEARD).read_bytes().splitlines())
        lines = [{**line, "who": who.get(line["who"], line["who"])} for line in heard if line["at"] >= begun]
        said = Counter(line.pop("said", "") for line in lines if "get" in line)
        about = {
            "recorded_at": datetime.fromtimestamp(begun, UTC).isoformat(timespec="seconds"),
            "minutes": minutes,
            "who": {one.name: {"scenes": one.scenes, "stumbles": one.stumbles} for one in people},
            "syncs": syncs_since(here.org_id, begun),
            "replies": {name: said[name] for name in ("HIT", "MISS", "BYPASS")},
            "areas": since(here.org_id, before),
        }
        every = [{"ms": round((line.pop("at") - begun) * 1000), **line} for line in (*lines, *noted)]
        return Tape(about, rewritten(every, Places(here.org_id).named))


def main() -> None:
    """Record, write the tape, print what it says of itself."""
    tape = record(float(sys.argv[1]))
    tape.save()
    print(orjson.dumps(tape.about).decode())


if __name__ == "__main__":
    main()
