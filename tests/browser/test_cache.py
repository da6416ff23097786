"""The Cache screen: whole in both languages, its figures those of the API, and every button does what it says."""

import os
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta

import httpx
import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from playwright.sync_api import TimeoutError as Late
from redis import Redis
from sqlalchemy import text

from db.kinds import Role
from db.models import CacheUsage
from db.session import session
from engine import cache, members
from engine.audits.trail import Sought, search_audit
from engine.core.cache import touch
from engine.core.clock import now
from engine.core.work import work
from engine.identity import sign_in
from tests.browser.tabs import LOOKS, browsing, press
from tests.browser.test_screens import SENTENCE, open_tab
from tests.factories import PASSWORD, OrgFacts, insert, make_ad_campaign, make_day, make_integration, make_member
from tests.site import member
from tests.waiting import eventually

PICTURES = os.environ.get("PICTURES_DIR")  # a folder, for whoever wants to look
READ = ("dashboard", "performance", "unified-campaigns", "anomalies", "sync/statistics")
NAMES = {
    "dashboard": "Dashboard",
    "metrics": "Figures",
    "campaigns": "Campaigns",
    "analytics": "Analytics",
    "sync": "Syncs",
}


@pytest.fixture
def used(org: OrgFacts, web: str) -> OrgFacts:
    """An org whose program asks everything four times: an answer of every area is kept, and was given."""
    account = make_integration(org.id)
    for number in range(3):
        campaign = make_ad_campaign(org.id, account, name=f"تخفيضات {number}")
        make_day(org.id, account, campaign, now().date() - timedelta(days=1))
    with member(web, org.sign_in()) as person:
        for path in READ * 4:
            person.get(f"/api/orgs/{org.id}/{path}").raise_for_status()
    eventually(lambda: sum(area["hits"] for area in cache.read_stats(org.id).values()) >= 15)
    return org


@pytest.fixture
def person(web: str, used: OrgFacts) -> Iterator[httpx.Client]:
    with member(web, used.sign_in()) as client:
        yield client


def card(page: Page, name: str) -> Locator:
    return page.locator(f"[class*=st-key-card-{name}]")


def row(page: Page, area: str) -> Locator:
    return card(page, "areas").locator("tbody tr").filter(has_text=NAMES[area])


def kept(redis: Redis, org: OrgFacts, area: str = "*") -> int:
    """How many answers of that area Redis really holds."""
    return sum(not key.endswith(b":flight") for key in redis.scan_iter(f"cache:{org.id}:{area}:*"))


def choose(page: Page, label: str, option: str) -> None:
    """Choose in a list by writing what is meant; written again when the list was drawn anew meanwhile."""
    for _ in range(10):
        page.get_by_role("combobox", name=label).fill(option)
        with suppress(Late):
            page.get_by_role("option", name=option).click(timeout=5000)
            return
        page.keyboard.press("Escape")
    raise AssertionError(f"{option} could not be chosen")


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: "-".join(map(str, look)))
def test_the_screen_is_whole_quiet_and_accessible(chromium: Browser, web, used, look):
    lang, theme, size = look
    cache.warm(used.id)
    with browsing(chromium, web, token=used.sign_in(), lang=lang, theme=theme, size=size) as context:
        tab = open_tab(context, web, "/cache")
        expect(card(tab.page, "areas").locator("tbody tr")).to_have_count(5)
        expect(card(tab.page, "warming").locator("tbody tr")).to_have_count(5)
        expect(card(tab.page, "tags").locator("tbody tr")).to_have_count(13)
        expect(card(tab.page, "rates").locator(".js-plotly-plot .trace").first).to_be_attached()
        expect(tab.page.locator(".fail")).to_have_count(0)
        if PICTURES:
            height = tab.page.evaluate("document.querySelector('[data-testid=stMainBlockContainer]').scrollHeight")
            tab.page.set_viewport_size({"width": size[0], "height": max(size[1], int(height) + 40)})
            tab.page.screenshot(path=f"{PICTURES}/cache-{lang}-{theme}-{size[0]}.png")

        assert tab.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert tab.violations() == []
        assert tab.is_quiet()
        if lang == "ar":
            assert SENTENCE.findall(tab.page.locator("[data-testid=stMain]").inner_text()) == []


