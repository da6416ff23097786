"""The whole story of campaigns and a post, as somebody lives it: built, live everywhere, broken, published."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect
from sqlalchemy import select

from db.kinds import DataType, EntityStatus, Level, Trigger
from db.models import Profile, SocialPost
from db.session import session
from engine import campaigns, posts, syncs
from engine.connectors import PLATFORMS, connector
from engine.core import clock
from engine.core.work import work
from tests.browser.tabs import AT_REST, Tab, browsing, new_tab, press
from tests.browser.test_campaigns import studio
from tests.pictures import picture
from tests.speakers import Speakers
from tests.studio import Studio
from tests.waiting import eventually
from tests.working import worker_process

__all__ = ["studio"]

GONE = {EntityStatus.ARCHIVED, EntityStatus.REMOVED}
NAMES = {"meta": "Meta", "google": "Google", "tiktok": "TikTok", "snapchat": "Snapchat", "linkedin": "LinkedIn",
         "twitter": "X"}  # fmt: skip
OFFER = FilePayload(name="offer.jpg", mimeType="image/jpeg", buffer=picture())
BUDGETS = {"meta": 3000, "google": 1000, "tiktok": 2000, "snapchat": 2000, "linkedin": 2000, "twitter": 2000}
NETWORKS = {
    "Facebook": "facebook_page", "Instagram": "instagram", "LinkedIn": "linkedin_organization", "X": "x_user",
}  # fmt: skip
SAID = "وصل الشتاء ❄ The whole story"
LIKES, SOME = "td[data-label=Likes]", re.compile(r"[1-9]")
NOTHING_LEFT = re.compile("taken back|nothing there")  # some had not begun
HALF_A_YEAR = timedelta(days=180)
SLOW_MS = 90_000


@pytest.mark.timeout(600)  # three stories in one, so that they share a house
def test_a_campaign_goes_live_on_six_platforms_one_breaks_and_a_post_goes_out_once_on_four_networks(
    chromium: Browser, web: str, studio: Studio, tmp_path: Path
) -> None:
    token = studio.org.sign_in()
    studio.sandbox.post("/clock", reset=True)
    with browsing(chromium, web, token=token) as context:
        tab = new_tab(context, web)
        build(tab)
        expect(tab.page.locator(".st-key-card-progress div.live")).to_have_count(6)
        with worker_process(tmp_path / "worker.log"):
            see_it_live(tab, studio)
            see_it_break(tab, studio)
            see_it_go_out(tab, studio)
        assert tab.is_quiet()


def build(tab: Tab) -> None:
    """Every step of the builder, with one picture, a split of the budget, and a post."""
    page = tab.page
    tab.open("/campaigns")
    press(page, "New campaign")
    fill(page, "Name", "Winter on screen")
    for slug in PLATFORMS:
        tick(page, NAMES[slug])
        expect(page.get_by_label(f"Account on {NAMES[slug]}")).to_be_attached()
    tab.open("/campaigns?new=1")  # what was typed survives
    expect(page.get_by_label("Name", exact=True)).to_have_value("Winter on screen")
    go_on(page, "Who shall see it?")
    tick(page, "This is no political advertising")
    go_on(page, "Budget")
    fill(page, "Total budget, SAR", "12000")
    page.get_by_text("My own", exact=True).click()
    for slug in ("meta", "google"):
        fill(page, f"{NAMES[slug]}, SAR", str(BUDGETS[slug]))
    expect(page.get_by_text("Nothing left to allocate")).to_be_visible()
    go_on(page, "What will people see?")
    fill(page, "Headline", "Winter sale")
    fill(page, "Text", "Up to half off this week. Free delivery.")
    fill(page, "Web address", "https://shop.example/winter")
    page.locator("form[data-upload=media] input").set_input_files(OFFER)
    expect(page.locator(".ad .adimg img")).to_be_visible()
    go_on(page, "Posts")
    press(page, "Add a post")
    fill(page, "Text of post 1", "Beside the ads")
    choose(page, "on-0", "LinkedIn")
    tick(page, "With the pictures or the film of the ads")
    go_on(page, "Before we create anything")
    expect(page.locator(".conds .good", has_text="Everything is created paused")).to_be_visible()
    expect(page.locator(".conds .bad")).to_have_count(0)
    tick(page, "Start it as soon as every platform has it")
    press(page, "Create campaign")


def fill(page: Page, label: str, text: str) -> None:
    """Type into a field and leave it, which is when it is kept."""
    field = page.get_by_label(label, exact=True).first
    field.fill(text)
    field.blur()


def tick(page: Page, label: str) -> None:
    page.locator("[data-testid=stCheckbox] label").filter(has_text=label).first.click()
    expect(page.locator(AT_REST)).to_be_attached()


def go_on(page: Page, heading: str) -> None:
    """On to the next step, which has that heading."""
    press(page, "Continue")
    expect(page.locator(".ctitle, h2, h3").filter(has_text=heading).first).to_be_visible()


def choose(page: Page, key: str, word: str) -> None:
    """The first that fits in a field of several."""
    field = page.locator(f"[class*=st-key-{key}] input")
    field.click()
    field.fill(word)
    page.get_by_role("option").filter(has_text=word).first.click()
    page.keyboard.press("Escape")


def see_it_live(tab: Tab, studio: Studio) -> None:
    """On screen, where nothing was loaded again, and on the platforms themselves."""
    page = tab.page
    expect(page.locator(".st-key-card-parts .pill.good", has_text="in place")).to_have_count(6, timeout=SLOW_MS)
    expect(page.locator(".st-key-card-parts .pill.good", has_text="active")).to_have_count(6, timeout=SLOW_MS)
    expect(page.locator(".st-key-card-progress")).to_have_count(0, timeout=SLOW_MS)
    for slug in PLATFORMS:
        there = studio.there(slug)
        assert [len(rows) for rows in there.values()] == [1, 1, 1], slug
        assert {row.status for rows in there.values() for row in rows} == {EntityStatus.ACTIVE}, slug
        money = there[connector(slug).LIMITS.money_at][0]
        assert money.lifetime_budget_micros == BUDGETS[slug] * 10**6, slug
    [beside] = posts.list_posts(studio.org.id)["posts"]
    assert (beside["status"], beside["platform"], len(beside["media"])) == ("draft", "linkedin", 1)


def see_it_break(tab: Tab, studio: Studio) -> None:
    """TikTok takes no ad, and gives nothing back: all others are taken back, and it waits for a decision."""
    page = tab.page
    studio.sandbox.fault("tiktok", "permission", path="/ad/create", times=99)
    studio.sandbox.fault("tiktok", "permission", path="/campaign/status/update", times=99)
    for name, slugs in (("Broken", PLATFORMS), ("Broken too", ("meta", "tiktok"))):
        campaigns.keep_draft(studio.org.id, studio.org.user_id, planned(studio, name, *slugs))
        tab.open("/campaigns?new=1")
        press(page, "Create campaign")
        parts = page.locator(".st-key-card-parts")
        expect(parts.locator("tbody tr", has_text="TikTok").locator(".pill.bad")).to_have_text(
            "left behind", timeout=SLOW_MS
        )
        expect(parts.locator(".pill.mute", has_text=NOTHING_LEFT)).to_have_count(len(slugs) - 1, timeout=SLOW_MS)
        expect(page.locator(".st-key-card-progress div.live", has_text="TikTok").locator(".badt")).to_be_visible()
    for slug in PLATFORMS:
        left = [row.name for row in studio.there(slug, "Broken")[Level.CAMPAIGN] if row.status not in GONE]
        assert len(left) == (2 if slug == "tiktok" else 0), (slug, left)

    tab.open("/campaigns")
    orphans = page.locator(".st-key-card-orphans [class*=st-key-orphanact]")
    expect(orphans).to_have_count(2)
    decide(page, studio, "Broken too", "adopt")
    expect(orphans).to_have_count(1, timeout=SLOW_MS)
    decide(page, studio, "Broken", "delete")
    eventually(lambda: refused_again(studio), timeout_s=60)
    expect(orphans).to_have_count(1, timeout=SLOW_MS)  # it is on the list again
    studio.sandbox.http.delete("/faults")
    decide(page, studio, "Broken", "delete")
    expect(page.locator(".st-key-card-orphans")).to_have_count(0, timeout=SLOW_MS)
    eventually(lambda: left_on_tiktok(studio) == {"Broken too"}, timeout_s=60)
    assert campaigns.list_orphans(studio.org.id) == []


def decide(page: Page, studio: Studio, name: str, way: str) -> None:
    """Press the button of that campaign's orphan."""
    [one] = [row for row in campaigns.list_orphans(studio.org.id) if row["campaign"] == name]
    page.locator(f".st-key-{way}-{one['launch_id']} button").click()


