"""Files that people name by address are fetched from the outside world only, and are what their bytes say."""

import socket

import pytest

from engine.connectors import connector, media
from engine.core.errors import Refused
from sandbox.media import JPEG, MP4, PNG
from tests.engine.connectors.server import answer

SNAPCHAT = connector("snapchat").PLATFORM
REAL = {"CMIS_PLATFORMS__SNAPCHAT__CLIENT_ID": "id", "CMIS_PLATFORMS__SNAPCHAT__CLIENT_SECRET": "secret"}


def refusal(address: str) -> Refused:
    with pytest.raises(Refused) as refused:
        media.fetch(SNAPCHAT, address)
    assert refused.value.facts["field"] == "media"
    return refused.value


@pytest.mark.parametrize(("name", "kind"), [("%D8%A7.jpg", "image"), ("a.png", "image"), ("b/film.mp4", "video")])
def test_the_worlds_own_files_are_there(sandbox, name, kind):
    found = media.fetch(SNAPCHAT, f"https://media.example/{name}")

    assert found.kind == kind
    assert found.type == media.type_of(found.content)
    assert found.name in {"ا.jpg", "a.png", "film.mp4"}


def test_a_file_is_what_its_bytes_say(server):
    server.acts = [answer(MP4, Content_Type="image/jpeg")]

    assert media.fetch(SNAPCHAT, f"http://127.0.0.1:{server.port}/a.jpg").type == "video/mp4"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (JPEG, "image/jpeg"), (PNG, "image/png"), (MP4, "video/mp4"), (b"GIF89a", "image/gif"),
        (b"\0\0\0\x14ftypqt  ", "video/quicktime"), (b"RIFF\0\0\0\0WEBPVP8 ", "image/webp"),
        (b"RIFF\0\0\0\0WAVE", None), (b"<svg onload=alert(1)>", None), (b"", None),
    ],
)  # fmt: skip
def test_types_are_told_by_the_first_bytes(content, kind):
    assert media.type_of(content) == kind


@pytest.mark.parametrize(
    ("act", "words"),
    [
        (answer(b"<html>"), "no image"),
        (answer(b"", 404), "404"),
        (answer(b"", 302, Location="https://media.example/a.jpg"), "302"),
        (answer(JPEG * 1000), "larger"),
    ],
)
def test_what_is_no_fitting_file_is_refused_by_name(server, act, words):
    server.acts = [act]

    with pytest.raises(Refused) as refused:
        media.fetch(SNAPCHAT, f"http://127.0.0.1:{server.port}/a.jpg", largest=50_000)

    assert words in refused.value.detail


@pytest.mark.parametrize(
    "address",
    [
        "",
        "a.jpg",
        "ftp://media.example/a.jpg",
        "file:///etc/passwd",
        "http://",
        "http://[::1",
        "http://me:pw@1.1.1.1/",
    ],
)
def test_what_is_no_address_is_not_asked(server, address):
    refusal(address)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "10.1.2.3",
        "169.254.169.254",
        "192.168.0.1",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "0.0.0.0",
        "224.0.0.1",
    ],
)
def test_no_real_platform_makes_us_look_inside_a_network(server, configure, host):
    configure(**REAL)

    assert "no public address" in refusal(f"http://{host}:{server.port}/a.jpg").detail
    assert server.asked == []


def test_a_host_with_one_address_inside_is_not_asked(server, configure, monkeypatch):
    configure(**REAL)
    entries = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (number, 80)) for number in ("1.1.1.1", "127.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: entries)

    assert "no public address" in refusal(f"http://two.faces:{server.port}/a.jpg").detail


def test_the_number_that_was_judged_is_the_one_that_is_asked(server, monkeypatch):
    """A name that would lead elsewhere the second time is only looked up once."""
    numbers = iter(["127.0.0.1"])
    known = socket.getaddrinfo

    def look_up(host, port, *more, **named):
        return known(next(numbers) if host == "rebinding.test" else host, port, *more, **named)

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    server.acts = [answer(JPEG)]

    assert media.fetch(SNAPCHAT, f"http://rebinding.test:{server.port}/a.jpg").content == JPEG
    assert list(numbers) == []
