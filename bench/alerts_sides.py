"""The eyes of `bench.alerts`: a real browser on three screens, and alerts that are raised behind its back."""

import json
import random
import sys
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect, sync_playwright

from db import migrate
from db.kinds import Severity
from engine import alerts
from engine.core.clock import now
from engine.core.i18n import N_
from engine.core.work import work
from settings import settings
from tests.browser.tabs import browsing, new_tab
from tests.chromium import ensure
from tests.factories import OrgFacts, make_integration, make_org
from tests.site import serving
from tests.working import worker_process

SAID = N_("The sync of {account} on {platform} failed {attempts} times. Its figures are not up to date.")
LONGEST_MS = 60_000


def main() -> None:
    """Raise alerts at any moment, and time each from its commit to the frame that shows it."""
    wanted, home = json.loads(sys.argv[1]), Path(sys.argv[2])
    migrate.upgrade()
    org = make_org()
    make_integration(org.id, last_synced_at=now())
    with (
        serving(settings().data_dir / "web.log") as web,
        worker_process(home / "worker.log"),
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=ensure(), args=["--no-sandbox"])
        with browsing(browser, web, token=org.sign_in()) as context:
            tab = new_tab(context, web)
            found: dict[str, list[float]] = {}
            for name, path, seen in SCREENS:
                tab.open(path)
                found[name] = [_timed(tab.page, org, seen) for _ in range(wanted["alerts"])]
        browser.close()
    print(json.dumps({"s": found}))


def _timed(page: Page, org: OrgFacts, seen: Any) -> float:
    """Seconds from the commit of one alert until the screen shows it."""
    page.wait_for_timeout(random.uniform(0, 4000))
    account = f"Account {random.getrandbits(40):x}"
    await_it = seen(page, account)
    with work(org.id) as unit:
        alerts.raise_alert(
            unit, "sync_failed", account, Severity.ERROR, SAID, account=account, platform="Meta Ads", attempts=4
        )
    begun = time.monotonic()
    await_it()
    took = time.monotonic() - begun
    with work(org.id) as unit:  # so that the next is among the few that the dashboard shows
        alerts.resolve_alert(unit, account)
    return took


def _listed(where: str) -> Any:
    def seen(page: Page, account: str) -> Any:
        return lambda: expect(page.locator(where).filter(has_text=account)).to_have_count(1, timeout=LONGEST_MS)

    return seen


def _rung(page: Page, _account: str) -> Any:
    number = page.locator(".belln b")
    after = str(int(number.inner_text()) + 1 if number.count() else 1)
    return lambda: expect(number).to_have_text(after, timeout=LONGEST_MS)


SCREENS = (
    ("the dashboard", "/", _listed(".alerts li")),
    ("the Alerts screen", "/alerts", _listed(".alertrow")),
    ("the bell, on any other", "/jobs", _rung),
)

if __name__ == "__main__":
    main()
