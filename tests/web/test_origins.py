"""Changes and websockets come from our own pages, or not at all."""

import pytest

from engine import identity
from tests.factories import OrgFacts
from tests.site import member
from tests.web.sockets import knock

ELSEWHERE = [None, "https://evil.example", "http://127.0.0.1:9", "http://localhost", "null", ""]


@pytest.mark.parametrize("origin", ELSEWHERE)
def test_a_members_websocket_from_elsewhere_is_refused(web: str, org: OrgFacts, origin: str | None) -> None:
    assert knock(web, origin=origin, cookie=f"sid={org.sign_in()}")[0] == 403


@pytest.mark.parametrize("origin", ELSEWHERE)
@pytest.mark.parametrize("path", ["/auth/logout", "/auth/logout-everywhere", "/auth/password", "/auth/login"])
def test_a_members_change_from_elsewhere_changes_nothing(
    web: str, org: OrgFacts, path: str, origin: str | None
) -> None:
    token = org.sign_in()
    browser = member(web, token)
    del browser.headers["Origin"]

    answer = browser.post(path, data={"email": "a"}, headers={"Origin": origin} if origin is not None else {})

    assert answer.status_code == 403
    assert "did not come from our own pages" in answer.text
    assert identity.current(token)


def test_a_members_upload_from_elsewhere_is_refused(web: str, org: OrgFacts) -> None:
    browser = member(web, org.sign_in())

    answer = browser.put("/_stcore/upload_file/a/b", headers={"Origin": "https://evil.example"})

    assert answer.status_code == 403
