"""A tab that notices what a reader would not: complaints in the console, and requests that leave the house."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response

from settings import settings

DESK, PHONE = (1440, 900), (390, 844)
# Both languages, both themes and both sizes, each at least once: a screen is costly, and few faults need a pair.
LOOKS = [("en", "light", DESK), ("ar", "dark", DESK), ("ar", "light", PHONE)]
AT_REST = "[data-test-script-state=notRunning]"
PATIENCE_MS = 60_000  # a bound against what never comes: on a busy machine a screen may take seconds


@dataclass
class Tab:
    """A page of the browser and what happened in it."""

    page: Page
    home: str
    complaints: list[str] = field(default_factory=list)
    strays: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    def open(self, path: str) -> None:
        """Go there and wait until its script has ended and both the sidebar and the title stand."""
        self.page.goto(self.home + path)
        for part in (".st-key-nav a[aria-current]", ".user", ".ptitle h1"):
            self.page.wait_for_selector(part, state="attached")
        self.page.wait_for_selector(AT_REST)

    def violations(self, *within: str) -> list[str]:
        """What axe finds against WCAG and good practice, at any severity; within these selectors, or everywhere.

        Streamlit pales what it is about to draw anew, so what is too pale at one moment is looked at again.
        """
        for pause_ms in (300, 900, 2700, 0):
            found = Axe().run(self.page, list(within) or None).response["violations"]
            if not any(one["id"] == "color-contrast" for one in found):
                break
            self.page.wait_for_timeout(pause_ms)
        return [f"{one['id']} ({one['impact']}): {one['nodes'][0]['html'][:200]}" for one in found]

    def is_quiet(self) -> bool:
        """Nothing was complained about, nothing failed, and nothing left the house."""
        assert (self.complaints, self.failures, self.strays) == ([], [], [])
        return True


def press(page: Page, name: str) -> None:
    """Press that button once nothing is being drawn: a click on what is just drawn anew may be lost."""
    page.wait_for_selector(AT_REST)
    page.get_by_role("button", name=name, exact=True).first.click()


@contextmanager
def browsing(
    chromium: Browser,
    home: str,
    *,
    token: str = "",
    lang: str = "en",
    theme: str = "light",
    size: tuple[int, int] = DESK,
) -> Iterator[BrowserContext]:
    """Somebody's browser with their preferences; signed in when there is a token.

    It is one that others had before, with nothing of theirs but the files of the product: most of what a screen
    costs in a new one is reading the same scripts again.
    """
    free = _free[chromium, home, lang, size]
    context = free.pop() if free else _new_context(chromium, home, lang, size)
    cookies = {"lang": lang, "theme": theme} | ({settings().session_cookie: token} if token else {})
    context.add_cookies([{"name": name, "value": value, "url": home} for name, value in cookies.items()])
    yield context
    keeper, *tabs = context.pages
    for page in tabs:
        page.close()
    keeper.evaluate("localStorage.clear()")
    context.clear_cookies()
    free.append(context)


# Nobody has these at the moment: whoever fails with one does not give it back.
_free: defaultdict[tuple[Browser, str, str, tuple[int, int]], list[BrowserContext]] = defaultdict(list)


def _new_context(chromium: Browser, home: str, lang: str, size: tuple[int, int]) -> BrowserContext:
    """One whose first page stays open, so that the process which has read the scripts lives on."""
    context = chromium.new_context(
        viewport={"width": size[0], "height": size[1]}, locale=lang, reduced_motion="reduce"
    )
    context.set_default_timeout(PATIENCE_MS)
    context.new_page().goto(f"{home}/_stcore/health")
    return context


def new_tab(context: BrowserContext, home: str) -> Tab:
    """One more tab in that browser."""
    tab = Tab(context.new_page(), home)

    def complained(said: ConsoleMessage) -> None:
        if said.type in {"error", "warning"}:
            tab.complaints.append(said.text)

    def failed(answer: Response) -> None:
        if answer.status >= 400:
            tab.failures.append(f"{answer.status} {answer.url}")

    def asked(request: Request) -> None:
        if not request.url.startswith((home, "data:", "blob:")):
            tab.strays.append(request.url)

    tab.page.on("console", complained)
    tab.page.on("pageerror", lambda error: tab.complaints.append(str(error)))
    tab.page.on("response", failed)
    tab.page.on("request", asked)
    return tab
