"""What is connected is told of: asked for by a job, seen on its row, undone when it is left."""

from typing import Any

import pytest
from sqlalchemy import select

from db.models import Integration, Lead, Profile
from db.session import session
from engine import enrolments, integrations, profiles
from engine.connectors import connector
from engine.connectors.content import ProfileRow
from engine.core.work import Actor, work
from engine.integrations import list_integrations
from engine.profiles import connect_profiles, list_profiles
from tests.accounts import Connected, connect_account
from tests.control import Control
from tests.site import web, web_server
from tests.working import work_off

TIKTOK, LINKEDIN, SEARCH = "7301000000000000101", "512000101", "7710000101"
ACCOUNTS = {"meta": "238001100000101", "tiktok": TIKTOK, "linkedin": LINKEDIN, "google": SEARCH}
ASKED = ("meta", "tiktok", "linkedin")
ME = Actor("test")

__all__ = ["web", "web_server"]  # fixtures

pytestmark = pytest.mark.usefixtures("database", "redis")


def connected(sandbox: Control, platform: str) -> Connected:
    """An account whose connection has left its jobs to the workers, and these have done them."""
    account = connect_account(sandbox, ACCOUNTS[platform], platform)
    work_off("default")
    return account


def of_account(account: Connected) -> dict[str, Any]:
    [shown] = list_integrations(account.org_id)
    return dict(shown["subscription"])


def asked(account: Connected) -> list[tuple[str, str]]:
    """What the platform was asked about subscriptions: method and end of the path."""
    calls = account.sandbox.get("/calls", platform=account.platform)["calls"]
    words = ("subscribed_apps", "subscription/", "leadNotifications")
    return [(call["method"], call["path"]) for call in calls if any(word in call["path"] for word in words)]


def leave(account: Connected) -> None:
    with work(account.org_id, ME) as unit:
        integrations.disconnect(unit, account.integration_id)
    work_off("events", "priority", "default")


@pytest.mark.parametrize("platform", ACCOUNTS)
def test_connecting_asks_the_platform_to_tell_or_says_why_not(sandbox, platform):
    account = connected(sandbox, platform)

    shown = of_account(account)

    assert shown["state"] == ("subscribed" if platform in ASKED else "by_hand")
    assert bool(shown["topics"]) is (platform in ASKED) is not bool(shown["message"])


@pytest.mark.parametrize("platform", ASKED)
def test_leaving_undoes_it_before_the_access_is_given_back(sandbox, platform):
    account = connected(sandbox, platform)
    before = len(asked(account))

    leave(account)

    assert len(asked(account)) > before
    assert account.integration().subscription is None
    assert account.integration().access_token == ""
    if platform != "meta":
        answer = sandbox.http.post("/webhooks", json={"platform": platform, "kind": "lead"})
        assert answer.status_code == 400
        assert "nobody has subscribed" in answer.text


def test_a_refusal_is_shown_and_the_connection_stands(sandbox):
    account = connect_account(sandbox, LINKEDIN, "linkedin")
    sandbox.fault("linkedin", "permission", path="leadNotifications", times=9)
    work_off("default")

    assert of_account(account)["state"] == "failed"
    assert "LinkedIn" in of_account(account)["message"]
    assert account.integration().is_active

    sandbox.http.delete("/faults")
    with work(account.org_id) as unit:
        enrolments.ask_again(unit, account.integration_id)
    work_off("default")
    assert of_account(account)["state"] == "subscribed"


def test_asking_twice_leaves_one_subscription(sandbox):
    account = connected(sandbox, "tiktok")
    first = account.integration().subscription

    enrolments.subscribe(account.org_id, account.integration_id)

    again = account.integration().subscription
    assert first is not None
    assert again is not None
    assert first["keys"] == again["keys"]


def test_a_page_lets_our_app_in_and_out_again(sandbox):
    account = connected(sandbox, "meta")
    page_id = connect_page(account)
    work_off("default")
    [shown] = list_profiles(account.org_id)
    assert (shown["subscription"]["state"], shown["subscription"]["topics"]) == ("subscribed", ["leadgen", "feed"])

    with work(account.org_id, ME) as unit:
        profiles.disconnect_profile(unit, page_id)
    work_off("default")

    assert ("DELETE", "/meta/v26.0/me/subscribed_apps") in asked(account)


def connect_page(account: Connected):
    token = integrations.account(account.org_id, account.integration_id).token
    row: ProfileRow = connector("meta").fetch_profiles(token)[0]
    with work(account.org_id) as unit:
        [page] = connect_profiles(unit, unit.find(Integration, account.integration_id), [row])
        return page.id


def test_a_page_whose_leads_were_declined_says_what_is_missing(sandbox):
    account = connected(sandbox, "meta")
    page_id = connect_page(account)
    sandbox.fault("meta", "permission", path="subscribed_apps", times=9)
    work_off("default")

    [shown] = list_profiles(account.org_id)
    assert shown["subscription"]["state"] == "failed"
    assert shown["subscription"]["message"]
    account.update(Profile, page_id, is_active=False)


@pytest.mark.parametrize("platform", ["tiktok", "linkedin"])
def test_what_is_subscribed_arrives(sandbox, web, platform):
    account = connect_account(sandbox, ACCOUNTS[platform], platform)
    called = integrations.account(account.org_id, account.integration_id)
    connector(platform).subscribe(called, f"{web}/api/webhooks/{platform}")

    told = sandbox.post("/webhooks", platform=platform, kind="lead")
    work_off("webhooks")

    assert [each["status"] for each in told["deliveries"]] == [200]
    assert [row.external_id for row in rows(account, Lead)] == [told["happened"]["lead_id"]]


def test_tiktok_is_asked_to_an_address_that_proves_what_comes_unsigned():
    assert enrolments.callback("tiktok").endswith("/api/webhooks/tiktok?token=sandbox-verify")
    assert enrolments.callback("linkedin").endswith("/api/webhooks/linkedin")


def rows(account: Connected, model: Any) -> list[Any]:
    with session(account.org_id) as reader:
        return list(reader.scalars(select(model).where(model.org_id == account.org_id)))
