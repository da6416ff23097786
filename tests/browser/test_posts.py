"""Posts on screen: written for two profiles, seen on the calendar, moved, approved by another, tried again."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from playwright.sync_api import Browser, expect

from db.kinds import PostStatus, Role
from engine import posts
from engine.core import clock
from engine.core.work import Actor, work
from engine.identity import sign_in
from tests.browser.tabs import browsing, new_tab, press
from tests.factories import PASSWORD, OrgFacts, make_integration, make_member, make_profile
from tests.pictures import FALSE, picture
from tests.rows import rows


@pytest.fixture
def speaking(org: OrgFacts) -> OrgFacts:
    """An org with a Facebook page and a company on LinkedIn."""
    make_profile(org.id, make_integration(org.id))
    linkedin = make_integration(org.id, "linkedin")
    make_profile(org.id, linkedin, platform="linkedin", kind="linkedin_organization")
    return org


def write(org: OrgFacts, at: datetime | None = None) -> UUID:
    with work(org.id, Actor(org.email, org.user_id)) as unit:
        content = posts.Content("Winter is here", platforms=("meta",), scheduled_for=at)
        [post] = posts.create_posts(unit, content)
        return post.id


def test_one_post_is_written_for_two_profiles_with_a_picture(
    chromium: Browser, web: str, speaking: OrgFacts
) -> None:
    with browsing(chromium, web, token=speaking.sign_in()) as context:
        tab = new_tab(context, web)
        tab.open("/posts")
        page = tab.page
        press(page, "New post")
        for _ in range(2):
            page.locator("[class*=st-key-compose-profiles] input").click()
            page.get_by_role("option").first.click()
        page.keyboard.press("Escape")
        page.locator("[class*=st-key-compose-text] textarea").fill("ع" * 3001)
        page.locator("[class*=st-key-compose-text] textarea").press("Tab")
        expect(page.locator(".flaws")).to_contain_text("LinkedIn takes 3000 characters")
        page.locator("[class*=st-key-compose-text] textarea").fill("وصل الشتاء ❄ Winter")
        page.locator("[class*=st-key-compose-text] textarea").press("Tab")
        expect(page.locator(".flaws")).to_have_count(0)
        field = page.locator("form[data-upload=media] input")
        field.set_input_files({"name": "a.jpg", "mimeType": "image/jpeg", "buffer": FALSE["photo.jpg"]})
        expect(page.locator("form[data-upload=media] [role=status]")).to_contain_text("This is no picture")
        field.set_input_files({"name": "a.jpg", "mimeType": "image/jpeg", "buffer": picture()})
        expect(page.locator(".preview img")).to_have_count(2)
        press(page, "Schedule")
        expect(page.locator(".cal .ev")).to_have_count(2)

    found = posts.list_posts(speaking.id)["posts"]
    assert {post["status"] for post in found} == {"scheduled"}
    assert len({post["group_id"] for post in found}) == 1
    assert all(len(post["media"]) == 1 for post in found)


def test_a_post_waits_for_somebody_else_who_approves_it(chromium: Browser, web: str, speaking: OrgFacts) -> None:
    with work(speaking.id) as unit:
        posts.set_approvals(unit, 1)
    write(speaking, clock.now() + timedelta(minutes=40))
    other = sign_in(make_member(speaking.id, Role.MARKETER), PASSWORD)
    with browsing(chromium, web, token=other) as context:
        tab = new_tab(context, web)
        tab.open("/posts?view=list")
        expect(tab.page.locator("tbody")).to_contain_text("Waits for approval")
        tab.page.locator("button[data-pick=post]").click()
        press(tab.page, "Approve")
        expect(tab.page.locator("tbody")).to_contain_text("Scheduled")

    [post] = posts.list_posts(speaking.id)["posts"]
    assert (post["status"], post["review"]) == ("scheduled", "approved")


def test_a_failed_post_says_why_and_is_tried_again(chromium: Browser, web: str, speaking: OrgFacts) -> None:
    from db.models import SocialPost
    from db.session import session

    write(speaking)
    with session(speaking.id) as writer:
        row = writer.merge(rows(speaking.id, SocialPost)[0])
        row.status, row.attempts = PostStatus.FAILED, 4
        row.error = {"code": "x", "message": "{platform} is busy. We will ask again shortly.",
                     "facts": {"platform": "Meta Ads"}, "detail": "HTTP 503"}  # fmt: skip
        writer.commit()
    with browsing(chromium, web, token=speaking.sign_in()) as context:
        tab = new_tab(context, web)
        tab.open("/posts?view=list")
        tab.page.locator("button[data-pick=post]").click()
        expect(tab.page.locator("[role=dialog]")).to_contain_text("Meta Ads is busy")
        press(tab.page, "Try again")
        expect(tab.page.locator("tbody")).to_contain_text("Tried again soon")