def refused_again(studio: Studio) -> bool:
    """Whether TikTok has refused a second time to give back what it has."""
    for one in campaigns.list_orphans(studio.org.id):
        platforms = studio.progress(UUID(one["campaign_id"]))["platforms"]
        undone = [step for each in platforms for step in each["steps"] if step["verb"] == "undo"]
        return any(step["attempts"] > 1 and step["state"] == "refused" for step in undone)
    return False


def left_on_tiktok(studio: Studio) -> set[str]:
    """The broken campaigns that are there still, by name."""
    rows = studio.there("tiktok", "Broken")[Level.CAMPAIGN]
    return {row.name.partition(" [")[0] for row in rows if row.status not in GONE}


def planned(studio: Studio, name: str, *slugs: str) -> dict[str, Any]:
    """A plan that only waits for its last button."""
    return {
        "step": 5, "name": name, "total": 2000.0 * len(slugs), "political": False,
        "accounts": {slug: str(studio.accounts[slug]) for slug in slugs}, "headline": "Winter sale",
        "body": "Up to half off.", "url": "https://shop.example/winter", "media": "https://media.example/a.jpg",
    }  # fmt: skip


def see_it_go_out(tab: Tab, studio: Studio) -> None:
    """One post with a picture for four networks, at its time and once; later, how people answered it."""
    page = tab.page
    tab.open("/posts?view=list")
    press(page, "New post")
    for network in NETWORKS:
        choose(page, "compose-profiles", f"{network} ·")
    text = page.locator("[class*=st-key-compose-text] textarea")
    text.fill(SAID)
    text.press("Tab")
    page.locator("form[data-upload=media] input").set_input_files(OFFER)
    expect(page.locator(".preview img")).to_have_count(len(NETWORKS))
    expect(page.locator(".flaws")).to_have_count(0)
    press(page, "Schedule")
    rows = page.locator("[class*=st-key-card-posts] tbody tr").filter(has_text="The whole story")
    expect(rows.filter(has_text="Scheduled")).to_have_count(len(NETWORKS))

    warn_of_the_same(page)
    move(page, studio)

    let_its_time_come(studio)
    posts.plan_due(studio.org.id)
    expect(rows.filter(has_text="Published")).to_have_count(len(NETWORKS), timeout=SLOW_MS)
    for post in written(studio):
        posts.publish(studio.org.id, post.id)  # a second job does nothing
    assert there(studio) == {post.external_id: 0 for post in written(studio)}

    studio.sandbox.post("/clock", advance_s=3 * 24 * 3600)
    with work(studio.org.id) as unit:
        for slug in ("meta", "linkedin", "twitter"):
            syncs.request(unit, studio.accounts[slug], DataType.POSTS, Trigger.MANUAL)
    for place in range(len(NETWORKS)):
        expect(rows.nth(place).locator(LIKES)).to_have_text(SOME, timeout=SLOW_MS)
    liked = there(studio)
    assert all(0 < post.likes <= liked[post.external_id] for post in written(studio))


