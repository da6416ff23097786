"""Connecting an account the way a person does: out to the platform's consent page, and back with a choice."""

import re
from html import unescape
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest

from db.kinds import Role
from engine import connections, identity
from engine.connectors import PLATFORMS, connector
from engine.core.errors import Conflict
from engine.core.work import work
from engine.identity import Identity
from engine.integrations import list_integrations
from engine.syncs import live
from tests.factories import PASSWORD, make_integration, make_member
from tests.site import member, visitor

pytestmark = pytest.mark.usefixtures("sandbox")


def press(page: httpx.Response, button: str, *, without: str = "") -> httpx.Response:
    """Press a button of the sandbox's consent page, one permission cleared; where it leads."""
    form = re.search(r"<form[^>]*>(.*?)</form>", page.text, re.DOTALL)
    assert form, page.text
    fields: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input[^>]*name="(\w+)"[^>]*value="([^"]*)"', form[1]):
        fields.setdefault(name, []).extend([unescape(value)] if value != without else [])
    chosen = re.search(rf'<button[^>]*name="(\w+)"[^>]*value="([^"]*)"[^>]*>\s*{button}', form[1])
    assert chosen, form[1]
    return httpx.post(str(page.url), data=fields | {chosen[1]: [chosen[2]]}, trust_env=False)


def consent(client: httpx.Client, platform: str) -> httpx.Response:
    """The platform's consent page, reached from ours."""
    out = client.get(f"/auth/connect/{platform}")
    assert out.status_code == 303, out.text
    return httpx.get(
        out.headers["location"], headers={"Accept-Language": "en"}, follow_redirects=True, trust_env=False
    )


def profile_consent(client: httpx.Client) -> httpx.Response:
    """The page on which the owner of a TikTok account consents, reached from ours."""
    return consent(client, "tiktok/profile")


def come_back(client: httpx.Client, left: httpx.Response) -> dict[str, list[str]]:
    """What our own address answers when the platform sends the person back."""
    assert left.status_code in (302, 303), left.text
    path = left.headers["location"].removeprefix(client.headers["Origin"])
    back = client.get(re.sub(r"^http://[^/]+", "", path))
    assert back.status_code == 303, back.text
    assert back.headers["location"].startswith("/integrations?")
    return parse_qs(urlsplit(back.headers["location"]).query)


def person_of(token: str) -> Identity:
    found = identity.current(token)
    assert found
    return found


@pytest.mark.parametrize("platform", PLATFORMS)
def test_allowing_leads_to_a_choice_of_accounts_and_a_first_sync(web, org, platform):
    token = org.sign_in()
    with member(web, token) as client:
        met = come_back(client, press(consent(client, platform), "Allow"))
    person = person_of(token)
    (choice,) = met["choice"]
    waiting = connections.choices(person, choice)
    assert waiting
    assert waiting["platform"] == platform
    offered = [row["external_id"] for row in waiting["accounts"] if row["active"]]
    assert len(offered) >= 3

    with work(org.id) as unit:
        connections.choose(unit, person, choice, offered[:1])
    (connected,) = list_integrations(org.id)

    assert (connected["external_id"], connected["is_sandbox"]) == (offered[0], True)
    assert live(org.id) == []  # the first sync is asked for by a listener, a worker's work


@pytest.mark.parametrize("platform", PLATFORMS)
def test_denying_connects_nothing_and_says_so(web, org, platform):
    with member(web, org.sign_in()) as client:
        met = come_back(client, press(consent(client, platform), "Deny"))
    assert met == {"declined": [platform]}
    assert list_integrations(org.id) == []


def test_a_permission_that_was_declined_is_known_as_missing(web, org):
    token = org.sign_in()
    with member(web, token) as client:
        (choice,) = come_back(client, press(consent(client, "meta"), "Allow", without="leads_retrieval"))["choice"]
        person = person_of(token)
        waiting = connections.choices(person, choice)
        assert waiting
        with work(org.id) as unit:
            connections.choose(unit, person, choice, [waiting["accounts"][0]["external_id"]])

        [shown] = client.get(f"/api/orgs/{org.id}/integrations").json()["integrations"]
    assert set(connector("meta").PLATFORM.scopes) - set(shown["scopes"]) == {"leads_retrieval"}


