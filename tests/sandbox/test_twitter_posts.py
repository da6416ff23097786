"""Version 2 of the played X: who one is, what one publishes, how it is answered, and problem documents."""

from base64 import b64encode

import pytest

from tests.sandbox.twitter import ME, NORDLYS_USER, X, twitter_person

PNG = b64encode(b"\x89PNG\r\n\x1a\n" + b"\0" * 64).decode()


@pytest.fixture
def x(control, http) -> X:
    return twitter_person(control.url, http)


def problem(answer):
    """Status, title and the end of the type; the words are not repeated here."""
    body = answer.json()
    return answer.status_code, body["title"], body["type"].rpartition("/")[2]


def timeline(x, user=ME, **params):
    return x.posts("GET", f"users/{user}/tweets", **params).raise_for_status().json()


def test_one_knows_who_one_is(x):
    told = x.posts("GET", "users/me", **{"user.fields": "public_metrics"}).json()["data"]

    assert (told["id"], told["username"], told["public_metrics"]["followers_count"]) == (
        ME,
        "alwaha_sandbox",
        152_000,
    )


def test_a_post_is_published_listed_and_taken_down(x):
    made = x.posts("POST", "tweets", {"text": "مرحبا"})

    assert made.status_code == 201
    assert timeline(x)["data"][0] == made.json()["data"]
    assert x.posts("DELETE", f"tweets/{made.json()['data']['id']}").json() == {"data": {"deleted": True}}
    assert timeline(x)["data"][0]["text"] != "مرحبا"


def test_a_post_only_for_ads_is_in_no_timeline(x):
    x.posts("POST", "tweets", {"text": "for ads", "nullcast": True}).raise_for_status()

    assert "for ads" not in {each["text"] for each in timeline(x, max_results=100)["data"]}


def test_engagement_grows_and_is_shown_to_who_asks(x, control):
    made = x.posts("POST", "tweets", {"text": "new"}).json()["data"]["id"]
    seen = []
    for _ in range(3):
        post = timeline(x, **{"tweet.fields": "created_at,public_metrics"})["data"][0]
        seen.append(post["public_metrics"]["impression_count"])
        control.post("/clock", advance_s=86_400)

    assert post["id"] == made
    assert post["created_at"].endswith(".000Z")
    assert seen == sorted(set(seen))
    assert seen[0] == 0


def test_a_timeline_is_read_a_page_at_a_time_and_from_a_moment_on(x):
    first = timeline(x, NORDLYS_USER, max_results=5)
    rest = timeline(x, NORDLYS_USER, max_results=5, pagination_token=first["meta"]["next_token"])

    assert (first["meta"]["result_count"], rest["meta"]["result_count"]) == (5, 3)
    assert "next_token" not in rest["meta"]
    recent = timeline(x, NORDLYS_USER, max_results=100, start_time="2026-11-10T00:00:00Z")
    assert 0 < recent["meta"]["result_count"] < 5
    assert timeline(x, NORDLYS_USER, start_time="2026-11-22T14:59:00Z") == {"meta": {"result_count": 0}}


def test_media_are_uploaded_before_they_are_shown(x):
    image = x.posts("POST", "media/upload", {"media": PNG, "media_category": "tweet_image"}).json()["data"]
    x.posts("POST", "tweets", {"text": "look", "media": {"media_ids": [image["id"]]}}).raise_for_status()

    page = timeline(x, **{"tweet.fields": "attachments", "expansions": "attachments.media_keys",
                          "media.fields": "url"})  # fmt: skip
    [key] = page["data"][0]["attachments"]["media_keys"]
    shown = next(each for each in page["includes"]["media"] if each["media_key"] == key)
    assert shown["type"] == "photo"
    assert shown["url"].startswith("https://pbs.twimg.com/media/")