def warn_of_the_same(page: Page) -> None:
    """The same words for the same profile at the same time: told before it is scheduled."""
    press(page, "New post")
    choose(page, "compose-profiles", "LinkedIn ·")
    text = page.locator("[class*=st-key-compose-text] textarea")
    text.fill(SAID)
    text.press("Tab")
    expect(page.locator(".warned").filter(has_text="The same words are on this profile already")).to_be_visible()
    expect(page.locator(".warned").filter(has_text="Another post of this profile is planned")).to_be_visible()
    press(page, "Close")


def move(page: Page, studio: Studio) -> None:
    """To the same day of the next year, by editing it."""
    page.locator("button[data-pick=post]").filter(has_text="The whole story").first.click()
    dialog = page.locator("[role=dialog]")
    dialog.locator("[data-testid=stDateInput] [role=spinbutton]").first.press("ArrowUp")
    dialog.locator("[data-testid=stDateInput] [role=spinbutton]").first.press("Enter")
    dialog.get_by_role("button", name="Move", exact=True).click()
    expect(dialog).to_have_count(0)
    moved = [
        post for post in written(studio) if post.scheduled_for and post.scheduled_for > clock.now() + HALF_A_YEAR
    ]
    assert len(moved) == 1


def written(studio: Studio) -> list[SocialPost]:
    """The posts of the story, a network each."""
    with session(studio.org.id) as reader:
        return list(reader.scalars(select(SocialPost).where(SocialPost.content == SAID)))


def let_its_time_come(studio: Studio) -> None:
    """An hour later: the moment that was chosen on screen is now."""
    with session(studio.org.id) as writer:
        for post in writer.scalars(select(SocialPost).where(SocialPost.content == SAID)):
            assert post.scheduled_for is not None
            assert post.scheduled_for > clock.now() + timedelta(minutes=30)
            post.scheduled_for = clock.now()
        writer.commit()


def there(studio: Studio) -> dict[str | None, int]:
    """Every post of these words that the networks themselves show, and how many like it."""
    with session(studio.org.id) as reader:
        ids = [post.profile_id for post in written(studio)]
        profiles = {row.kind: row.id for row in reader.scalars(select(Profile).where(Profile.id.in_(ids)))}
    assert set(profiles) == set(NETWORKS.values())
    who = Speakers(studio.org, studio.sandbox, profiles)
    return {row.external_id: row.likes for kind in profiles for row in who.there(kind, SAID)}
