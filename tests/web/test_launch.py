"""The web process starts in each of the three ways that people try."""

from pathlib import Path

import pytest

from tests.factories import OrgFacts
from tests.site import UVICORN, member, serving, visitor
from tests.web.sockets import knock

LAUNCHERS = [UVICORN, ("app.py",), ("-m", "streamlit", "run", "app.py", "--server.port", "{port}")]


@pytest.mark.parametrize("launcher", LAUNCHERS, ids=["uvicorn app:app", "python app.py", "streamlit run app.py"])
def test_it_starts_and_serves_everything(org: OrgFacts, tmp_path: Path, launcher: tuple[str, ...]) -> None:
    token = org.sign_in()
    with serving(tmp_path / "web.log", launcher) as url:
        browser = member(url, token)

        assert "<title>Dashboard · CMIS</title>" in browser.get("/").text
        assert browser.get("/api/health").status_code == 200
        assert browser.get("/assets/app.css").status_code == 200
        assert knock(url, origin=url, cookie=f"sid={token}")[0] == 101
        assert knock(url, origin="http://localhost:9", cookie=f"sid={token}")[0] == 403


def test_requests_are_not_logged_when_the_server_is_told_not_to(database: object, tmp_path: Path) -> None:
    log = tmp_path / "web.log"
    with serving(log, (*UVICORN, "--no-access-log")) as url, visitor(url) as browser:
        browser.get("/docs?a-request-in-the-log")

    assert "a-request-in-the-log" not in log.read_text()