def test_each_area_has_the_figures_of_the_api(chromium: Browser, web, used, person):
    with browsing(chromium, web, token=used.sign_in()) as context:
        tab = open_tab(context, web, "/cache")
        found = person.get("/api/cache/stats").json()
        for area, facts in found["areas"].items():
            cells = row(tab.page, area).locator("td")
            for place, name in ((2, "hits"), (3, "misses"), (4, "keys")):
                expect(cells.nth(place)).to_have_text(str(facts[name]))
            expect(cells.nth(1).locator(".two")).to_have_text(f"{facts['hit_rate']:.1%}")
            size = f"{facts['bytes'] / 1024:,.1f} KB" if facts["bytes"] >= 1024 else f"{facts['bytes']} B"
            expect(cells.nth(5)).to_have_text(size)
        for tag, word in (("figures", "Figures"), ("entities", "Campaigns on platforms"), ("posts", "Posts")):
            version = card(tab.page, "tags").locator("tr", has_text=word).locator("td")
            expect(version).to_have_text(str(found["versions"][tag]))


def test_the_hit_rate_is_followed_back_over_days_and_by_area(chromium: Browser, web, used, person):
    old = CacheUsage(
        org_id=used.id, at=now() - timedelta(days=3), area="sync", hits=300, misses=100, stale=0, bytes=1
    )
    insert(used.id, old)
    with browsing(chromium, web, token=used.sign_in()) as context:
        tab = open_tab(context, web, "/cache")
        figures = tab.page.locator(".stats dd:not(.s)")
        expect(figures.nth(1)).not_to_have_text("0")
        today = int(figures.nth(1).inner_text())
        choose(tab.page, "Time", "Last 7 days")  # which is asked for through the cache, and counted too
        eventually(lambda: 300 <= int(figures.nth(1).inner_text()) - today < 320)
        choose(tab.page, "Area", "Syncs")
        expect(card(tab.page, "rates").locator(".js-plotly-plot .trace")).to_have_count(2)
        card(tab.page, "rates").get_by_text("Show as table").click()
        expect(card(tab.page, "rates").locator("details tbody")).to_contain_text("75%")


def test_what_is_read_most_and_what_changes_appears_on_an_open_screen(chromium: Browser, web, used, person):
    with browsing(chromium, web, token=used.sign_in()) as context:
        tab = open_tab(context, web, "/cache")
        for _ in range(20):
            person.get(f"/api/orgs/{used.id}/performance").raise_for_status()
        first = card(tab.page, "keys").locator("tbody tr").first
        expect(first).to_contain_text("GET /performance · en")
        expect(first.locator("td").nth(1)).to_have_text("23")

        before = cache.list_versions(used.id)["targets"]
        touch(used.id, "targets")
        changes = card(tab.page, "tags").locator("tr", has_text="Targets").locator("td")
        expect(changes).to_have_text(str(before + 1))


def test_an_area_is_forgotten_and_then_everything(chromium: Browser, web, used, person, redis):
    path = f"/api/orgs/{used.id}/unified-campaigns"
    assert person.get(path).headers["x-cache"] == "HIT"
    others = kept(redis, used) - kept(redis, used, "campaigns")
    with browsing(chromium, web, token=used.sign_in()) as context:
        tab = open_tab(context, web, "/cache")
        row(tab.page, "campaigns").get_by_role("button", name="Forget").click()
        expect(card(tab.page, "areas")).to_contain_text("2 kept answers were forgotten.")
        expect(row(tab.page, "campaigns").locator("td").nth(4)).to_have_text("0")
        assert (kept(redis, used, "campaigns"), kept(redis, used)) == (0, others)
        assert person.get(path).headers["x-cache"] == "MISS"

        press(tab.page, "Forget everything")
        expect(card(tab.page, "areas").locator("tfoot td").nth(4)).to_have_text("0")
        assert tab.is_quiet()

    assert kept(redis, used, "campaigns") == kept(redis, used, "sync") == 0
    assert [entry["target"] for entry in search_audit(used.id, Sought(action="cache_cleared"))["entries"]] == [
        "all",
        "campaigns",
    ]


