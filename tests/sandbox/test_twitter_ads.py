"""Tweets for ads on the played X, who they may speak for, and whom a line item is shown to."""

import pytest

from tests.sandbox.test_twitter_writes import campaign, code, line_item
from tests.sandbox.twitter import EMPTY, ME, NORDLYS_USER, WAHA, X, twitter_person
from tests.sandbox.visitors import serving


@pytest.fixture
def x(control, http) -> X:
    return twitter_person(control.url, http)


def tweet(x, account=WAHA, **params):
    return x.call("POST", f"accounts/{account}/tweet", **({"as_user_id": ME, "text": "hello, world"} | params))


def batch(x, *items, account=EMPTY):
    path = f"/12/batch/accounts/{account}/targeting_criteria"
    _, headers, _ = x.signer().sign(f"{x.url}/twitter{path}", http_method="POST")
    return x.http.post(f"{x.url}/twitter{path}", json=list(items), headers=headers)


def place(x, country):
    return x.get("targeting_criteria/locations", location_type="COUNTRIES", country_code=country)[0]


def test_an_account_promotes_the_tweets_of_its_own_brand(x):
    assert [each["user_id"] for each in x.get(f"accounts/{WAHA}/promotable_users")] == [ME]
    assert [each["user_id"] for each in x.get(f"accounts/{EMPTY}/promotable_users")] == [NORDLYS_USER]


def test_a_tweet_for_ads_is_listed_with_the_ads_and_in_no_timeline(x):
    made = tweet(x, name="One", trim_user="true").json()["data"]

    assert made["user"] == {"id": int(ME), "id_str": ME}
    assert made["created_at"] == "Sun Nov 22 15:00:00 +0000 2026"
    [listed] = x.get(f"accounts/{WAHA}/tweets", tweet_type="PUBLISHED")
    assert (listed["tweet_id"], listed["full_text"], listed["nullcast"]) == (made["id_str"], "hello, world", True)
    assert listed["name"] == "One"
    organic = x.get(f"accounts/{WAHA}/tweets", tweet_type="PUBLISHED", timeline_type="ORGANIC")
    assert len(organic) == 8
    assert x.get(f"accounts/{WAHA}/tweets", tweet_type="DRAFT") == []


@pytest.mark.parametrize(
    ("account", "params", "status", "expected"),
    [
        (WAHA, {"as_user_id": ""}, 400, "MISSING_PARAMETER"),
        (WAHA, {"as_user_id": "me"}, 400, "INVALID_PARAMETER"),
        (WAHA, {"as_user_id": NORDLYS_USER}, 403, "USER_NOT_FOUND"),
        (WAHA, {"text": " "}, 400, "TWEET_CANNOT_BE_BLANK"),
        (WAHA, {"text": "x" * 281}, 400, "INVALID_TWEET"),
        (WAHA, {"name": "x" * 81}, 400, "INVALID_PARAMETER"),
        (WAHA, {"media_keys": "3_1"}, 404, "MEDIA_NOT_FOUND"),
        (WAHA, {"colour": "blue"}, 400, "INVALID_PARAMETER"),
        (EMPTY, {"as_user_id": NORDLYS_USER, "nullcast": "false"}, 403, "ACTION_NOT_ALLOWED"),
    ],
)
def test_a_tweet_that_makes_no_sense_is_not_made(x, account, params, status, expected):
    answer = tweet(x, account, **params)

    assert (answer.status_code, code(answer)) == (status, expected)


def test_an_organic_tweet_is_made_once(x):
    assert tweet(x, nullcast="false").status_code == 200
    assert code(tweet(x, nullcast="false")) == "DUPLICATE_TWEET"


def test_only_a_tweet_that_is_there_can_be_promoted(x):
    made = campaign(x).json()["data"]["id"]
    item = line_item(x, made).json()["data"]["id"]
    path, foreign = f"accounts/{EMPTY}/promoted_tweets", tweet(x).json()["data"]["id_str"]

    for each in ("82233352", foreign):
        assert x.refusal("POST", path, line_item_id=item, tweet_ids=each) == (404, "TWEET_NOT_FOUND")


