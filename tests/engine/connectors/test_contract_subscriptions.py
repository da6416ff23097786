"""What every connector must do about being told: ask once, undo, or say why there is nothing to ask for."""

from contextlib import nullcontext
from dataclasses import replace
from typing import Any

import httpx
import orjson
import pytest

from engine.connectors.base import Account
from engine.connectors.content import Profile
from engine.connectors.subscriptions import by_hand
from engine.core.errors import AppError, Refused, SignedOut
from engine.core.i18n import t
from tests.engine.connectors.conftest import REDIRECT, Person

CALLBACK = "https://cmis.example/api/webhooks/x?token=t"
ASKED = {"meta", "tiktok", "linkedin"}  # the others can only be told by hand
LEADLESS = "ads_management,ads_read,pages_manage_metadata,pages_manage_posts,pages_read_engagement"


def account_of(person: Person) -> Account:
    return person.account(person.busy()[0])


def held(person: Person, account: Account) -> int:
    """How many subscriptions of the account the platform has."""
    heads: dict[str, Any] = {"headers": {}, "params": {}}
    if person.slug == "meta":
        url = f"meta/v26.0/act_{account.external_id}/subscribed_apps"
        heads["params"] = {"access_token": account.token}
    elif person.slug == "tiktok":
        url = "tiktok/open_api/v1.3/subscription/get/"
        heads["params"] = {"app_id": "sandbox-client", "secret": "sandbox-secret"}
    else:
        owner = f"(value:(sponsoredAccount:urn%3Ali%3AsponsoredAccount%3A{account.external_id}))"
        url = f"linkedin/rest/leadNotifications?q=criteria&owner={owner}&leadType=(leadType:SPONSORED)"
        heads["headers"] = {
            "Authorization": f"Bearer {account.token}", "LinkedIn-Version": "202610",
            "X-Restli-Protocol-Version": "2.0.0",
        }  # fmt: skip
        heads["params"] = None
    body = httpx.get(f"{person.sandbox.url}/{url}", trust_env=False, **heads).json()
    found = body.get("data", body)
    rows = found if isinstance(found, list) else found.get("subscriptions", found.get("elements"))
    return len(rows)


def test_an_account_is_subscribed_once_or_says_why_not(person):
    account = account_of(person)

    first = person.connector.subscribe(account, CALLBACK)
    again = person.connector.subscribe(account, CALLBACK)

    assert first == again
    assert bool(first.topics) is (person.slug in ASKED) is not bool(first.reason)
    assert orjson.loads(orjson.dumps(first.kept()))["topics"] == list(first.topics)
    if person.slug in ASKED:
        assert held(person, account) == max(len(first.keys), 1)


def test_undoing_ends_it_and_may_be_done_twice(person):
    account = account_of(person)
    kept = person.connector.subscribe(account, CALLBACK)

    for _ in range(2):
        person.connector.unsubscribe(account, kept)

    if person.slug in ASKED:
        assert held(person, account) == 0


def test_a_dead_token_subscribes_to_nothing(person):
    account = account_of(person)
    person.connector.revoke(account.token)

    if person.slug in ASKED:
        with pytest.raises(SignedOut):
            person.connector.subscribe(account, CALLBACK)
    else:
        assert person.connector.subscribe(account, CALLBACK).reason


@pytest.mark.parametrize("fault", ["permission", "throttle", "500", "garbage"])
def test_what_goes_wrong_is_an_error_of_ours(person, fault):
    account = account_of(person)
    person.sandbox.fault(person.slug, fault, times=9)

    with pytest.raises(AppError) if person.slug in ASKED else nullcontext():
        person.connector.subscribe(account, CALLBACK)


def test_profiles_are_subscribed_or_say_why_not(person):
    if person.slug == "snapchat":
        person.sandbox.post("/capabilities", platform="snapchat", capability="public_profile", on=True)
    for row in person.connector.fetch_profiles(person.tokens.access):
        profile = Profile(person.slug, row.external_id, row.kind, row.token or person.tokens.access)
        found = person.connector.subscribe(profile, CALLBACK)
        assert bool(found.topics) is (person.slug == "meta") is not bool(found.reason)
        person.connector.unsubscribe(profile, found)


def test_a_page_needs_its_own_permissions(meta_person):
    code = meta_person.sandbox.post("/grants", platform="meta", redirect_uri=REDIRECT, scope=LEADLESS)["code"]
    tokens = meta_person.connector.exchange_code(code, REDIRECT, "")
    page = meta_person.connector.fetch_profiles(tokens.access)[0]

    with pytest.raises(Refused) as refused:
        meta_person.connector.subscribe(Profile("meta", page.external_id, page.kind, page.token or ""), CALLBACK)
    assert "leads_retrieval" in refused.value.detail


@pytest.mark.parametrize("slug", ["tiktok", "linkedin"])
def test_platforms_call_https_only(slug, request):
    person = request.getfixturevalue(f"{slug}_person")

    with pytest.raises(AppError):
        person.connector.subscribe(account_of(person), "http://cmis.example/api/webhooks")


def test_another_address_is_another_subscription(tiktok_person):
    account = account_of(tiktok_person)
    first = tiktok_person.connector.subscribe(account, CALLBACK)
    second = tiktok_person.connector.subscribe(account, CALLBACK + "2")
    other = replace(account, external_id=tiktok_person.busy()[1].external_id)

    third = tiktok_person.connector.subscribe(other, CALLBACK)

    assert len({*first.keys, *second.keys, *third.keys}) == 6


def test_what_is_done_by_hand_says_so():
    assert by_hand("Enter it there.")(None, CALLBACK).reason == t("Enter it there.")


def test_the_permissions_that_were_really_granted_are_told(person):
    asked = set(person.connector.PLATFORM.scopes)

    assert asked <= set(person.tokens.scopes)
    assert bool(person.tokens.scopes) is (person.slug != "twitter")
