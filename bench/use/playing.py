"""The half hour that is replayed, in real time: the same questions, deeds and ticks at the same moments.

Requests go to the real web process; what screens asked of the cache is asked here, by the same functions, of the
same Redis and Postgres; syncs and all else that ticks and deeds bring about are done by real workers on the
sandbox. Nothing waits for what came before it, as people did not.
"""

import asyncio
import importlib
import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from statistics import quantiles
from typing import Any

import httpx

from bench.use.counted import counted, since, syncs_since
from bench.use.house import House, house
from bench.use.program import PLAN, plan
from bench.use.tape import Line, Places, Tape, meant
from engine.alerts import list_open_alerts
from engine.core import clock
from engine.core.cache import ahead, anew
from engine.core.errors import Missing
from engine.core.i18n import speaking
from engine.core.log import get_logger
from engine.core.queue import queue
from jobs.schedule import TICKS
from settings import settings

PATIENCE_S = 30
TRIES = 3
SETTLE_S = 5  # until every process has sent what it counted
PASSING = {"updated_at", "meta", "expected", "expected_pct", "points"}
Found = dict[str, Any]
log = get_logger()


class Player:
    """Who plays the lines, and what came of it."""

    def __init__(self, here: House) -> None:
        self.here = here
        self.places = Places(here.org_id)
        self.today = clock.today("Asia/Riyadh")
        self.clients = {name: _client(here, name) for name in here.tokens}
        self.replies: Counter[str] = Counter()
        self.refused: list[str] = []
        self.late_ms: list[float] = []
        self.kept: set[tuple[str, str, str]] = set()

    async def play(self, lines: list[Line]) -> None:
        """Every line at its moment."""
        begun = time.monotonic()
        async with asyncio.TaskGroup() as running:
            for line in lines:
                await asyncio.sleep(max(0.0, begun + line["ms"] / 1000 - time.monotonic()))
                self.late_ms.append((time.monotonic() - begun) * 1000 - line["ms"])
                running.create_task(self._line(line))

    async def _line(self, line: Line) -> None:
        if "get" in line:
            await self._get(line)
        elif "read" in line:
            await self._read(line)
        elif "do" in line:
            await self._do(line)
        else:
            await asyncio.to_thread(_tick, line["tick"])

    async def _get(self, line: Line) -> None:
        path = await self._found(line["get"])
        answer = await self.clients[line["who"]].get(path, headers={"Accept-Language": line["lang"]})
        if answer.status_code != line["status"]:
            self.refused.append(f"{answer.status_code} GET {line['get']}")
        said = answer.headers.get("x-cache", "")
        self.replies[said] += 1
        if said in {"HIT", "MISS"}:
            self.kept.add((line["who"], line["lang"], path))

    async def _read(self, line: Line) -> None:
        asked = json.loads(await self._found(json.dumps([line.get("args", []), {"of": line.get("named", {})}])))
        args, named = (meant(one, self.today) for one in asked)
        try:
            await asyncio.to_thread(self._ask, line, args, named)
        except Missing:
            self.refused.append(f"missing: {line['read']}")

    def _ask(self, line: Line, args: list[Any], named: dict[str, Any]) -> None:
        module, name = f"engine.{line['read']}".rsplit(".", 1)
        ask: Callable[..., Any] = getattr(importlib.import_module(module), name)
        with speaking(line["lang"]), anew() if line.get("anew") else nullcontext():
            ask(self.here.org_id, *args, **named)

    async def _do(self, line: Line) -> None:
        method, path = (await self._found(line["do"])).split(" ", 1)
        if "{alert}" in path:
            [alert, *_] = await asyncio.to_thread(list_open_alerts, self.here.org_id)
            path = path.replace("{alert}", alert["id"])
        body = line.get("body")
        if body == PLAN:
            body = await asyncio.to_thread(plan, self.here.org_id)
        elif body is not None:
            body = json.loads(await self._found(json.dumps(body)))
        answer = await self.clients[line["who"]].request(method, path, json=body)
        if answer.is_error:
            self.refused.append(f"{answer.status_code} {line['do']}: {answer.text[:200]}")

    async def _found(self, text: str) -> str:
        """The text with ids instead of places; for what is only being made, wait as its maker did."""
        for _ in range(PATIENCE_S):
            try:
                return self.places.found(text)
            except IndexError:
                await asyncio.sleep(1)
                self.places = await asyncio.to_thread(Places, self.here.org_id)
        return self.places.found(text)

    async def out_of_date(self) -> list[str]:
        """Which of the replies that may be kept are not what Postgres says now."""
        return [path for who, lang, path in sorted(self.kept) if not await self._is_true(who, lang, path)]

    async def _is_true(self, who: str, lang: str, path: str) -> bool:
        """Whether the kept reply is what is computed now; asked again, since syncs may write in between."""
        kept = now = None
        for _ in range(TRIES):
            kept, now = [
                _lasting(await self._json(who, path, {"Accept-Language": lang, **more}))
                for more in ({}, {"Cache-Control": "no-cache"})
            ]
            if kept == now:
                return True
        log.warning("bench.out_of_date", path=path, differs=list(_differences(kept, now))[:20])
        return False

    async def _json(self, who: str, path: str, headers: dict[str, str]) -> Any:
        """A reply, as soon as the limit of whoever asks allows it."""
        answer = await self.clients[who].get(path, headers=headers)
        if answer.status_code == 429:
            await asyncio.sleep(float(answer.headers["retry-after"]))
            return await self._json(who, path, headers)
        return answer.raise_for_status().json()


