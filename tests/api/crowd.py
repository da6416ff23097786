"""People, programs and platforms who go on asking whatever happens, and remember every answer."""

import itertools
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Event, Thread
from typing import Any

import httpx
import orjson

from engine.core import clock
from tests.api.house import METRICS_TOKEN, House
from tests.deliveries import tiktok, tiktok_lead
from tests.factories import PASSWORD
from tests.waiting import eventually

LANGUAGES = ("en", "ar")
ARABIC = re.compile("[\u0600-\u06ff]")
THREADS = 6
PAUSE_S = 0.2  # thirty questions a second at most, so that nobody needs more than the most that may be chosen
MOST_CAMPAIGNS = 3  # a platform takes only so many calls at once
SHAPE = {"error", "code", "message", "request_id"}
CHANGES = {"change", "campaign", "post", "sync", "lead"}


@dataclass(frozen=True)
class Seen:
    """One answer: to whom and when, how long it took, and what is wrong with it."""

    name: str
    asked_at: float
    took_s: float
    status: int
    fault: str


@dataclass
class Crowd:
    """Everybody, asking in turn. `word` marks what they make."""

    house: House
    word: str
    seen: list[Seen] = field(default_factory=list)
    made: dict[str, set[str]] = field(default_factory=lambda: {name: set() for name in CHANGES})
    orders: dict[str, str] = field(default_factory=dict)  # Idempotency-Key → what was made under it, once it is
    numbers: Iterator[int] = field(default_factory=itertools.count)

    def __post_init__(self) -> None:
        org = self.org = f"/api/orgs/{self.house.facts['org']}"
        key = {"Authorization": f"Bearer {self.house.facts['key']}"}
        self.program, self.person, self.stranger = (self._client(**headers) for headers in (key, {}, {}))
        entered = self._sign_in(self.person)
        assert entered.status_code == 303, entered.text
        kept = ("dashboard", "unified-campaigns", "posts", "sync/status", "alerts", "metrics?metrics=spend_micros")
        asked = ("keys", "members", "limits", "jobs", "events", "audit", "cache/usage", "notifications")
        self.asks: list[tuple[str, Callable[[dict[str, str]], httpx.Response]]] = [
            *((f"program {path}", self._get(self.program, f"{org}/{path}")) for path in (*kept, *asked)),
            *((f"person {path}", self._get(self.person, f"{org}/{path}")) for path in (*kept[:3], *asked[:3])),
            *((f"page {path}", self._get(self.person, path)) for path in ("/", "/auth/account", "/auth/session")),
            *(
                (f"anybody {path}", self._get(self.stranger, path))
                for path in (
                    "/api/health", "/api/ready", "/api/nothing", "/docs", "/docs.openapi", "/docs.postman",
                    "/auth/login", "/api/webhooks/meta", "/assets/app.css",
                )
            ),
            ("monitoring", self._get(self._client(Authorization=f"Bearer {METRICS_TOKEN}"), "/metrics")),
            ("anybody sign-in", lambda headers: self._sign_in(self.stranger, **headers)),
            ("anybody sign-in as JSON", self._sign_in_as_json),
            ("change", self._change),
            ("campaign", self._order),
            ("post", self._post),
            ("sync", self._sync),
            ("lead", self._lead),
        ]  # fmt: skip

    def ask(self, first: int, until: Event) -> None:
        """Ask one thing after the other, beginning with that one."""
        for turn in itertools.count(first):
            if until.is_set():
                return
            name, send = self.asks[turn % len(self.asks)]
            number = next(self.numbers)
            wish = LANGUAGES[number % 2]
            headers = {"Accept-Language": wish, "X-Forwarded-For": f"198.18.{number // 250 % 250}.{number % 250}"}
            begun = time.monotonic()
            try:
                answer = send(headers)
                status, fault = answer.status_code, wrong(answer, wish)
                self._note(name, answer)
            except httpx.TransportError as error:
                status, fault = 0, repr(error)
            self.seen.append(Seen(name, begun, time.monotonic() - begun, status, fault))
            until.wait(PAUSE_S)

    def faults(self) -> list[Seen]:
        """What nobody should have been answered."""
        return [one for one in self.seen if one.fault]

    def slowest_s(self) -> float:
        """How long somebody had to wait."""
        return max(one.took_s for one in self.seen)

    def go_round(self) -> float:
        """Wait until everything was asked once more, by everybody who asks; since when that is so."""
        since, names = time.monotonic(), {name for name, _ in self.asks}
        eventually(lambda: {one.name for one in self.seen if one.asked_at >= since} == names, timeout_s=90)
        return since

    def statuses(self, begins: str, since: float = 0, until: float = float("inf")) -> Counter[int]:
        """How those were answered that were asked meanwhile."""
        return Counter(
            one.status for one in self.seen if one.name.startswith(begins) and since <= one.asked_at < until
        )

    def insist(self) -> None:
        """Send every campaign once more under its own key, as a careful program does that was refused."""
        for key in self.orders:
            answer = self._order({}, key)
            assert answer.status_code == 201, answer.text
            self._note("campaign", answer)

    def _client(self, **headers: str) -> httpx.Client:
        said = {"Origin": self.house.url} | headers
        return httpx.Client(base_url=self.house.url, headers=said, timeout=60, trust_env=False)

    def _get(self, client: httpx.Client, path: str) -> Callable[[dict[str, str]], httpx.Response]:
        return lambda headers: client.get(path, headers=headers)

    def _sign_in(self, client: httpx.Client, **headers: str) -> httpx.Response:
        client.cookies.clear()
        form = {"email": self.house.facts["email"], "password": PASSWORD}
        return client.post("/auth/login", data=form, headers=headers)

    def _sign_in_as_json(self, headers: dict[str, str]) -> httpx.Response:
        self.stranger.cookies.clear()
        body = {"email": self.house.facts["email"], "password": PASSWORD}
        return self.stranger.post("/api/auth/sign-in", json=body, headers=headers)

    def _order(self, headers: dict[str, str], key: str = "") -> httpx.Response:
        """Ask for a campaign; for one that was refused again under the same key, before another one."""
        refused = [key for key, made in list(self.orders.items()) if not made]
        if not key and not refused and len(self.orders) >= MOST_CAMPAIGNS:
            return self.program.get(f"{self.org}/unified-campaigns", headers=headers)
        key = key or (refused[0] if refused else f"{self.word}-{len(self.orders)}")
        self.orders.setdefault(key, "")
        body, said = self.house.facts["order"] | {"name": key}, headers | {"Idempotency-Key": key}
        return self.program.post(f"{self.org}/unified-campaigns", json=body, headers=said)

    def _change(self, headers: dict[str, str]) -> httpx.Response:
        return self.program.patch(self.org, json={"name": f"{self.word} {next(self.numbers)}"}, headers=headers)

    def _post(self, headers: dict[str, str]) -> httpx.Response:
        later = (clock.now() + timedelta(days=9)).isoformat()
        body = {"content": f"{self.word} {next(self.numbers)}", "platforms": ["meta"], "scheduled_for": later}
        return self.program.post(f"{self.org}/posts", json=body, headers=headers)

    def _sync(self, headers: dict[str, str]) -> httpx.Response:
        place = f"{self.org}/sync/integrations/{self.house.facts['meta']}/trigger"
        return self.program.post(place, json={"data_type": "campaigns"}, headers=headers)

    def _lead(self, headers: dict[str, str]) -> httpx.Response:
        lead = f"{self.word}{next(self.numbers)}"
        raw = orjson.dumps(tiktok_lead(self.house.facts["tiktok"], lead))
        said = headers | tiktok(raw) | {"X-Lead": lead}
        return self.stranger.post("/api/webhooks/tiktok", content=raw, headers=said)

    def _note(self, name: str, answer: httpx.Response) -> None:
        """Keep what was promised, to be looked for later."""
        if name not in CHANGES or not answer.is_success or answer.request.method == "GET":
            return
        body: dict[str, Any] = answer.json()
        found = {
            "change": lambda: body["name"],
            "campaign": lambda: body["data"]["campaign"]["id"],
            "post": lambda: body["posts"][0]["id"],
            "sync": lambda: body["run_id"],
            "lead": lambda: answer.request.headers["x-lead"],
        }
        self.made[name].add(one := found[name]())
        if name == "campaign":
            self.orders[answer.request.headers["idempotency-key"]] = one


