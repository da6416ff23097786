"""With Redis away the sign-in still stands and is still counted; the rest says what is the matter."""

from collections.abc import Iterator

import pytest

from tests.ports import free_port
from tests.site import member, serving, visitor


@pytest.fixture(scope="module")
def lonely(database: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A web process whose Redis does not answer."""
    with serving(
        tmp_path_factory.mktemp("lonely") / "web.log", REDIS_URL=f"redis://127.0.0.1:{free_port()}"
    ) as url:
        yield url


def test_a_screen_says_that_we_are_being_repaired(lonely: str) -> None:
    answer = member(lonely, "a-token").get("/")

    assert answer.status_code == 503
    assert "Your data is safe." in answer.text
    assert answer.headers["content-security-policy"]


def test_guessing_passwords_stays_limited(lonely: str) -> None:
    form = {"email": "nobody@example.com", "password": "x"}
    statuses = [visitor(lonely).post("/auth/login", data=form).status_code for _ in range(11)]

    assert statuses == [401] * 10 + [429]
