"""A mail server and a web server of the test's own, and an org that writes to them."""

from collections.abc import Iterator

import pytest

from settings import settings
from tests.engine.notifications.servers import MailServer, WebServer, mail_server, web_server
from tests.factories import OrgFacts, make_org

__all__ = ["OrgFacts"]


@pytest.fixture
def org(database: object, redis: object) -> OrgFacts:
    return make_org()


@pytest.fixture
def mail(monkeypatch: pytest.MonkeyPatch) -> Iterator[MailServer]:
    """The mail server that the product is set to use."""
    with mail_server() as server:
        configure(monkeypatch, SMTP__HOST="127.0.0.1", SMTP__PORT=str(server.port), SMTP__TLS="none")
        yield server
    settings.cache_clear()


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Iterator[WebServer]:
    """A web server on loopback, which the product is allowed to reach; it stands for Slack and Telegram too."""
    with web_server() as server:
        configure(
            monkeypatch, ALLOW_PRIVATE_TARGETS="true", SLACK_URL=server.url + "/slack", TELEGRAM_URL=server.url
        )
        yield server
    settings.cache_clear()


def configure(monkeypatch: pytest.MonkeyPatch, **values: str) -> None:
    for name, value in values.items():
        monkeypatch.setenv(f"CMIS_{name}", value)
    settings.cache_clear()