def test_two_areas_are_warmed_with_progress_and_a_result_each(chromium: Browser, web, used, person, redis):
    with work(used.id) as unit:
        cache.clear(unit)
    with browsing(chromium, web, token=used.sign_in()) as context:
        tab = open_tab(context, web, "/cache")
        warming = card(tab.page, "warming")
        expect(warming).to_contain_text("was not warmed this week")
        for name in ("Analytics", "Syncs"):
            choose(tab.page, "What to warm", name)
        tab.page.keyboard.press("Escape")
        with session(used.id) as slow:  # the first service waits here, so that there is something to see
            slow.execute(text("LOCK TABLE expected_ranges IN ACCESS EXCLUSIVE MODE"))
            press(tab.page, "Warm now")
            expect(warming.locator("[data-testid=stProgress]")).to_contain_text("Warming: Analytics")
        results = warming.locator("tbody tr")
        expect(results).to_have_count(2)
        expect(results.locator(".pill.good")).to_have_text(["Warm", "Warm"])
        expect(warming.locator("[data-testid=stProgress]")).to_have_count(0)
        assert tab.is_quiet()

    assert (kept(redis, used, "sync"), kept(redis, used, "campaigns")) == (3, 0)
    assert person.get(f"/api/orgs/{used.id}/dashboard").json()["meta"]["cached"] is False  # it was not asked for
    [entry] = search_audit(used.id, Sought(action="cache_warmed"))["entries"]
    assert entry["detail"] == {"analytics": "warmed", "sync": "warmed"}


def test_a_service_that_could_not_be_warmed_says_so(chromium: Browser, web, used):
    cache.remember(used.id, {"analytics": {"status": "failed", "ms": 12.0, "keys": 0}})
    with browsing(chromium, web, token=used.sign_in()) as context:
        tab = open_tab(context, web, "/cache")
        expect(card(tab.page, "warming").locator("tbody .pill.bad")).to_have_text("Failed")


def test_the_time_of_warming_is_chosen_refused_and_switched_off(chromium: Browser, web, used):
    with browsing(chromium, web, token=used.sign_in()) as context:
        tab = open_tab(context, web, "/cache")
        form = card(tab.page, "warming")
        expect(form).to_contain_text("Next on")
        choose(tab.page, "Hour", "05:00")
        form.get_by_role("button", name="Sun").click()
        form.get_by_role("button", name="Save").click()
        expect(form).to_contain_text("Saved.")
        assert cache.read_schedule(used.id) == cache.Schedule(hour=5, weekdays=(0, 1, 2, 3))

        for name in ("Mon", "Tue", "Wed", "Thu"):
            form.get_by_role("button", name=name).click()
        form.get_by_role("button", name="Save").click()
        expect(form).to_contain_text("Choose at least one weekday")
        assert cache.read_schedule(used.id).weekdays == (0, 1, 2, 3)

        form.get_by_text("Before the working day").click()
        form.get_by_role("button", name="Save").click()
        expect(form).to_contain_text("It is not warmed by itself.")
    assert cache.next_warming(used.id) is None


@pytest.mark.parametrize("role", [Role.ANALYST, Role.MARKETER])
def test_who_may_not_keep_the_cache_is_told_so_and_sees_none_of_it(chromium: Browser, web, used, role):
    token = sign_in(make_member(used.id, role), PASSWORD)
    with browsing(chromium, web, token=token) as context:
        tab = open_tab(context, web, "/")
        expect(tab.page.locator(".st-key-nav a[href$='cache']")).to_have_count(0)
        tab.page.goto(f"{web}/cache")
        expect(tab.page.locator(".fail")).to_contain_text("Your role may not manage the cache")
        expect(tab.page.locator("[class*=st-key-card-areas], [class*=st-key-card-warming]")).to_have_count(0)


def test_who_loses_the_role_while_the_screen_is_open_forgets_nothing_more(chromium: Browser, web, used, redis):
    admin = make_member(used.id, Role.ADMIN)
    with browsing(chromium, web, token=sign_in(admin, PASSWORD)) as context:
        tab = open_tab(context, web, "/cache")
        expect(card(tab.page, "areas").locator("tbody tr")).to_have_count(5)
        user_id = members.find_user(admin)
        assert user_id
        with work(used.id) as unit:
            members.add_member(unit, user_id, Role.ANALYST)
        tab.page.get_by_role("button", name="Forget everything").click()
        expect(tab.page.locator(".fail").first).to_contain_text("Your role may not manage the cache")

    assert kept(redis, used) > 0
    assert search_audit(used.id, Sought(action="cache_cleared"))["total"] == 0
