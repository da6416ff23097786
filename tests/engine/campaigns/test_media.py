"""Ads show pictures that were uploaded: judged before anything is made, brought to each platform as it wants."""

from datetime import timedelta
from uuid import UUID

import pytest

from db.kinds import Phase
from engine import campaigns, posts
from engine.connectors import PLATFORMS
from engine.connectors.meta.calls import get
from engine.core import clock
from engine.core.work import work
from engine.integrations import account
from tests.engine.campaigns.test_creation import refusal
from tests.pictures import film, picture
from tests.studio import PICTURE, Studio

UPLOADS = {"linkedin": "dms-uploads/image/", "twitter": "/media/upload", "snapchat": "/upload"}


def keep(studio: Studio, body: bytes) -> str:
    with work(studio.org.id) as unit:
        return str(posts.keep_file(unit, "offer.jpg", body)["id"])


def showing(studio: Studio, platform: str, *media: str) -> dict[str, object]:
    """An ad that shows these."""
    ad = studio.ad(platform)
    return ad | {"creative": ad["creative"] | {"media": list(media)}}


def test_an_uploaded_picture_reaches_every_platform_as_it_wants_it(studio):
    media_id = keep(studio, picture())
    studio.sandbox.http.delete("/calls")

    campaign_id = studio.made(ads=[showing(studio, platform, media_id) for platform in PLATFORMS])

    assert studio.row(campaign_id).phase == Phase.DONE
    for platform in PLATFORMS:
        assert [len(rows) for rows in studio.there(platform).values()] == [1, 1, 1], platform
    for platform, path in UPLOADS.items():  # these want the bytes
        calls = studio.sandbox.get("/calls", platform=platform)["calls"]
        assert any(path in call["path"] and call["status"] < 300 for call in calls), platform
    assert posts.lent_file(on_meta(studio, campaign_id).split("/")[-2]).content == picture()


def on_meta(studio: Studio, campaign_id: UUID) -> str:
    """The address that Meta keeps of what the ad shows."""
    called = account(studio.org.id, studio.accounts["meta"])
    ad_id = studio.progress(campaign_id)["platforms"][0]["steps"][2]["external_id"]
    found = get(called.token, ad_id, {"fields": "creative{object_story_spec}"}, account=called.external_id)
    return str(found["creative"]["object_story_spec"]["link_data"]["picture"])


@pytest.mark.parametrize(
    ("platform", "bodies", "said"),
    [
        ("linkedin", [picture("WEBP")], "of the type WEBP"),
        ("tiktok", [picture("GIF")], "of the type GIF"),
        ("twitter", [picture("PNG"), film()], "shows one film alone"),
        ("snapchat", [], "shows an image or a film"),
    ],
)
def test_a_file_that_a_platform_does_not_take_is_told_before_anything_is_made(desk, platform, bodies, said):
    fields = refusal(desk, ads=[showing(desk, platform, *(keep(desk, body) for body in bodies))])

    assert said in " ".join(fields["ads.0.creative.media"])


@pytest.mark.parametrize("medium", ["01a21bd8-f0ad-74c0-84af-defd4798bfe3", "offer.jpg", "file:///etc/passwd", 7])
def test_what_is_no_file_of_ours_and_no_address_is_told(desk, medium):
    fields = refusal(
        desk,
        ads=[showing(desk, "meta", PICTURE, medium)],
        content={"posts": [{"content": "Hello", "platforms": ["meta"], "media": [medium]}]},
    )

    assert "ads.0.creative.media" in fields
    assert any(field.startswith("content.posts.0.media") for field in fields)


def test_what_an_ad_or_a_draft_shows_is_kept(alone):
    shown, drafted = keep(alone, picture()), keep(alone, picture("PNG"))
    keep(alone, picture("GIF"))  # shown by nobody
    alone.create("meta", ads=[showing(alone, "meta", shown)])
    campaigns.keep_draft(alone.org.id, alone.org.user_id, {"files": [drafted]})

    with clock.stopped_at(clock.now() + timedelta(days=31)):
        assert posts.trim_files(alone.org.id) == 1
    assert {one["id"] for one in posts.list_files(alone.org.id)} == {shown, drafted}