def _client(here: House, name: str) -> httpx.AsyncClient:
    token, headers, cookies = here.tokens[name], {"Origin": here.url}, {}
    if name == "program":
        headers["Authorization"] = f"Bearer {token}"
    else:
        cookies[settings().session_cookie] = token
    return httpx.AsyncClient(
        base_url=f"{here.url}/api", headers=headers, cookies=cookies, timeout=120, trust_env=False
    )


def _tick(name: str) -> None:
    """As the scheduler does: what still waits for a worker is not queued beside itself."""
    [tick] = [one for one in TICKS if one.id == name]
    there = queue("priority")
    if name not in there.job_ids:
        there.enqueue(tick.job, job_id=name, result_ttl=0)


def _lasting(reply: Any) -> Any:
    """Without what only says when it was made, or how much of the time has passed."""
    if isinstance(reply, dict):
        return {key: _lasting(value) for key, value in reply.items() if key not in PASSING}
    return [_lasting(one) for one in reply] if isinstance(reply, list) else reply


def _differences(one: Any, other: Any, at: str = "") -> Iterator[str]:
    """Where two replies differ, and how."""
    if isinstance(one, dict) and isinstance(other, dict) and one.keys() == other.keys():
        for key in one:
            yield from _differences(one[key], other[key], f"{at}.{key}")
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for place, (mine, theirs) in enumerate(zip(one, other, strict=True)):
            yield from _differences(mine, theirs, f"{at}[{place}]")
    elif one != other:
        yield f"{at}: {str(one)[:200]} / {str(other)[:200]}"


def play(tape: Tape, minutes: float) -> Found:
    """Play the first so many minutes of it; what the cache counted meanwhile."""
    lines = [line for line in tape.lines if line["ms"] <= minutes * 60_000]
    with house() as here, ahead.at_work():  # as the process is whose screens are played here
        here.stop_the_clock()
        player, before, begun = Player(here), counted(here.org_id), time.time()

        async def all_of_it() -> tuple[Found, list[str]]:
            await player.play(lines)
            await asyncio.sleep(SETTLE_S)
            return since(here.org_id, before), await player.out_of_date()

        areas, wrong = asyncio.run(all_of_it())
        return {
            "minutes": minutes,
            "lines": len(lines),
            "asked": sum("get" in line or "read" in line for line in lines),
            "deeds": sum("do" in line for line in lines),
            "syncs": syncs_since(here.org_id, begun),
            "replies": {name: player.replies[name] for name in ("HIT", "MISS", "BYPASS")},
            "areas": areas,
            "late_ms": quantiles(player.late_ms, n=100)[-1],
            "refused": player.refused,
            "compared": len(player.kept),
            "out_of_date": wrong,
        }


def main() -> None:
    """Play, print."""
    print(json.dumps(play(Tape.load(), float(sys.argv[1]))))


if __name__ == "__main__":
    main()