def test_a_tweet_may_be_promoted_a_second_time(x):
    items, ad = x.get(f"accounts/{WAHA}/line_items"), x.get(f"accounts/{WAHA}/promoted_tweets")[0]
    other = next(each["id"] for each in items if each["id"] != ad["line_item_id"])

    again = x.call("POST", f"accounts/{WAHA}/promoted_tweets", line_item_id=other, tweet_ids=ad["tweet_id"])

    assert again.json()["data"][0]["tweet_id"] == ad["tweet_id"]


def test_a_line_item_is_shown_in_the_countries_it_is_given(x):
    item = line_item(x, campaign(x).json()["data"]["id"]).json()["data"]["id"]
    wanted = [
        {"operation_type": "Create", "params": {"line_item_id": item, "targeting_type": "LOCATION",
                                                "targeting_value": place(x, country)["targeting_value"]}}
        for country in ("SA", "AE")
    ]  # fmt: skip
    made = batch(x, *wanted).json()

    assert made["data_type"] == "targeting_criterion"
    assert [each["name"] for each in made["data"]] == ["Saudi Arabia", "United Arab Emirates"]
    path = f"accounts/{EMPTY}/targeting_criteria"
    assert [each["id"] for each in x.get(path, line_item_ids=item)] == [each["id"] for each in made["data"]]
    assert x.call("DELETE", f"{path}/{made['data'][0]['id']}").json()["data"]["deleted"] is True
    assert [each["name"] for each in x.get(path, line_item_ids=item)] == ["United Arab Emirates"]
    one = {"line_item_id": item, "targeting_type": "LANGUAGE", "targeting_value": "ar", "operator_type": "EQ"}
    assert x.call("POST", path, **one).json()["data"]["targeting_value"] == "ar"


def test_one_bad_item_spoils_a_batch(x):
    item = line_item(x, campaign(x).json()["data"]["id"]).json()["data"]["id"]
    good = {"line_item_id": item, "targeting_type": "LANGUAGE", "targeting_value": "ar"}
    bad = good | {"targeting_type": "LOCATION", "targeting_value": "Atlantis"}
    steps = [{"operation_type": "Create", "params": params} for params in (good, bad)]
    answer = batch(x, *steps)

    assert answer.status_code == 400
    first, second = answer.json()["operation_errors"]
    assert (first, second[0]["parameter"]) == ([], "targeting_value")
    assert x.get(f"accounts/{EMPTY}/targeting_criteria", line_item_ids=item) == []
    assert code(batch(x)) == "INVALID_PARAMETER"


def test_places_are_found_by_their_code_or_their_name(x):
    assert place(x, "SA")["name"] == "Saudi Arabia"
    assert [each["country_code"] for each in x.get("targeting_criteria/locations", q="united")] == [
        "AE",
        "US",
        "GB",
    ]
    assert x.get("targeting_criteria/locations", country_code="XX") == []
    assert x.refusal("GET", "targeting_criteria/locations", location_type="MOON") == (400, "INVALID_PARAMETER")


def test_tweets_and_targeting_survive_a_restart(tmp_path, http):
    state = {"SANDBOX_STATE_DIR": str(tmp_path / "state")}
    with serving(tmp_path, **state) as url:
        x = twitter_person(url, http)
        made = tweet(x).json()["data"]["id_str"]
        item = x.get(f"accounts/{WAHA}/line_items")[0]["id"]
        chosen = {"line_item_id": item, "targeting_type": "LANGUAGE", "targeting_value": "ar"}
        assert batch(x, {"operation_type": "Create", "params": chosen}, account=WAHA).status_code == 200
    with serving(tmp_path, **state) as url:
        x.url = url
        assert [each["id_str"] for each in x.get(f"accounts/{WAHA}/tweets", tweet_type="PUBLISHED")] == [made]
        criteria = x.get(f"accounts/{WAHA}/targeting_criteria", line_item_ids=item)
        assert [each["targeting_value"] for each in criteria] == ["ar"]
