"""TikTok accounts: a consent of their own, their posts, publishing in two steps; and what is refused there."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.sandbox.tiktok import KSA, TikTok
from tests.sandbox.visitors import REDIRECT, serving

CLIENT = {"client_id": "sandbox-client", "client_secret": "sandbox-secret"}
SCOPE = "user.info.basic,user.info.username,video.list,video.publish,comment.list"
VIDEO = "https://media.example/film.mp4"
ALL = [
    "item_id",
    "caption",
    "create_time",
    "share_url",
    "likes",
    "comments",
    "shares",
    "video_views",
    "media_type",
]


@pytest.fixture
def told(tiktok: TikTok, control) -> dict[str, Any]:
    """What the token endpoint says to the owner of a TikTok account."""
    code = control.post("/grants", platform="tiktok", redirect_uri=REDIRECT, scope=SCOPE)["code"]
    found: dict[str, Any] = tiktok.post("tt_user/oauth2/token/", **CLIENT, grant_type="authorization_code",
                                        auth_code=code, redirect_uri=REDIRECT)  # fmt: skip
    return found


@pytest.fixture
def account(tiktok: TikTok, told) -> TikTok:
    return TikTok(tiktok.url, tiktok.http, told["access_token"])


def listed(account: TikTok, me: str, **more: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = account.get("business/video/list/", business_id=me, fields=ALL, **more)["videos"]
    return found


def test_an_account_is_asked_on_a_page_of_its_own(control, http, tiktok):
    params = {"client_key": "sandbox-client", "redirect_uri": REDIRECT, "state": "s", "response_type": "code"}
    address = f"{control.url}/tiktok/v2/auth/authorize"
    assert "TikTok" in http.get(address, params=params).text
    answer = http.post(address, params=params, data={"answer": "allow"})
    code = parse_qs(urlsplit(answer.headers["location"]).query)["code"][0]

    wanted = {**CLIENT, "grant_type": "authorization_code", "auth_code": code, "redirect_uri": REDIRECT}
    told = tiktok.post("tt_user/oauth2/token/", **wanted)
    assert (told["expires_in"], told["refresh_token_expires_in"], told["scope"]) == (86_400, 31_536_000, SCOPE)
    assert tiktok.code("tt_user/oauth2/token/", "POST", **wanted) == 40110


def test_the_two_consents_open_nothing_of_each_other(tiktok, control, told, account):
    me, advertisers = told["open_id"], control.post("/grants", platform="tiktok", redirect_uri=REDIRECT)["code"]
    accounts = control.post("/grants", platform="tiktok", redirect_uri=REDIRECT, scope=SCOPE)["code"]

    assert account.code("campaign/get/", advertiser_id=KSA) == 40001
    assert tiktok.code("business/video/list/", business_id=me) == 40001
    assert tiktok.code("tt_user/oauth2/token/", "POST", **CLIENT, grant_type="authorization_code",
                       auth_code=advertisers, redirect_uri=REDIRECT) == 40110  # fmt: skip
    assert tiktok.code("oauth2/access_token/", "POST", app_id="sandbox-client", secret="sandbox-secret",
                       auth_code=accounts) == 40110  # fmt: skip


def test_a_token_lives_a_day_and_is_refreshed_for_a_year(tiktok, control, told, account):
    renewing = {**CLIENT, "grant_type": "refresh_token", "refresh_token": told["refresh_token"]}
    control.post("/clock", advance_s=86_401)
    assert account.code("business/get/", business_id=told["open_id"]) == 40102

    fresh = tiktok.post("tt_user/oauth2/refresh_token/", **renewing)

    assert TikTok(tiktok.url, tiktok.http, fresh["access_token"]).get("business/get/", business_id=told["open_id"])
    assert tiktok.code("tt_user/oauth2/refresh_token/", "POST", **renewing) == 40103
    assert tiktok.code("tt_user/oauth2/refresh_token/", "POST", **renewing | {"refresh_token": "x"}) == 40107
    tiktok.post("tt_user/oauth2/revoke/", **CLIENT, access_token=fresh["access_token"])
    assert account.code("business/get/", business_id=told["open_id"]) == 40105


def test_posts_come_newest_first_page_by_page(account, told):
    me, pages, cursor = told["open_id"], list[list[str]](), dict[str, int]()
    while True:
        page = account.get("business/video/list/", business_id=me, fields=ALL, max_count=3, **cursor)
        pages.append([post["item_id"] for post in page["videos"]])
        if not page["has_more"]:
            break
        cursor = {"cursor": page["cursor"]}

    assert [len(page) for page in pages] == [3, 3, 2]
    assert [each for page in pages for each in page] == [post["item_id"] for post in listed(account, me)]
    times = [int(post["create_time"]) for post in listed(account, me)]
    assert times == sorted(times, reverse=True)


def test_a_published_video_is_listed_and_its_engagement_grows(account, told, control):
    me = told["open_id"]
    share = account.post("business/video/publish/", business_id=me, video_url=VIDEO, post_info={"caption": "شتاء"})
    state = {"business_id": me, "publish_id": share["share_id"]}
    assert account.get("business/publish/status/", **state) == {"status": "PROCESSING_DOWNLOAD"}
    done = account.get("business/publish/status/", **state)
    before = listed(account, me)[0]
    control.post("/clock", advance_s=43_200)
    after = listed(account, me)[0]

    assert (done["status"], done["post_ids"]) == ("PUBLISH_COMPLETE", [before["item_id"]])
    assert (before["caption"], before["media_type"], before["likes"]) == ("شتاء", "VIDEO", 0)
    assert after["likes"] > 0
    assert after["video_views"] > after["likes"]


def test_photos_are_published_under_their_own_name(account, told):
    me = told["open_id"]
    said = {"caption": "Two", "privacy_level": "PUBLIC_TO_EVERYONE"}
    images = ["https://media.example/1.jpg", "https://media.example/2.webp"]
    share = account.post("business/photo/publish/", business_id=me, photo_images=images, post_info=said)

    assert share["share_id"].startswith("p_pub_url~v1.")
    assert listed(account, me)[0]["media_type"] == "PHOTO"


def test_what_cannot_be_downloaded_fails_later(account, told):
    me = told["open_id"]
    share = account.post(
        "business/video/publish/", business_id=me, video_url="https://x.invalid/a.mp4", post_info={}
    )
    state = {"business_id": me, "publish_id": share["share_id"]}

    assert account.get("business/publish/status/", **state)["status"] == "PROCESSING_DOWNLOAD"
    assert account.get("business/publish/status/", **state) == {"status": "FAILED", "reason": "video_pull_failed"}


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({"business_id": "-000sbNomadTrv78"}, 40001),
        ({"business_id": "unknown"}, 40001),
        ({"business_id": ""}, 40002),
        ({"post_info": None}, 40002),
        ({"post_info": {"caption": "x" * 2_201}}, 40002),
        ({"post_info": {"caption": "😀" * 1_101}}, 40002),
        ({"video_url": "https://media.example/a.gif"}, 40002),
        ({"video_url": "ftp://media.example/a.mp4"}, 40002),
        ({"video_url": "https://cdn.unverified.example/a.mp4"}, 40002),
    ],
)
def test_a_video_that_is_refused_is_not_published(account, told, params, code):
    me, before = told["open_id"], len(listed(account, told["open_id"]))
    wanted = {"business_id": me, "video_url": VIDEO, "post_info": {}}

    assert account.code("business/video/publish/", "POST", **(wanted | params)) == code
    assert len(listed(account, me)) == before


@pytest.mark.parametrize(
    "params",
    [
        {"photo_images": []},
        {"photo_images": ["https://media.example/a.png"]},
        {"photo_images": ["https://media.example/a.jpg"] * 36},
        {"post_info": {"privacy_level": "EVERYBODY"}},
        {"post_info": {"privacy_level": "PUBLIC_TO_EVERYONE", "title": "x" * 91}},
    ],
)
def test_photos_that_are_refused_are_not_published(account, told, params):
    wanted = {"business_id": told["open_id"], "photo_images": ["https://media.example/a.jpg"],
              "post_info": {"privacy_level": "PUBLIC_TO_EVERYONE"}}  # fmt: skip

    assert account.code("business/photo/publish/", "POST", **(wanted | params)) == 40002


def test_a_list_of_posts_that_makes_no_sense_is_refused(account, told):
    me = told["open_id"]
    for params in ({"fields": ["caption"]}, {"fields": ["item_id", "planet"]}, {"cursor": "x"}, {"max_count": 21}):
        assert account.code("business/video/list/", **{"business_id": me} | params) == 40002
    assert account.code("business/publish/status/", business_id=me, publish_id="v_pub_url~v1.1") == 40007


def test_what_was_published_survives_a_restart(tmp_path, http):
    state = {"SANDBOX_STATE_DIR": str(tmp_path / "state")}
    with serving(tmp_path, **state) as url:
        visitor = TikTok(url, http, "")
        code = http.post(f"{url}/_control/grants", json={"platform": "tiktok", "redirect_uri": REDIRECT,
                                                         "scope": SCOPE}).json()["code"]  # fmt: skip
        told = visitor.post("tt_user/oauth2/token/", **CLIENT, grant_type="authorization_code", auth_code=code,
                            redirect_uri=REDIRECT)  # fmt: skip
        account = TikTok(url, http, told["access_token"])
        account.post("business/video/publish/", business_id=told["open_id"], video_url=VIDEO, post_info={})
        before = listed(account, told["open_id"])

    with serving(tmp_path, **state) as url:
        account.url = url
        after = listed(account, told["open_id"])

    assert [post["item_id"] for post in after] == [post["item_id"] for post in before]
    assert len(after) == 9