@contextmanager
def crowd(house: House, word: str) -> Iterator[Crowd]:
    """Everybody asks while the block runs."""
    everybody, until = Crowd(house, word), Event()
    step = len(everybody.asks) // THREADS
    threads = [Thread(target=everybody.ask, args=(step * n, until)) for n in range(THREADS)]
    for one in threads:
        one.start()
    try:
        yield everybody
    finally:
        until.set()
        for one in threads:
            one.join()


def wrong(answer: httpx.Response, wish: str) -> str:
    """What is wrong with an answer: no bug, and a refusal is a sentence in the language asked for."""
    if answer.status_code >= 500 and answer.status_code != 503:
        return f"{answer.status_code} {answer.text[:300]}"
    if answer.status_code < 400:
        return ""
    if answer.request.url.path == "/api/ready":
        steps = [part.get("message", "") for part in answer.json()["parts"].values() if part["status"] != "ready"]
        return "" if steps and all(_speaks(step, wish) for step in steps) else answer.text
    if answer.request.url.path.startswith("/api/"):
        body = answer.json()
        return "" if set(body) >= SHAPE and _speaks(body["message"], wish) else answer.text
    return "" if f'<html lang="{wish}"' in answer.text and "<h1>" in answer.text else answer.text[:300]


def _speaks(sentence: str, wish: str) -> bool:
    return bool(sentence) and bool(ARABIC.search(sentence)) == (wish == "ar")
