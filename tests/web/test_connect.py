"""Connecting an account the way a person does: out to the platform's consent page, and back with a choice."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from db.kinds import Role
from engine import connections, identity
from engine.connectors import PLATFORMS
from engine.core.errors import Conflict
from engine.core.work import work
from engine.identity import Identity
from engine.integrations import list_integrations
from engine.syncs import live
from tests.factories import PASSWORD, make_member
from tests.site import member, visitor

pytestmark = pytest.mark.usefixtures("sandbox")


def press(page: httpx.Response, button: str) -> httpx.Response:
    """Press a button of the sandbox's consent page; where it leads."""
    form = re.search(r"<form[^>]*>(.*?)</form>", page.text, re.DOTALL)
    assert form, page.text
    fields = {
        name: unescape(value)
        for name, value in re.findall(r'<input[^>]*name="(\w+)"[^>]*value="([^"]*)"', form[1])
    }
    chosen = re.search(rf'<button[^>]*name="(\w+)"[^>]*value="([^"]*)"[^>]*>\s*{button}', form[1])
    assert chosen, form[1]
    return httpx.post(str(page.url), data=fields | {chosen[1]: chosen[2]}, trust_env=False)


def consent(client: httpx.Client, platform: str) -> httpx.Response:
    """The platform's consent page, reached from ours."""
    out = client.get(f"/auth/connect/{platform}")
    assert out.status_code == 303, out.text
    return httpx.get(
        out.headers["location"], headers={"Accept-Language": "en"}, follow_redirects=True, trust_env=False
    )


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