@pytest.mark.parametrize("role", [Role.OWNER, Role.MARKETER])
def test_a_tiktok_account_consents_by_itself_and_speaks_from_then_on(web, org, role):
    make_integration(org.id, "tiktok")
    with member(web, identity.sign_in(make_member(org.id, role), PASSWORD)) as client:
        page = profile_consent(client)
        assert all(word in page.text for word in ("Sandbox", "@alwaha", "video.publish"))
        (profile_id,) = come_back(client, press(page, "Allow", without="comment.list"))["profile"]

        shown = client.get(f"/api/orgs/{org.id}/integrations").json()["profiles"]
        assert [(one["id"], one["kind"], one["own_consent"]) for one in shown] == [
            (profile_id, "tiktok_account", True)
        ]
        assert set(connector("tiktok").PLATFORM.profile_scopes) - set(shown[0]["scopes"]) == {"comment.list"}
        assert client.delete(f"/api/orgs/{org.id}/profiles/{profile_id}").status_code == 200
        assert client.get(f"/api/orgs/{org.id}/integrations").json()["profiles"] == []


def test_a_tiktok_account_that_declines_stays_unconnected(web, org):
    make_integration(org.id, "tiktok")
    with member(web, org.sign_in()) as client:
        assert come_back(client, press(profile_consent(client), "Deny")) == {"declined": ["tiktok"]}
        assert client.get(f"/api/orgs/{org.id}/integrations").json()["profiles"] == []


def test_a_tiktok_account_needs_somebody_who_may_post_and_an_ad_account(web, org):
    with member(web, org.sign_in()) as client:
        assert client.get("/auth/connect/tiktok/profile").status_code == 409
        assert client.get("/auth/connect/meta/profile").status_code == 422
    make_integration(org.id, "tiktok")
    with member(web, identity.sign_in(make_member(org.id, Role.ANALYST), PASSWORD)) as client:
        assert client.get("/auth/connect/tiktok/profile").status_code == 403
    with visitor(web) as client:
        assert client.get("/auth/connect/tiktok/profile").headers["location"].startswith("/auth/login?")


def spoil(left: httpx.Response, **changes: str | None) -> httpx.Response:
    """The way back with other words in its query; those that are None left out."""
    address = urlsplit(left.headers["location"])
    query = {name: values[0] for name, values in parse_qs(address.query).items()} | changes
    kept = urlencode({name: value for name, value in query.items() if value is not None})
    return httpx.Response(303, headers={"location": address._replace(query=kept).geturl()})


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_state_that_is_not_the_one_we_gave_connects_nothing_and_loses_nothing(web, org, platform):
    with member(web, org.sign_in()) as client:
        left = press(consent(client, platform), "Allow")
        right = parse_qs(urlsplit(left.headers["location"]).query)["state"][0]
        for wrong in ("guessed", None, "", right * 2, right.swapcase(), right[:-1]):
            assert come_back(client, spoil(left, state=wrong)) == {"failed": [platform], "why": ["conflict"]}
        assert list_integrations(org.id) == []
        assert "choice" in come_back(client, left)


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_code_that_the_platform_never_gave_is_refused_in_words(web, org, platform):
    with member(web, org.sign_in()) as client:
        left = press(consent(client, platform), "Allow")
        query = parse_qs(urlsplit(left.headers["location"]).query)
        code = next(name for name in ("auth_code", "code", "oauth_verifier") if name in query)
        met = come_back(client, spoil(left, **{code: "invented"}))
        assert met["failed"] == [platform]
        page = client.get(f"/integrations?failed={platform}&why={met['why'][0]}")

    assert page.status_code == 200
    assert list_integrations(org.id) == []


def test_a_code_that_somebody_else_fetched_is_not_taken(web, org):
    other = make_member(org.id, Role.ADMIN)
    with member(web, org.sign_in()) as client, member(web, identity.sign_in(other, PASSWORD)) as stranger:
        left = press(consent(client, "meta"), "Allow")
        assert come_back(stranger, left) == {"failed": ["meta"], "why": ["conflict"]}
        assert "choice" in come_back(client, left)
        assert come_back(client, left) == {"failed": ["meta"], "why": ["conflict"]}


def test_a_choice_that_is_over_says_so(web, org):
    person = person_of(org.sign_in())
    with pytest.raises(Conflict), work(org.id) as unit:
        connections.choose(unit, person, "gone", ["1"])


def test_only_admins_connect(web, org):
    marketer = make_member(org.id, Role.MARKETER)
    with member(web, identity.sign_in(marketer, PASSWORD)) as client:
        assert client.get("/auth/connect/meta").status_code == 403


def test_a_stranger_signs_in_first(web):
    with visitor(web) as client:
        answer = client.get("/auth/connect/meta")
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/auth/login?next=%2Fintegrations")


def test_an_unknown_platform_is_refused_with_the_known_ones(web, org):
    with member(web, org.sign_in()) as client:
        answer = client.get("/auth/connect/myspace")
    assert answer.status_code == 422
    assert "meta" in answer.text