def test_a_film_goes_in_segments_and_takes_its_time(x):
    told = {"media_type": "video/mp4", "media_category": "tweet_video", "total_bytes": 6}
    film = x.posts("POST", "media/upload/initialize", told).json()["data"]["id"]
    for place, part in enumerate((b"abc", b"def")):
        segment = {"media": b64encode(part).decode(), "segment_index": place}
        x.posts("POST", f"media/upload/{film}/append", segment).raise_for_status()
    done = x.posts("POST", f"media/upload/{film}/finalize").json()["data"]
    post = {"text": "film", "media": {"media_ids": [film]}}

    assert done["processing_info"]["state"] == "in_progress"
    assert problem(x.posts("POST", "tweets", post)) == (400, "Invalid Request", "invalid-request")
    state = x.posts("GET", "media/upload", command="STATUS", media_id=film).json()["data"]["processing_info"]
    assert state["state"] == "succeeded"
    assert x.posts("POST", "tweets", post).status_code == 201


def test_a_film_that_lacks_a_segment_is_refused(x):
    told = {"media_type": "video/mp4", "media_category": "tweet_video", "total_bytes": 6}
    film = x.posts("POST", "media/upload/initialize", told).json()["data"]["id"]
    x.posts("POST", f"media/upload/{film}/append", {"media": b64encode(b"abc").decode(), "segment_index": 1})

    assert x.posts("POST", f"media/upload/{film}/finalize").status_code == 400


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"text": "x" * 281}, (400, "Invalid Request", "invalid-request")),
        ({"text": "漢" * 141}, (400, "Invalid Request", "invalid-request")),
        ({"text": "👨‍👩‍👧‍👦" * 141}, (400, "Invalid Request", "invalid-request")),
        ({"text": " "}, (400, "Invalid Request", "invalid-request")),
        ({"text": "hi", "colour": "blue"}, (400, "Invalid Request", "invalid-request")),
        ({"text": "hi", "media": {"media_ids": ["1"]}}, (400, "Invalid Request", "invalid-request")),
        ({"text": "hi", "media": {}, "poll": {}}, None),
        ({"text": "س" * 280}, None),
        ({"text": "x" * 256 + " https://example.com/" + "y" * 200}, None),
        ({"text": "👨‍👩‍👧‍👦" * 140}, None),
    ],
)
def test_what_cannot_be_published_is_refused_in_a_problem_document(x, body, expected):
    answer = x.posts("POST", "tweets", body)

    if expected is None:
        assert answer.status_code == 201
    else:
        assert problem(answer) == expected


def test_the_same_words_twice_are_refused(x):
    x.posts("POST", "tweets", {"text": "once"}).raise_for_status()
    answer = x.posts("POST", "tweets", {"text": "once"})

    assert problem(answer) == (403, "Forbidden", "about:blank")
    assert answer.json()["detail"] == "You are not allowed to create a Tweet with duplicate content."


@pytest.mark.parametrize(
    ("path", "params", "status"),
    [
        (f"users/{ME}/tweets", {"max_results": 4}, 400),
        (f"users/{ME}/tweets", {"max_results": 101}, 400),
        (f"users/{ME}/tweets", {"tweet.fields": "love"}, 400),
        (f"users/{ME}/tweets", {"start_time": "2026-11-10"}, 400),
        (f"users/{ME}/tweets", {"pagination_token": "?"}, 400),
        (f"users/{ME}/tweets", {"colour": "blue"}, 400),
        ("users/nobody/tweets", {}, 400),
        ("planets", {}, 404),
    ],
)
def test_a_question_that_makes_no_sense_is_named(x, path, params, status):
    answer = x.posts("GET", path, **params)

    assert answer.status_code == status
    assert answer.json()["title"] in {"Invalid Request", "Not Found"}


def test_nobody_is_told_within_a_success(x):
    answer = x.posts("GET", "users/1/tweets")

    assert answer.status_code == 200
    assert answer.json()["errors"][0]["type"].endswith("resource-not-found")
    assert "data" not in answer.json()


def test_the_door_refuses_in_the_words_of_version_2(x, control):
    x.secret = "wrong"
    assert problem(x.posts("GET", "users/me")) == (401, "Unauthorized", "about:blank")

    control.fault("twitter", "throttle", path="/2/")
    throttled = x.posts("GET", "users/me")
    assert problem(throttled) == (429, "Too Many Requests", "about:blank")
    assert throttled.headers["x-rate-limit-reset"].isdigit()
    control.fault("twitter", "503", path="/2/")
    assert problem(x.posts("GET", "users/me")) == (503, "Service Unavailable", "about:blank")
